"""Which lines are of one kind, so that saying once what they share pays.

Lines of one shape differ in some columns. A column whose values tell kinds of lines apart (the
component, the level, the words of the message) is part of the key by which lines are grouped; one
whose values are of this line alone (numbers, identifiers, times) is not. What decides is the length
written: a key column is said once per group instead of once per line, and makes more groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.lines.cells import Family

PAGE = 200  # lines that are looked at together: a group is written once for each


def keys(alike: Sequence[Family], count: int) -> tuple[list[int], list[int]]:
    """For each of `count` lines, the number of its group; for each group, that of its family."""
    pages = max(1, count // PAGE)
    found = [0] * count
    kin: list[int] = []
    for number, family in enumerate(alike):
        first = len(kin)
        told, groups = _told(family, pages)
        if told is None:
            for place in family.places:
                found[place] = first
        else:
            for place, group in zip(family.places, told, strict=True):
                found[place] = first + group
        kin += [number] * groups
    return found, kin


def _told(family: Family, pages: int) -> tuple[list[int] | None, int]:
    """The lines as told apart by the columns that tell kinds, and how many kinds there are."""
    count = len(family.places)
    width = len(family.shape) + sum(len(column[0]) for column in family.columns)
    candidates = []
    for column, values in zip(family.columns, family.values, strict=True):
        if 1 < len(values) <= count // 2:
            length = count * sum(map(len, values)) // len(values)
            candidates.append((length, column, len(values)))
    told: list[int] | None = None
    groups = 1
    for length, column, least in sorted(candidates, key=lambda c: -c[0]):
        now = min(count, groups * pages)
        if length <= (min(count, max(least, groups) * pages) - now) * width:
            continue  # at best it makes too many groups
        tried = list(column if told is None else zip(told, column, strict=True))
        numbers = dict(zip(dict.fromkeys(tried), range(count), strict=False))
        if length > (min(count, len(numbers) * pages) - now) * width:
            told = list(map(numbers.__getitem__, tried))
            groups = len(numbers)
    return told, groups


__all__ = ["PAGE", "keys"]
