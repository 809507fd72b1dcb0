"""A document as lines.

    total: 2
    items: 2 rows of id,owner.login,kind=repo
     1,ann
     2,bob
    limits:
     core: 60

Members are lines; what is inside a member is indented by one more space. An array of objects is a
table, and so is an object whose members are all alike. A row that does not fit its table (another
order of members) stands as JSON behind a hyphen. A gap is a row of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from weft.engine.documents.cell import MISSING, cells_of, line_value
from weft.engine.documents.header import Heading, write_header
from weft.engine.documents.source import Number, Unfit, compact, quoted
from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROWS, ENTRIES, LINES, VALUES = "rows", "entries", "lines", "values"
_FLAT = frozenset({str, int, float, bool, type(None), Number})
MIN_ROWS = 2
MIN_ENTRIES = 3
FILLED = 0.3  # of the cells of a table must hold something
MOST_COLUMNS = 400
MOST_STEPS = 8  # of a dotted name
MOST_SHAPES = 100
MOST_ODD = 0.2  # of the rows may stand as JSON behind a hyphen
OFTEN = 0.1  # of the rows have a member that gets columns of its own
DENSE = 0.4  # of the members of like objects are there

_BARE_KEY = re.compile(
    r"(?!- |\d+ (?:rows|entries|lines|values) of )"
    r"[\w$@/.+~^%&;(-][\w$@/.+~^%&;()-]*(?: [\w$@/.+~^%&;()-]+)*"
)


def write(value: Any, unit: str = ROWS) -> str:
    """The lines of an object or an array."""
    if not value or not isinstance(value, list | dict):
        raise Unfit("no members")
    lines: list[str] = []
    if isinstance(value, list):
        table = _rows_table(value)
        if table is None:
            raise Unfit("no table")
        headings, cells = table
        lines.append(f"{len(value)} {unit} of {write_header(headings)}")
        lines += _row_lines(_as_rows(value), headings, cells, 0)
    else:
        _members(value, 0, lines)
    return "\n".join(lines)


def _members(value: dict[str, Any], depth: int, lines: list[str]) -> None:
    pad = " " * depth
    for key, member in value.items():
        if member is None and is_gap(key):
            lines.append(pad + key)
            continue
        name = pad + (key if _BARE_KEY.fullmatch(key) else quoted(key))
        table = unit = None
        if isinstance(member, list) and len(member) >= MIN_ROWS:
            table, unit = _rows_table(member), ROWS
        elif isinstance(member, dict) and len(member) >= MIN_ENTRIES:
            table, unit = _entries_table(member), ENTRIES
        if table is not None:
            headings, cells = table
            lines.append(f"{name}: {len(member)} {unit} of {write_header(headings)}")
            lines += _row_lines(_as_rows(member), headings, cells, depth + 1)
        elif unit is ROWS and all(type(item) in _FLAT for item in member):
            lines.append(f"{name}: {len(member)} {VALUES} of {','.join(cells_of(member))}")
        elif isinstance(member, dict) and member:
            lines.append(name + ":")
            _members(member, depth + 1, lines)
        else:
            written = line_value(member)
            # A blank before a digit is a token of its own.
            lines.append(f"{name}:{written}" if written[0].isdigit() else f"{name}: {written}")


def rows_as_text(values: Sequence[Any]) -> tuple[list[str], list[list[str]], list[str]]:
    """The names of the columns of these rows, their cells, and each row as one text.

    Values that make no table are one column without a name.
    """
    rows = list(values)
    table = _rows_table(rows, strict=False)
    if table is None:
        texts = [line_value(value) for value in rows]
        flat = all(type(value) in _FLAT for value in rows)
        return ([""], [texts], texts) if flat else ([], [], texts)
    headings, columns = table
    standing = [
        (".".join(heading.path), column[0] if isinstance(column, tuple) else column)
        for heading, column in zip(headings, columns, strict=True)
        if column is not None
    ]
    texts = [",".join(row) for row in zip(*(cells for _, cells in standing), strict=True)]
    nested = [column[1] for column in columns if isinstance(column, tuple)]
    if nested:
        below = zip(*nested, strict=True)
        texts = [
            f"{text} {compact([rows for rows in inner if rows is not MISSING])}"
            for text, inner in zip(texts, below, strict=True)
        ]
    return [name for name, _ in standing], [cells for _, cells in standing], texts


# ── Tables ───────────────────────────────────────────────────────────────────────────────

Table = tuple[tuple[Heading, ...], "list[Any]"]


def _as_rows(value: Any) -> list[Any]:
    """The rows of a table; those that stand as they are (gaps, odd rows) as their lines."""
    if isinstance(value, list):
        odd = _parted([row for row in value if type(row) is dict])
        if not odd:
            return value
        return [
            f"- {compact(row)}" if type(row) is dict and tuple(row) in odd else row for row in value
        ]
    odd = _parted([row for row in value.values() if row is not None])
    return [
        key
        if row is None
        else f"- {quoted(key)}:{compact(row)}"
        if odd and tuple(row) in odd
        else row
        for key, row in value.items()
    ]


def _rows_table(rows: list[Any], *, strict: bool = True) -> Table | None:
    objects = [row for row in rows if type(row) is dict]
    if len(objects) < MIN_ROWS or any(
        type(row) is not dict and not (type(row) is str and is_gap(row)) for row in rows
    ):
        return None
    if strict and (odd := _parted(objects)):
        objects = [row for row in objects if tuple(row) not in odd]
    return _fitting(objects, strict=strict)


def _fitting(rows: list[dict[str, Any]], *, strict: bool = True) -> Table | None:
    """The table of these rows, if there is one."""
    try:
        return _table(rows, strict=strict)
    except Unfit:
        return None


def _entries_table(value: dict[str, Any]) -> Table | None:
    rows = [row for key, row in value.items() if row is not None or not is_gap(key)]
    if len(rows) < MIN_ENTRIES or not all(type(row) is dict and row for row in rows):
        return None
    odd = _parted(rows)
    even = {
        key: row
        for key, row in value.items()
        if row is not None and not (odd and tuple(row) in odd)
    }
    table = _fitting(list(even.values()))
    if table is None:
        return None
    headings, columns = table
    return (Heading(()), *headings), [
        cells_of(list(even)),
        *columns,
    ]


def _table(rows: list[dict[str, Any]], *, strict: bool) -> Table | None:
    """The headings, and for each its cells in the rows that fit; a row that does not is `None`."""
    headings: list[Heading] = []
    columns: list[Any] = []
    _columns(rows, (), headings, columns, strict=strict)
    if not headings or len(headings) > MOST_COLUMNS:
        return None
    if all(heading.constant is not MISSING for heading in headings):
        first = headings[0]
        columns[0] = cells_of([first.constant] * len(rows))
        headings[0] = Heading(first.path)
    varying = [column for column in columns if column is not None and not isinstance(column, tuple)]
    if varying and strict:
        filled = sum(len(column) - column.count("") for column in map(list, varying))
        constant = (len(columns) - len(varying)) * len(rows)
        if filled + constant < FILLED * len(columns) * len(rows):
            return None
    return tuple(headings), columns


def _columns(
    rows: Sequence[Any],
    path: tuple[str, ...],
    headings: list[Heading],
    columns: list[Any],
    *,
    strict: bool,
) -> None:
    """Columns of these rows, some of which may be missing, appended in order."""
    present = [row for row in rows if row is not MISSING]
    shapes = Counter(map(tuple, present))
    keys = _order(shapes, strict=strict)
    if len(shapes) == 1 and len(present) == len(rows):
        values: list[Sequence[Any]] = list(zip(*map(dict.values, rows), strict=True))
    else:
        values = [
            [MISSING if row is MISSING else row.get(key, MISSING) for row in rows] for key in keys
        ]
    for key, cells in zip(keys, values, strict=True):
        _column((*path, key), cells, headings, columns, strict=strict)


def _column(
    path: tuple[str, ...],
    values: Sequence[Any],
    headings: list[Heading],
    columns: list[Any],
    *,
    strict: bool,
) -> None:
    kinds = {type(value) for value in values if value is not MISSING}
    if kinds == {dict} and all(values) and len(path) < MOST_STEPS and _is_record(values):
        done = len(headings)
        try:
            _columns(values, path, headings, columns, strict=strict)
        except Unfit:
            del headings[done:], columns[done:]
        else:
            return
    if list in kinds and int not in kinds:
        below = _below(values)
        if below is not None:
            inner, inner_cells = below
            headings.append(Heading(path, below=inner))
            columns.append((_counts(values), values, inner_cells))
            return
    cells = cells_of(values)
    first = cells[0]
    if first and len(values) > 1 and cells.count(first) == len(cells) and dict not in kinds:
        headings.append(Heading(path, constant=values[0]))
        columns.append(None)
        return
    headings.append(Heading(path))
    columns.append(cells)


def _is_record(values: Sequence[Any]) -> bool:
    """Whether these objects have the same members rather than each its own."""
    objects = [value for value in values if value is not MISSING]
    if len(objects) < OFTEN * len(values):
        return False
    names = {key for value in objects for key in value}
    return len(names) * len(objects) <= sum(map(len, objects)) / DENSE


def _below(values: Sequence[Any]) -> Table | None:
    """One table for the arrays of objects in a column."""
    inner: list[dict[str, Any]] = []
    for value in values:
        if type(value) is list:
            for row in value:
                if type(row) is dict:
                    inner.append(row)
                elif not (type(row) is str and is_gap(row)):
                    return None
    return _fitting(inner) if len(inner) >= MIN_ROWS else None


def _counts(values: Sequence[Any]) -> Sequence[str]:
    return [
        str(len(value)) if type(value) is list and value else cells_of([value])[0]
        for value in values
    ]


def _parted(rows: Sequence[dict[str, Any]]) -> frozenset[tuple[str, ...]]:
    """The shapes of the few rows whose members stand in another order than in the others."""
    shapes = Counter(map(tuple, rows))
    if len(shapes) > MOST_SHAPES or _agree(shapes):
        return frozenset()
    taken: Counter[tuple[str, ...]] = Counter()
    odd: dict[tuple[str, ...], int] = {}
    for shape, times in sorted(shapes.items(), key=lambda one: (-one[1], one[0])):
        taken[shape] = times
        if not _agree(taken):
            del taken[shape]
            odd[shape] = times
    return frozenset(odd) if sum(odd.values()) <= MOST_ODD * len(rows) else frozenset()


def _agree(shapes: Counter[tuple[str, ...]]) -> bool:
    try:
        _order(shapes, strict=True)
    except Unfit:
        return False
    return True


def _order(shapes: Counter[tuple[str, ...]], *, strict: bool) -> list[str]:
    """An order of members that agrees with every shape; `Unfit` where there is none."""
    if len(shapes) == 1:
        return list(next(iter(shapes)))
    before: TopologicalSorter[str] = TopologicalSorter()
    for shape in sorted(shapes, key=lambda shape: (-len(shape), -shapes[shape], shape)):
        for key in shape[:1]:
            before.add(key)
        for first, second in pairwise(shape):
            before.add(second, first)
    try:
        return list(before.static_order())
    except CycleError as error:
        if strict:
            raise Unfit("members in another order") from error
        return list(dict.fromkeys(key for shape in shapes for key in shape))


def _row_lines(
    rows: list[Any], headings: tuple[Heading, ...], columns: list[Any], depth: int
) -> list[str]:
    """The lines of the rows of a table."""
    cells = [
        column[0] if isinstance(column, tuple) else column
        for column in columns
        if column is not None
    ]
    pad = " " * depth
    flat = [pad + ",".join(row) for row in zip(*cells, strict=True)]
    nested = [column for column in columns if isinstance(column, tuple)]
    if not nested and len(flat) == len(rows):
        return flat
    below = [
        _Below(column, heading)
        for column, heading in zip(
            nested, [heading for heading in headings if heading.below is not None], strict=True
        )
    ]
    lines: list[str] = []
    at = 0
    for row in rows:
        if type(row) is str:
            lines.append(pad + row)
            continue
        lines.append(flat[at])
        for table in below:
            lines += table.of(at, depth + 1)
        at += 1
    return lines


class _Below:
    """The rows of a table that stand below the rows of another."""

    def __init__(self, column: tuple[Any, Any, Any], heading: Heading) -> None:
        _, self.values, inner = column
        rows = [row for value in self.values if type(value) is list for row in value]
        self.lines = _grouped(_row_lines(rows, heading.below or (), inner, 0), len(rows))
        self.starts = []
        at = 0
        for value in self.values:
            self.starts.append(at)
            at += len(value) if type(value) is list else 0

    def of(self, row: int, depth: int) -> Iterator[str]:
        value = self.values[row]
        if type(value) is list:
            pad = " " * depth
            start = self.starts[row]
            for group in self.lines[start : start + len(value)]:
                for line in group:
                    yield pad + line


def _grouped(lines: list[str], rows: int) -> list[list[str]]:
    """Each row with the lines that stand below it."""
    if len(lines) == rows:
        return [[line] for line in lines]
    groups: list[list[str]] = []
    for line in lines:
        if line[:1] == " ":
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


__all__ = ["ENTRIES", "LINES", "ROWS", "VALUES", "rows_as_text", "write"]
