"""One value in a row or behind a colon.

A string stands bare unless it could be taken for something else: a number, `null`, two cells, an
array. Then it is quoted as in JSON. A cell that is empty is no value at all; an empty string is
`""`. Arrays and objects stand as JSON. A text of several lines stands below, and its cell says how
many they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from weft.engine.documents.source import Unfit, compact, parse, plain, quoted
from weft.engine.json_text import end_of

if TYPE_CHECKING:
    from collections.abc import Sequence

MISSING: Any = object()  # no value: the row has no such member

_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
_WORD = rf"(?:{_NUMBER}|null|true|false)"
_UNSAFE = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
# One look at a whole column: cells are joined by line feeds. That most columns have nothing of this
# kind is told by what their cells begin with and by a few signs.
_BEGINS = re.compile(
    rf'\n(?:{_WORD}\n|\n|\^\n|[ "\[{{]|- |\d+ (?:split )?lines of text\n)', re.ASCII
)
_NOT_BARE = re.compile(
    rf'(?m)^(?:{_WORD}$|$|\^$|[ "\[{{]|- |\d+ (?:split )?lines of text$|[\U000f0000-\U000ffffd]$)'
    r'|[,"\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]| $'
)
_COUNT = (
    r"\d+ (?:(?:rows|entries|(?:split )?lines|documents|values) of |(?:items?|lines|documents)$)"
)
_NOT_BARE_LINE = re.compile(rf'^(?:{_WORD}$|$|[ "\[{{]|- |same as |{_COUNT})|[{_UNSAFE}]| $')
_VALUE = re.compile(_WORD)
_NOT_IN_BLOCK = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
BLOCK = re.compile(r"(\d{1,9}) (split )?lines of text")
MIN_LINES = 3
MIN_BLOCK = 100  # characters; a shorter text is no longer in quotes


class Block(NamedTuple):
    """A text of several lines, and the cell that says so."""

    cell: str
    text: str


def text_cells(cells: Sequence[str]) -> list[str]:
    """Strings as cells of rows."""
    joined = "\n".join(cells)
    if joined.count("\n") == len(cells) - 1 and _are_bare(joined):
        return list(cells)
    return [quoted(cell) if "\n" in cell or _NOT_BARE.search(cell) else cell for cell in cells]


def _are_bare(joined: str) -> bool:
    """Whether all of these cells, joined by line feeds, may stand bare."""
    if not joined.isascii():
        return _NOT_BARE.search(joined) is None
    framed = f"\n{joined}\n"
    if "," in joined or '"' in joined or " \n" in framed:
        return False
    return joined.replace("\n", " ").isprintable() and _BEGINS.search(framed) is None


def cells_of(values: Sequence[Any]) -> list[str]:
    """Values of a column as cells of rows."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return text_cells(values)
    if kinds == {int}:
        return list(map(str, values))
    if len(kinds - {object}) == 1 and kinds.isdisjoint((list, dict)):
        written = {value: _cell(value) for value in set(values)}
        return [written[value] for value in values]
    return [_cell(value) for value in values]


def _cell(value: Any) -> str:
    if value is MISSING:
        return ""
    kind = type(value)
    if kind is str:
        return quoted(value) if "\n" in value or _NOT_BARE.search(value) else value
    return compact(value) if kind in (list, dict) else plain(value)


def line_value(value: Any) -> str:
    """A value behind a colon: the rest of the line is its own, commas and all."""
    if type(value) is str:
        return quoted(value) if "\n" in value or _NOT_BARE_LINE.search(value) else value
    return compact(value) if type(value) in (list, dict) else plain(value)


def may_be_block(values: Sequence[Any], kinds: set[type]) -> bool:
    """Whether any of these values, which are of these kinds, may be better as lines below."""
    if str in kinds and "\n" in "".join([value for value in values if type(value) is str]):
        return True
    return list in kinds and any(
        type(value) is list and type(value[0]) is str and value[0][-1:] == "\n"
        for value in values
        if value
    )


def block_of(text: str) -> Block | None:
    """A text as lines below its cell, if it has lines and nothing that a line cannot hold."""
    if len(text) < MIN_BLOCK or text.count("\n") < MIN_LINES - 1 or _NOT_IN_BLOCK.search(text):
        return None
    return Block(f"{text.count(chr(10)) + 1} lines of text", text)


def lines_of(value: Sequence[Any]) -> Block | None:
    """An array of lines as a block: strings that all but the last end with their line feed."""
    if len(value) < 2 or type(value[0]) is not str or value[0][-1:] != "\n":
        return None
    if not all(type(line) is str for line in value):
        return None
    text = "".join(value)
    if _NOT_IN_BLOCK.search(text) or _split(text) != list(value):
        return None
    return Block(f"{text.count(chr(10)) + 1} split lines of text", text)


def _split(text: str) -> list[str]:
    lines = text.split("\n")
    split = [line + "\n" for line in lines[:-1]]
    return [*split, lines[-1]] if lines[-1] else split


def text_of(lines: Sequence[str], *, split: bool) -> str:
    """The JSON of a block of these lines."""
    text = "\n".join(lines)
    return compact(_split(text)) if split else quoted(text)


def value_of(cell: str) -> Any:
    """The value that a cell, or the rest of a line, says."""
    if not cell:
        return MISSING
    if cell[0] in '"[{' or _VALUE.fullmatch(cell):
        return parse(cell)
    return cell


def split(line: str) -> list[str]:
    """The cells of a row as they stand."""
    if '"' not in line and "[" not in line and "{" not in line:
        return line.split(",")
    cells = []
    at = 0
    while True:
        if line[at : at + 1] in ('"', "[", "{"):
            end = end_of(line, at)
        else:
            end = line.find(",", at)
            end = len(line) if end < 0 else end
        cells.append(line[at:end])
        if end == len(line):
            return cells
        if line[end] != ",":
            raise Unfit(line)
        at = end + 1


__all__ = [
    "BLOCK",
    "MISSING",
    "block_of",
    "cells_of",
    "line_value",
    "lines_of",
    "may_be_block",
    "split",
    "text_cells",
    "text_of",
    "value_of",
]
