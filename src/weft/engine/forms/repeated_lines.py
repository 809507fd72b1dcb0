"""Repeated lines: a line, or a few lines, that come again at once are written once, with a note.

    [the line above 37 more times]
    [the 4 lines above 12 more times]

A reader needs no lesson for that. A text that has a line like such a note already is left alone,
so a note always means what it says. A line here is what stands between line feeds, so line ends
and a missing last one come back as they were.

How repeats are found: the list of lines is compared with itself moved by 1, 2, ... `MAX_PERIOD`
lines; where it agrees for long enough, there is a repeat. That is linear, whatever the text, and
most pairs need not be looked at. Where repeats overlap, the one that saves most goes first and the
others get what is left.
"""

from __future__ import annotations

import re
from itertools import accumulate, islice
from operator import eq
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from weft.engine.model import ANY_KIND, Exactness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.engine.model import Kind

MAX_PERIOD = 16  # lines that repeat together
MIN_GAIN = 1.5  # characters taken away per character of note; a note has more tokens than text has
FEW = 8  # where fewer than one line in so many agrees, looking around each is quicker

_NOTE = re.compile(r"\[the (?:line|(\d{1,9}) lines) above (\d{1,9}) more times?\]")
_SIGN = "[the "  # stands in every note
_NOTE_LIKE = re.compile(r"^\[the [^\n]{1,16} above \d+ more times?\]\s*$", re.MULTILINE)


class _Repeat(NamedTuple):
    """Lines `start` to `end` (excluded) are `period` lines, and those lines again and again."""

    gain: int
    period: int
    start: int
    end: int


# Characters of lines that stood before, each with its line feed: with no more of them in a text, no
# note in it pays.
LEAST_GAIN = MIN_GAIN * (len("[the line above 1 more time]") + 1)


class RepeatedLines:
    """Writes lines that come again at once only once."""

    name: ClassVar[str] = "repeated_lines"
    kinds: ClassVar[frozenset[Kind]] = ANY_KIND
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        """The text with notes in the place of repeats."""
        lines = text.split("\n")
        different = set(lines)
        if len(different) == len(lines):
            return None
        again = len(text) + 1 - sum(map(len, different)) - len(different)
        if again <= LEAST_GAIN or says_repeated(text):
            return None
        repeats = _choose(lines)
        if not repeats:
            return None
        folded: list[str] = []
        done = 0
        for repeat in repeats:
            shown = repeat.start + repeat.period
            folded += lines[done:shown]
            folded.append(_note(repeat.period, (repeat.end - shown) // repeat.period))
            done = repeat.end
        folded += lines[done:]
        return "\n".join(folded)

    def unfold(self, text: str) -> str:
        """The text with every note replaced by what it says. Only for what `fold` gave."""
        unfolded: list[str] = []
        for line in text.split("\n"):
            note = _NOTE.fullmatch(line)
            if note is None:
                unfolded.append(line)
                continue
            period, times = int(note[1] or 1), int(note[2])
            if not 1 <= period <= len(unfolded):
                raise ValueError(f"no {period} lines above {line!r}: this is not a folded text")
            unfolded += unfolded[-period:] * times
        return "\n".join(unfolded)


def says_repeated(text: str) -> bool:
    """Whether a line of this text is a note of this form, or looks like one."""
    return _SIGN in text and _NOTE_LIKE.search(text) is not None


def _note(period: int, times: int) -> str:
    above = "line" if period == 1 else f"{period} lines"
    return f"[the {above} above {times} more {'time' if times == 1 else 'times'}]"


def _choose(lines: list[str]) -> list[_Repeat]:
    """Repeats that do not overlap, in the order of the text."""
    ends = list(accumulate(map(len, lines), initial=0))
    taken = bytearray(len(lines))
    chosen = []
    for found in sorted(_find(lines, ends), key=lambda r: (-r.gain, r.period, r.start)):
        start = taken.find(0, found.start, found.end)
        if start < 0:
            continue
        end = taken.find(1, start, found.end)
        repeat = _repeat(ends, found.period, start, found.end if end < 0 else end)
        if repeat is not None:
            taken[repeat.start : repeat.end] = b"\x01" * (repeat.end - repeat.start)
            chosen.append(repeat)
    return sorted(chosen, key=lambda repeat: repeat.start)


def _find(lines: list[str], ends: list[int]) -> Iterator[_Repeat]:
    """Every repeat that pays."""
    for period in range(1, min(MAX_PERIOD, len(lines) // 2) + 1):
        # A run that is long enough has a line whose number is a multiple of the period.
        sample = bytes(map(eq, lines[::period], lines[period::period]))
        few = sample.count(1) * FEW < len(sample)
        for start, end in (_near if few else _everywhere)(lines, period, sample):
            repeat = _repeat(ends, period, start, end + period)
            if repeat is None:
                continue
            yield repeat
            if repeat.end - repeat.start >= len(lines) - 1:
                return  # longer periods have nothing to add


def _everywhere(lines: list[str], period: int, _: bytes) -> Iterator[tuple[int, int]]:
    """Runs of lines that agree with those a period later, found by comparing all of them."""
    agrees = bytes(map(eq, lines, islice(lines, period, None)))
    for run in re.finditer(b"\x01{%d,}" % period, agrees):
        yield run.span()


def _near(lines: list[str], period: int, sample: bytes) -> Iterator[tuple[int, int]]:
    """The same, found by looking around the lines of the sample that agree."""
    hit = sample.find(1)
    while hit >= 0:
        start = end = hit * period
        while start and lines[start - 1] == lines[start - 1 + period]:
            start -= 1
        while end + period < len(lines) and lines[end] == lines[end + period]:
            end += 1
        yield start, end
        hit = sample.find(1, -(-end // period))


def _repeat(ends: list[int], period: int, start: int, end: int) -> _Repeat | None:
    """The whole rounds within lines that repeat every `period` lines, if writing a note pays."""
    times = (end - start) // period - 1
    if times < 1:
        return None
    end = start + (times + 1) * period
    shown = start + period
    removed = ends[end] - ends[shown] + end - shown  # each with its line feed
    note = len(_note(period, times)) + 1
    return _Repeat(removed - note, period, start, end) if removed > MIN_GAIN * note else None


__all__ = ["MAX_PERIOD", "RepeatedLines", "says_repeated"]
