"""Whether a table is worth being read: what it saves of the lines it stands for.

Lengths are characters. What a hole, a head or a number costs stands for the tokens they make.
"""

from __future__ import annotations

from itertools import filterfalse
from typing import TYPE_CHECKING

from weft.engine.gap import has_gap
from weft.engine.lines.template import OPEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.lines.sheet import Sheet

FEWEST = 2  # lines of a table
# Characters from a head to the end of its last row, about: it is to be read with it. Less in a text
# that was chosen from, of which every line was chosen for what it says.
REACH = 420
REACH_CHOSEN = 240
MARGIN = 3  # characters that a hole must save, as it makes tokens of its own
NUMBER = 5  # characters of a number in front of a row
LEAST_GAIN = 0.1  # of the length of the lines: a table is harder to read than they are
LOOKED_AT = 8  # lines of a group that tell how long its rows are


def gain(length: int, head: str, rows: Sequence[str]) -> int:
    """What is saved of so many characters."""
    return length - len(head) - sum(map(len, rows)) - MARGIN * head.count(OPEN)


def is_worth_it(saved: int, length: int) -> bool:
    """Whether so much of so many characters is enough."""
    return saved > max(MARGIN, LEAST_GAIN * length)


def reach(sheet: Sheet) -> int:
    """How far the last row of a table may be from its head."""
    chosen = any(map(has_gap, filterfalse(str.isascii, sheet.lines)))
    return REACH_CHOSEN if chosen else REACH


def row_lengths(sheet: Sheet) -> list[int]:
    """How long a row of each group is, about."""
    first: list[list[int]] = [[] for _ in range(max(sheet.groups, default=-1) + 1)]
    for place, group in enumerate(sheet.groups):
        if len(first[group]) < LOOKED_AT:
            first[group].append(place)
    return [_row_length(sheet, places) for places in first]


def _row_length(sheet: Sheet, places: Sequence[int]) -> int:
    if len(places) < FEWEST:
        return 0
    found = sheet.shared(places)
    return sum(map(len, found[1])) // len(places) + 1 if found else 0


__all__ = ["FEWEST", "NUMBER", "gain", "is_worth_it", "reach", "row_lengths"]
