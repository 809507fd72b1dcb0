"""reStructuredText: directives, roles, literals and titles that are ruled, in a sample."""

from __future__ import annotations

import re

SAMPLE = 8000  # characters
LEAST = 3  # signs
TITLE = 90  # characters

_DIRECTIVE = re.compile(r"\n[ \t]*\.\. (?:[\w:+-]+::|_[^:\n]+:|\|[^|\n]+\| )")
_RULE = re.compile(r"\n([=*#~^\"'`:.+_-])\1{2,}[ \t]*\r?\n")
_ROLE = re.compile(r":[\w:+-]{2,20}:`[^`\n]+`|``[^`\n]+``|`[^`\n]+`_")
_LITERAL = re.compile(r"::\n[ \t]*\n[ \t]+\S")
_MARKDOWN = re.compile(r"\n#{1,6} |\n```|\]\([^)\n]+\)")


def is_restructured(text: str) -> bool:
    """Whether this text is reStructuredText."""
    look = f"\n\n{text[:SAMPLE]}"
    if look[2:4] == "#!":
        return False
    directives = len(_DIRECTIVE.findall(look)) if ".. " in look else 0
    if not directives and not any(rule in look for rule in ("\n===", "\n---", "\n***", "\n~~~")):
        return False
    titles = sum(_is_titled(look, found) for found in _RULE.finditer(look))
    if not directives and titles < 2:
        return False
    marks = (len(_ROLE.findall(look)) if "`" in look else 0) + len(_LITERAL.findall(look))
    if not directives and not marks:
        return False  # as likely Markdown, or a text with ruled headings
    if len(_MARKDOWN.findall(look)) > directives + titles:
        return False
    return directives >= LEAST or (titles >= 1 and directives + titles + marks // 2 >= LEAST)


def _is_titled(look: str, rule: re.Match[str]) -> bool:
    """Whether the line above is a title and what is above that is not of the same text."""
    begin = look.rfind("\n", 0, rule.start()) + 1
    line = look[begin : rule.start()].rstrip("\r")
    if not 2 < len(line) <= TITLE or line[0] in " \t|+." or len(line) > rule.end() - rule.start():
        return False
    above = look[max(0, begin - 4) : begin].rstrip("\r\n")
    return not above or above[-1] == rule[1] or look[:begin].endswith(("\n\n", "\n\r\n"))


__all__ = ["is_restructured"]
