"""Cells that say what the cell above them says: `^`.

    4 rows of at,id
    2024-05-06T10:11:12Z,17
    ^,18
    ^,19

Only cells that are some tokens long, and never more than a few in a row: then the value stands
again, so that it is not far from where it is read. A row that is no row of its table (a gap, JSON
behind a hyphen) has no cells, so tables with such rows are written out. A string `^` is in quotes.

Counters are not shortened: a row that is asked for by its number must be found by it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from weft.engine.documents.table import Column, Table
from weft.engine.estimate import estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

DITTO = "^"
SAID = "^ is the cell above"
LEGEND = 12  # tokens; what saying it costs, and some more
SHORTEST = 8  # characters, and
LEAST = 3  # tokens of a cell that is not said again
MOST = 9  # rows, of which the first has the value


def shortened(table: Table) -> Table | None:
    """The table with `^` in it, if that pays."""
    gain = 0
    columns: list[Column | None] = []
    for heading, column in zip(table.headings, table.columns, strict=True):
        if column is not None and column.below is None and not heading.pattern:
            cells, gained = _shortened(column.cells)
            gain += gained
            columns.append(Column(cells))
        else:
            columns.append(column)
    return Table(table.headings, columns) if gain > LEGEND else None


def _shortened(cells: Sequence[str]) -> tuple[Sequence[str], int]:
    """The cells of a column, and how many tokens are saved."""
    again = [
        place
        for place, (above, cell) in enumerate(pairwise(cells), 1)
        if above == cell and len(cell) >= SHORTEST
    ]
    if not again:
        return cells, 0
    gain, begin, weight = 0, -1, 0
    short = list(cells)
    for place in again:
        if short[place - 1] != DITTO:
            begin, weight = place - 1, estimate(cells[place])
        if weight >= LEAST and place - begin < MOST:
            short[place] = DITTO
            gain += weight - 1
    return short, gain


def whole(cells: list[str], above: Sequence[str]) -> list[str]:
    """The cells of a row with what stands above them."""
    return [up if cell == DITTO else cell for cell, up in zip(cells, above, strict=True)]


__all__ = ["DITTO", "SAID", "shortened", "whole"]
