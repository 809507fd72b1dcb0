"""Numbered lines: the numbers that `cat -n` and the tools of agents write before each line.

    12→def parse(text):          a number, a sign, the line

The numbers rise by one, or jump where lines are missing. All are written alike: as wide as the
widest, or without blanks before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import repeat
from operator import add, eq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 6  # lines
MOSTLY = 0.7  # of the lines are numbered
JUMPS = 0.1  # of them, at most, do not follow the one before
ROWS = 0.3  # of the lines, at most, hold one more bar
NONE = -1  # the number of a line that has none

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
    width = len(first[1]) + len(first[2]) if first[1] else 0
    # A blank behind a bar or a colon is of the sign, or of the line.
    signs = (sign, sign.rstrip(" ")) if sign[-1] == " " else (sign,)
    straight = (_straight(lines, Gutter(width, one)) for one in signs)
    if (one := next(filter(None, straight), None)) is not None:
        return one
    found = [_split(lines, Gutter(width, one)) for one in signs]
    best = max(found, key=lambda one: len(one.numbers) - one.numbers.count(NONE))
    return best if _counts(best.numbers) else None


def _straight(lines: Sequence[str], gutter: Gutter) -> Numbered | None:
    """The lines without their numbers, if all but an empty last one count by one."""
    number = lines[0].partition(gutter.sign)[0].strip(" ")
    if not (number.isascii() and number.isdigit()):
        return None
    ended = lines[-1] == ""
    counted = range(int(number), int(number) + len(lines) - ended)
    heads = list(map(gutter.written, counted))
    if not all(map(str.startswith, lines, heads)):
        return None
    inner = map(str.removeprefix, lines, heads)
    return Numbered(gutter, (*counted, *[NONE] * ended), (*inner, *[""] * ended))


def _split(lines: Sequence[str], gutter: Gutter) -> Numbered:
    found = re.compile(rf" {{0,9}}(\d{{1,7}}){re.escape(gutter.sign)}").match
    numbers: list[int] = []
    inner: list[str] = []
    for line in lines:
        match = found(line)
        if match is None or gutter.written(int(match[1])) != match[0]:
            numbers.append(NONE)
            inner.append(line)
        else:
            numbers.append(int(match[1]))
            inner.append(line[match.end() :])
    return Numbered(gutter, tuple(numbers), tuple(inner))


def _counts(numbers: Sequence[int]) -> bool:
    """Whether most lines have a number, and the numbers count."""
    told = [number for number in numbers if number != NONE]
    if len(told) < max(FEWEST, MOSTLY * len(numbers)):
        return False
    follows = sum(map(eq, map(add, told, repeat(1)), told[1:]))
    return bool(follows >= (1 - JUMPS) * (len(told) - 1))


__all__ = ["Gutter", "Numbered", "numbered"]
