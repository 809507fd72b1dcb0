"""A document from its lines: what `writer` wrote, read line by line into JSON text.

No objects are made: a cell is JSON already or becomes a string, and rows are filled into a
template, one for each pattern of cells that are missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.documents.cell import MISSING, split
from weft.engine.documents.header import Heading, read_header
from weft.engine.documents.source import Unfit, compact, quoted
from weft.engine.gap import is_gap
from weft.engine.json_text import end_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLE = re.compile(r"(\d{1,9}) (rows|entries|lines|values) of (.*)", re.DOTALL)
_LITERAL = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|null|true|false")


def read(lines: list[str]) -> str:
    """The JSON text that these lines write."""
    reader = _Reader(lines)
    table = _TABLE.fullmatch(lines[0])
    if table is not None:
        reader.at = 1
        text = reader.table(table, 0)
    else:
        text = reader.members(0)
    if reader.at != len(lines):
        raise Unfit("lines are left over")
    return text


class _Sources(dict[str, str]):
    """The JSON of a cell; each is looked at once."""

    def __missing__(self, cell: str) -> str:
        if cell and cell[0] not in '"[{' and not _LITERAL.fullmatch(cell):
            source = quoted(cell)
        else:
            source = cell
        self[cell] = source
        return source


class _Reader:
    """Lines, and how far they are read."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.sources = _Sources()

    def members(self, depth: int) -> str:
        """The members at this depth, as an object."""
        found: list[str] = []
        pad = " " * depth
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.startswith(pad) or line[depth : depth + 1] == " ":
                break
            self.at += 1
            if is_gap(line[depth:]):
                found.append(f'"{line[depth:]}":null')
                continue
            key, rest = _key(line[depth:])
            if rest == ":":
                value = self.members(depth + 1)
            else:
                rest = rest[1:].removeprefix(" ")
                table = _TABLE.fullmatch(rest)
                value = self.sources[rest] if table is None else self.table(table, depth + 1)
            found.append(f"{key}:{value}")
        return "{" + ",".join(found) + "}"

    def table(self, table: re.Match[str], depth: int) -> str:
        """The rows of a table whose header has just been read."""
        count, unit = int(table[1]), table[2]
        if unit == "values":
            return "[" + ",".join(map(self.sources.__getitem__, split(table[3]))) + "]"
        rows = self.rows(count, read_header(table[3]), depth)
        if unit == "entries":
            return "{" + ",".join(rows) + "}"
        return "\n".join(rows) if unit == "lines" else "[" + ",".join(rows) + "]"

    def rows(self, count: int, headings: tuple[Heading, ...], depth: int) -> list[str]:
        """As many rows, with the rows below them."""
        make = _Rows(headings)
        standing = [heading for heading in headings if heading.constant is MISSING]
        below = [
            (place, heading.below)
            for place, heading in enumerate(standing)
            if heading.below is not None
        ]
        source = self.sources.__getitem__
        rows: list[str] = []
        for _ in range(count):
            line = self.lines[self.at][depth:]
            self.at += 1
            if is_gap(line):
                rows.append(f'"{line}":null' if make.keyed else f'"{line}"')
                continue
            if line.startswith("- "):
                rows.append(line[2:])
                continue
            cells = list(map(source, split(line)))
            for place, inner in below:
                if cells[place].isdecimal():
                    inside = self.rows(int(cells[place]), inner, depth + 1)
                    cells[place] = "[" + ",".join(inside) + "]"
            rows.append(make.row(cells))
        return rows


def _key(line: str) -> tuple[str, str]:
    """The source of a key, and what follows it."""
    if line[:1] == '"':
        end = end_of(line, 0)
        return line[:end], line[end:]
    key, colon, rest = line.partition(":")
    if not colon:
        raise Unfit(line)
    return quoted(key), ":" + rest


class _Rows:
    """Makes objects of rows."""

    def __init__(self, headings: tuple[Heading, ...]) -> None:
        self.keyed = not headings[0].path
        self.headings = headings[1:] if self.keyed else headings
        self.standing = sum(heading.constant is MISSING for heading in headings)
        self.templates: dict[tuple[int, ...], str] = {}

    def row(self, cells: list[str]) -> str:
        """The object of one row."""
        if len(cells) != self.standing:
            raise Unfit("a row of another length")
        missing: tuple[int, ...] = ()
        if "" in cells:
            missing = tuple(place for place, cell in enumerate(cells) if not cell)
            cells = [cell for cell in cells if cell]
        template = self.templates.get(missing)
        if template is None:
            template = self.templates[missing] = self.template(frozenset(missing))
        return template % tuple(cells)

    def template(self, missing: frozenset[int]) -> str:
        """An object with `%s` for each cell that is not missing."""
        place = int(self.keyed)
        tree: dict[str, object] = {}
        for heading in self.headings:
            if heading.constant is MISSING:
                written = "%s"
                place += 1
                if place - 1 in missing:
                    continue
            else:
                written = compact(heading.constant).replace("%", "%%")
            inside = tree
            for step in heading.path[:-1]:
                inside = inside.setdefault(step, {})  # type: ignore[assignment]
            inside[heading.path[-1]] = written
        return "%s:" * self.keyed + "".join(_spelled(tree))


def _spelled(tree: dict[str, object]) -> Iterator[str]:
    separator = "{"
    for key, member in tree.items():
        yield separator + quoted(key).replace("%", "%%") + ":"
        if isinstance(member, dict):
            yield from _spelled(member)
        else:
            yield str(member)
        separator = ","
    yield "}" if tree else "{}"


__all__ = ["read"]
