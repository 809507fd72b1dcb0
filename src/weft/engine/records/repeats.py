"""Runs of records: where the shapes of lines repeat with a period.

The list of shapes is compared with itself moved by 1, 2, ... lines; linear, whatever the text.
"""

from __future__ import annotations

import re
from itertools import accumulate, islice
from operator import eq
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_PERIOD = 64  # lines of a record
MIN_TIMES = 3
NEARLY_ALL = 0.8  # of the lines
NOTE = 60  # characters; what it costs to say that there are records


class Run(NamedTuple):
    """Records of `period` lines, `times` of them, from line `start` on."""

    gain: int
    period: int
    start: int
    times: int

    @property
    def end(self) -> int:
        """The line behind."""
        return self.start + self.period * self.times


def candidates(shapes: Sequence[str], slots: Sequence[int]) -> list[Run]:
    """Runs that pay; they may overlap. `slots` says how many values a line has."""
    sizes = list(accumulate(map(len, shapes), initial=0))
    values = list(accumulate(slots, initial=0))
    found: list[Run] = []
    for period in range(1, min(MAX_PERIOD, len(shapes) // MIN_TIMES) + 1):
        # A run that is long enough holds two multiples of the period side by side.
        if b"\x01\x01" not in bytes(map(eq, shapes[::period], shapes[period::period])):
            continue
        agrees = bytes(map(eq, shapes, islice(shapes, period, None)))
        covered = 0
        for span in re.finditer(b"\x01{%d,}" % (period * (MIN_TIMES - 1)), agrees):
            run = _run(shapes, sizes, values, period, span.start(), span.end() + period)
            if run is not None:
                found.append(run)
                covered += run.period * run.times
        if covered > NEARLY_ALL * len(shapes):
            break  # longer periods are this one twice and three times
    return found


def _run(
    shapes: Sequence[str],
    sizes: Sequence[int],
    values: Sequence[int],
    period: int,
    start: int,
    end: int,
) -> Run | None:
    # A record begins with the line that stands furthest to the left.
    indents = [len(line) - len(line.lstrip(" ")) for line in shapes[start : start + period]]
    shift = indents.index(min(indents))
    if start + shift + period * MIN_TIMES <= end:
        start += shift
    times = (end - start) // period
    if times < MIN_TIMES:
        return None
    size = sizes[start + period] - sizes[start] + period
    cells = values[start + period] - values[start]
    gain = (times - 1) * (size - cells * 4) - NOTE
    return Run(gain, period, start, times) if gain > 0 and cells else None


__all__ = ["MAX_PERIOD", "MIN_TIMES", "Run", "candidates"]
