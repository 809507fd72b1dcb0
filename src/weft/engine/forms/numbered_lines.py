"""Lines that a tool has numbered: every tenth number stays, and the first of each stretch.

       118→    if not rows:                     [lines numbered like "   118→", every tenth shown]
       119→        return None                     118→    if not rows:
       120→    return rows[0]           becomes        return None
       121→                                        120→    return rows[0]
       200→def last(rows):                      (an empty line)
       201→    return rows[-1]                  [lines from 200 on]
                                                def last(rows):
                                                    return rows[-1]

What stands before and after the numbered lines stays as it is. Between them only gaps may stand,
behind which the next number is shown. Rows of tables have numbers of their own and are left alone.
"""

from __future__ import annotations

import re
from itertools import pairwise, repeat
from operator import add, eq
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.gap import has_gap
from weft.engine.lines.gutter import NONE, Gutter, numbered
from weft.engine.model import ANY_KIND, Exactness, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 10  # the number of a line is shown if it is a multiple of it
LEAST = 8  # lines that are numbered
END = "[no more numbers]"
ON = "[lines from {} on]"
OTHERS = frozenset(
    {Kind.JSON, Kind.JSON_LINES, Kind.TABLE, Kind.DELIMITED, Kind.SEARCH, Kind.LISTING, Kind.DIFF}
)
_TAB = "\\t"  # as the note writes it

_NOTE = re.compile(
    r'^\[lines numbered like "( *)(\d{1,7})([^"\n]{1,3})", every tenth shown\]$', re.MULTILINE
)

_ON = re.compile(r"^\[lines from (\d{1,7}) on\]$", re.MULTILINE)


class NumberedLines:
    """Writes most lines without their number."""

    name: ClassVar[str] = "numbered_lines"
    kinds: ClassVar[frozenset[Kind]] = ANY_KIND - OTHERS
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def owns(self, text: str) -> bool:
        """Whether a note of ours stands in this text."""
        return '", every tenth shown]' in text and _NOTE.search(text) is not None

    def fold(self, text: str) -> str | None:
        """The text with a note and fewer numbers."""
        lines = text.split("\n")
        found = numbered(lines)
        if found is None or END in text or _ON.search("\n".join(found.inner)) or self.owns(text):
            return None
        runs = _runs(found.numbers)
        first, last = runs[0][0], runs[-1][1] - 1
        if last - first < LEAST or not _only_gaps_between(lines, runs):
            return None
        written = [*lines[:first], _note(found.gutter, found.numbers[first])]
        done = first
        for start, end in runs:
            jumps = start == done > first
            written += [ON.format(found.numbers[start])] if jumps else lines[done:start]
            run = list(found.inner[start:end])
            to_ten = -found.numbers[start] % SHOWN
            run[to_ten::SHOWN] = lines[start + to_ten : end : SHOWN]
            if not jumps:
                run[0] = lines[start]
            written += run
            done = end
        rest = lines[last + 1 :]
        plain = rest == [""] or (not rest and written[-1] != "")
        return "\n".join([*written, *([] if plain else [END]), *rest])

    def unfold(self, text: str) -> str:
        """The text with all numbers."""
        lines = text.split("\n")
        at, gutter = next(
            (place, found) for place, line in enumerate(lines) if (found := _gutter(line))
        )
        body, rest = lines[at + 1 :], lines[len(lines) :]
        if END in body:
            end = body.index(END)
            body, rest = body[:end], body[end + 1 :]
        elif body[-1] == "":
            rest = [body.pop()]
        written = lines[:at]
        number = NONE  # of the next line, where that is known
        done = 0
        marks = [place for place, line in enumerate(body) if has_gap(line) or line[:7] == ON[:7]]
        for place in (*marks, len(body)):
            run = body[done:place]
            if run and number == NONE:
                number = int(run[0].partition(gutter.sign)[0])
                written.append(run.pop(0))
                number += 1
            heads = map(gutter.written, range(number, number + len(run)))
            written += [
                line if at % SHOWN == 0 else head + line
                for at, (head, line) in enumerate(zip(heads, run, strict=True), number)
            ]
            number += len(run)
            done = place + 1
            if place < len(body):
                jump = _ON.fullmatch(body[place])
                number = int(jump[1]) if jump else NONE
                written += [] if jump else [body[place]]
        return "\n".join([*written, *rest])


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Where lines are numbered one by one: the first of them, and the one behind the last."""
    follows = list(map(eq, map(add, numbers, repeat(1)), numbers[1:]))
    breaks = [at + 1 for at, goes_on in enumerate(follows) if not goes_on]
    runs = pairwise((0, *breaks, len(numbers)))
    return [(start, end) for start, end in runs if numbers[start] != NONE]


def _only_gaps_between(lines: Sequence[str], runs: Sequence[tuple[int, int]]) -> bool:
    """Whether the lines between runs are gaps, and none is in a run."""
    first, last = runs[0][0], runs[-1][1]
    inside = {at for start, end in runs for at in range(start, end)}
    gaps = [at for at in range(first, last) if has_gap(lines[at])]
    return inside.isdisjoint(gaps) and len(inside) + len(gaps) == last - first


def _gutter(line: str) -> Gutter | None:
    """How numbers are written, as a note says."""
    note = _NOTE.fullmatch(line)
    if note is None:
        return None
    return Gutter(len(note[1]) + len(note[2]) if note[1] else 0, note[3].replace(_TAB, "\t"))


def _note(gutter: Gutter, number: int) -> str:
    sign = gutter.sign.replace("\t", _TAB)
    return f'[lines numbered like "{number:>{gutter.width}}{sign}", every tenth shown]'


__all__ = ["NumberedLines"]
