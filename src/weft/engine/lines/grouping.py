"""Which lines are of one kind, so that saying once what they share pays.

Lines of one shape differ in some columns. A column whose values tell kinds of lines apart (the
component, the level, the words of the message) is part of the key by which lines are grouped; one
whose values are of this line alone (numbers, identifiers, times) is not. What decides is the length
written: a key column is said once per group instead of once per line, and makes more groups.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from weft.engine.lines.cells import Family

PAGE = 200  # lines that are looked at together: a group is written once for each


def keys(alike: Sequence[Family], count: int) -> list[Hashable]:
    """For each of `count` lines, what it shares with the lines it is grouped with."""
    pages = max(1, count // PAGE)
    found: list[Hashable] = [None] * count
    for number, family in enumerate(alike):
        telling = _telling(family, pages)
        told = zip(*telling, strict=True) if telling else repeat(())
        for place, key in zip(family.places, told, strict=False):
            found[place] = (number, key)
    return found


def _telling(family: Family, pages: int) -> list[tuple[str, ...]]:
    """The columns that tell kinds of lines apart."""
    count = len(family.places)
    width = len(family.shape) + sum(len(column[0]) for column in family.columns)
    candidates = []
    for column, values in zip(family.columns, family.values, strict=True):
        if 1 < len(values) <= count // 2:
            length = count * sum(map(len, values)) // len(values)
            candidates.append((length, column))
    chosen: list[tuple[str, ...]] = []
    joint: Sequence[Hashable] = [()] * count
    groups = 1
    for length, column in sorted(candidates, key=lambda c: -c[0]):
        tried = list(zip(joint, column, strict=True))
        more = len(set(tried))
        heads = min(count, more * pages) - min(count, groups * pages)
        if length > heads * width:
            chosen.append(column)
            joint, groups = tried, more
    return chosen


__all__ = ["PAGE", "keys"]
