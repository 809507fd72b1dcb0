"""Columns of a listing: what all rows share is said once, as a template.

    -rw-r--r-- root   5748 2026-11-20 14:49 src/pool.rs   {:>6} and {} are what a row
    -rw-r--r-- root 107208 2026-11-20 14:49 src/lib.rs    still has to say: 5748 src/pool.rs
    -rwxr-xr-x root   7120 2026-11-21 09:05 run.sh        -rwxr-xr-x 7120 2026-11-21 09:05 run.sh

The template of these is `-rw-r--r-- root {:>6} 2026-11-20 14:49 {}`: Python's own notation, so that
the rows come back by `str.format`. `{:>}` is as wide as the widest value between two lines that are
no rows. A row whose permissions or time differ from the template's says its own where they belong
(`usual`); a row with another owner than nearly all is no row, and stays as it is.

Columns stand before a path and are held apart by blanks, whatever they are called. Where they end
is told in `listing_lines`, how rows come back in `row_writer`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.files.usual import LINKED, head_of, is_owner, when_in
from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL_BUT_FEW = 0.95  # the share of rows from which on the others are exceptions
MOSTLY = 0.8  # of the rows say when, or none does

_WORD = re.compile(r"[A-Za-z_][\w+./-]*")
_BRACES = frozenset("{}[]")

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
    found: list[Cells] = _pattern(count).findall(text)
    rows = [row for row in found if row[0]]
    if len(rows) < 2:
        return None
    when = when_in(rows[len(rows) // 2][:count])
    if when:
        start, end, way = when
        says = way.fullmatch
        agree = [row for row in rows if says("".join(row[start:end]).lstrip(" \t"))]
        if len(agree) < MOSTLY * len(rows):
            when = None
        elif len(agree) < len(rows):
            found = [
                row if not row[0] or says("".join(row[start:end]).lstrip(" \t")) else _as_line(row)
                for row in found
            ]
            rows = agree
    if usual := _usual_words(rows, count):
        found = [row if not row[0] or _fits(row, usual) else _as_line(row) for row in found]
        rows = [row for row in found if row[0]]
    *cells, blanks, paths, _ = zip(*rows, strict=True)
    template = _Template(_blocks(found) if len(found) > len(rows) else [])
    if len(set(blanks)) > 1 or not template.take(cells, when[:2] if when else None):
        return None
    rest = template.said() or [""] * len(rows)
    written = "".join(template.parts) + blanks[0] + "{}"
    if len(rows) == len(found):
        return written, list(map(Row, rest, paths))
    following = iter(zip(rest, paths, strict=True))
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
        self.kept: list[Sequence[str]] = []
        self.gaps: list[str] = []  # what stands behind each kept value: a value may be left out
        self.headed = False  # whether permissions have had their place

    def take(self, cells: Sequence[Cells], when: tuple[int, int] | None) -> bool:
        """Take all columns in, unless one can't be written back."""
        at = 0
        while at < len(cells):
            if when and at == when[0] and self.together(cells[at : when[1]]):
                at = when[1]
                continue
            if not self.headed and (head := head_of([cell.lstrip(" \t") for cell in cells[at]])):
                self.headed = True
                pair, owners = cells[at : at + 2], set().union(*cells[at + 2 : at + 3])
                if (
                    len(owners) == 1
                    and is_owner(owners.pop())
                    and head_of(_joined(pair)) is LINKED
                    and self.together(pair, always=len(set(pair[1])) == 1)
                ):
                    at += 2
                    continue
                if head and self.together(cells[at : at + 1], always=True):
                    at += 1
                    continue
            if not self.add(cells[at]):
                return False
            at += 1
        return True

    def together(self, cells: Sequence[Cells], *, always: bool = False) -> bool:
        """Take columns in as one value that most rows share, if that is shorter."""
        values = _joined(cells)
        usual, times = Counter(values).most_common(1)[0]
        apart = sum(
            len(values) * (1 + len(column[0].strip())) for column in cells if len(set(column)) > 1
        )
        if apart and (len(values) - times) * (1 + len(usual)) >= apart and not always:
            return False
        pads = {cell[: len(cell) - len(cell.lstrip(" \t"))] for cell in cells[0]}
        if len(pads) > 1 or _BRACES & set(usual):
            return False
        self.parts.append(pads.pop() + usual)
        if times < len(values):
            self.kept.append(["" if value == usual else value + " " for value in values])
            self.gaps.append("")
        return True

    def add(self, column: Cells) -> bool:
        """Take a column in, unless it can't be written back."""
        first = column[0]
        if len(set(column)) == 1:
            self.parts.append(first)
            return not _BRACES & set(first)
        values = [cell.lstrip(" \t") for cell in column]
        lead = first[0] if self.parts else ""
        lengths = list(map(len, column))
        bare = list(map(len, values))
        written = self._written(lengths, bare, len(lead))
        if written is None or (lead and not all(cell[0] == lead for cell in column)):
            return False
        self.parts.append(lead + written)
        self.kept.append(values)
        self.gaps.append(" ")
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

    def said(self) -> list[str]:
        """What each row still has to say."""
        if not self.kept:
            return []
        joined = map("".join(f"%s{gap}" for gap in self.gaps).__mod__, zip(*self.kept, strict=True))
        return [said.rstrip(" ") for said in joined]


def _joined(cells: Sequence[Cells]) -> list[str]:
    """Columns as one, without the blanks before the first."""
    if len(cells) == 1:
        return [cell.lstrip(" \t") for cell in cells[0]]
    return ["".join(row).lstrip(" \t") for row in zip(*cells, strict=True)]


__all__ = ["Row", "split"]
