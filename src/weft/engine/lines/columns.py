"""What a column of cells tells about the lines it comes from: levels, answers, what stands out.

A column is judged as a whole: by the different values in it, of which there are few.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from weft.engine.signals.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FEW = 40  # different values, at most, of a column that sorts lines into kinds
REPEATS = 8  # lines per value, at least, in such a column
RARE = 4  # lines that have a value, at most, for it to be rare there
RARE_SHARE = 0.02

LEVELS: dict[str, Severity] = {
    **dict.fromkeys(
        ("v", "d", "t", "trace", "debug", "verbose", "silly", "fine", "finer", "finest", "dbg"),
        Severity.TRIFLE,
    ),
    **dict.fromkeys(
        ("i", "info", "information", "http", "config", "inf", "log", "normal"), Severity.PLAIN
    ),
    **dict.fromkeys(("n", "notice", "note"), Severity.NOTABLE),
    **dict.fromkeys(("w", "warn", "warning", "wrn"), Severity.WARNING),
    **dict.fromkeys(
        ("e", "err", "error", "err!", "severe", "crit", "critical", "failure", "alert"),
        Severity.ERROR,
    ),
    **dict.fromkeys(("f", "fatal", "emerg", "panic", "ftl"), Severity.FATAL),
}


def levels(values: set[str]) -> Mapping[str, Severity] | None:
    """The severity of each value, if they are levels."""
    if len(values) > FEW:
        return None
    found = {value: LEVELS.get(value.lower().rstrip(":")) for value in values}
    known = {value: level for value, level in found.items() if level is not None}
    if len(known) < len(found):
        return None
    # Single letters are levels only together: `a`, `i` and `f` alone may be anything.
    return known if len(known) > 1 or all(len(value) > 3 for value in known) else None


def answers(values: set[str]) -> Mapping[str, Severity] | None:
    """The severity of each value, if they are HTTP statuses."""
    if not 1 < len(values) <= FEW or not all(len(v) == 3 and v.isdecimal() for v in values):
        return None
    if not {"200", "304", "301", "302", "204", "201", "101"} & values:
        return None
    of_class = {"5": Severity.ERROR, "4": Severity.WARNING}
    return {value: of_class.get(value[0], Severity.PLAIN) for value in values}


def rare(column: Sequence[str], values: set[str]) -> Iterator[int]:
    """Where a value stands that hardly any other line has, in a column of a few values."""
    if not 1 < len(values) <= FEW or len(values) * REPEATS > len(column):
        return
    most = max(RARE, int(RARE_SHARE * len(column)))
    for value, count in Counter(column).items():
        if count <= most:
            place = -1
            for _ in range(min(count, RARE)):
                place = column.index(value, place + 1)
                yield place


def extremes(column: Sequence[str], values: set[str]) -> Iterator[int]:
    """Where the largest number stands, and the smallest, in a column of numbers."""
    numbers = _numbers(column)
    if numbers is None or len(values) < 3:
        return
    yield numbers.index(max(numbers))
    yield numbers.index(min(numbers))


def _numbers(column: Sequence[str]) -> list[float] | None:
    """A column as numbers, units cut off where all have the same."""
    first = column[0]
    if not any(map(str.isdigit, first[:2])):
        return None
    unit = len(first) - len(first.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ%µ."))
    if unit:
        if not all(map(str.endswith, column, (first[-unit:] for _ in column))):
            return None
        column = [cell[:-unit] for cell in column]
    try:
        return list(map(float, column))
    except ValueError:
        return None


__all__ = ["LEVELS", "answers", "extremes", "levels", "rare"]
