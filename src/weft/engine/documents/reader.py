"""A document from its lines: what `writer` wrote, read line by line into JSON text.

No objects are made: a cell is JSON already or becomes a string, and rows are filled into templates
(see `template`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.documents.again import SAME, name_of_place, named_places
from weft.engine.documents.cell import BLOCK, split, text_of
from weft.engine.documents.header import read_header
from weft.engine.documents.kinds import BETWEEN
from weft.engine.documents.runs import DITTO, whole
from weft.engine.documents.source import DOCUMENTS, LINES, Unfit, quoted
from weft.engine.documents.template import RowTemplate
from weft.engine.documents.ways import steps_of
from weft.engine.gap import is_gap
from weft.engine.json_text import end_of, name_of

if TYPE_CHECKING:
    from weft.engine.documents.header import Heading

MOST_CELLS = 20_000  # that are remembered

_TABLE = re.compile(r"(\d{1,9}) (rows|entries|lines|documents|values) of (.*)", re.DOTALL)
_KINDS = re.compile(r'(\d{1,4}) kinds by ".*"', re.DOTALL)
_ITEMS = re.compile(r"(\d{1,9}) (?:items?|(lines|documents))")
_LITERAL = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|null|true|false")


def read(lines: list[str], *, dotted: bool = False) -> str:
    """The JSON text that these lines write; `dotted` where the legend says `ways.DOTTED`."""
    reader = _Reader(lines, dotted)
    many = _TABLE.fullmatch(lines[0]) or _ITEMS.fullmatch(lines[0])
    if many is None:
        text = reader.members(0)
    else:
        reader.at = 1
        text = reader.value(lines[0], 0)
    if reader.at != len(lines):
        raise Unfit("lines are left over")
    return text


class _Sources(dict[str, str]):
    """The JSON of a cell; each of the first `MOST_CELLS` is looked at once."""

    def __missing__(self, cell: str) -> str:
        if cell and cell[0] not in '"[{' and not _LITERAL.fullmatch(cell):
            source = quoted(cell)
        else:
            source = cell
        if len(self) < MOST_CELLS:
            self[cell] = source
        return source


class _Reader:
    """Lines, and how far they are read."""

    def __init__(self, lines: list[str], dotted: bool) -> None:
        self.lines = lines
        self.dotted = dotted
        self.at = 0
        self.sources = _Sources()
        self.wanted = named_places(lines)
        self.places: dict[str, str] = {}  # what stands at the places that are wanted
        self.steps: list[str | int] = []

    def members(self, depth: int) -> str:
        """The members at this depth, as an object."""
        found: list[str] = []
        pad = " " * depth
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.startswith(pad) or line[depth : depth + 1] in (" ", ""):
                break
            self.at += 1
            if is_gap(line[depth:]):
                found.append(f'"{line[depth:]}":null')
                continue
            if self.dotted:
                keys, rest = steps_of(line[depth:])
            else:
                key, rest = _key(line[depth:])
                keys = [key]
            for key in keys:
                self.step(key)
            text = self.back(self.value(rest, depth + 1))
            for key in keys[:0:-1]:
                text = self.back(f"{{{key}:{text}}}")
            found.append(f"{keys[0]}:{text}")
        return "{" + ",".join(found) + "}"

    def items(self, count: int, depth: int) -> list[str]:
        """As many items of an array, or lines."""
        found: list[str] = []
        for place in range(count):
            line = self.lines[self.at][depth:]
            self.at += 1
            if is_gap(line):
                found.append(f'"{line}"')
            elif line[:1] == "-":
                self.step(place)
                found.append(self.back(self.value(line[1:], depth + 1)))
            else:
                raise Unfit(line)
        return found

    def step(self, step: str | int) -> None:
        """Go to a value inside, if it is of use to know where one is."""
        if self.wanted:
            self.steps.append(name_of(step) if type(step) is str else step)

    def back(self, value: str) -> str:
        """Come back with this value."""
        if self.wanted:
            name = name_of_place(self.steps)
            if name in self.wanted:
                self.places[name] = value
            self.steps.pop()
        return value

    def value(self, rest: str, depth: int) -> str:
        """The value that stands behind its name, or on the lines below."""
        if not rest:
            return self.members(depth)
        rest = rest.removeprefix(" ")
        if rest.startswith(SAME):
            return self.place(rest.removeprefix(SAME))
        if not rest[0].isdecimal():
            return self.sources[rest]
        if items := _ITEMS.fullmatch(rest):
            found = self.items(int(items[1]), depth)
            return "\n".join(found) if items[2] else "[" + ",".join(found) + "]"
        if block := BLOCK.fullmatch(rest):
            return self.block(block, depth)
        table = _TABLE.fullmatch(rest)
        return self.sources[rest] if table is None else self.table(table, depth)

    def place(self, name: str) -> str:
        """What stands at a place above."""
        if name not in self.places:
            raise Unfit(name)
        return self.places[name]

    def table(self, table: re.Match[str], depth: int) -> str:
        """The rows of a table whose header has just been read."""
        count, unit = int(table[1]), table[2]
        if unit == "values":
            return "[" + ",".join(map(self.sources.__getitem__, split(table[3]))) + "]"
        kinds = _KINDS.fullmatch(table[3])
        rows = (
            self.rows_of_kinds(count, int(kinds[1]), depth)
            if kinds
            else self.rows(count, read_header(table[3]), depth)
        )
        if unit == "entries":
            return "{" + ",".join(rows) + "}"
        return "\n".join(rows) if unit in (LINES, DOCUMENTS) else "[" + ",".join(rows) + "]"

    def block(self, block: re.Match[str], depth: int) -> str:
        """A text of as many lines, or the lines of one."""
        end = self.at + int(block[1])
        lines = [line[depth:] for line in self.lines[self.at : end]]
        self.at = end
        return text_of(lines, split=block[2] is not None)

    def rows(self, count: int, headings: tuple[Heading, ...], depth: int) -> list[str]:
        """As many rows, with what stands below them."""
        make = RowTemplate(headings)
        rows: list[str] = []
        above: list[str] = []
        for _ in range(count):
            row = self.odd(make.keyed, depth)
            if not row:
                line = self.next(depth)
                cells = split(line)
                if DITTO in cells:
                    cells = whole(cells, above)
                above = cells
                row = self.row(make, line, cells, depth)
            rows.append(row)
        return rows

    def rows_of_kinds(self, count: int, kinds: int, depth: int) -> list[str]:
        """As many rows, of as many kinds, each with a header of its own."""
        makes: dict[str, RowTemplate] = {}
        for _ in range(kinds):
            name, header = _kind(self.next(depth), BETWEEN)
            makes[name] = RowTemplate(read_header(header))
        rows: list[str] = []
        for _ in range(count):
            row = self.odd(False, depth)
            if not row:
                name, line = _kind(self.next(depth), ",")
                row = self.row(makes[name], line, split(line), depth)
            rows.append(row)
        return rows

    def next(self, depth: int) -> str:
        """The next line, from here."""
        line = self.lines[self.at][depth:]
        self.at += 1
        return line

    def odd(self, keyed: bool, depth: int) -> str:
        """The next row if it is a gap or stands as JSON; else nothing is read."""
        line = self.lines[self.at]
        if line[depth : depth + 2] == "- ":
            self.at += 1
            return line[depth + 2 :]
        if len(line) == depth + 1 and is_gap(line[depth:]):
            self.at += 1
            return f'"{line[depth:]}":null' if keyed else f'"{line[depth:]}"'
        return ""

    def row(self, make: RowTemplate, line: str, cells: list[str], depth: int) -> str:
        """The row of this line, whose cells these are, with what stands below it."""
        values = list(map(self.sources.__getitem__, cells))
        if make.below or "lines of text" in line:
            for place, cell in enumerate(cells):
                inner = make.below.get(place)
                if inner is not None and cell.isdecimal():
                    inside = self.rows(int(cell), inner, depth + 1)
                    values[place] = "[" + ",".join(inside) + "]"
                elif block := BLOCK.fullmatch(cell):
                    values[place] = self.block(block, depth + 1)
        return make.row(values, cells)


def _kind(line: str, between: str) -> tuple[str, str]:
    """The kind at the beginning of a line, and what follows."""
    end = end_of(line, 0) if line[:1] == '"' else line.find(between)
    if end < 0 or not line.startswith(between, end):
        raise Unfit(line)
    return line[:end], line[end + len(between) :]


def _key(line: str) -> tuple[str, str]:
    """The source of a key, and what follows its colon."""
    if line[:1] == '"':
        end = end_of(line, 0)
        key, rest = line[:end], line[end:]
    else:
        bare, colon, rest = line.partition(":")
        key, rest = quoted(bare), colon + rest
    if rest[:1] != ":":
        raise Unfit(line)
    return key, rest[1:]


__all__ = ["read"]
