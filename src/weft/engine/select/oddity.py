"""Rows that every reader should see: odd values, outliers, ends of ranges, changes.

Each function gives row numbers, those that matter most first. None looks at a question.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from math import isnan, sqrt
from statistics import quantiles
from typing import TYPE_CHECKING

from weft.engine.signals.keywords import Keywords
from weft.engine.signals.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.tables.columns import Column

SURE = 0.6  # confidence from which a word means trouble
RARE = 0.02  # of the rows
SAME_RARE = 3  # rows with the same rare value or sort
FEW_VALUES = 24  # a column with more different values is no column of kinds
FAR = 3.0  # times the middle range beyond it, for an outlier
CHANGES = 6  # a column that changes more often tells nothing by it
MOSTLY = 0.9  # of the cells are times in a column of times
_TIME = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
LINES = 3  # newest lines of versions whose first release stays
_DIGITS = re.compile(r"\d+")
_VERSION = re.compile(r"v?(\d{1,4})\.(\d{1,6})(?:\.(\d{1,9}))?([-+.]?[a-zA-Z][\w.+-]*)?")


def troubles(texts: Sequence[str]) -> list[int]:
    """Rows with words of trouble: of each kind the first and the last, the worst kinds first."""
    kinds: dict[tuple[int, str], list[int]] = {}
    for row, signal in enumerate(Keywords().lines(texts)):
        if signal.severity >= Severity.ERROR and signal.confidence >= SURE:
            shape = _DIGITS.sub("0", texts[row][:200])
            kinds.setdefault((-signal.severity, shape), []).append(row)
    if len(kinds) > len(texts) / 2:  # where all is trouble, trouble is no news
        return []
    found = [place for key in sorted(kinds) for place in (kinds[key][0], kinds[key][-1])]
    return list(dict.fromkeys(found))


def odd_values(column: Column) -> Iterator[int]:
    """Rows whose value, or sort of value, hardly any other row has, the rarest first."""
    cells = column.cells
    most = max(1, int(RARE * len(cells)))
    named: Sequence[str] = cells
    counted = column.kinds if column.kinds is not None else Counter[str]()
    if not 1 < len(counted) <= max(FEW_VALUES, sqrt(len(cells)) / 2):
        if not column.numbers:
            named = [cell and "text" for cell in cells]
        else:
            named = [
                ("text" if cell else "") if isnan(number) else "number"
                for cell, number in zip(cells, column.numbers, strict=True)
            ]
        counted = Counter(named)
    rare = {value: times for value, times in counted.items() if times <= most}
    if not rare:
        return
    rows: dict[str, list[int]] = {value: [] for value in rare}
    for row, value in enumerate(named):
        if value in rare and len(rows[value]) < SAME_RARE:
            rows[value].append(row)
    for value in sorted(rows, key=lambda value: (rare[value], rows[value][0])):
        yield from rows[value]


def outliers(column: Column) -> list[int]:
    """Rows whose number is far out, the farthest first."""
    held = [(number, row) for row, number in enumerate(column.numbers) if number == number]
    if len(held) < 12:
        return []
    low, middle, high = quantiles([number for number, _ in held], n=4)
    reach = FAR * (high - low)
    if not reach:
        return []
    far = [
        (abs(number - middle), -row)
        for number, row in held
        if number > high + reach or number < low - reach
    ]
    if len(far) > RARE * len(held) + 2:
        return []
    return [-row for _, row in sorted(far, reverse=True)]


def extremes(column: Column, kept: set[int]) -> Iterator[int]:
    """The rows of the largest and the smallest number; one that stays anyway where several tie."""
    held = _held(column)
    if len(held) < 2:
        return
    least, most = min(held)[0], max(held)[0]
    if least == most:
        return
    for bound in (most, least):
        ties = [row for number, row in held if number == bound]
        if kept.isdisjoint(ties):
            yield ties[0]


def _held(column: Column) -> list[tuple[float, int]] | list[tuple[str, int]]:
    """What can be put in order: numbers, or else times as ISO 8601 writes them."""
    if column.numbers:
        return [(number, row) for row, number in enumerate(column.numbers) if number == number]
    few = column.cells[: int((1 - MOSTLY) * len(column.cells)) + 2]
    if not any(map(_TIME.match, few)):
        return []  # already too many are none
    held = [(cell, row) for row, cell in enumerate(column.cells) if _TIME.match(cell)]
    return held if len(held) >= MOSTLY * len(column.cells) else []


def next_extremes(column: Column) -> Iterator[int]:
    """All rows of the largest and smallest numbers, from the ends inwards."""
    held = sorted(_held(column))
    for place in range(min(3, len(held) // 2)):
        yield held[-1 - place][1]
        yield held[place][1]


def changes(column: Column) -> list[int]:
    """Rows at which a column that seldom changes does."""
    if column.kinds is None or not 1 < len(column.kinds) <= CHANGES:
        return []
    places = [row + 1 for row, (a, b) in enumerate(pairwise(column.cells)) if a != b]
    return places if len(places) <= CHANGES else []


def releases(column: Column) -> list[int]:
    """In a column of versions, the newest release and the first of each of the newest lines.

    What comes before a release, `2.0.0-rc.1`, is none.
    """
    cells = column.cells
    if column.numbers or not any(map(_VERSION.fullmatch, (cells[0], cells[len(cells) // 2]))):
        return []
    looked = cells[:: max(1, len(cells) // 20)]
    if sum(1 for cell in looked if _VERSION.fullmatch(cell)) < MOSTLY * len(looked):
        return []
    first: dict[int, tuple[tuple[int, ...], int]] = {}
    newest: tuple[tuple[int, ...], int] = ((), -1)
    for row, cell in enumerate(cells):
        found = _VERSION.fullmatch(cell)
        if found is None or found[4]:
            continue
        version = (*map(int, found.group(1, 2)), int(found[3] or 0))
        first[version[0]] = min(first.get(version[0], (version, row)), (version, row))
        newest = max(newest, (version, row))
    if len(first) < 2:
        return []
    lines = sorted(first, reverse=True)[:LINES]
    return [newest[1], *(first[line][1] for line in lines)]


__all__ = ["changes", "extremes", "next_extremes", "odd_values", "outliers", "releases", "troubles"]
