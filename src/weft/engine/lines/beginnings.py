"""Lines that follow each other and begin alike, whatever they say then.

    [5 lines from 7]       ✔ should {...}
    redirect directories
    ensure a URL is properly encoded
    reject what is no function
    answer with a policy
    catch dots

What they share ends at a blank, so no word is torn apart.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.lines.template import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FEWEST = 2  # lines; of so few a head saves nothing
WORDS = 6  # of a beginning, at most
HEAD = 10  # tokens of a head, besides what it shares
LONGEST = 540  # characters that rows may have together: the head is to be read with them

# A word with the blanks around it: the first of each line, and the next one in a line.
_FIRST = re.compile(r"^(?:[ \t]*[^ \t\n]+[ \t]+)?", re.MULTILINE)
_NEXT = re.compile(r"[^ \t\n]+[ \t]+")
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")


class Run(NamedTuple):
    """Lines `start` to `end` (excluded) begin with `shares`."""

    start: int
    end: int
    shares: str


def paying(lines: Sequence[str]) -> list[Run]:
    """Runs that save something, in order, none within another."""
    return _runs(lines, 0, len(lines), 0, "")


def _runs(lines: Sequence[str], start: int, end: int, depth: int, shares: str) -> list[Run]:
    """The best way to share beginnings of these lines, all of which begin with `shares`."""
    deeper: list[Run] = []
    if depth < WORDS:
        at = start
        for word, group in groupby(_words(lines[start:end], len(shares))):
            count = len(list(group))
            if word and count > FEWEST:
                deeper += _runs(lines, at, at + count, depth + 1, shares + word)
            at += count
    here = [run for run in _pages(lines, start, end, shares) if _gain(run) > 0] if shares else []
    return deeper if sum(map(_gain, deeper)) > sum(map(_gain, here)) else here


def _words(lines: Sequence[str], at: int) -> list[str]:
    """The word that each line has next, with the blanks around it; empty where there is none."""
    if not at:
        return _FIRST.findall("\n".join(lines))
    found = [_NEXT.match(line, at) for line in lines]
    return [word[0] if word else "" for word in found]


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


__all__ = ["Run", "paying"]
