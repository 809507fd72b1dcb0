"""The units of a page of a manual, as a terminal shows it, and of what `--help` prints.

Indentation says what is what: a heading stands at the left margin, and a tag (an option, a
command) stands above what is said of it, which is indented more, or on the same line with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.markup.unit import TAGGED, Role, Unit, place

if TYPE_CHECKING:
    from collections.abc import Sequence

_ITEM = re.compile(r"\s*+(?:[•·o*-]|\d{1,2}[.)])\s+\S")
_SAME_LINE = re.compile(r"\s*+\S{1,60}(?: \S{1,60}){0,6}?(?: {2,}|\t)\S")
_NOTE = re.compile(r"\s*+(?:warning|caution|note|important|deprecated|bugs?)\b", re.IGNORECASE)
_CAPTION = re.compile(r"\S.{0,80}:\s*$|[A-Z][A-Z0-9 _/&,'-]+$")

SUBSECTION = 5  # blanks; what is indented less is no running text
LONG = 100  # characters; a longer line is no tag


def manual_units(lines: Sequence[str]) -> list[Unit]:
    """The units of these lines."""
    indents = [len(line) - len(line.lstrip()) if line.strip() else -1 for line in lines]
    units: list[Unit] = []
    after = -1  # the indentation of the line before, -1 after a blank one
    heading = -1  # that of the heading or tag in the line before
    entry = -1  # that of the tag under way; what stands as far in as it is the next one
    for at, indent in enumerate(indents):
        if indent < 0:
            after = heading = entry = -1
            continue
        begins = after < 0 or indent < after or 0 <= heading < indent or indent == entry
        after = indent
        if not begins:
            heading = -1
            continue
        role, level = _role(lines, indents, at)
        is_tag = role is Role.HEADING and level >= TAGGED
        entry = indent if is_tag else entry if indent > entry else -1
        heading = indent if role is Role.HEADING else -1
        if is_tag and _SAME_LINE.match(lines[at]):
            heading = -1  # what is said of it has begun
        if units:
            units[-1].last = at
        units.append(Unit(at, at + 1, role, level))
    if units:
        units[0].first = 0
        units[-1].last = len(lines)
    return place(units)


def _role(lines: Sequence[str], indents: Sequence[int], at: int) -> tuple[Role, int]:
    line, indent = lines[at], indents[at]
    below = indents[at + 1] if at + 1 < len(lines) else -1
    beyond = indents[at + 2] if below < 0 and at + 2 < len(lines) else below
    if indent == 0:
        if at and _CAPTION.match(line) and beyond > 0:
            return Role.HEADING, 1
        return Role.TEXT, 0
    if indent < SUBSECTION and beyond > indent and not _SAME_LINE.match(line) and line[-1] != ",":
        return Role.HEADING, 2
    if _ITEM.match(line) and line.lstrip()[:2] not in ("--", "-o"):
        return Role.ITEM, indent
    if _NOTE.match(line):
        return Role.NOTE, indent
    stripped = line.strip()
    option = stripped[0] == "-" and len(stripped) > 1 and stripped[1] != " "
    if option or (len(line) < LONG and below > indent + 1):
        return Role.HEADING, TAGGED + indent
    return Role.TEXT, indent


__all__ = ["manual_units"]
