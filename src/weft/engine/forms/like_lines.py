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

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.lines.cells import HOLE, rows, shapes
from weft.engine.lines.clock import second_times, stands_still, times
from weft.engine.lines.grouping import keys
from weft.engine.lines.template import HEAD_LIKE, OPEN, filled, table
from weft.engine.model import Exactness, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

STRETCH = 200  # lines that are put in order together
FEWEST = 2
MARGIN = 3  # characters that a hole must save, as it makes tokens of its own
REACH = 420  # characters from a head to the end of its last row
TIMED = 0.5  # share of lines that must have a time

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
        if HOLE in text or any(note in text for note in _NOTES) or HEAD_LIKE.search(text):
            return None
        note, clock = _clock(text)
        shaped = shapes(text)
        cut = rows(text, shaped)
        lines = text.split("\n")
        groups = keys(shaped, cut)
        sheet = _Sheet(lines, shaped, cut, groups)
        written = list(_stretches(sheet, clock) if clock else _runs(sheet))
        if len(written) == len(lines):
            return None
        return "\n".join([note, *written])

    def unfold(self, text: str) -> str:
        """The lines again, each stretch sorted by time."""
        note, _, body = text.partition("\n")
        if note not in _NOTES:
            raise ValueError("not a folded text")
        stretches: list[list[str]] = [[]]
        lines = iter(body.split("\n"))
        for line in lines:
            if line == _NEXT:
                stretches.append([])
            else:
                stretches[-1] += filled(lines, line) or [line]
        if note != _PLAIN:
            read = times if note == _TIMED else second_times
            stretches = [_sorted(stretch, read) for stretch in stretches]
        return "\n".join(line for stretch in stretches for line in stretch)


@dataclass(slots=True)
class _Sheet:
    """A text as lines, their shapes, cells and groups."""

    lines: list[str]
    shaped: list[str]
    cut: list[list[str]]
    groups: list[Hashable]

    def row_length(self, place: int) -> int:
        """About how long a line is as a row."""
        return len(self.lines[place]) // 3

    def table(self, places: Sequence[int]) -> list[str]:
        """Lines of one group as a table, or as they are if that is no longer."""
        plain = [self.lines[place] for place in places]
        if len(places) < FEWEST:
            return plain
        columns = list(zip(*(self.cut[place] for place in places), strict=True))
        written = table(self.shaped[places[0]], columns, len(places))
        if written is None:
            return plain
        gain = sum(map(len, plain)) - sum(map(len, written)) - MARGIN * written[0].count(OPEN)
        return written if gain > MARGIN else plain


class _Stretch:
    """Lines being put together, such that sorting by time brings them back in order."""

    def __init__(self, sheet: _Sheet, start: int = 0) -> None:
        self.sheet = sheet
        self.start = start
        self.time = ""
        self.latest = 0  # the table that the last line went into
        self.tables: list[list[int]] = []
        self.room: list[int] = []
        self.open: dict[Hashable, list[int]] = {}

    def add(self, place: int, time: str) -> None:
        """A line that may stand in a table."""
        if time != self.time:
            self.time, self.latest = time, 0
        sheet = self.sheet
        usable = self.open.setdefault(sheet.groups[place], [])
        for number in usable:
            if number >= self.latest:
                break
        else:
            number = len(self.tables)
            usable.append(number)
            self.tables.append([])
            self.room.append(REACH)
        self.latest = number
        self.tables[number].append(place)
        self.room[number] -= sheet.row_length(place)
        if self.room[number] < 0:
            usable.remove(number)

    def add_record(self, start: int, end: int, time: str) -> None:
        """A line and those without a time below it: they stay together as they are."""
        self.time = time
        self.latest = len(self.tables)
        self.tables += ([place] for place in range(start, end))
        self.room += [0] * (end - start)

    def written(self) -> Iterator[str]:
        """The stretch, table after table."""
        for places in self.tables:
            yield from self.sheet.table(places)


def _stretches(sheet: _Sheet, clock: Sequence[str]) -> Iterator[str]:
    """Stretch after stretch, each written so that its times bring it back in order."""
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


def _runs(sheet: _Sheet) -> Iterator[str]:
    """Lines that follow each other and are of one group."""
    stretch = _Stretch(sheet)
    for place in range(len(sheet.lines)):
        stretch.add(place, "")
    yield from stretch.written()


def _clock(text: str) -> tuple[str, list[str]]:
    """The time of each line and the note that says which it is; no times where few have one."""
    clock = times(text)
    if clock.count("") > (1 - TIMED) * len(clock):
        return _PLAIN, []
    if stands_still(clock):
        second = second_times(text)
        if not stands_still(second) and second.count("") <= (1 - TIMED) * len(second):
            return _SECOND, second
    return _TIMED, clock


def _sorted(lines: list[str], read: Callable[[str], list[str]]) -> list[str]:
    clock = read("\n".join(lines))
    last = ""
    for place, time in enumerate(clock):
        last = clock[place] = time or last
    order = sorted(range(len(lines)), key=clock.__getitem__)
    return [lines[place] for place in order]


__all__ = ["LikeLines"]
