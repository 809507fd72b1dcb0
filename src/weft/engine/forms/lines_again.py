"""Lines that stood above already, written as a reference to where they stand.

    ERROR job-13 failed
    [10 lines as above, from: java.util.concurrent.ExecutionException: row 4417 rejected]

The reference quotes the line where the earlier ones begin, so a reader finds them by reading. It is
for traces and records that come again and again with other lines between them; what comes
again at once is told by `repeated_lines`.

How they are found: each line is looked up by how it begins. From the first line that begins so the
two places are compared as far as they agree. What is found is passed over, so the time is linear.
"""

from __future__ import annotations

import re
from operator import lt
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.model import Exactness, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FEWEST = 3  # lines that a reference stands for, at least
MIN_GAIN = 2  # characters taken away per character of the reference
LEAST_LINE = 4  # characters of a line, on average
LEAST = 100  # characters that stand there twice
QUOTED = 80  # characters of a line by which it is found again

_RUN = b"\x01" * FEWEST
_NOTE = re.compile(r"\[(\d{1,9}) lines as above, from: (.+)\]")
_SIGN = " lines as above, from: "  # stands in every note
_NOTE_LIKE = re.compile(r"^\[\d+ lines as above, from: ", re.MULTILINE)


class LinesAgain:
    """Writes lines that stand above already as a reference."""

    name: ClassVar[str] = "lines_again"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.LOG, Kind.BUILD, Kind.TRACE, Kind.DIFF})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        """The text with references."""
        if len(text) < LEAST_LINE * text.count("\n"):
            return None
        lines = text.split("\n")
        if len(text) - sum(map(len, set(lines))) - len(lines) < LEAST or says_again(text):
            return None
        first = dict(zip(reversed(lines), range(len(lines) - 1, -1, -1), strict=True))
        starts = list(map(first.__getitem__, lines))
        # A reference begins where a few lines in a row have stood above.
        above = bytes(map(lt, starts, range(len(lines))))
        place = above.find(_RUN)
        if place < 0:
            return None
        quoted: dict[str, int] = {}
        written: list[str] = []
        done = 0
        while place >= 0:
            start = starts[place]
            count = _agree(lines, start, place)
            if count >= FEWEST and len(set(lines[place : place + count])) == 1:
                place = above.find(_RUN, place + count)  # one line many times is said otherwise
                continue
            quote = _quote(lines[place])
            if count >= FEWEST and not quoted:
                quoted = _first_quoted(first)
            if count >= FEWEST and quote and quoted[quote] == start:
                note = f"[{count} lines as above, from: {quote}]"
                if sum(map(len, lines[place : place + count])) + count > MIN_GAIN * len(note):
                    written += (*lines[done:place], note)
                    done = place + count
                    place = above.find(_RUN, done)
                    continue
            place = above.find(_RUN, place + 1)
        written += lines[done:]
        return "\n".join(written) if len(written) < len(lines) else None

    def unfold(self, text: str) -> str:
        """The text with every reference replaced by what it stands for."""
        unfolded: list[str] = []
        first: dict[str, int] = {}
        for line in text.split("\n"):
            note = _NOTE.fullmatch(line)
            if note is None:
                more: Sequence[str] = (line,)
            else:
                start = first[note[2]]
                more = unfolded[start : start + int(note[1])]
            for new in more:
                first.setdefault(_quote(new), len(unfolded))
                unfolded.append(new)
        return "\n".join(unfolded)


def says_again(text: str) -> bool:
    """Whether a line of this text is a note of this form, or looks like one."""
    return _SIGN in text and _NOTE_LIKE.search(text) is not None


def _quote(line: str) -> str:
    """How a line begins, as a reference quotes it."""
    return line[: 2 * QUOTED].strip()[:QUOTED].strip()


def _first_quoted(first: Mapping[str, int]) -> dict[str, int]:
    """Where the first line stands that a quote may mean."""
    quoted: dict[str, int] = {}
    for line, place in first.items():
        quote = _quote(line)
        quoted[quote] = min(place, quoted.get(quote, place))
    return quoted


def _agree(lines: Sequence[str], start: int, place: int) -> int:
    """How many lines from here on are those from `start` on."""
    most = min(place - start, len(lines) - place)
    count = 0
    while count < most and lines[start + count] == lines[place + count]:
        count += 1
    return count


__all__ = ["LinesAgain", "says_again"]
