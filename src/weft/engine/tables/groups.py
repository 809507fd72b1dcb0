"""Groups: rows that have some cells in common stand under them, and do not repeat them.

    [table: divided by comma; grouped by column 4 service; else in order of column 1 id]
    id,at,level
    cart (3 rows):
    1000,10:01,INFO

Where like rows stand together already, nothing is moved. Where they do not, a column by which the
rows are strictly sorted brings them back in order; without one there are no groups. A text with
gaps keeps its order: a gap has no place among sorted rows.
"""

from __future__ import annotations

import re
from collections import Counter
from operator import gt, lt, ne
from typing import TYPE_CHECKING, Any, NamedTuple

from weft.engine.tables.legend import WORD, column, plain
from weft.engine.tokens import count, count_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MIN_ROWS = 8
MOST_GROUPS = 200
ROWS_EACH = 5  # on average, in a group
HEADING = 6  # tokens of a heading, besides its cells
MIN_GAIN = 0.1  # of the tokens of a table, for rows that are moved; order tells something too
MIN_MORE = 0.05  # what must be gained by moving rows beyond grouping them where they are
MIN_STAY = 0.02  # the same for rows that stay where they are
LONGEST = 40  # digits of a whole number
FEW = 20  # rows that are looked at before all are
TYPICAL = 60  # rows that tell how many tokens a row is

_FLOAT = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_HEADING = re.compile(r"(.*) \((\d{1,9}) rows?\):")
_BY = re.compile(r"grouped by (column \d.*)")
_ORDER = re.compile(r"else in (falling )?order of column (\d{1,9})")
_COLUMN = re.compile(rf"column (\d{{1,9}})(?: ({WORD}))?(?:, |$)")


class Grouping(NamedTuple):
    """By which columns rows are grouped, and which column brings them back in order."""

    columns: tuple[int, ...]
    names: tuple[str, ...]
    key: int | None = None
    falling: bool = False

    def named(self) -> dict[int, str]:
        """The names of the columns by which rows are grouped."""
        return dict(zip(self.columns, self.names, strict=True))

    def said(self) -> list[str]:
        """The same in words for a legend."""
        items = ["grouped by " + ", ".join(map(column, self.columns, self.names))]
        if self.key is not None:
            falling = "falling " if self.falling else ""
            items.append(f"else in {falling}order of {column(self.key, '')}")
        return items


def parse(about: Sequence[str]) -> tuple[Grouping | None, tuple[str, ...]]:
    """The grouping that the items of a legend tell of, and the other items."""
    columns: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    key, falling = None, False
    rest = []
    for item in about:
        if found := _BY.fullmatch(item):
            named = _COLUMN.findall(found[1])
            columns = tuple(int(number) - 1 for number, _ in named)
            names = tuple(plain(name) for _, name in named)
        elif columns and (found := _ORDER.fullmatch(item)):
            key, falling = int(found[2]) - 1, bool(found[1])
        else:
            rest.append(item)
    return (Grouping(columns, names, key, falling) if columns else None), tuple(rest)


def find(
    body: Sequence[Sequence[str]],
    columns: Sequence[Sequence[str]],
    names: Sequence[str],
    skip: frozenset[int],
    *,
    movable: bool,
) -> Grouping | None:
    """The grouping that pays most, if one does. Columns in `skip` are not written anyway."""
    if len(body) < MIN_ROWS:
        return None
    saved = {
        at: _tokens(counted)
        for at, cells in enumerate(columns)
        if at not in skip and (counted := _few(cells)) is not None
    }
    if not saved:
        return None
    typical = [",".join(line) + "\n" for line in body[:TYPICAL]]
    row = count_lines(typical) / len(typical)
    most = len(columns) - len(skip) - 1
    total = row * len(body)
    best = MIN_STAY * total
    found: Grouping | None = None
    ways: list[tuple[int | None, bool]] = [(None, False)]
    if movable and (order := _order(columns)):
        ways.append(order)
    for key, falling in ways:
        chosen, gain = _greedy(columns, saved, most, moved=key is not None)
        least = best if key is None else max(MIN_GAIN * total, best + MIN_MORE * total)
        if chosen and gain > least:
            named = tuple(names[at] for at in chosen) if names else ("",) * len(chosen)
            found = Grouping(chosen, named, key, falling)
            best = gain
    return found


def _few(cells: Sequence[str]) -> Counter[str] | None:
    """How often each value comes, if there are few."""
    if len(set(cells[: 2 * MOST_GROUPS])) > MOST_GROUPS:
        return None
    counted = Counter(cells)
    if not 1 < len(counted) <= min(MOST_GROUPS, len(cells) / 2):
        return None
    return None if any(not cell or "\n" in cell for cell in counted) else counted


def _tokens(counted: Counter[str]) -> int:
    return sum(times * count(f",{value}") for value, times in counted.items())


def _greedy(
    columns: Sequence[Sequence[str]], saved: dict[int, int], most: int, *, moved: bool
) -> tuple[tuple[int, ...], float]:
    """Columns, one after the other, as long as they save more than their headings cost."""
    chosen: tuple[int, ...] = ()
    best = 0.0
    for at in sorted(saved, key=lambda at: (-saved[at], at)):
        tried = tuple(sorted((*chosen, at)))
        cells = list(zip(*map(columns.__getitem__, tried), strict=True))
        headings = len(set(cells)) if moved else 1 + sum(map(ne, cells, cells[1:]))
        if headings * ROWS_EACH > len(cells):
            continue
        whole = sum(map(saved.__getitem__, tried))
        gain = whole - headings * (HEADING + whole / len(cells))
        if gain > best and len(tried) <= most:
            chosen, best = tried, gain
    return chosen, best


def _order(columns: Sequence[Sequence[str]]) -> tuple[int, bool] | None:
    """A column by which the rows are strictly sorted, and whether it falls."""
    for at, cells in enumerate(columns):
        for part in (cells[:FEW], cells):  # hardly any column is sorted, and most show it soon
            keys = list(map(_key_of(cells), part))
            falls = keys[0] > keys[-1]
            if not all(map(gt if falls else lt, keys, keys[1:])):
                break
        else:
            return at, falls
    return None


def _key_of(cells: Sequence[str]) -> Callable[[str], Any]:
    """What the cells of a sorted column are compared by: as numbers where all are numbers."""
    digits = "".join(cells)
    if digits.isascii() and digits.isdecimal() and all(cells) and max(map(len, cells)) < LONGEST:
        return int
    return float if all(map(_FLOAT.fullmatch, cells)) else str


def grouped(
    columns: Sequence[Sequence[str]], grouping: Grouping
) -> list[tuple[tuple[str, ...], list[int]]]:
    """The cells that each group has in common, and the numbers of its rows."""
    values = list(zip(*(columns[at] for at in grouping.columns), strict=True))
    if grouping.key is not None:
        rows: dict[tuple[str, ...], list[int]] = {value: [] for value in values}
        for number, value in enumerate(values):
            rows[value].append(number)
        return list(rows.items())
    starts = [0, *(at for at, changed in enumerate(map(ne, values, values[1:]), 1) if changed)]
    ends = [*starts[1:], len(values)]
    return [(values[at], list(range(at, end))) for at, end in zip(starts, ends, strict=True)]


def ordered(rows: Sequence[list[str]], grouping: Grouping) -> list[list[str]]:
    """Rows that were moved, in their order again."""
    if grouping.key is None:
        return list(rows)
    keys = [row[grouping.key] for row in rows]
    key = _key_of(keys)
    order = sorted(range(len(rows)), key=lambda at: key(keys[at]), reverse=grouping.falling)
    return [rows[at] for at in order]


def heading(text: str, rows: int) -> str:
    """The line above a group."""
    return f"{text} ({rows} row{'s' * (rows != 1)}):"


def read_heading(line: str) -> tuple[str, int]:
    """The text of a heading, and how many rows stand under it."""
    found = _HEADING.fullmatch(line)
    if found is None:
        raise ValueError(f"no heading of a group: {line[:80]!r}")
    return found[1], int(found[2])


__all__ = ["Grouping", "find", "grouped", "heading", "ordered", "parse", "read_heading"]
