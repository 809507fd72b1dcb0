"""Sheet: rows of cells under a legend, close to CSV.

What the legend says, besides what its caller has it say: columns that are the same in every row and
are left out, what an empty cell stands for in columns that are nearly always the same, and which
lines are no rows (below the legend, counted from 1). A gap is never a row and needs no mention.

Cells are divided by a space where no cell but the last has one, and as in CSV otherwise.
Only notation here: what a table looked like is the caller's to say and to draw.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
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
        joined = join_all(rows, sheet.delimiter)
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
    odd = frozenset(said.odd)
    parts = _spaced_lines(rest, cells, odd) if cells else _lines(rest, delimiter, odd)
    return Sheet(_whole(parts, said, heads), heads, tuple(about), delimiter, bool(cells))


def _spaced_lines(text: str, cells: int, odd: frozenset[int]) -> Iterator[Line]:
    for number, line in enumerate(text.split("\n"), 1):
        yield line if number in odd or is_gap(line) else line.split(" ", cells - 1)


def _lines(text: str, delimiter: str, odd: frozenset[int]) -> Iterator[Line]:
    lines = iter(text.split("\n"))
    for number, line in enumerate(lines, 1):
        if number in odd or is_gap(line):
            yield line
        elif '"' not in line:
            yield line.split(delimiter)
        else:
            yield _quoted(line, lines, delimiter)[0]


def _whole(lines: Iterable[Line], said: Legend, heads: int) -> list[Line]:
    """Lines whose rows have what the legend says of them."""
    whole = list(lines)
    for row in whole:
        if isinstance(row, str):
            continue
        heads -= 1
        for value in said.constant:
            row.insert(value.column, value.name if heads >= 0 else value.text)
        if heads < 0:
            for value in said.usual:
                if not row[value.column]:
                    row[value.column] = value.text
    return whole


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


def join_all(rows: Sequence[Sequence[str]], delimiter: str) -> list[str]:
    """The rows as CSV, a cell in quotes only where it must be."""
    lines = list(map(delimiter.join, rows))
    text = "\n".join(lines)
    bars = sum(map(len, rows)) - len(rows)
    if '"' not in text and text.count(delimiter) == bars and text.count("\n") == len(rows) - 1:
        return lines
    each = len(rows[0]) - 1 if rows else 0
    return [
        line
        if line.count(delimiter) == each and '"' not in line and "\n" not in line
        else join(row, delimiter)
        for line, row in zip(lines, rows, strict=True)
    ]


def join(row: Sequence[str], delimiter: str) -> str:
    """One row of these."""
    line = delimiter.join(row)
    if '"' not in line and "\n" not in line and line.count(delimiter) == len(row) - 1:
        return line
    return delimiter.join(
        [
            '"' + cell.replace('"', '""') + '"'
            if delimiter in cell or '"' in cell or "\n" in cell
            else cell
            for cell in row
        ]
    )


def split(text: str, delimiter: str) -> Iterator[tuple[list[str], str]]:
    """The rows of CSV, each with how it stood."""
    lines = iter(text.split("\n"))
    for line in lines:
        yield (line.split(delimiter), line) if '"' not in line else _quoted(line, lines, delimiter)


def _quoted(line: str, lines: Iterator[str], delimiter: str) -> tuple[list[str], str]:
    """The row that begins with this line, and takes more lines where a cell has line feeds."""
    parts = [line]
    quotes = line.count('"')
    while quotes % 2:
        more = next(lines, None)
        if more is None:
            break
        parts.append(more)
        quotes += more.count('"')
    stood = "\n".join(parts)
    cells = _cells(delimiter).finditer(stood)
    return [cell[2] if cell[1] is None else cell[1].replace('""', '"') for cell in cells], stood


@cache
def _cells(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:^|{mark})(?:"((?:[^"]|"")*+)"|([^{mark}]*+))')


__all__ = ["Line", "Sheet", "join", "join_all", "read", "split", "write"]
