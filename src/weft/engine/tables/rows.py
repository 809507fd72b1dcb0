"""Rows: cells divided by a sign as CSV divides them, a cell in quotes only where it must be.

What all rows share and how a table looked is said elsewhere (`sheet`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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


def next_row(line: str, lines: Iterator[str], delimiter: str) -> list[str]:
    """The row that begins with this line."""
    return line.split(delimiter) if '"' not in line else _quoted(line, lines, delimiter)[0]


@cache
def _cells(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:^|{mark})(?:"((?:[^"]|"")*+)"|([^{mark}]*+))')


__all__ = ["join", "join_all", "next_row", "split"]
