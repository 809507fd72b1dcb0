"""Comma-, tab- and semicolon-separated tables: where the rows and cells stand in the source.

A quoted cell may hold delimiters, line feeds and doubled quotes. The first row is the head and
counts as no row; blank lines count as none. A text is taken for such a table when its first rows
agree in the number of cells and the head names each column once.
"""

from __future__ import annotations

import re
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING

from weft.recall.query.table import CellTable, Spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.recall.query.table import Cell

DELIMITERS = {",": "comma-separated", "\t": "tab-separated", ";": "semicolon-separated"}
SAMPLED_ROWS = 20
MAX_NAME = 100  # characters; a longer first cell is prose, not the name of a column
MAX_HEAD = 20_000  # characters; no head is longer


@cache
def _patterns(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a cell and what a row looks like."""
    bare = rf"[^{delimiter}\n]*+"
    quoted = r'(?:[^"]++|"")*+'
    cell = re.compile(rf'"({quoted})"({bare})|({bare})')
    any_cell = rf'(?:"{quoted}"{bare}|{bare})'
    return cell, re.compile(rf"{any_cell}(?:{delimiter}{any_cell})*+(?:\n|\Z)")


def read_delimited(text: str) -> CellTable | None:
    """The table that this text is, if it is one."""
    if "\n" not in text[:MAX_HEAD]:
        return None
    begin = 1 if text.startswith("\ufeff") else 0
    widths = {mark: _agreed_width(text, begin, mark) for mark in DELIMITERS}
    delimiter = max(widths, key=widths.__getitem__)
    if widths[delimiter] < 2:
        return None
    split = partial(cells, delimiter=delimiter)
    rows = _rows(text, begin, delimiter)
    head = text[slice(*next(rows))]
    columns = tuple(said for _, said in split(head))
    return CellTable(
        text,
        Spans.of(rows),
        f"{DELIMITERS[delimiter]} table",
        head if head.endswith("\n") else head + "\n",
        split,
        delimiter,
        columns,
    )


def cells(row: str, delimiter: str) -> list[Cell]:
    """The cells of one row."""
    pattern, _ = _patterns(delimiter)
    body = row.removesuffix("\n").removesuffix("\r")
    if '"' not in body:
        return [(cell, cell) for cell in body.split(delimiter)]
    found: list[Cell] = []
    at = 0
    while True:
        match = pattern.match(body, at)
        if match is None:
            return found
        quoted, rest, bare = match.groups()
        said = bare if quoted is None else quoted.replace('""', '"') + rest
        found.append((match[0], said))
        at = match.end()
        if body[at : at + 1] != delimiter:
            return found
        at += 1


def _rows(text: str, start: int, delimiter: str) -> Iterator[tuple[int, int]]:
    _, pattern = _patterns(delimiter)
    while start < len(text):
        match = pattern.match(text, start)
        if match is None:
            return
        if not match[0].isspace():
            yield match.span()
        start = match.end()


def _agreed_width(text: str, start: int, delimiter: str) -> int:
    """The number of cells that the first rows agree on, or 0."""
    rows = _rows(text, start, delimiter)
    first = next(rows, None)
    if first is None:
        return 0
    names = [said for _, said in cells(text[slice(*first)], delimiter)]
    if len(set(names)) < len(names) or max(map(len, names)) > MAX_NAME:
        return 0
    sample = [cells(text[slice(*span)], delimiter) for span in islice(rows, SAMPLED_ROWS)]
    return len(names) if sample and all(len(row) == len(names) for row in sample) else 0
