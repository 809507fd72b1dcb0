"""Markdown: headings, fences, links and lists of a document, in a sample of its lines.

Most signs are counted as plain strings; patterns are tried only where their first signs stand.
"""

from __future__ import annotations

import re

SAMPLE = 8000  # characters
CODE = 0.1  # of the lines, at most, that are of a programming language
SURE_CODE = 0.2  # where there are links and fences: of code that stands outside them
KEYED = 0.25  # of the lines, at most, that begin with a key
DENSE = 0.05  # signs in a line, where there is no heading
LEAST = 3  # signs

_HEADING = re.compile(r"\n#{1,6} \S[^\n]*\n")
_RULED = re.compile(r"\n\w[^\n]{2,80}\n(?:={4,}|-{4,})[ \t]*\r?\n")
_LINK = re.compile(r"\[[^\]\n]{1,200}\](?:\([^)\s]{2,300}\)|\[[^\]\n]{0,80}\])")
_BULLET = re.compile(r"\n[ ]{0,3}(?:[-*+]|\d{1,2}\.) +[^\s-]")
_TABLE = re.compile(r"\n[ ]*\|?[ ]*:?-{2,}:?[ ]*\|[-|: ]*\r?\n")
_KEYED = re.compile(r"\n[ ]*(?:- )?[\w.\"'/-]+:(?=[ \t\r\n])")
_SOURCE = re.compile(
    r"\n[ \t]*(?:import|from|def|class|return|if|elif|else|for|while|try|with|function|const|let"
    r"|var|fn|pub|use|package|func|static|void|int|public|private|export|local|echo|fi|done)\b"
    r"(?:[^\n]*[:;({)\]\"'=]|[ ][\w.]+|)[ ]*\r?(?=\n)"
)
_FENCED = re.compile(r"\n[ ]*(```|~~~).*?(?:\n[ ]*\1|\Z)", re.DOTALL)
_STATEMENTS = (";\n", "{\n", "}\n", ";\r\n", "{\r\n", "}\r\n")


def is_markdown(text: str) -> bool:
    """Whether this text is Markdown."""
    look = text if len(text) <= SAMPLE else text[:SAMPLE].rpartition("\n")[0]
    if look[:2] == "#!":
        return False
    look = f"\n\n{look}\n"
    fences = (look.count("\n```") + look.count("\n~~~")) // 2
    linked = "](" in look or "][" in look
    ruled = "\n===" in look or "\n---" in look
    if not (fences or linked or ruled or "\n#" in look):
        return False
    if fences:
        look = _FENCED.sub("\n", look)
    lines = look.count("\n")
    links = len(_LINK.findall(look)) if linked else 0
    sure = links + fences >= LEAST
    if sum(map(look.count, _STATEMENTS)) > (SURE_CODE if sure else CODE) * lines:
        return False
    if links + 2 * fences < LEAST and len(_KEYED.findall(look)) > KEYED * lines:
        return False
    return _is_document(look, lines, links, fences, ruled=ruled) and (
        len(_SOURCE.findall(look)) <= CODE * lines
    )


def _is_document(look: str, lines: int, links: int, fences: int, *, ruled: bool) -> bool:
    """Whether there are signs enough. `look` is the text outside its fences."""
    tables = len(_TABLE.findall(look)) if "-|" in look or "- |" in look else 0
    sure = 2 * fences + 2 * tables + links
    headings = sum(look[found.start() - 1] in "\n>" for found in _HEADING.finditer(look))
    # One `#` alone opens comments too.
    if headings >= LEAST and ("\n## " in look or sure):
        return True
    soft = len(_BULLET.findall(look)) + (look.count("**") + look.count("`")) // 2
    if headings and sure:
        return sure + soft // 2 + headings >= LEAST
    if ruled and sure and _RULED.search(look):
        return True
    return sure >= LEAST and sure + soft >= DENSE * lines


__all__ = ["is_markdown"]
