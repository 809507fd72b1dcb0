"""Sheet: rows of cells under a legend, close to CSV.

What the legend says, besides what its caller has it say: columns that are the same in every row
and are left out, what an empty cell stands for in columns that are nearly always the same, what
all cells of a column begin or end with (`affixes`), by what rows are grouped (`groups`), how spaces
divide them (`spaces`), and which lines are no rows (below the legend, counted from 1). A gap is
never a row and needs no mention. Columns are counted as they stood in the table.

Only notation here: what a table looked like is the caller's to say and to draw.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from weft.engine.gap import is_gap
from weft.engine.tables import affixes, groups, legend, spaces
from weft.engine.tables.division import divide
from weft.engine.tables.legend import Legend, Said
from weft.engine.tables.rows import join, join_all, next_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Line = list[str] | str  # a row of cells, or a line that is none

MIN_GAIN = 40  # characters; about what a remark in the legend costs
ODD_SHARE = 0.15  # of the lines may be no rows
MOST_BETWEEN = 3  # lines that are no rows, among rows that are moved
OTHERWISE = "heads divided otherwise"
_HEADS = re.compile(r"(no|\d{1,3}) heads?")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a table. The first `heads` rows are the names of the columns."""

    lines: list[Line]
    heads: int = 1
    about: tuple[str, ...] = ()
    delimiter: str = ","


def write(sheet: Sheet) -> str | None:
    """The sheet as text, or nothing where there are few rows or many lines that are none."""
    rows = [line for line in sheet.lines if not isinstance(line, str)]
    top, body = rows[: sheet.heads], rows[sheet.heads :]
    others = [at for at, line in enumerate(sheet.lines) if isinstance(line, str)]
    odd = sum(not is_gap(line) for line in sheet.lines if isinstance(line, str))
    if len(body) < 2 or odd > ODD_SHARE * len(rows) + 3:
        return None
    columns = list(zip(*body, strict=True))
    names = top[0] if top else ()
    constant: tuple[Said, ...] = ()
    grouping = None
    if sheet.heads < 2:
        constant = _constant(columns, names)
        skip = frozenset(said.column for said in constant)
        # Rows are only moved where hardly anything stands between them, and no gap.
        between = sum(at < len(rows) for at in others)
        movable = between <= MOST_BETWEEN and odd == len(others)
        grouping = groups.find(body, columns, names, skip, movable=movable)
    left_out = frozenset(said.column for said in constant).union(
        grouping.columns if grouping else ()
    )
    shown = [at for at in range(len(columns)) if at not in left_out]
    affixed = affixes.find(columns, left_out)
    bare = affixes.without(columns, affixed)
    written, spacing, usual = divide([bare[at] for at in shown], sheet.delimiter, names, shown)
    about = [*sheet.about]
    if sheet.heads != 1:
        about.append(f"{sheet.heads or 'no'} heads")
    about += grouping.said() if grouping else ()
    about += [affix.said(names[affix.column] if names else "") for affix in affixed]
    about += spacing.said(names, shown) if spacing else ()
    heads = [[row[at] for at in shown] for row in top]
    drawn = join_all(heads, sheet.delimiter)
    if spacing and heads:
        if all(map(spacing.fits, heads)):
            drawn = spaces.join(heads, spacing)
        else:
            drawn = join_all([spaces.moved(row, spacing) for row in heads], sheet.delimiter)
            about.append(OTHERWISE)
    above: dict[int, str] = {}
    if grouping:
        first = 0
        found = groups.grouped(columns, grouping)
        for values, numbers in found:
            above[first] = groups.heading(join(values, ","), len(numbers))
            first += len(numbers)
        written = [written[number] for _, numbers in found for number in numbers]
    lines, as_is = _placed(sheet.lines, [*drawn, *written], len(drawn), above)
    return "\n".join((Legend(tuple(about), constant, usual, as_is).written(), *lines))


def _placed(
    lines: Sequence[Line], rows: list[str], heads: int, above: dict[int, str]
) -> tuple[list[str], tuple[int, ...]]:
    """Rows and headings in the places of the lines; which of the lines are as they were."""
    if not above and len(rows) == len(lines):
        return rows, ()
    placed: list[str] = []
    as_is = []
    done = 0
    for line in lines:
        if isinstance(line, str):
            placed.append(line)
            if not is_gap(line):
                as_is.append(len(placed))
            continue
        if done - heads in above:
            placed.append(above[done - heads])
        placed.append(rows[done])
        done += 1
    return placed, tuple(as_is)


def _constant(columns: Sequence[Sequence[str]], names: Sequence[str]) -> tuple[Said, ...]:
    """Columns that are the same in every row."""
    constant = [
        Said(at, names[at] if names else "", cells[0])
        for at, cells in enumerate(columns)
        if cells.count(cells[0]) == len(cells)
    ]
    if len(constant) == len(columns):
        constant.pop()
    gain = sum(len(said.text) + 1 for said in constant) * len(columns[0])
    return tuple(constant) if gain > MIN_GAIN else ()


def read(text: str, delimiter: str = ",") -> Sheet:
    """The sheet again, its rows whole and in their order."""
    first, _, rest = text.partition("\n")
    said = legend.read(first)
    grouping, about = groups.parse(said.about)
    affixed, about = affixes.parse(about)
    names = {value.column: value.name for value in said.constant}
    names |= grouping.named() if grouping else {}
    spacing, about = spaces.parse(about, frozenset(names))
    otherwise = OTHERWISE in about
    counted = next(filter(None, map(_HEADS.fullmatch, about)), None)
    heads = 1 if counted is None else 0 if counted[1] == "no" else int(counted[1])
    kept = tuple(item for item in about if item != OTHERWISE and not _HEADS.fullmatch(item))

    def split(line: str, more: Iterator[str], *, head: bool) -> list[str]:
        if spacing is None:
            return next_row(line, more, delimiter)
        if head and otherwise:
            return spaces.put_back(next_row(line, more, delimiter), spacing)
        return spaces.split(line, spacing.plain() if head else spacing)

    columns = grouping.columns if grouping else ()
    constant = {value.column: value.text for value in said.constant}
    lines = list(_lines(rest, frozenset(said.odd), heads, split, names, constant, columns))
    rows = [line for line in lines if not isinstance(line, str)]
    body = rows[heads:]
    for value in said.usual:
        for row in body:
            row[value.column] = row[value.column] or value.text
    affixes.restore(body, affixed)
    if grouping:
        # What is no row stays where it is.
        ordered = iter([*rows[:heads], *groups.ordered(body, grouping)])
        lines = [line if isinstance(line, str) else next(ordered) for line in lines]
    return Sheet(lines, heads, kept, delimiter)


def _lines(
    text: str,
    odd: frozenset[int],
    heads: int,
    split: _Split,
    names: dict[int, str],
    constant: dict[int, str],
    grouped: Sequence[int],
) -> Iterator[Line]:
    """Lines and rows, each row with what the legend and the line above its group say of it."""
    fill = sorted((names if heads else constant).items())
    left = 0  # rows of the group
    physical = iter(text.split("\n"))
    for number, line in enumerate(physical, 1):
        if number in odd or is_gap(line):
            yield line
            continue
        if not heads and not left and grouped:
            joined, left = groups.read_heading(line)
            cells = next_row(joined, physical, ",")
            fill = sorted((constant | dict(zip(grouped, cells, strict=True))).items())
            continue
        row = split(line, physical, head=heads > 0)
        for at, text_of_all in fill:
            row.insert(at, text_of_all)
        if heads:
            heads -= 1
            fill = fill if heads else sorted(constant.items())
        else:
            left -= 1
        yield row


class _Split(Protocol):
    """How a line becomes a row; a row may take more lines."""

    def __call__(self, line: str, more: Iterator[str], *, head: bool) -> list[str]: ...


__all__ = ["Line", "Sheet", "read", "write"]
