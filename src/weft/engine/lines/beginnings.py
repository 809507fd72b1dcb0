"""Lines that follow each other and begin alike, whatever they say then.

    [4 lines from 7]       ✔ should {...}
    redirect directories
    ensure a URL is properly encoded
    reject what is no function
    answer with a policy

What they share ends at a blank, so no word is torn apart.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.lines.template import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORDS = 6  # of a beginning, at most
HEAD = 8  # tokens of a head, besides what it shares
LONGEST = 400  # characters that rows may have together: the head is to be read with them

_WORDS = re.compile(r"[ \t]*[^ \t]+[ \t]+")
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")


class Run(NamedTuple):
    """Lines `start` to `end` (excluded) begin with `shares`."""

    start: int
    end: int
    shares: str


def runs(lines: Sequence[str]) -> Iterator[Run]:
    """Runs that pay, in order, none within another."""
    begins = list(map(_begins, lines))
    yield from _runs(lines, begins, 0, len(lines), 0, "")


def _begins(line: str) -> list[str]:
    """The first words of a line, each with the blanks around it."""
    found: list[str] = []
    at = 0
    while len(found) < WORDS and (word := _WORDS.match(line, at)):
        found.append(word[0])
        at = word.end()
    return found


def _runs(
    lines: Sequence[str],
    begins: Sequence[list[str]],
    start: int,
    end: int,
    depth: int,
    shares: str,
) -> Iterator[Run]:
    """The best way to share beginnings of these lines, all of which begin with `shares`."""
    deeper: list[Run] = []
    at = start
    for word, group in groupby(begins[start:end], key=lambda words: words[depth : depth + 1]):
        count = sum(1 for _ in group)
        if word and count > 1:
            deeper += _runs(lines, begins, at, at + count, depth + 1, shares + word[0])
        at += count
    here = list(_pages(lines, start, end, shares)) if shares else []
    yield from max(here, deeper, key=lambda found: sum(map(_gain, found)))


def _pages(lines: Sequence[str], start: int, end: int, shares: str) -> Iterator[Run]:
    """A run cut where its rows get too far from its head."""
    if OPEN in shares:
        return
    first, room = start, LONGEST
    for place in range(start, end):
        room -= len(lines[place]) - len(shares)
        if room < 0 and place > first:
            yield Run(first, place, shares)
            first, room = place, LONGEST - len(lines[place]) + len(shares)
    yield Run(first, end, shares)


def _gain(run: Run) -> int:
    """Tokens that a run saves, about; nothing where it does not pay."""
    size = len(_TOKEN.findall(run.shares)) + run.shares[:1].isspace()
    return max(0, (run.end - run.start - 1) * size - HEAD)


def paying(lines: Sequence[str]) -> list[Run]:
    """The runs that save something."""
    return [run for run in runs(lines) if _gain(run) > 0]


__all__ = ["Run", "paying"]
