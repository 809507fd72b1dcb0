"""A text divided into passages, for search: rows, paragraphs, groups of lines, stretches of a line.

Passages cover the text in order and without gaps between lines; rows leave out what stands
between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.json_text import NotJsonError
from weft.engine.model import Chars, Lines, Rows
from weft.recall.query.question import QueryError
from weft.recall.query.read import read
from weft.recall.query.windows import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.recall.query.table import Table

MAX_LINES = 12  # of one passage
MAX_CHARS = 1200  # of one passage, where lines allow it
MIN_LINES = 3  # before a blank line ends a passage
LONG_LINE = 2400  # characters; a longer line is divided
STRETCH = 1200  # characters of a divided line
OVERLAP = 100  # characters that two stretches share, so that no word falls between them
MAX_ROW = 4000  # characters; with larger rows the text is divided by lines
MIN_ROWS = 2


def passages(text: str) -> list[Window]:
    """The passages of a text, in order."""
    return _rows(text) or list(_groups(text))


def _rows(text: str) -> list[Window]:
    """Rows, where the text is a table of rows small enough to be passages."""
    try:
        table: Table = read(text)
    except (QueryError, NotJsonError):  # not a table: lines will do
        return []
    spans = table.spans
    if len(spans) < MIN_ROWS or any(spans[i][1] - spans[i][0] > MAX_ROW for i in range(len(spans))):
        return []
    # Where much stands beside the rows, a search of the rows would miss it.
    inside = sum(spans[i][1] - spans[i][0] for i in range(len(spans)))
    if inside < len(text) // 2:
        return []
    return [Window(*spans[i], Rows(i + 1, i + 1)) for i in range(len(spans))]


def _groups(text: str) -> Iterator[Window]:
    start = end = 0
    first = line = 1
    while end < len(text):
        feed = text.find("\n", end)
        line_end = feed + 1 if feed >= 0 else len(text)
        if line_end - end > LONG_LINE:
            if end > start:
                yield Window(start, end, Lines(first, line - 1))
            yield from _stretches(end, line_end)
            start, first = line_end, line + 1
        elif _is_full(text, start, end, line_end, line - first):
            yield Window(start, end, Lines(first, line - 1))
            start, first = end, line
        end = line_end
        line += 1
    if end > start:
        yield Window(start, end, Lines(first, line - 1))


def _is_full(text: str, start: int, end: int, line_end: int, lines: int) -> bool:
    """Whether a passage ends before the line between `end` and `line_end`."""
    if end == start:
        return False
    if lines >= MAX_LINES or line_end - start > MAX_CHARS:
        return True
    return lines >= MIN_LINES and text[end - 2 : end] == "\n\n" and line_end - end > 1


def _stretches(start: int, end: int) -> Iterator[Window]:
    while start < end:
        stop = min(start + STRETCH, end)
        yield Window(start, stop, Chars(start + 1, stop))
        start = stop if stop == end else stop - OVERLAP
