"""Columns: what the cells of a column are as a whole. Numbers, a few values, or many.

Reading only: what a column says about which rows matter is `select`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

FEW = 0.5  # of the rows may have a value of their own in a column of kinds
MOST_KINDS = 400
NEARLY_ALL = 0.9  # of the cells must be numbers in a column of numbers

_NUMBER = re.compile(r"([-+]?\d[\d,]*(?:\.\d+)?|[-+]?\.\d+) ?([KMGTP]?)(?:i?[bB]|%|[a-z]{1,2})?")
_UNITS = {"": 1.0, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15}


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `numbers` has a number for each cell, `nan` for those that are none."""

    name: str
    cells: Sequence[str]
    numbers: Sequence[float] = ()
    kinds: Counter[str] | None = None  # how often each value comes, where there are few


def read(name: str, cells: Sequence[str]) -> Column:
    """What this column is."""
    numbers = _numbers(cells)
    kinds = None
    counted = Counter(cells)
    if len(counted) <= min(MOST_KINDS, max(2, FEW * len(cells))):
        kinds = counted
    return Column(name, cells, numbers or (), kinds)


def _numbers(cells: Sequence[str]) -> Sequence[float] | None:
    try:
        return list(map(float, cells))
    except ValueError:
        pass
    sample = [cell for cell in cells[:: max(1, len(cells) // 40)] if cell]
    if not sample:
        return None
    numbers = len(sample)
    for cell in sample:
        if not _NUMBER.fullmatch(cell):
            numbers -= 1
            if numbers < NEARLY_ALL * len(sample):
                return None
    read_once = {cell: _number(cell) for cell in set(cells)}
    return [read_once[cell] for cell in cells]


def _number(cell: str) -> float:
    found = _NUMBER.fullmatch(cell)
    return float(found[1].replace(",", "")) * _UNITS[found[2]] if found else float("nan")


def summary(column: Column, rows: Sequence[int], asked: Container[str] = ()) -> str:
    """In a few words what the cells of these rows are, first of all those that are asked for."""
    cells = [column.cells[row] for row in rows]
    name = column.name
    if column.kinds is not None:
        every = Counter(cells).most_common()
        every.sort(key=lambda one: one[0].lower() not in asked)
        counted = every[:6]
        if sum(times for _, times in counted) == len(cells) or (
            max(times for _, times in counted) > 0.3 * len(cells) or counted[0][0].lower() in asked
        ):
            said = ", ".join(f"{value[:24] or 'empty'} {times}x" for value, times in counted)
            more = len(every) - len(counted)
            return f"{name}: {said}" + (f" and {more} other values" if more > 0 else "")
    if column.numbers:
        held = [(column.numbers[row], column.cells[row]) for row in rows]
        held = [pair for pair in held if pair[0] == pair[0]]
        if held:
            return f"{name}: {min(held)[1]} to {max(held)[1]}"
    return f"{name}: {len(set(cells))} values"


__all__ = ["Column", "read", "summary"]
