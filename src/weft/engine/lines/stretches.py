"""Lines that are alike put together such that sorting them by time brings the order back.

Nothing is numbered: within a stretch the times say in what order the lines came, and lines of the
same time stand in the order in which they are written. A line without a time goes with the line
before it.

A stretch ends where the clock goes back, and after `STRETCH` lines, so that what happened together
is read together.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from weft.engine.lines.clock import second_times, times
from weft.engine.lines.gain import FEWEST, gain, is_worth_it, reach
from weft.engine.lines.template import OPEN, filled, taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.lines.sheet import Sheet

STRETCH = 200  # lines that are put in order together
NEXT = "[next stretch]"

_HEAD = re.compile(r"\[(\d{1,6}) lines\] (.*)", re.DOTALL)


def written(sheet: Sheet, lengths: Sequence[int]) -> Iterator[str]:
    """Stretch after stretch. `lengths` is how long a row of each group is, about."""
    clock = sheet.clock
    far = reach(sheet)
    starts = [place for place, time in enumerate(clock) if time] or [0]
    if starts[0]:
        starts.insert(0, 0)
    ends = [*starts[1:], len(clock)]
    stretch = _Stretch(sheet, lengths, far)
    for start, end in zip(starts, ends, strict=True):
        time = clock[start]
        if time < stretch.time or end - stretch.start > STRETCH:
            yield from stretch.written()
            yield NEXT
            stretch = _Stretch(sheet, lengths, far, start)
        if end - start == 1:
            stretch.add(start, time)
        else:
            stretch.add_record(start, end, time)
    yield from stretch.written()


class _Stretch:
    """Lines being put together."""

    def __init__(self, sheet: Sheet, lengths: Sequence[int], far: int, start: int = 0) -> None:
        self.sheet = sheet
        self.lengths = lengths
        self.reach = far
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
            self.room.append(self.reach)
        self.latest = number
        room = self.room[number] = self.room[number] - self.lengths[group]
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


def _table(sheet: Sheet, places: Sequence[int]) -> list[str]:
    """Lines of one group as a table, or as they are if that is hardly longer."""
    plain = [sheet.lines[place] for place in places]
    found = sheet.shared(places)
    if found is None:
        return plain
    shares, rows = found
    head = f"[{len(places)} lines] {shares}"
    length = sum(map(len, plain))
    saved = gain(length, head, rows)
    return [head, *rows] if is_worth_it(saved, length) else plain


def read(body: str, *, second: bool) -> list[str]:
    """The lines again, each stretch sorted by time."""
    stretches: list[list[str]] = [[]]
    lines = iter(body.split("\n"))
    for line in lines:
        head = _HEAD.fullmatch(line)
        if line == NEXT:
            stretches.append([])
        elif head is None:
            stretches[-1].append(line)
        elif OPEN in head[2]:
            stretches[-1] += filled(head[2], taken(lines, int(head[1])))
        else:
            stretches[-1] += [head[2]] * int(head[1])
    return [line for stretch in stretches for line in _sorted(stretch, second=second)]


def _sorted(lines: list[str], *, second: bool) -> list[str]:
    clock = (second_times if second else times)("\n".join(lines))
    last = ""
    for place, time in enumerate(clock):
        last = clock[place] = time or last
    order = sorted(range(len(lines)), key=clock.__getitem__)
    return [lines[place] for place in order]


__all__ = ["NEXT", "read", "written"]
