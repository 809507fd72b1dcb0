"""The columns of like values: which there are, and what stands in their cells.

A table has a column for each member, or place, that its rows have. What is the same in all rows
goes to the header, and so does what addresses share. What does not fit into a cell (rows of a table
of its own, a text of several lines) stands below its row.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from weft.engine.documents import pattern
from weft.engine.documents.cell import MISSING, Block, block_of, cells_of, lines_of, may_be_block
from weft.engine.documents.header import Heading
from weft.engine.documents.order import odd_shapes, order_of
from weft.engine.documents.source import Number, Unfit, compact, quoted
from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Sequence

FLAT = frozenset({str, int, float, bool, type(None), Number})
_MISSING = {type(MISSING)}
MIN_ROWS = 2
MIN_ENTRIES = 3
FILLED = 0.3  # of the cells of a table must hold something
MOST_COLUMNS = 400
MOST_STEPS = 8  # of a dotted name
MOST_PLACES = 6  # of an array that is columns
OFTEN = 0.1  # of the rows have a member that gets columns of its own
DENSE = 0.4  # of the members of like objects are there
MOST_ALIKE = 60  # lists of one length that make a table though each is short

_LINE_FEED = re.compile(r"\n(?=[^\n])")


class Column(NamedTuple):
    """The cells of a column, and for each row the lines that stand below it."""

    cells: Sequence[str]
    below: Sequence[str] | None = None


class Table(NamedTuple):
    """The headings, and for each its column; none where the header says all."""

    headings: tuple[Heading, ...]
    columns: list[Column | None]

    def lines(self, rows: Sequence[Any]) -> list[str]:
        """Each row, with what stands below it. A row that is a string is a line already."""
        standing = [column for column in self.columns if column is not None]
        flat = [",".join(row) for row in zip(*(one.cells for one in standing), strict=True)]
        for column in standing:
            if column.below is not None:
                flat = [
                    f"{line}\n{inset(below)}" if below else line
                    for line, below in zip(flat, column.below, strict=True)
                ]
        if len(flat) == len(rows):
            return flat
        written = iter(flat)
        return [row if type(row) is str else next(written) for row in rows]


def inset(lines: str, pad: str = " ") -> str:
    """Lines, further in."""
    return pad + (_LINE_FEED.sub("\n" + pad, lines) if "\n" in lines else lines)


def rows_table(rows: list[Any]) -> tuple[Table, list[Any]] | None:
    """The table of these values, and the rows, those that do not fit as their lines."""
    objects = [row for row in rows if type(row) is dict]
    gaps = sum(1 for row in rows if type(row) is str and is_gap(row))
    if len(objects) + gaps < len(rows):
        return _lists_table(rows)
    if len(objects) < MIN_ROWS:
        return None
    odd = odd_shapes(objects)
    if not odd:
        table = fitting(objects)
        return table and (table, rows)
    table = fitting([row for row in objects if tuple(row) not in odd])
    return table and (
        table,
        [f"- {compact(row)}" if type(row) is dict and tuple(row) in odd else row for row in rows],
    )


def _lists_table(rows: list[Any]) -> tuple[Table, list[Any]] | None:
    """The table of arrays of one length."""
    lists = [row for row in rows if type(row) is list]
    gaps = sum(1 for row in rows if type(row) is str and is_gap(row))
    if len(lists) < MIN_ROWS or len(lists) + gaps < len(rows):
        return None
    of_places = len(set(map(len, lists))) == 1 and 1 < len(lists[0]) <= MOST_ALIKE
    if not of_places and not all(type(item) is dict for row in lists for item in row):
        return None
    table = fitting(lists)
    return table and (table, rows)


def entries_table(value: dict[str, Any]) -> tuple[Table, list[Any]] | None:
    """The table of the members of an object, under their names."""
    even = {key: row for key, row in value.items() if row is not None or not is_gap(key)}
    if len(even) < MIN_ENTRIES or not all(even.values()):
        return None
    kinds = set(map(type, even.values()))
    if kinds not in ({dict}, {list}):
        return None
    odd = odd_shapes(list(even.values())) if kinds == {dict} else frozenset()
    rows: list[Any] = list(value.values())
    if odd or len(even) < len(value):
        rows = [
            key
            if key not in even
            else f"- {quoted(key)}:{compact(row)}"
            if odd and tuple(row) in odd
            else row
            for key, row in value.items()
        ]
        even = {key: row for key, row in even.items() if not odd or tuple(row) not in odd}
    table = fitting(list(even.values()), list(even))
    return table and (table, rows)


def emptiness(table: Table, rows: int) -> float:
    """Which share of the cells of a table are empty."""
    cells = [column.cells for column in table.columns if column is not None]
    if not cells:
        return 0.0
    return sum(one.count("") for one in cells) / (len(cells) * max(1, rows))


def rows_as_text(values: Sequence[Any]) -> tuple[list[str], list[list[str]], list[str]]:
    """The names of the columns of these rows, their cells, and each row as one text.

    Values that make no table are one column without a name.
    """
    rows = list(values)
    table: Table | None = None
    if len(rows) >= MIN_ROWS and all(type(row) is dict for row in rows):
        table = fitting(rows, strict=False)
    if table is None:
        texts = [compact(value) if type(value) in (list, dict) else str(value) for value in rows]
        flat = all(type(value) in FLAT for value in rows)
        return ([""], [texts], texts) if flat else ([], [], texts)
    standing = [
        (heading.name, column)
        for heading, column in zip(table.headings, table.columns, strict=True)
        if column is not None and heading.path is not None
    ]
    texts = [",".join(row) for row in zip(*(one.cells for _, one in standing), strict=True)]
    for _, column in standing:
        if column.below is not None:
            texts = [
                f"{text} {below}" if below else text
                for text, below in zip(texts, column.below, strict=True)
            ]
    constant = [one for one in table.headings if one.constant is not MISSING]
    names = [name for name, _ in standing] + [one.name for one in constant]
    cells = [list(one.cells) for _, one in standing]
    cells += [cells_of([one.constant]) * len(rows) for one in constant]
    return names, cells, texts


def fitting(rows: list[Any], keys: list[str] | None = None, *, strict: bool = True) -> Table | None:
    """The table of these rows, if there is one."""
    draft = _Draft(strict=strict)
    if keys is not None:
        draft.headings.append(Heading(None))
        draft.columns.append(Column(cells_of(keys)))
    try:
        draft.value((), rows)
    except Unfit:
        return None
    return draft.table(len(rows))


class _Draft:
    """A table under way."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict  # each row must be read back; else a likeness of it is enough
        self.headings: list[Heading] = []
        self.columns: list[Column | None] = []

    def table(self, rows: int) -> Table | None:
        headings, columns = self.headings, self.columns
        if not any(heading.path for heading in headings) and headings[-1].below is None:
            return None
        if len(headings) > MOST_COLUMNS:
            return None
        varying = [column for column in columns if column is not None and column.below is None]
        if varying and self.strict:
            filled = sum(len(column.cells) - column.cells.count("") for column in varying)
            constant = (len(columns) - len(varying)) * rows
            if filled + constant < FILLED * len(columns) * rows:
                return None
        if all(column is None for column in columns):
            first = headings[0]
            columns[0] = Column(cells_of([first.constant] * rows))
            headings[0] = Heading(first.path)
        if self.strict:  # who chooses rows wants addresses as they are
            self._share_addresses()
        return Table(tuple(headings), columns)

    def value(self, path: tuple[str | int, ...], values: Sequence[Any]) -> None:
        """The columns of these values, some of which may be missing."""
        kinds = set(map(type, values)) - _MISSING
        if kinds == {dict} and all(values) and len(path) < MOST_STEPS:
            if not path:
                self._members(path, values)
                return
            if _is_record(values) and self._tried(self._members, path, values):
                return
        if kinds == {list} and len(path) < MOST_STEPS:
            places = _places(values)
            if places and self._tried(self._elements, path, values, places):
                return
        if list in kinds and int not in kinds and self._rows_below(path, values):
            return
        self._cells(path, values, kinds)

    def _tried(self, columns: Any, *arguments: Any) -> bool:
        done = len(self.headings)
        try:
            columns(*arguments)
        except Unfit:
            del self.headings[done:], self.columns[done:]
            return False
        return True

    def _members(self, path: tuple[str | int, ...], rows: Sequence[Any]) -> None:
        """A column for each member of these objects."""
        present = [row for row in rows if row is not MISSING]
        shapes = Counter(map(tuple, present))
        keys = order_of(shapes, strict=self.strict)
        if len(self.headings) + len(keys) > MOST_COLUMNS:
            raise Unfit("too many columns")
        values: list[Sequence[Any]]
        if len(shapes) == 1 and len(present) == len(rows):
            values = list(zip(*map(dict.values, rows), strict=True))
        else:
            values = [
                [MISSING if row is MISSING else row.get(key, MISSING) for row in rows]
                for key in keys
            ]
        for key, cells in zip(keys, values, strict=True):
            self.value((*path, key), cells)

    def _elements(self, path: tuple[str | int, ...], rows: Sequence[Any], places: int) -> None:
        """A column for each place of these arrays."""
        for place in range(places):
            self.value((*path, place), [MISSING if row is MISSING else row[place] for row in rows])

    def _rows_below(self, path: tuple[str | int, ...], values: Sequence[Any]) -> bool:
        """One table for the arrays of objects in a column, if that is what they are."""
        inner: list[Any] = []
        for value in values:
            if type(value) is list:
                inner += value
        rows = [row for row in inner if not (type(row) is str and is_gap(row))]
        kinds = set(map(type, rows))
        if len(rows) < MIN_ROWS or kinds != {dict}:
            return False
        table = fitting(rows, strict=self.strict)
        if table is None:
            return False
        lines = iter(table.lines(inner))
        below = [
            "\n".join([next(lines) for _ in value]) if type(value) is list else ""
            for value in values
        ]
        counts = [
            str(len(value)) if type(value) is list and value else cells_of([value])[0]
            for value in values
        ]
        self.headings.append(Heading(path, below=table.headings))
        self.columns.append(Column(counts, below))
        return True

    def _cells(self, path: tuple[str | int, ...], values: Sequence[Any], kinds: set[type]) -> None:
        cells = cells_of(values)
        first = cells[0]
        if first and len(values) > 1 and cells.count(first) == len(cells) and dict not in kinds:
            self.headings.append(Heading(path, constant=values[0]))
            self.columns.append(None)
            return
        self.headings.append(Heading(path))
        blocks = None
        if self.strict and may_be_block(values, kinds):
            blocks = list(map(_block, values))
            if not any(blocks):
                blocks = None
        if blocks is None:
            self.columns.append(Column(cells))
            return
        cells = [block.cell if block else cell for block, cell in zip(blocks, cells, strict=True)]
        self.columns.append(Column(cells, [block.text if block else "" for block in blocks]))

    def _share_addresses(self) -> None:
        """What addresses have in common goes to the header."""
        plain = {
            heading.name: column.cells
            for heading, column in zip(self.headings, self.columns, strict=True)
            if column is not None and column.below is None
        }
        addresses = {
            name
            for name, cells in plain.items()
            if pattern.is_address(cells) and not any('"' in cell for cell in cells)
        }
        if not addresses:
            return
        others = {
            name: cells
            for name, cells in plain.items()
            if not pattern.is_address(cells)
            and "" not in cells
            and not any(cell[0] in '"[{' for cell in cells)
        }
        for place, heading in enumerate(self.headings):
            if heading.name not in addresses or self.columns[place] is None:
                continue
            found = pattern.find(plain[heading.name], others, plain)
            if found:
                self.headings[place] = Heading(heading.path, pattern=found[0])
                self.columns[place] = None if found[1] is None else Column(found[1])


def _block(value: Any) -> Block | None:
    if type(value) is str:
        return block_of(value)
    return lines_of(value) if type(value) is list else None


def _is_record(values: Sequence[Any]) -> bool:
    """Whether these objects have the same members rather than each its own."""
    objects = [value for value in values if value is not MISSING]
    if len(objects) < OFTEN * len(values):
        return False
    names = {key for value in objects for key in value}
    return len(names) * len(objects) <= sum(map(len, objects)) / DENSE


def _places(values: Sequence[Any]) -> int:
    """How many places these arrays all have, if few and each is worth a column."""
    lists = [value for value in values if value is not MISSING]
    sizes = set(map(len, lists))
    if len(sizes) != 1 or len(lists) < OFTEN * len(values) or len(lists) < MIN_ROWS:
        return 0
    size = sizes.pop()
    most = MOST_ALIKE if len(lists) == len(values) else MOST_PLACES
    flat = all(type(value) in FLAT for one in lists for value in one)
    if any(type(one[0]) is str and one[0].endswith("\n") for one in lists if one):
        return 0
    if flat:
        few = MOST_PLACES if size >= len(lists) else most
        return size if size <= few else 0
    return size if size == 1 and all(lists) else 0


__all__ = [
    "FLAT",
    "MIN_ENTRIES",
    "MIN_ROWS",
    "Table",
    "emptiness",
    "entries_table",
    "fitting",
    "inset",
    "rows_as_text",
    "rows_table",
]
