"""Affixes: what every cell of a column begins or ends with, said once.

    [table: divided by comma; column 3 url begins "https://shop.example/items/"]

Only whole steps: a path or an address up to a slash, an ending from a sign on. What is left in
the cell must be readable by itself.
"""

from __future__ import annotations

import json
import re
from operator import ne
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.tables.legend import WORD, column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MIN_LENGTH = 5  # characters; shorter ones are hardly more than a token
MIN_GAIN = 60  # characters in all cells
MIN_CELLS = 4

_TEXT = r'("(?:[^"\\]|\\.)*")'
_BEGINS = re.compile(rf"column (\d{{1,9}})(?: {WORD})? begins {_TEXT}(?: and ends {_TEXT})?")
_ENDS = re.compile(rf"column (\d{{1,9}})(?: {WORD})? ends {_TEXT}")
_SUFFIX = re.compile(r"(?: \(|[@/]|\.(?=[A-Za-z]))[^\d\"]*$")


class Affix(NamedTuple):
    """What all cells of a column begin and end with."""

    column: int  # from 0
    prefix: str
    suffix: str

    def said(self, name: str) -> str:
        """The same in words for a legend."""
        ends = [f"begins {_quoted(self.prefix)}"] if self.prefix else []
        ends += [f"ends {_quoted(self.suffix)}"] if self.suffix else []
        return f"{column(self.column, name)} {' and '.join(ends)}"


def parse(about: Iterable[str]) -> tuple[list[Affix], tuple[str, ...]]:
    """The affixes that the items of a legend tell of, and the other items."""
    affixes = []
    rest = []
    for item in about:
        if found := _BEGINS.fullmatch(item):
            suffix = json.loads(found[3]) if found[3] else ""
            affixes.append(Affix(int(found[1]) - 1, json.loads(found[2]), suffix))
        elif found := _ENDS.fullmatch(item):
            affixes.append(Affix(int(found[1]) - 1, "", json.loads(found[2])))
        else:
            rest.append(item)
    return affixes, tuple(rest)


def find(columns: Sequence[Sequence[str]], skip: frozenset[int]) -> list[Affix]:
    """The affixes that pay, by column. Columns in `skip` are not written anyway."""
    found = (_affix(at, cells) for at, cells in enumerate(columns) if at not in skip)
    return [affix for affix in found if affix is not None]


def _affix(at: int, cells: Sequence[str]) -> Affix | None:
    if len(cells) < MIN_CELLS:
        return None
    first, last = min(cells), max(cells)
    if first == last:
        return None
    prefix = _shared(first, last)
    prefix = prefix[: prefix.rfind("/") + 1]
    suffix = _suffix(cells, first[len(prefix) :], last[len(prefix) :])
    prefix = prefix if len(prefix) >= MIN_LENGTH else ""
    if not prefix and not suffix:
        return None
    # Something of each cell must be left.
    if min(map(len, cells)) <= len(prefix) + len(suffix):
        return None
    gain = (len(prefix) + len(suffix)) * (len(cells) - 1)
    return Affix(at, prefix, suffix) if gain > MIN_GAIN else None


def _suffix(cells: Sequence[str], first: str, last: str) -> str:
    """What all cells end with, if these two do and it is worth saying."""
    found = _SUFFIX.search(_shared(first[::-1], last[::-1])[::-1])
    suffix = found[0] if found else ""
    if len(suffix) < MIN_LENGTH or not all(cell.endswith(suffix) for cell in cells):
        return ""
    return suffix


def _shared(a: str, b: str) -> str:
    """What both begin with. All that stand between them in order begin with it too."""
    differs = map(ne, a, b)
    return a[: next((at for at, other in enumerate(differs) if other), min(len(a), len(b)))]


def without(columns: Sequence[Sequence[str]], affixes: Sequence[Affix]) -> list[Sequence[str]]:
    """The columns without them."""
    bare = list(columns)
    for at, prefix, suffix in affixes:
        start, end = len(prefix), -len(suffix) or None
        bare[at] = [cell[start:end] for cell in columns[at]]
    return bare


def restore(rows: Iterable[list[str]], affixes: Sequence[Affix]) -> None:
    """Put them on again."""
    for row in rows if affixes else ():
        for at, prefix, suffix in affixes:
            row[at] = f"{prefix}{row[at]}{suffix}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable())


__all__ = ["Affix", "find", "parse", "restore", "without"]
