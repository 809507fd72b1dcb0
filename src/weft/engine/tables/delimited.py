r"""Delimited: CSV and its like, with the rule by which its cells were quoted.

A text is read only if writing it by one of the rules gives the very same text, but for single
lines that are no rows (a title, a row with another number of cells). Cells with line feeds are
fine, cells with carriage returns are not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.gap import is_gap
from weft.engine.tables.rows import join, join_all, split
from weft.engine.view import view

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.engine.tables.sheet import Line

DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|"}
MIN_ROWS = 4
MAX_COLUMNS = 2000
SHORT = 0.1  # of the rows lack cells at their ends, in a text whose rows do that

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|")


class Delimited(NamedTuple):
    """The rows of a text, and how to write them."""

    lines: list[Line]
    delimiter: str
    quoting: str
    places: Sequence[int]  # the line in which each begins, from 0
    short: bool = False  # whether empty cells at the ends of rows are not written


def _minimal(row: Sequence[str], delimiter: str) -> str:
    return join(row, delimiter)


def _all(row: Sequence[str], delimiter: str) -> str:
    return delimiter.join(['"' + cell.replace('"', '""') + '"' for cell in row])


def _texts(row: Sequence[str], delimiter: str) -> str:
    return delimiter.join(
        [cell if _NUMBER.fullmatch(cell) else '"' + cell.replace('"', '""') + '"' for cell in row]
    )


def _spaces(row: Sequence[str], delimiter: str) -> str:
    return delimiter.join(
        [
            '"' + cell.replace('"', '""') + '"'
            if " " in cell or delimiter in cell or '"' in cell or "\n" in cell
            else cell
            for cell in row
        ]
    )


def _none(row: Sequence[str], delimiter: str) -> str:
    return delimiter.join(row)


_NEVER = "never quoted"
QUOTINGS: dict[str, Callable[[Sequence[str], str], str]] = {
    "": _minimal,
    "all quoted": _all,
    "texts quoted": _texts,
    "cells with spaces quoted": _spaces,
    _NEVER: _none,
}


@view(2)
def read(text: str, delimiter: str) -> Delimited | None:
    """The rows of a text without its last line feed: shared by who folds and who chooses."""
    if "\r" in text:
        return None
    if '"' not in text:
        rows = [line.split(delimiter) for line in text.split("\n")]
        return _regular(rows, delimiter, "", range(len(rows)))
    if text.count('"') % 2 == 0:
        rows, quoted, plain, places = _rows(text, delimiter)
        quoting = next((name for name in QUOTINGS if _fits(name, quoted, plain, delimiter)), None)
        if quoting is not None:
            return _regular(rows, delimiter, quoting, places)
    rows = [line.split(delimiter) for line in text.split("\n")]
    return _regular(rows, delimiter, _NEVER, range(len(rows)))


def _rows(
    text: str, delimiter: str
) -> tuple[list[list[str]], list[tuple[list[str], str]], list[str], Sequence[int]]:
    """All rows; those with quotes as they stood; the lines of the others; where each begins."""
    rows: list[list[str]] = []
    quoted: list[tuple[list[str], str]] = []
    plain: list[str] = []
    places: list[int] = []
    more = 0  # line feeds in cells so far
    for row, stood in split(text, delimiter):
        places.append(len(rows) + more)
        rows.append(row)
        if '"' in stood:
            quoted.append((row, stood))
            more += stood.count("\n")
        else:
            plain.append(stood)
    return rows, quoted, plain, places


def _fits(
    quoting: str, quoted: Sequence[tuple[list[str], str]], plain: Sequence[str], delimiter: str
) -> bool:
    """Whether all rows are written by this rule."""
    write = QUOTINGS[quoting]
    if any(write(row, delimiter) != stood for row, stood in quoted):
        return False
    if write is _minimal:
        return True  # a line without quotes needs none
    return all(is_gap(line) or write(line.split(delimiter), delimiter) == line for line in plain)


def written(lines: Sequence[Line], delimiter: str, quoting: str, *, short: bool = False) -> str:
    """The text of these lines."""
    rows = [line for line in lines if not isinstance(line, str)]
    if short:
        rows = [_shortened(row) for row in rows]
    write = QUOTINGS[quoting]
    drawn = iter(
        join_all(rows, delimiter) if write is _minimal else [write(row, delimiter) for row in rows]
    )
    return "\n".join([line if isinstance(line, str) else next(drawn) for line in lines])


def _shortened(row: list[str]) -> list[str]:
    """The row without empty cells at its end."""
    end = next((at for at in range(len(row), 0, -1) if row[at - 1]), 0)
    return row[:end]


def _regular(
    rows: list[list[str]], delimiter: str, quoting: str, places: Sequence[int]
) -> Delimited | None:
    """The rows, if nearly all have as many cells as the first that has several."""
    columns = next((len(row) for row in rows if len(row) > 1), 0)
    if not 2 <= columns <= MAX_COLUMNS:
        return None
    write = QUOTINGS[quoting]
    short = _are_short(rows, columns)
    lines: list[Line] = []
    for row in rows:
        if len(row) == columns:
            lines.append(row)
        elif short and 1 < len(row) < columns:
            lines.append(row + [""] * (columns - len(row)))
        else:
            lines.append(row[0] if len(row) == 1 and is_gap(row[0]) else write(row, delimiter))
    regular = sum(not isinstance(line, str) for line in lines)
    several = any(isinstance(line, str) and "\n" in line for line in lines)
    if regular < MIN_ROWS or several:
        return None
    return Delimited(lines, delimiter, quoting, places, short)


def _are_short(rows: Sequence[Sequence[str]], columns: int) -> bool:
    """Whether many rows lack their last cells, and none has an empty one at its end."""
    lacking = sum(1 < len(row) < columns for row in rows)
    return lacking > SHORT * len(rows) and not any(len(row) > 1 and not row[-1] for row in rows)


__all__ = ["DELIMITERS", "Delimited", "read", "written"]
