"""Numbered lines: the numbers that `cat -n` and the tools of agents write before each line.

    12→def parse(text):          a number, a sign, the line

The numbers rise by one, or jump where lines are missing. All are written alike: as wide as the
widest, or without blanks before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import add, eq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 6  # lines
MOSTLY = 0.7  # of the lines are numbered
JUMPS = 0.1  # of them, at most, do not follow the one before
ROWS = 0.3  # of the lines, at most, hold one more bar
SIGNS = ("→", "\t", " | ", "| ", "|", ": ", ":")

_NUMBERED = re.compile(r"( {0,9})(\d{1,7})(→|\t| \| |\| |\||: |:)")


@dataclass(frozen=True, slots=True)
class Gutter:
    """How numbers are written: `width` characters to the sign, or as many as the number has."""

    width: int
    sign: str

    def written(self, number: int) -> str:
        """What stands before the line of this number."""
        return f"{number:>{self.width}}{self.sign}" if self.width else f"{number}{self.sign}"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A text of numbered lines. A line without a number has -1, and is its own inner line."""

    gutter: Gutter
    numbers: tuple[int, ...]
    inner: tuple[str, ...]


def numbered(lines: Sequence[str]) -> Numbered | None:
    """The lines without their numbers, if most of them have one."""
    first = next((found for found in map(_NUMBERED.match, lines[:FEWEST]) if found), None)
    if first is None or len(lines) < FEWEST:
        return None
    sign = first[3]
    if "|" in sign and sum("|" in line[len(first[0]) :] for line in lines) > ROWS * len(lines):
        return None  # a table
    gutter = Gutter(len(first[1]) + len(first[2]) if first[1] else 0, sign)
    found = re.compile(rf"( {{0,9}})(\d{{1,7}}){re.escape(sign)}").match
    numbers: list[int] = []
    inner: list[str] = []
    for line in lines:
        match = found(line)
        number = -1
        if match is not None and gutter.written(int(match[2])) == match[0]:
            number = int(match[2])
        numbers.append(number)
        inner.append(line if number < 0 else line[len(match[0]) :] if match else line)
    told = [number for number in numbers if number >= 0]
    if len(told) < max(FEWEST, MOSTLY * len(lines)):
        return None
    follows = sum(map(eq, map(add, told, [1] * len(told)), told[1:]))
    if follows < (1 - JUMPS) * (len(told) - 1) or min(told) < 0:
        return None
    return Numbered(gutter, tuple(numbers), tuple(inner))


__all__ = ["Gutter", "Numbered", "numbered"]
