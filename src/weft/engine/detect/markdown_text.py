"""Markdown: headings, fences, links and lists of a document, in a sample of its lines."""

from __future__ import annotations

import re

SAMPLE = 12_000  # characters
CODE = 0.1  # of the lines, at most, that are of a programming language
KEYED = 0.25  # of the lines, at most, that begin with a key
LEAST = 3  # signs, of which one must be sure

_HEADING = re.compile(r"(?:\A|\n[ \t]*\r?\n|-->\n)#{1,6} \S[^\n]*(?:\r?\n[ \t]*(?=\r?\n)|\r?\n(?=[^#\n]))")
_UNDERLINED = re.compile(r"(?:\A|\n[ \t]*\r?\n)\w[^\n]{2,80}\r?\n(?:={4,}|-{4,})[ \t]*\r?\n")
_FENCE = re.compile(r"(?:\A|\n)[ ]{0,3}(?:```|~~~)[\w+-]*[^`\n]{0,40}\r?\n")
_LINK = re.compile(r"!?\[[^\]\n]{1,200}\](?:\([^)\s]{2,300}\)|\[[^\]\n]{0,80}\])")
_BULLET = re.compile(r"\n[ ]{0,3}(?:[-*+]|\d{1,2}\.) +[^\s-]")
_STRESS = re.compile(r"\*\*[^*\n]{2,80}\*\*|(?<!`)`[^`\n]{1,80}`(?!`)")
_TABLE = re.compile(r"\|[^\n]*\r?\n[ ]*\|?[ ]*:?-{2,}:?[ ]*\|[-|: ]*\r?\n")
_CODE = re.compile(r"\n[^\n`#*>-][^\n]*[;{}]\r?(?=\n)")
_KEYED = re.compile(r"\n[ ]*(?:- )?[\w.\"'/-]+:(?=[ \t\r\n])")
_SOURCE = re.compile(
    r"\n[ \t]*(?:import|from|def|class|return|if|elif|else|for|while|try|with|function|const|let|var|fn"
    r"|pub|use|package|func|static|void|int|public|private|export|local|echo|fi|done)\b"
    r"(?:[^\n]*[:;({)\]\"'=]|[ ][\w.]+|)[ ]*\r?(?=\n)"
)
_FENCED = re.compile(r"\n[ ]*(```|~~~).*?(?:\n[ ]*\1|\Z)", re.DOTALL)


def is_markdown(text: str) -> bool:
    """Whether this text is Markdown."""
    look = text if len(text) <= SAMPLE else text[: SAMPLE].rpartition("\n")[0]
    if look[:2] == "#!" or "\n" not in look:
        return False
    headings = len(_HEADING.findall(look))
    fences = len(_FENCE.findall(look)) // 2
    links = len(_LINK.findall(look))
    if not (headings or fences or links or _UNDERLINED.search(look)):
        return False
    outside = _FENCED.sub("\n", look)
    lines = outside.count("\n") + 1
    if len(_CODE.findall(outside)) > CODE * lines:
        return False
    if links + 2 * fences < LEAST and len(_KEYED.findall(outside)) > KEYED * lines:
        return False
    if len(_SOURCE.findall(outside)) > CODE * lines:
        return False
    headings = len(_HEADING.findall(outside))
    soft = len(_BULLET.findall(outside)) + len(_STRESS.findall(outside))
    sure = 2 * fences + 2 * len(_TABLE.findall(outside)) + len(_LINK.findall(outside))
    if headings:
        return headings >= 3 or sure + soft // 2 + headings >= LEAST
    underlined = len(_UNDERLINED.findall(outside))
    if underlined and sure:
        return True
    return sure >= LEAST and sure + soft >= 0.05 * lines


__all__ = ["is_markdown"]
