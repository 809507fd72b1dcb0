"""The ends of a listing's columns: largest and smallest, newest and oldest, odd permissions.

Rows come as a number and their words. Nothing here knows which program wrote them, or a question.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from weft.engine.files.usual import MODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Words = tuple[str, ...]
    Key = float | tuple[object, ...]

MOST = 8  # rows from the upper end of each column
ODD = 60  # rows with permissions that hardly any has
ODD_SHARE = 4  # one of so many rows may be odd
AGREED = 0.95  # of the values are of one sort

_SIZE = re.compile(r"(\d+(?:[.,]\d+)*)([KMGTPkmgtb]?)(?:i?B)?")
_UNIT = {"": 0, "b": 0, "K": 10, "k": 10, "M": 20, "m": 20, "G": 30, "g": 30, "T": 40, "t": 40}
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?")
_MONTHS = {
    month: number
    for number, month in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    )
}
_NEW = 9999  # `ls` says no year of what is new


def extremes(
    numbers: Sequence[int], rows: Sequence[Words], headings: Sequence[int]
) -> Iterator[int]:
    """The numbers of rows at the ends of each column; each row has as many words as the first."""
    columns = list(zip(*rows, strict=True))
    names = columns.pop()
    places = {name[: name.rfind("/")] for name in names if "/" in name}
    files = [at for at, name in enumerate(names) if name.rstrip("/") not in places]
    for at, column in enumerate(columns):
        if len(set(column)) == 1:
            continue
        if _are(MODE, column):
            modes = Counter(column)
            odd = [row for row, mode in enumerate(column) if modes[mode] <= ODD]
            if len(odd) * ODD_SHARE <= len(rows):
                yield from map(numbers.__getitem__, odd[:ODD])
        elif keys := _keys(columns, at):
            order = sorted(range(len(rows)), key=keys.__getitem__)
            if len(files) == len(rows):
                ends = [*order[-MOST:], order[0]]
            else:
                among = set(files)
                its = [row for row in order if row in among]
                ends = [*order[-MOST:], *order[:1], *its[-MOST:], *its[:1]]
            yield from map(numbers.__getitem__, ends)
            yield from _widest(numbers, column, headings)


def _are(pattern: re.Pattern[str], column: Words) -> bool:
    """Whether nearly all values of a column are of this sort."""
    values = Counter(column)
    return sum([n for value, n in values.items() if pattern.fullmatch(value)]) >= AGREED * len(
        column
    )


def _keys(columns: Sequence[Words], at: int) -> Sequence[Key] | None:
    """By what the rows are ordered in this column, if they are."""
    column, following = columns[at], columns[at + 1 : at + 3]
    times = Counter(column)
    known = {value: _size(value) for value in times}
    if sum([n for value, n in times.items() if known[value] >= 0]) >= AGREED * len(column):
        return list(map(known.__getitem__, column))
    if _are(_DAY, column):
        clock = following[0] if following and _are(_CLOCK, following[0]) else column
        return list(zip(column, clock, strict=True))
    if len(following) == 2 and column[0] in _MONTHS:
        return [_when(*said) for said in zip(column, *following, strict=True)]
    return None


def _size(value: str) -> float:
    said = _SIZE.fullmatch(value)
    if said is None:
        return -1.0
    digits = said[1].replace(",", "" if _THOUSANDS.fullmatch(said[1]) else ".")
    if digits.count(".") > 1:
        return -1.0
    return float(digits) * (1 << _UNIT.get(said[2], 0))


def _when(month: str, day: str, clock: str) -> tuple[object, ...]:
    number = int(day) if day.isascii() and day.isdigit() else 0
    year = int(clock) if clock.isascii() and clock.isdigit() else _NEW
    return year, _MONTHS.get(month, -1), number, clock


def _widest(numbers: Sequence[int], column: Words, headings: Sequence[int]) -> Iterator[int]:
    """Of each section the row with the longest value: the width of the column follows from it."""
    sections: dict[int, tuple[int, int]] = {}
    if headings:
        for number, value in zip(numbers, column, strict=True):
            section = bisect_right(headings, number)
            sections[section] = max(sections.get(section, (0, 0)), (len(value), -number))
    yield from (-number for _, number in sections.values())


__all__ = ["extremes"]
