"""Legend: the first line of a sheet, which says what its rows do not.

    [table: psql; widths 3 -12; every row has column 2 state=open; lines 40-41 as is]

A legend is written and read here and nowhere else. A text that begins with one is ours.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

OPENS = "[table: "

_EVERY = "every row has "
_EMPTY = "an empty cell is "
_AS_IS = " as is"
_BARE = re.compile(r'[^\s",;=\[\]\\]+(?: [^\s",;=\[\]\\]+)*')
WORD = r'"(?:[^"\\]|\\.)*"|[^",;=\[\]\\]+'
_VALUE = re.compile(rf"column (\d{{1,9}})(?: ({WORD}))?=({WORD}|)(?:, |$)")
_ITEM = re.compile(r'((?:"(?:[^"\\]|\\.)*"|[^";])*)(?:; |$)')


class LegendError(ValueError):
    """A line that is no legend of ours."""


def column(number: int, name: str) -> str:
    """What a column is called: its number, from 1, and its name if it has one."""
    return f"column {number + 1} {word(name)}" if name else f"column {number + 1}"


class Said(NamedTuple):
    """A value of a column that its cells need not repeat."""

    column: int  # from 0
    name: str
    text: str

    def __str__(self) -> str:
        return f"{column(self.column, self.name)}={word(self.text) if self.text else ''}"


class Legend(NamedTuple):
    """What is said of all rows. `about` is the caller's: items without quotes or semicolons."""

    about: tuple[str, ...]
    constant: tuple[Said, ...] = ()
    usual: tuple[Said, ...] = ()
    odd: tuple[int, ...] = ()  # lines that are no rows, from 1

    def written(self) -> str:
        """The line."""
        items = list(self.about)
        if self.constant:
            items.append(_EVERY + ", ".join(map(str, self.constant)))
        if self.usual:
            items.append(_EMPTY + ", ".join(map(str, self.usual)))
        if self.odd:
            items.append(("line " if len(self.odd) == 1 else "lines ") + _ranges(self.odd) + _AS_IS)
        return f"{OPENS}{'; '.join(items)}]"


def is_legend(line: str) -> bool:
    """Whether this line could be a legend."""
    return line.startswith(OPENS) and line.endswith("]")


def read(line: str) -> Legend:
    """The legend in a line that `written` gave."""
    if not is_legend(line):
        raise LegendError(f"no legend: {line[:80]!r}")
    about: list[str] = []
    constant: tuple[Said, ...] = ()
    usual: tuple[Said, ...] = ()
    odd: tuple[int, ...] = ()
    for item in filter(None, _ITEM.findall(line[len(OPENS) : -1])):
        if item.startswith(_EVERY):
            constant = tuple(_values(item[len(_EVERY) :]))
        elif item.startswith(_EMPTY):
            usual = tuple(_values(item[len(_EMPTY) :]))
        elif item.endswith(_AS_IS):
            odd = tuple(_numbers(item[: -len(_AS_IS)].partition(" ")[2]))
        else:
            about.append(item)
    return Legend(tuple(about), constant, usual, odd)


def word(text: str) -> str:
    """A text as it may stand in an item: in quotes where it must."""
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=not text.isprintable())


def plain(word: str) -> str:
    """The text of such a word."""
    return str(json.loads(word)) if word.startswith('"') else word


def _values(text: str) -> Iterable[Said]:
    for number, name, value in _VALUE.findall(text):
        yield Said(int(number) - 1, plain(name), plain(value))


def _ranges(numbers: Iterable[int]) -> str:
    """`1-3, 7`, of ascending numbers."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def _numbers(text: str) -> Iterable[int]:
    for run in text.split(", "):
        first, _, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)


__all__ = [
    "OPENS",
    "WORD",
    "Legend",
    "LegendError",
    "Said",
    "column",
    "is_legend",
    "plain",
    "read",
    "word",
]
