"""reStructuredText: directives, roles, literals and titles that are ruled, in a sample."""

from __future__ import annotations

import re

SAMPLE = 12_000  # characters
LEAST = 3

_DIRECTIVE = re.compile(r"(?:\A|\n)[ \t]*\.\. (?:[\w:+-]+::|_[^:\n]+:|\|[^|\n]+\| )")
_TITLE = re.compile(
    r"(?:\A|\n[ \t]*\r?\n|([=*#~^\"-])\1{3,}\n)[^\s.|+][^\n|]{2,90}\n([=*#~^\"'`:.+_-])\2{2,}[ \t]*\n"
)
_ROLE = re.compile(r":[\w:+-]{2,20}:`[^`\n]+`|``[^`\n]+``|`[^`\n]+`_")
_LITERAL = re.compile(r"::\n[ \t]*\n[ \t]+\S")
_MARKDOWN = re.compile(r"\n#{1,6} |\n```|\[[^\]\n]+\]\([^)\n]+\)")


def is_restructured(text: str) -> bool:
    """Whether this text is reStructuredText."""
    look = text[:SAMPLE]
    if "\n" not in look or look[:2] == "#!":
        return False
    directives = look.count(".. ") and len(_DIRECTIVE.findall(look))
    titles = len(_TITLE.findall(look))
    if not directives and titles < 2:
        return False
    marks = len(_ROLE.findall(look)) + len(_LITERAL.findall(look))
    against = len(_MARKDOWN.findall(look))
    if against > directives + titles:
        return False
    return directives >= LEAST or (titles >= 1 and directives + titles + marks // 2 >= LEAST)


__all__ = ["is_restructured"]
