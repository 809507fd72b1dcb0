"""Lines that are alike stand together, and what they share is said once.

    [lines alike stand together, each stretch in order of time; {} is what varies]
    [3 lines] 081109 {} {} INFO PacketResponder {} for block {} terminating
    203615 148 1 blk_38865049064139660
    203807 222 0 blk_-6952295868487656571
    204015 308 2 blk_8229193803249955061
    081109 204005 35 INFO addStoredBlock: blockMap updated: 10.251.73.220:50010 is added

Nothing is numbered: within a stretch the times say in what order the lines came, and lines of the
same time stand in the order in which they are written. So a stretch sorted by time is the
original. A line without a time goes with the line before it. Where hardly a line has a time,
only lines that follow each other are put together.

A stretch ends where the clock goes back, and after `STRETCH` lines, so that what happened together
is read together. A table is short for the same reason: its head is never far from its last row.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.lines.cells import HOLE
from weft.engine.lines.clock import second_times, times
from weft.engine.lines.sheet import sheet
from weft.engine.lines.template import HEAD_LIKE, HEAD_SIGN, OPEN, filled, table
from weft.engine.model import Exactness, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from weft.engine.lines.sheet import Sheet

STRETCH = 200  # lines that are put in order together
FEWEST = 2
MARGIN = 3  # characters that a hole must save, as it makes tokens of its own
LEAST_LINE = 4  # characters of a line, on average; shorter ones have nothing to share
REACH = 420  # characters from a head to the end of its last row
ROW = 3  # a line is so many times as long as the row it becomes, about
LEAST_GAIN = 0.2  # of the length of the lines: a table is harder to read than they are

_TIMED = "[lines alike stand together, each stretch in order of time; {} is what varies]"
_SECOND = "[lines alike stand together, each stretch in order of second time; {} is what varies]"
_PLAIN = "[lines alike are written once; {} is what varies]"
_NEXT = "[next stretch]"
_NOTES = (_TIMED, _SECOND, _PLAIN, _NEXT)


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
        page = sheet(text)
        note = (_SECOND if page.second else _TIMED) if page.clock else _PLAIN
        written = list(_stretches(page) if page.clock else _runs(page))
        folded = "\n".join((note, *written))
        if folded.endswith("\n"):
            return None  # an empty line moved to the end, where it would be taken for a line feed
        folded += "\n" * page.ended
        return folded if len(folded) < len(text) else None

    def unfold(self, text: str) -> str:
        """The lines again, each stretch sorted by time."""
        note, _, body = text.partition("\n")
        if note not in _NOTES:
            raise ValueError("not a folded text")
        ended = body.endswith("\n")
        stretches: list[list[str]] = [[]]
        lines = iter((body[:-1] if ended else body).split("\n"))
        for line in lines:
            if line == _NEXT:
                stretches.append([])
            else:
                stretches[-1] += filled(lines, line) or [line]
        if note != _PLAIN:
            read = times if note == _TIMED else second_times
            stretches = [_sorted(stretch, read) for stretch in stretches]
        return "\n".join(line for stretch in stretches for line in stretch) + "\n" * ended


class _Stretch:
    """Lines being put together, such that sorting by time brings them back in order."""

    def __init__(self, sheet: Sheet, start: int = 0) -> None:
        self.sheet = sheet
        self.start = start
        self.time = ""
        self.latest = 0  # the table that the last line went into
        self.tables: list[list[int]] = []
        self.room: list[int] = []
        self.open: dict[int, list[int]] = {}

    def add(self, place: int, time: str) -> None:
        """A line that may stand in a table."""
        if time != self.time:
            self.time, self.latest = time, 0
        group = self.sheet.groups[place]
        usable = self.open.get(group)
        if usable is None:
            usable = self.open[group] = []
        at = bisect_left(usable, self.latest)  # their numbers grow
        if at < len(usable):
            number = usable[at]
            self.tables[number].append(place)
        else:
            number = len(self.tables)
            usable.append(number)
            self.tables.append([place])
            self.room.append(REACH)
        self.latest = number
        room = self.room[number] = self.room[number] - len(self.sheet.lines[place]) // ROW
        if room < 0:
            del usable[at]

    def add_record(self, start: int, end: int, time: str) -> None:
        """A line and those without a time below it: they stay together as they are."""
        self.time = time
        self.latest = len(self.tables)
        self.tables += ([place] for place in range(start, end))
        self.room += [0] * (end - start)

    def written(self) -> Iterator[str]:
        """The stretch, table after table."""
        lines = self.sheet.lines
        for places in self.tables:
            if len(places) < FEWEST:
                yield lines[places[0]]
            else:
                yield from _table(self.sheet, places)


def is_folded(text: str) -> bool:
    """Whether this is, or looks like, what `fold` gives."""
    return any(note in text for note in _NOTES) or (
        HEAD_SIGN in text and HEAD_LIKE.search(text) is not None
    )


def _stretches(sheet: Sheet) -> Iterator[str]:
    """Stretch after stretch, each written so that its times bring it back in order."""
    clock = sheet.clock
    starts = [place for place, time in enumerate(clock) if time] or [0]
    if starts[0]:
        starts.insert(0, 0)
    ends = [*starts[1:], len(clock)]
    stretch = _Stretch(sheet)
    for start, end in zip(starts, ends, strict=True):
        time = clock[start]
        if time < stretch.time or end - stretch.start > STRETCH:
            yield from stretch.written()
            yield _NEXT
            stretch = _Stretch(sheet, start)
        if end - start == 1:
            stretch.add(start, time)
        else:
            stretch.add_record(start, end, time)
    yield from stretch.written()


def _runs(sheet: Sheet) -> Iterator[str]:
    """Lines that follow each other and are of one group."""
    stretch = _Stretch(sheet)
    for place in range(len(sheet.lines)):
        stretch.add(place, "")
    yield from stretch.written()


def _table(sheet: Sheet, places: Sequence[int]) -> list[str]:
    """Lines of one group as a table, or as they are if that is hardly longer."""
    plain = [sheet.lines[place] for place in places]
    columns = list(zip(*(sheet.cut[place] for place in places), strict=True))
    written = table(sheet.shaped[places[0]], columns, len(places))
    if written is None:
        return plain
    length = sum(map(len, plain))
    gain = length - sum(map(len, written)) - MARGIN * written[0].count(OPEN)
    return written if gain > max(MARGIN, LEAST_GAIN * length) else plain


def _sorted(lines: list[str], read: Callable[[str], list[str]]) -> list[str]:
    clock = read("\n".join(lines))
    last = ""
    for place, time in enumerate(clock):
        last = clock[place] = time or last
    order = sorted(range(len(lines)), key=clock.__getitem__)
    return [lines[place] for place in order]


__all__ = ["LikeLines", "is_folded"]
