"""Sheet: rows of cells under a legend, close to CSV.

What the legend says, besides what its caller has it say: columns that are the same in every row and
are left out, what an empty cell stands for in columns that are nearly always the same, and which
lines are no rows (below the legend, counted from 1). A gap is never a row and needs no mention.

Cells are divided by a space where no cell but the last has one, and as in CSV otherwise.
Only notation here: what a table looked like is the caller's to say and to draw.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING

from weft.engine.gap import is_gap
from weft.engine.tables import legend
from weft.engine.tables.legend import Legend, Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Line = list[str] | str  # a row of cells, or a line that is none

MOSTLY = 0.8  # of the rows must have a value that an empty cell stands for
MIN_GAIN = 40  # characters; about what a remark in the legend costs
ODD_SHARE = 0.15  # of the lines may be no rows
_UNSAFE = re.compile(r'["\n\r]')
_SPACED = re.compile(r"(\d{1,6}) cells a row, divided by spaces")
_HEADS = re.compile(r"(no|\d{1,3}) heads?")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a table. The first `heads` rows are the names of the columns."""

    lines: list[Line]
    heads: int = 1
    about: tuple[str, ...] = ()
    delimiter: str = ","
    spaced: bool = False  # whether cells may be divided by a space


def write(sheet: Sheet) -> str | None:
    """The sheet as text, or nothing where there are few rows or many lines that are none."""
    rows = [line for line in sheet.lines if not isinstance(line, str)]
    odd = tuple(
        number
        for number, line in enumerate(sheet.lines, 1)
        if isinstance(line, str) and not is_gap(line)
    )
    body = rows[sheet.heads :]
    if len(body) < 2 or len(odd) > ODD_SHARE * len(rows) + 3:
        return None
    constant, usual = _said(body, rows[0] if sheet.heads else None, sheet.heads)
    left_out = {said.column for said in constant}
    if left_out:
        shown = [column not in left_out for column in range(len(rows[0]))]
        rows = [list(compress(row, shown)) for row in rows]
    about = sheet.about
    if sheet.heads != 1:
        about = (*about, f"{sheet.heads or 'no'} heads")
    joined = None
    if sheet.spaced and not usual:
        joined = _spaced(rows)
        if joined:
            about = (*about, f"{len(rows[0])} cells a row, divided by spaces")
    if joined is None:
        rows = rows if left_out else list(map(list, rows))
        for said in usual:
            at = said.column - sum(column < said.column for column in left_out)
            for row in rows[sheet.heads :]:
                if row[at] == said.text:
                    row[at] = ""
        joined = [join(row, sheet.delimiter) for row in rows]
    written = iter(joined)
    lines = [line if isinstance(line, str) else next(written) for line in sheet.lines]
    return "\n".join((Legend(about, constant, usual, odd).written(), *lines))


def read(text: str, delimiter: str = ",") -> Sheet:
    """The sheet again, its rows whole."""
    first, _, rest = text.partition("\n")
    said = legend.read(first)
    cells, heads = 0, 1
    about = []
    for item in said.about:
        if found := _SPACED.fullmatch(item):
            cells = int(found[1])
        elif found := _HEADS.fullmatch(item):
            heads = 0 if found[1] == "no" else int(found[1])
        else:
            about.append(item)
    if cells:
        parts = (line.split(" ", cells - 1) for line in rest.split("\n"))
    else:
        parts = split(rest, delimiter)
    lines = list(_whole(parts, said, heads))
    return Sheet(lines, heads, tuple(about), delimiter, bool(cells))


def _whole(rows: Iterable[list[str]], said: Legend, heads: int) -> Iterator[Line]:
    """Rows with what the legend says of them, and the other lines as text."""
    odd = set(said.odd)
    heads_left = heads
    for number, row in enumerate(rows, 1):
        if number in odd:
            yield row[0]
        elif len(row) == 1 and is_gap(row[0]):
            yield row[0]
        elif heads_left:
            heads_left -= 1
            for value in said.constant:
                row.insert(value.column, value.name)
            yield row
        else:
            for value in said.constant:
                row.insert(value.column, value.text)
            for value in said.usual:
                if not row[value.column]:
                    row[value.column] = value.text
            yield row


def _said(
    body: Sequence[Sequence[str]], names: Sequence[str] | None, heads: int
) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """Columns that are the same in every row, and those that nearly are."""
    constant, usual = [], []
    count = len(body)
    for column, cells in enumerate(zip(*body, strict=True)):
        first = cells[0]
        name = names[column] if names else ""
        if heads < 2 and cells.count(first) == count:
            constant.append(Said(column, name, first))
            continue
        # What is nearly always the same is so in one of three places that are far apart.
        probes = {first, cells[count // 2], cells[-1], cells[count // 3]}
        text, times = max(((probe, cells.count(probe)) for probe in sorted(probes)), key=_times)
        pays = times * len(text) > MIN_GAIN + len(text)
        if text and times >= MOSTLY * count and pays and "" not in cells:
            usual.append(Said(column, name, text))
    if len(constant) == len(body[0]):
        constant.pop()
    gain = sum(len(said.text) + 1 for said in constant) * count
    return tuple(constant) if gain > MIN_GAIN else (), tuple(usual)


def _times(found: tuple[str, int]) -> int:
    return found[1]


def _spaced(rows: Sequence[Sequence[str]]) -> list[str] | None:
    """The rows with a space between cells, if that can be told apart again."""
    cells = len(rows[0])
    joined = list(map(" ".join, rows))
    # A cell that is empty or has a space in it would be divided in another way.
    if not all(map(all, rows)):
        return None
    same = all(line.split(" ", cells - 1) == row for line, row in zip(joined, rows, strict=True))
    return joined if same else None


def join(row: Sequence[str], delimiter: str) -> str:
    """The row as CSV, a cell in quotes only where it must be."""
    line = delimiter.join(row)
    if line.count(delimiter) == len(row) - 1 and not _UNSAFE.search(line) and line:
        return line
    return delimiter.join(
        '"' + cell.replace('"', '""') + '"' if delimiter in cell or _UNSAFE.search(cell) else cell
        for cell in row
    ) or '""'


def split(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows of CSV."""
    if '"' not in text:
        for line in text.split("\n"):
            yield line.split(delimiter)
        return
    lines = iter(text.split("\n"))
    for line in lines:
        if '"' not in line:
            yield line.split(delimiter)
            continue
        while line.count('"') % 2:
            line += "\n" + next(lines)
        yield next(csv.reader(line.split("\n"), delimiter=delimiter))


__all__ = ["Line", "Sheet", "join", "read", "split", "write"]
