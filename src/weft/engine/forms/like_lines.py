"""Lines that are alike stand together, and what they share is said once.

    [lines alike stand together, each stretch in order of time; {} is what varies]
    [3 lines] 081109 {} {} INFO PacketResponder {} for block {} terminating
    203615 148 1 blk_38865049064139660
    203807 222 0 blk_-6952295868487656571
    204015 308 2 blk_8229193803249955061
    081109 204005 35 INFO addStoredBlock: blockMap updated: 10.251.73.220:50010 is added

Where nearly every line has a time of its own, the times say in what order they came (`stretches`).
Where they do not, a number in front does (`numbered`):

    [lines alike stand together; {} is what varies, numbers in front give the order]
    [2 lines] 127.0.0.1 [09:10:11] "GET {} HTTP/1.1" 200 {} "curl/7.88.1"
    1 /orders/17 312
    4 /orders/4 87

Here it is only decided between the two.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.estimate import estimate
from weft.engine.forms.lines_again import says_again
from weft.engine.forms.repeated_lines import says_repeated
from weft.engine.forms.same_ends import has_same_ends
from weft.engine.lines import numbered, stretches
from weft.engine.lines.cells import HOLE
from weft.engine.lines.gain import row_lengths
from weft.engine.lines.notes import NUMBERED, SECOND, TABLES, TIMED
from weft.engine.lines.sheet import sheet
from weft.engine.lines.template import looks_like_head
from weft.engine.model import Exactness, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.lines.sheet import Sheet

LEAST_LINE = 4  # characters of a line, on average; shorter ones have nothing to share
# The share of lines of the same time as another from which on numbers may say it shorter, and the
# one from which on they do.
FEW_TIES, MANY_TIES = 0.1, 0.6
TRIED = 400  # lines that are written both ways in between


class LikeLines:
    """Writes what lines have in common once for a few of them."""

    name: ClassVar[str] = "like_lines"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.LOG, Kind.BUILD, Kind.TRACE})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        """The text with tables in the place of lines that are alike."""
        if HOLE in text or is_folded(text) or len(text) < LEAST_LINE * text.count("\n"):
            return None
        folded = _shortest(text)
        return folded if folded is not None and len(folded) < len(text) else None

    def unfold(self, text: str) -> str:
        """The lines again, in the order of time or of their numbers."""
        note, _, body = text.partition("\n")
        if note not in TABLES:
            raise ValueError("not a folded text")
        ended = body.endswith("\n")
        body = body[:-1] if ended else body
        if note == NUMBERED:
            lines = numbered.read(body)
        else:
            lines = stretches.read(body, second=note == SECOND)
        return "\n".join(lines) + "\n" * ended


class _Order(Enum):
    """What says in which order the lines came."""

    TIME = "time"
    NUMBER = "number"
    PLACE = "place"  # no line leaves its own


def _shortest(text: str) -> str | None:
    page = sheet(text)
    lengths = row_lengths(page)
    # A line that speaks of what stands above it can be read in its place only. A reference to a
    # record of a log is not moved, and nor is the record.
    if has_same_ends(text) or says_repeated(text):
        return _folded(page, lengths, _Order.PLACE)
    if says_again(text):
        return _folded(page, lengths, _Order.TIME if page.clock else _Order.PLACE)
    ties = 1 - len(set(page.clock)) / len(page.clock) if page.clock else 1
    if not FEW_TIES <= ties <= MANY_TIES:
        return _folded(page, lengths, _Order.NUMBER if ties > MANY_TIES else _Order.TIME)
    tried = {
        order: _folded(page.beginning(TRIED), lengths, order)
        for order in (_Order.TIME, _Order.NUMBER)
    }
    best = min(tried, key=lambda order: estimate(tried[order] or text))
    return tried[best] if len(page.lines) <= TRIED else _folded(page, lengths, best)


def _folded(page: Sheet, lengths: Sequence[int], order: _Order) -> str | None:
    if order is _Order.TIME:
        note = SECOND if page.second else TIMED
        lines = stretches.written(page, lengths)
    else:
        note = NUMBERED
        lines = numbered.written(page, lengths, moves=order is _Order.NUMBER)
    folded = "\n".join((note, *lines))
    if folded.endswith("\n") and not page.ended:
        return None  # an empty line moved to the end, where it would be taken for a line feed
    return folded + "\n" * page.ended


def is_folded(text: str) -> bool:
    """Whether this is, or looks like, what `fold` gives."""
    return any(note in text for note in (*TABLES, stretches.NEXT)) or looks_like_head(text)


__all__ = ["LikeLines", "is_folded"]
