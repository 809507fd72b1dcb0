"""Delimited: CSV and its like, told by the same number of cells in every line of a sample.

Prose and logs have commas too. So the first line must look like names of columns, or there must be
several columns with few words in each.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.detect.character_table import sample
from weft.engine.gap import is_gap
from weft.engine.tables import legend
from weft.engine.tables.delimited import DELIMITERS, MIN_ROWS
from weft.engine.tables.rows import split

if TYPE_CHECKING:
    from collections.abc import Sequence

LINES = 40
NEARLY_ALL = 0.9
MAX_WORDS = 6  # in the name of a column
MAX_SPACES = 1.5  # in a cell, on average, of a text without heads
MIN_HEADLESS = 4  # columns

_NAME = re.compile(r"[^\W\d][\w .#%/()$@-]{0,60}[\w)%]?|")
_NO_NAME = re.compile(r"\d{2}:\d\d|\s{2}|[.:!?] *$")


def delimiter_of(text: str) -> str | None:
    """What divides the cells of this text, if it is delimited."""
    start = text[:4000]
    if legend.is_legend(start.partition("\n")[0]) or start[:1] in ("{", "[", "<", "-", "#"):
        return None
    if start.startswith(("import ", "from ")) or start.count("\n") < MIN_ROWS - 1:
        return None
    body = sample(text)
    return next((mark for mark in DELIMITERS.values() if mark in start and _fits(body, mark)), None)


def is_delimited(text: str) -> bool:
    """Whether this text is CSV or its like."""
    return delimiter_of(text) is not None


def _fits(body: str, mark: str) -> bool:
    if body.count('"') % 2:
        body = body[: body.rfind('"')]
    rows = [row for row, stood in split(body, mark) if not is_gap(stood)]
    if '"' in body and len(rows) > MIN_ROWS:
        rows.pop()  # the sample may end within it
    columns = len(rows[0]) if rows else 0
    if columns < 2 or len(rows) < MIN_ROWS:
        return False
    fits = sum(1 for row in rows if len(row) == columns)
    if fits < NEARLY_ALL * len(rows) and not _are_short(rows, columns):
        return False
    if not any(cell.strip() for row in rows[1:] for cell in row[1:]):
        return False  # lines that end with a comma
    if _has_names(rows[0]):
        return True
    spaces = sum(cell.count(" ") for row in rows for cell in row) / (columns * len(rows))
    return columns >= MIN_HEADLESS and spaces < MAX_SPACES and not _NO_NAME.search(rows[0][0])


def _are_short(rows: Sequence[Sequence[str]], columns: int) -> bool:
    """Whether rows lack cells at their ends under names that are surely names."""
    if columns < MIN_HEADLESS or not _has_names(list(rows[0])):
        return False
    return all(columns / 2 <= len(row) <= columns for row in rows)


def _has_names(row: list[str]) -> bool:
    """Whether these could be names of columns."""
    named = [cell.strip().strip('"') for cell in row]
    # Only the first may be nameless: some programs write the number of a row there.
    if len(set(named)) < len(named) or not all(named[1:]):
        return False
    return all(_NAME.fullmatch(cell) and not _NO_NAME.search(cell) for cell in named) and all(
        cell.count(" ") < MAX_WORDS for cell in named
    )


__all__ = ["delimiter_of", "is_delimited"]
