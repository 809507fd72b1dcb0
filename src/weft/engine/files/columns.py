"""Columns of a listing: what all rows share is said once, as a template.

    -rw-r--r-- root    5748 2026-11-20 14:49 src/pool.rs      {:>7} and {} are what a row
    -rw-r--r-- root  107208 2026-11-20 14:49 src/lib.rs       still has to say: 5748 src/pool.rs

The template of these is `-rw-r--r-- root {:>7} 2026-11-20 14:49 {}`: Python's own notation, so that
the rows come back by `str.format`. `{:>}` is as wide as the widest value between two lines that are
no rows. A row with other permissions than the template's says its own in front; a row with another
owner than nearly all is no row, and stays as it is.

Columns stand before a path and are held apart by blanks, whatever they are called. Where they end
is told in `listing_lines`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ALL_BUT_FEW = 0.95  # the share of rows from which on the others are exceptions

MODE = re.compile(r"[-dlcbpsD][-rwxsStT]{9}[.+@]?")
_WORD = re.compile(r"[A-Za-z_][\w+./-]*")

Cells = tuple[str, ...]


class Row(NamedTuple):
    """A row of a listing. `said` is what the template does not say, in order; a line that is no
    row has no path, and `said` is the line itself.
    """

    said: str
    path: str


@cache
def _pattern(count: int) -> re.Pattern[str]:
    columns = r"([ \t]*\S+)" + r"([ \t]+\S+)" * (count - 1)
    return re.compile(rf"^(?:{columns}([ \t]+)(\S.*)|(.*))$", re.MULTILINE)


def split(text: str, count: int) -> tuple[str, list[Row]] | None:
    """The template of a listing with so many columns, and its rows; nothing if they don't agree."""
    found = _pattern(count).findall(text)
    rows = [row for row in found if row[0]]
    if len(rows) < 2:
        return None
    usual = _usual_words(rows, count)
    if usual:
        found = [row if not row[0] or _fits(row, usual) else _as_line(row) for row in found]
        rows = [row for row in found if row[0]]
    *cells, blanks, paths, _ = zip(*rows, strict=True)
    template = _Template(_blocks(found) if len(found) > len(rows) else [])
    if len(set(blanks)) > 1 or not all(map(template.add, cells)):
        return None
    said = template.said() or [""] * len(rows)
    written = "".join(template.parts) + blanks[0] + "{}"
    if len(rows) == len(found):
        return written, list(map(Row, said, paths))
    following = iter(zip(said, paths, strict=True))
    return written, [Row(*next(following)) if row[0] else Row(row[-1], "") for row in found]


def _usual_words(rows: Sequence[Cells], count: int) -> dict[int, str]:
    """By column, the word that nearly all rows have there."""
    usual = {}
    for at in range(1, count):
        words = Counter([row[at] for row in rows])
        word, times = words.most_common(1)[0]
        if len(rows) * ALL_BUT_FEW <= times < len(rows) and _WORD.fullmatch(word.strip()):
            usual[at] = word
    return usual


def _fits(row: Cells, usual: dict[int, str]) -> bool:
    return all(row[at] == word for at, word in usual.items())


def _as_line(row: Cells) -> Cells:
    return (*[""] * (len(row) - 1), "".join(row))


def _blocks(found: Sequence[Cells]) -> list[int]:
    """Before how many rows, and between which of them, something other than a row stands."""
    ends, rows = [0], 0
    for row in found:
        if row[0]:
            rows += 1
        elif rows > ends[-1] and not is_gap(row[-1]):
            ends.append(rows)
    return [*ends, rows] if rows > ends[-1] else ends


class _Template:
    """Built column by column, from the left."""

    def __init__(self, blocks: list[int]) -> None:
        self.blocks = blocks
        self.parts: list[str] = []
        self.kept: list[list[str]] = []
        self.own: list[str] = []  # permissions that differ from the usual ones

    def add(self, column: Cells) -> bool:
        """Take a column in, unless it can't be written back."""
        first = column[0]
        if len(set(column)) == 1:
            self.parts.append(first)
            return not set(first) & set("{}[]")
        values = [cell.lstrip(" \t") for cell in column]
        if not self.own and MODE.fullmatch(values[0]) and all(map(MODE.fullmatch, values)):
            return self._modes(column, values)
        lead = " " if self.parts else ""
        lengths = list(map(len, column))
        bare = list(map(len, values))
        written = self._written(lengths, bare, len(lead))
        if written is None or (lead and not all(cell[0] == " " for cell in column)):
            return False
        self.parts.append(lead + written)
        self.kept.append(values)
        return True

    def _written(self, lengths: list[int], bare: list[int], lead: int) -> str | None:
        """The place for a column, by how it is aligned."""
        if lengths == [length + lead for length in bare]:
            return "{}"
        if len(set(lengths)) == 1:
            return f"{{:>{lengths[0] - lead}}}"
        if self.parts and self.parts[-1].endswith("{}"):
            before = list(map(len, self.kept[-1]))
            sums = {a + b for a, b in zip(lengths, before, strict=True)}
            fills = {a - b + c for a, b, c in zip(lengths, bare, before, strict=True)}
            if len(sums) == 1 or len(fills) == 1:
                widest = max(before) if len(sums) == 1 else fills.pop() - lead
                self.parts[-1] = f"{self.parts[-1][:-2]}{{:<{widest}}}"
                return f"{{:>{sums.pop() - widest - lead}}}" if len(sums) == 1 else "{}"
        if len(self.blocks) > 2 and all(
            {max(bare[a:b]) + lead} == set(lengths[a:b]) for a, b in pairwise(self.blocks)
        ):
            return "{:>}"
        return None

    def _modes(self, column: Cells, values: list[str]) -> bool:
        usual = Counter(values).most_common(1)[0][0]
        pads = {cell[: len(cell) - len(value)] for cell, value in zip(column, values, strict=True)}
        if len(pads) > 1:
            return False
        self.parts.append(pads.pop() + usual)
        self.own = ["" if value == usual else value + " " for value in values]
        return True

    def said(self) -> list[str]:
        """What each row still has to say."""
        if not self.kept:
            return [own[:-1] for own in self.own]
        joined = list(map(" ".join, zip(*self.kept, strict=True)))
        return list(map(str.__add__, self.own, joined)) if self.own else joined


class Writer:
    """Writes rows of a template as they were."""

    def __init__(self, template: str) -> None:
        self.template = template
        self.values = template.count("{") - 1
        self.usual = next(filter(MODE.fullmatch, template.split()), "")
        places = re.findall(r"\{[^}]*\}", template)
        self.widest = [at for at, place in enumerate(places) if place == "{:>}"]

    def parts(self, body: str) -> tuple[list[str], str]:
        """What a row says, and the path behind it."""
        own = bool(self.usual and MODE.match(body))
        *said, path = body.split(" ", self.values + own)
        return said, path

    def line(self, said: list[str], path: str) -> str:
        """The line this row was, where it does not take others to know."""
        if len(said) > self.values:
            own, *said = said
            return self.template.replace(self.usual, own, 1).format(*said, path)
        return self.template.format(*said, path)

    def block(self, bodies: Sequence[str]) -> Iterator[str]:
        """The lines of rows that stand together."""
        if not self.widest:
            for body in bodies:
                yield body if is_gap(body) else self.line(*self.parts(body))
            return
        rows = [([], body) if is_gap(body) else self.parts(body) for body in bodies]
        for at in self.widest:
            values = [said[at - self.values] for said, _ in rows if said]
            width = max(map(len, values), default=0)
            for said, _ in rows:
                if said:
                    said[at - self.values] = said[at - self.values].rjust(width)
        for said, path in rows:
            yield self.line(said, path) if said else path


__all__ = ["MODE", "Row", "Writer", "split"]
