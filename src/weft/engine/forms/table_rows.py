"""Table rows: of a long table or CSV only the rows that matter, with what the others are.

The first cut says of all rows that are left out what their columns hold; the others say only which
lines they stand for. Names of columns, lines that are no rows, the first rows and the last stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from weft.engine.detect.delimited import delimiter_of
from weft.engine.forms.long_lines import previewed
from weft.engine.model import Cut, Kind, Lines
from weft.engine.select.answer import named_columns
from weft.engine.select.rows import choose, how_many
from weft.engine.signals.relevance import BEST_MATCH
from weft.engine.tables import columns, delimited, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Block, Piece
    from weft.engine.signals.relevance import Scorer
    from weft.engine.tables.columns import Column

MIN_ROWS = 24
MIN_CHARS = 1200
NO_GAP = 36  # characters of rows; a marker is hardly shorter
LABEL = 480  # characters
CHARS_A_TOKEN = 2.5

_UNFIT = str.maketrans({"<": "‹", ">": "›", **dict.fromkeys("\"'\\`", "")})


class _Rows(NamedTuple):
    """The rows of a text: cells, and the line in which each begins, from 0."""

    names: Sequence[str]
    cells: list[list[str]]
    places: list[int]


@dataclass(frozen=True)
class TableRows:
    """Leaves out rows that say little."""

    scorer: Scorer = BEST_MATCH

    name: ClassVar[str] = "table_rows"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.TABLE, Kind.DELIMITED})
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        """The rows that stay, with cuts between them."""
        text = block.text
        rows = _read(text) if len(text) >= MIN_CHARS else None
        if rows is None or len(rows.cells) < MIN_ROWS:
            return None
        texts = list(map(" ".join, rows.cells))
        budget = how_many(texts)
        if room is not None:
            a_row = len(text) / len(rows.cells) / CHARS_A_TOKEN
            budget = max(6, min(budget, int(room / a_row)))
        starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
        read = [
            columns.read(name, cells)
            for name, cells in zip(rows.names, zip(*rows.cells, strict=True), strict=True)
        ]
        question = block.origin.question
        kept = choose(texts, read, question, budget, self.scorer)
        runs = _runs(kept, rows.places, starts)
        if not runs:
            return None
        gone = [row for first, last in runs for row in range(first, last)]
        ending = "\r\n" if text[: starts[1] - 1].endswith("\r") else "\n"
        label = _label(len(rows.cells), read, named_columns(read, question), gone)
        pieces: list[Piece] = []
        done = 0
        for first, last in runs:
            start, end = rows.places[first], rows.places[last]
            pieces += previewed(text, done, starts[start], question)
            pieces.append(Cut(Lines(start + 1, end), label, after=ending))
            label, done = "", starts[end]
        pieces += previewed(text, done, len(text), question)
        return [piece for piece in pieces if piece != ""]


def _read(text: str) -> _Rows | None:
    mark = delimiter_of(text)
    body = (text.replace("\r\n", "\n") if "\r" in text else text).rstrip("\n")
    places: Sequence[int]
    if mark is not None:
        found = delimited.read(body, mark)
        if found is None:
            return None
        lines, heads, places = found.lines, 1, found.places
        edges = (f"{mark} ", f" {mark}", " \n", "\n ", '" ', ' "')
        padded = body[:1] == " " or body[-1:] == " " or any(edge in body for edge in edges)
    else:
        table = page.read(body)
        if table is None:
            return None
        lines, heads, places = table.lines, table.heads, table.places
        padded = False
    # Only read here, never written: what pads a cell says nothing.
    rows = [
        (list(map(str.strip, line)) if padded else line, place)
        for line, place in zip(lines, places, strict=False)
        if not isinstance(line, str)
    ]
    names = rows[0][0] if heads else [f"column {n + 1}" for n in range(len(rows[0][0]))]
    return _Rows(names, [line for line, _ in rows[heads:]], [place for _, place in rows[heads:]])


def _runs(
    kept: Sequence[int], places: Sequence[int], starts: Sequence[int]
) -> list[tuple[int, int]]:
    """Rows between those that stay, as first and behind the last, where a marker is shorter."""
    runs = []
    for before, after in pairwise(kept):
        first = before + 1
        if after <= first:
            continue
        # A line that is no row stays, so a run ends at it.
        start = first
        for row in range(first, after):
            if places[row + 1] - places[row] != places[first] - places[before]:
                if row + 1 - start > 0:
                    runs.append((start, row))
                start = row + 1
        runs.append((start, after))
    return [
        (first, last)
        for first, last in runs
        if last > first and starts[places[last]] - starts[places[first]] > NO_GAP
    ]


def _label(count: int, read: Sequence[Column], first: Sequence[Column], gone: Sequence[int]) -> str:
    """What is left out, in at most so many characters."""
    label = f"{len(gone)} of {count} rows left out"
    # Columns of few values say most, long texts least.
    telling = [column for column in read if column.kinds is not None or column.numbers]
    order = sorted(telling, key=lambda column: (column not in first, column.kinds is None))
    for column in order:
        said = columns.summary(column, gone).translate(_UNFIT)
        if not said.isprintable():
            said = "".join(char if char.isprintable() else " " for char in said)
        if len(label) + len(said) + 2 <= LABEL and len(said) < 200:
            label += "; " + said
    return label


__all__ = ["TableRows"]
