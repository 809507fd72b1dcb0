"""Lines that are alike put together, with their places in front of them.

    [3 lines] GET {} answered in {} ms
    2 /orders/17 31
    5 /orders/4 12
    9 /items 7
    3 the cache is cold
    nothing in it
    [2 lines: 6 8] cache warmed
    [3 lines from 10] stored {} rows
    17
    4
    91

A line without a number comes next after the one above it. `from` says that all rows follow each
other, so they need none.

A line that is indented belongs to the one above it, and one that ends with a colon to the one below
it: they stay in their place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.gap import has_gap
from weft.engine.lines.beginnings import paying
from weft.engine.lines.gain import FEWEST, NUMBER, gain, is_worth_it, reach
from weft.engine.lines.records import belong_above
from weft.engine.lines.template import OPEN, REST, filled, taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.lines.sheet import Sheet

STRETCH = 500  # lines among which those alike are looked for: what happened together is read so
MOVED = 12  # characters that a line must save for it to be worth reading in another place
RUN = 5  # lines of a group that follow each other and make a table of their own

_HEAD = re.compile(r"\[(\d{1,9}) lines(?: from (\d{1,9})|: (\d[\d -]*))?\] (.*)", re.DOTALL)
_NUMBERED = re.compile(r"(\d{1,9}) (.*)", re.DOTALL)


class _Table(NamedTuple):
    places: Sequence[int]
    written: list[str]


def written(sheet: Sheet, lengths: Sequence[int], *, moves: bool = True) -> Iterator[str]:
    """The lines and tables, in the order of their first lines; not all lines may be moved."""
    stays = _staying(sheet) if moves else [True] * len(sheet.lines)
    tables: dict[int, _Table] = {}
    for start in range(0, len(sheet.lines), STRETCH):
        end = min(start + STRETCH, len(sheet.lines))
        for places in _alike(sheet, lengths, stays, start, end):
            found = _table(sheet, places)
            if found is not None:
                tables[places[0]] = found
    for found in _begin_alike(sheet.lines, tables):
        tables[found.places[0]] = found
    yield from _in_order(sheet.lines, tables)


def _in_order(lines: Sequence[str], tables: dict[int, _Table]) -> Iterator[str]:
    told = {place for found in tables.values() for place in found.places}
    last = -1
    for place, line in enumerate(lines):
        found = tables.get(place)
        if found is not None:
            yield from found.written
            last = found.places[-1]
        elif place not in told:
            follows = place == last + 1 and not line[:1].isdecimal()
            yield line if follows else f"{place + 1} {line}"
            last = place


def _staying(sheet: Sheet) -> list[bool]:
    """Which lines belong to the one above them, or have such lines below."""
    below = belong_above(sheet.lines, sheet.clock)
    below.append(False)
    return [
        under or above or line[-1:] == ":" or has_gap(line)
        for under, above, line in zip(below, below[1:], sheet.lines, strict=False)
    ]


def _alike(
    sheet: Sheet, lengths: Sequence[int], stays: Sequence[bool], start: int, end: int
) -> Iterator[Sequence[int]]:
    """Places of lines that may stand in one table."""
    apart: dict[int, list[int]] = {}
    groups = sheet.groups
    far = reach(sheet)
    place = start
    while place < end:
        group = groups[place]
        after = place + 1
        while after < end and groups[after] == group and (stays[place] or not stays[after]):
            after += 1
        if after - place >= (FEWEST if stays[place] else RUN):
            yield from _pages(range(place, after), lengths[group], far)
        elif not stays[place]:
            apart.setdefault(group, []).extend(range(place, after))
        place = after
    for group, places in apart.items():
        yield from _pages(places, lengths[group] + NUMBER, far)


def _pages(places: Sequence[int], length: int, far: int) -> Iterator[Sequence[int]]:
    """So many at a time that the head of a table is near its last row, and as many in each."""
    most = max(FEWEST, far // length if length > 0 else len(places))
    most = -(-len(places) // -(-len(places) // most))
    for start in range(0, len(places), most):
        page = places[start : start + most]
        if len(page) >= FEWEST:
            yield page


def _table(sheet: Sheet, places: Sequence[int]) -> _Table | None:
    """Lines of one group as a table; nothing where it is hardly shorter."""
    found = sheet.shared(places)
    if found is None:
        return None
    shares, rows = found
    where = ""
    if places[-1] - places[0] == len(places) - 1:
        where = f" from {places[0] + 1}"
    elif not rows:
        where = f": {_ranges(places)}"
    else:
        rows = [f"{place + 1} {row}" for place, row in zip(places, rows, strict=True)]
    head = f"[{len(places)} lines{where}] {shares}"
    length = sum(len(sheet.lines[place]) for place in places)
    saved = gain(length, head, rows)
    moved = not where.startswith(" from")
    if not is_worth_it(saved, length) or (moved and saved < MOVED * len(places)):
        return None
    return _Table(places, [head, *rows])


def _ranges(places: Sequence[int]) -> str:
    """Places in words: `3 5-8 12`."""
    said: list[list[int]] = []
    for place in places:
        if said and said[-1][-1] == place - 1:
            said[-1][1:] = [place]
        else:
            said.append([place])
    return " ".join("-".join(str(place + 1) for place in run) for run in said)


def _begin_alike(lines: Sequence[str], tables: dict[int, _Table]) -> Iterator[_Table]:
    """Lines in no table that follow each other and begin alike."""
    told = {place for found in tables.values() for place in found.places}
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and end not in told:
            end += 1
        for run in paying(lines[start:end]) if end - start > FEWEST else ():
            places = range(start + run.start, start + run.end)
            rows = [lines[place][len(run.shares) :] for place in places]
            head = f"[{len(places)} lines from {places[0] + 1}] {run.shares}{REST}"
            yield _Table(places, [head, *rows])
        start = end + 1


def read(body: str) -> list[str]:
    """The lines again, in the order of their places."""
    found: dict[int, str] = {}
    last = 0
    lines = iter(body.split("\n"))
    for line in lines:
        head = _HEAD.fullmatch(line)
        if head is not None:
            places, told = _read_table(head, lines)
            found.update(zip(places, told, strict=True))
            last = places[-1]
        else:
            numbered = _NUMBERED.fullmatch(line)
            last = int(numbered[1]) if numbered else last + 1
            found[last] = numbered[2] if numbered else line
    if len(found) != max(found, default=0):
        raise ValueError("a line is missing or doubled")
    return [found[place] for place in sorted(found)]


def _read_table(head: re.Match[str], lines: Iterator[str]) -> tuple[Sequence[int], Sequence[str]]:
    """Places and lines of a table."""
    count, shares = int(head[1]), head[4]
    first = int(head[2]) if head[2] else 0
    if head[3]:
        return _read_ranges(head[3]), [shares] * count
    if OPEN not in shares and not shares.endswith(REST):
        return range(first, first + count), [shares] * count
    rows = taken(lines, count)
    if first:
        return range(first, first + count), filled(shares, rows)
    cut = [row.partition(" ") for row in rows]
    return [int(number) for number, _, _ in cut], filled(shares, [row for _, _, row in cut])


def _read_ranges(said: str) -> list[int]:
    places: list[int] = []
    for run in said.split(" "):
        first, _, end = run.partition("-")
        places += range(int(first), int(end or first) + 1)
    return places


__all__ = ["read", "written"]
