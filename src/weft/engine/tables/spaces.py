"""Spaces: rows whose cells a space divides, as a command line would print them.

    [table: psql; widths 5 -19 0; 3 cells a row, divided by spaces; column 2 at is 2 words]

A space and the word behind it are one token, a comma and a word are two. A column may have spaces
of its own if each of its cells has as many; one that has not stands last.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.tables.legend import WORD, column

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_WORDS = 6  # in a cell

_CELLS = re.compile(r"(\d{1,6}) cells a row, divided by spaces")
_WORDS = re.compile(rf"column (\d{{1,9}})(?: {WORD})? is (\d{{1,3}}) words")
_LAST = re.compile(rf"column (\d{{1,9}})(?: {WORD})? stands last")


class Spacing(NamedTuple):
    """How many words each cell of a written row has but the last, and which column stands last."""

    words: tuple[int, ...]
    last: int

    def plain(self) -> Spacing:
        """The same for cells of one word each."""
        return Spacing((1,) * len(self.words), self.last)

    def fits(self, row: Sequence[str]) -> bool:
        """Whether a row of names can be told apart when spaces divide it."""
        plain = sum(self.words) == len(self.words)
        return plain and all(row) and not any(" " in cell or "\n" in cell for cell in row)

    def said(self, names: Sequence[str], shown: Sequence[int]) -> list[str]:
        """The same in words for a legend. `shown` are the columns that are written."""
        named = [column(at, names[at] if names else "") for at in shown]
        items = [f"{len(shown)} cells a row, divided by spaces"]
        if self.last != len(shown) - 1:
            items.append(f"{named[self.last]} stands last")
        del named[self.last]
        return items + [
            f"{name} is {words} words"
            for name, words in zip(named, self.words, strict=True)
            if words > 1
        ]


def parse(about: Sequence[str], left_out: frozenset[int]) -> tuple[Spacing | None, tuple[str, ...]]:
    """The spacing that the items of a legend tell of, and the other items."""
    cells = 0
    last: int | None = None
    words: dict[int, int] = {}
    rest = []
    for item in about:
        if found := _CELLS.fullmatch(item):
            cells = int(found[1])
        elif cells and (found := _LAST.fullmatch(item)):
            last = int(found[1]) - 1
        elif cells and (found := _WORDS.fullmatch(item)):
            words[int(found[1]) - 1] = int(found[2])
        else:
            rest.append(item)
    if not cells:
        return None, tuple(rest)
    shown = [at for at in range(cells + len(left_out)) if at not in left_out]
    place = cells - 1 if last is None else shown.index(last)
    each = [words.get(at, 1) for at in shown]
    del each[place]
    return Spacing(tuple(each), place), tuple(rest)


def find(columns: Sequence[Sequence[str]]) -> Spacing | None:
    """How these columns can be divided by spaces, if they can."""
    words = list(map(_words, columns[:-1]))
    odd = [number for number, count in enumerate(words) if not count]
    if any("\n" in cell for cell in columns[-1]):
        return None
    if not odd:
        return Spacing(tuple(words), len(columns) - 1)
    if len(odd) > 1:
        return None
    after = _words(columns[-1])
    if not after or any("\n" in cell for cell in columns[odd[0]]):
        return None
    del words[odd[0]]
    return Spacing((*words, after), odd[0])


def _words(cells: Sequence[str]) -> int:
    """How many words each cell has, if all have as many; else 0."""
    text = "\n".join(cells)
    if text.count("\n") != len(cells) - 1 or not all(cells):
        return 0
    spaces = cells[0].count(" ")
    if spaces >= MOST_WORDS or text.count(" ") != spaces * len(cells):
        return 0
    if spaces and any(cell.count(" ") != spaces for cell in cells):
        return 0
    return spaces + 1


def join(rows: Sequence[Sequence[str]], spacing: Spacing) -> list[str]:
    """The rows with spaces between their cells."""
    return [" ".join(moved(row, spacing)) for row in rows]


def moved(row: Sequence[str], spacing: Spacing) -> Sequence[str]:
    """The row with the column last that stands last."""
    last = spacing.last
    return row if last == len(spacing.words) else (*row[:last], *row[last + 1 :], row[last])


def split(line: str, spacing: Spacing) -> list[str]:
    """The cells of a row again."""
    words = spacing.words
    total = sum(words)
    parts = line.split(" ", total)
    if len(parts) != total + 1:
        raise ValueError(f"a row of another number of words: {line[:80]!r}")
    if total != len(words):
        cells = []
        place = 0
        for count in words:
            cells.append(" ".join(parts[place : place + count]))
            place += count
        parts = [*cells, parts[-1]]
    return put_back(parts, spacing)


def put_back(row: list[str], spacing: Spacing) -> list[str]:
    """The row with its last column where it stood."""
    if spacing.last != len(spacing.words):
        row.insert(spacing.last, row.pop())
    return row


__all__ = ["Spacing", "find", "join", "moved", "parse", "put_back", "split"]
