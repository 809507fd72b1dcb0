"""Rows of several kinds, told apart by one of their members: a header for each kind.

    5 rows of 2 kinds by type
     push of id,branch,type=push
     issue of id,number,title,type=issue
     push,1,main
     issue,2,17,"Broken, again"

Each row begins with its kind, and has the columns of its kind. Where rows differ so much that one
table of all would be mostly empty, this is shorter, and what a row has not is not asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from weft.engine.documents.cell import text_cells
from weft.engine.documents.source import compact
from weft.engine.documents.table import MIN_ROWS, Table, emptiness, fitting
from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_KINDS = 24
ROWS_A_KIND = 2  # at least, on average
MOST_NAME = 60  # characters of the name of a kind
EMPTY = 0.3  # of the cells, from which on a table of all is looked at again
NAMED = 0.9  # of the rows must have the member that says their kind
LOOKED_AT = 40  # members that may say it
MOST_ROWS = 2000  # that are looked at for that
MOST_EMPTY = 0.25  # of the cells of tables of kinds
NO_TABLE = 0.7  # the same for kinds where there is no table of all
BETWEEN = " of "


class Kinds(NamedTuple):
    """Which member says the kind, and the table of each kind by how rows begin with it."""

    member: str
    tables: dict[str, Table]


def kinds_of(rows: Sequence[Any], most_empty: float = MOST_EMPTY) -> tuple[Kinds, list[str]] | None:
    """The kinds of these rows and their lines, if a member tells kinds apart."""
    objects = [row for row in rows if type(row) is dict]
    gaps = sum(1 for row in rows if type(row) is str and is_gap(row))
    if len(objects) < 2 * MIN_ROWS or len(objects) + gaps < len(rows):
        return None
    member = _telling(objects, most_empty)
    if member is None:
        return None
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in objects:
        if type(row.get(member)) is str:
            groups.setdefault(row[member], []).append(row)
    names = text_cells(list(groups))
    tables: dict[str, Table] = {}
    lines: dict[str, Any] = {}
    for name, (value, group) in zip(names, groups.items(), strict=True):
        table = fitting(group)
        if table is None or (BETWEEN in name and name[0] != '"'):
            return None
        tables[name] = table
        lines[value] = iter([f"{name},{line}" for line in table.lines(group)])
    written = [
        row
        if type(row) is str
        else next(lines[row[member]])
        if type(row.get(member)) is str
        else f"- {compact(row)}"
        for row in rows
    ]
    return Kinds(member, tables), written


def _telling(objects: Sequence[dict[str, Any]], most_empty: float) -> str | None:
    """The member by whose value the shapes of the rows differ most clearly."""
    best: tuple[float, str] | None = None
    objects = objects[:: max(1, len(objects) // MOST_ROWS)]
    for member in list(dict.fromkeys(key for row in objects[:8] for key in row))[:LOOKED_AT]:
        values = [row.get(member) for row in objects]
        held = [value for value in values if type(value) is str and len(value) <= MOST_NAME]
        if len(held) < NAMED * len(objects):
            continue
        kinds = set(held)
        if not 1 < len(kinds) <= min(MOST_KINDS, len(objects) // ROWS_A_KIND):
            continue
        empty = _empty(objects, values, kinds)
        if best is None or empty < best[0]:
            best = (empty, member)
    if best is None or best[0] > most_empty:
        return None
    return best[1]


def _empty(objects: Sequence[dict[str, Any]], values: Sequence[Any], kinds: set[str]) -> float:
    """Which share of the cells would be empty if each of these kinds had its own columns."""
    members: dict[str, set[Any]] = {kind: set() for kind in kinds}
    rows = dict.fromkeys(kinds, 0)
    filled = 0
    for row, value in zip(objects, values, strict=True):
        if value in members:
            shape = _shape(row)
            members[value].update(shape)
            rows[value] += 1
            filled += len(shape)
    cells = sum(len(members[kind]) * rows[kind] for kind in kinds)
    headers = sum(map(len, members.values()))  # each name said again costs a cell, about
    return (cells - filled + headers) / cells if cells else 1.0


def _shape(row: dict[str, Any]) -> list[Any]:
    """The members of a row, and theirs."""
    shape: list[Any] = list(row)
    for key, value in row.items():
        if type(value) is dict:
            shape += [(key, inner) for inner in value]
    return shape


def is_uneven(table: Table, rows: int) -> bool:
    """Whether one table fits its rows badly: much is empty, or objects stand in cells."""
    if emptiness(table, rows) > EMPTY:
        return True
    return any(
        column is not None and sum(1 for cell in column.cells if cell[:1] == "{") > rows / 2
        for column in table.columns
    )


__all__ = ["BETWEEN", "Kinds", "is_uneven", "kinds_of"]
