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

from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.estimate import estimate
from weft.engine.lines import numbered, stretches
from weft.engine.lines.cells import HOLE
from weft.engine.lines.gain import row_lengths
from weft.engine.lines.sheet import sheet
from weft.engine.lines.template import looks_like_head
from weft.engine.model import Exactness, Kind

if TYPE_CHECKING:
    from weft.engine.lines.sheet import Sheet

LEAST_LINE = 4  # characters of a line, on average; shorter ones have nothing to share
# The share of lines of the same time as another from which on numbers may say it shorter, and the
# one from which on they do.
FEW_TIES, MANY_TIES = 0.1, 0.6
TRIED = 600  # lines that are written both ways in between

_TIMED = "[lines alike stand together, each stretch in order of time; {} is what varies]"
_SECOND = "[lines alike stand together, each stretch in order of second time; {} is what varies]"
_NUMBERED = "[lines alike stand together; {} is what varies, numbers in front give the order]"
_NOTES = (_TIMED, _SECOND, _NUMBERED)


class LikeLines:
    """Writes what lines have in common once for a few of them."""

    name: ClassVar[str] = "like_lines"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.LOG, Kind.BUILD, Kind.TRACE})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def owns(self, text: str) -> bool:
        """Whether this text begins as what `fold` gives does."""
        return text.startswith(_NOTES)

    def fold(self, text: str) -> str | None:
        """The text with tables in the place of lines that are alike."""
        if HOLE in text or is_folded(text) or len(text) < LEAST_LINE * text.count("\n"):
            return None
        page = sheet(text)
        folded = _folded(page, by_number=_by_number(page))
        return folded if folded is not None and len(folded) < len(text) else None

    def unfold(self, text: str) -> str:
        """The lines again, in the order of time or of their numbers."""
        note, _, body = text.partition("\n")
        if note not in _NOTES:
            raise ValueError("not a folded text")
        ended = body.endswith("\n")
        body = body[:-1] if ended else body
        if note == _NUMBERED:
            lines = numbered.read(body)
        else:
            lines = stretches.read(body, second=note == _SECOND)
        return "\n".join(lines) + "\n" * ended


def _folded(page: Sheet, *, by_number: bool) -> str | None:
    note = _NUMBERED if by_number else _SECOND if page.second else _TIMED
    write = numbered.written if by_number else stretches.written
    folded = "\n".join((note, *write(page, row_lengths(page))))
    if folded.endswith("\n") and not page.ended:
        return None  # an empty line moved to the end, where it would be taken for a line feed
    return folded + "\n" * page.ended


def _by_number(page: Sheet) -> bool:
    """Whether numbers say the order of lines in less than their times do."""
    if not page.clock:
        return True
    ties = 1 - len(set(page.clock)) / len(page.clock)
    if not FEW_TIES <= ties <= MANY_TIES:
        return ties > MANY_TIES
    page = page.beginning(TRIED)
    timed, counted = (_folded(page, by_number=by_number) for by_number in (False, True))
    return timed is None or (counted is not None and estimate(counted) < estimate(timed))


def is_folded(text: str) -> bool:
    """Whether this is, or looks like, what `fold` gives."""
    return any(note in text for note in _NOTES) or looks_like_head(text)


__all__ = ["LikeLines", "is_folded"]
