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
from typing import ClassVar, Literal

from weft.engine.gap import has_gap
from weft.engine.lines.gutter import Gutter, numbered
from weft.engine.model import ANY_KIND, Exactness, Kind

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
        places = [place for place, number in enumerate(found.numbers) if number >= 0]
        first, last = places[0], places[-1]
        if last - first < LEAST or any(
            (found.numbers[at] < 0) is not has_gap(lines[at]) for at in range(first, last + 1)
        ):
            return None
        written = [*lines[:first], _note(found.gutter, found.numbers[first])]
        following = -1
        for at in range(first, last + 1):
            number = found.numbers[at]
            if number < 0:
                written.append(lines[at])
                following = -1
                continue
            if following >= 0 and number != following:
                written.append(ON.format(number))
                following = number
            shown = following < 0 or number % SHOWN == 0
            written.append(lines[at] if shown else found.inner[at])
            following = number + 1
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
        number = -1
        for line in body:
            if has_gap(line):
                written.append(line)
                number = -1
                continue
            if jump := _ON.fullmatch(line):
                number = int(jump[1])
                continue
            shown = number < 0 or number % SHOWN == 0
            if number < 0:
                number = int(line.partition(gutter.sign)[0])
            written.append(line if shown else gutter.written(number) + line)
            number += 1
        return "\n".join([*written, *rest])


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
