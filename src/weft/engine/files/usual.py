"""Values that most rows of a listing share, by which a row that differs can be told.

    -rw-r--r-- 1     permissions, with the number of links where that and an owner stand behind them
    100644           git's modes
    .M  A  R100      git's states
    Nov 25 17:04     when, in the ways that `ls`, `find`, `tar`, `unzip` and `dir` write it

Each has a shape of its own, so a row that says its own value says it where it belongs, and one
that says none has the usual one. What rows say besides stands in `columns`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MODE = re.compile(r"[-dlcbpsD][-rwxsStT]{9}[.+@]?")
LINKED = re.compile(MODE.pattern + r" +\d+")
GIT_MODE = re.compile(r"(?:100644|100755|120000|160000|040000)")
STATE = re.compile(r"[ACDMRTUXB.?!]{1,2}\d{0,3}")
_OWNED = r"(?= +[A-Za-z_])"  # else the number is a size
HEADS = (LINKED, MODE, GIT_MODE, STATE)

_DAY = r"(?:\d{4}-\d\d-\d\d|\d\d[/.-]\d\d[/.-]\d{4}|\d\d?-[A-Z][a-z]{2}-\d{4})"
WHENS = tuple(
    map(
        re.compile,
        (
            r"[A-Z][a-z]{2} +\d{1,2} +(?:\d\d:\d\d(?::\d\d)?|\d{4})(?: +\d{4})?",
            _DAY + r" +\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: +[AP]M)?(?: +[-+]\d{4})?",
            _DAY,
        ),
    )
)
LONGEST = 4  # columns that a time takes, at most


def when_in(cells: Sequence[str]) -> tuple[int, int, re.Pattern[str]] | None:
    """From which column to which a row says when, and how."""
    for start in range(len(cells)):
        for end in range(min(len(cells), start + LONGEST), start, -1):
            said = "".join(cells[start:end]).lstrip(" \t")
            for way in WHENS:
                if way.fullmatch(said):
                    return start, end, way
    return None


def head_of(words: Sequence[str]) -> re.Pattern[str] | None:
    """What all of these words are, if they are one of those."""
    if not any(head.fullmatch(words[0]) for head in HEADS):
        return None
    distinct = set(words)
    return next((head for head in HEADS if all(map(head.fullmatch, distinct))), None)


def is_owner(cell: str) -> bool:
    """Whether a cell is one that may stand behind a number of links."""
    return cell[:1] == " " and cell.lstrip(" ")[:1].isascii() and cell.lstrip(" ")[:1].isalpha()


def found_in(literal: str) -> list[tuple[int, int, re.Pattern[str]]]:
    """Where usual values stand in a text between two places of a template, and what they are."""
    found = []
    heads = [
        (head, re.compile(rf"(?<!\S){head.pattern}(?!\S){_OWNED if head is LINKED else ''}"))
        for head in HEADS
    ]
    for ways in (heads, [(way, re.compile(rf"(?<!\S){way.pattern}(?!\S)")) for way in WHENS]):
        for way, alone in ways:
            if at := alone.search(literal):
                found.append((at.start(), at.end(), way))
                break
    return sorted(found, key=lambda place: place[0])


__all__ = ["GIT_MODE", "LINKED", "MODE", "STATE", "found_in", "head_of", "is_owner", "when_in"]
