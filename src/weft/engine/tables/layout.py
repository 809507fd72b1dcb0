"""Layout: how wide the columns of a table are, and how a row of cells becomes a line.

A width is that of `printf`: the cell is padded to it, on the right where it is negative, and a
longer cell pushes what follows to the right. Pure arithmetic on cells; what is a row is decided
elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ALIGNMENTS = {"left": 0.0, "centred": 0.5, "right": 1.0}


@dataclass(frozen=True, slots=True)
class Layout:
    """Widths, and what stands before, between and behind the cells."""

    widths: tuple[int, ...]
    left: str = ""
    between: str = " "
    right: str = ""
    wide: bool = False  # padded by what characters take on a screen, not by their number
    bare: bool = False  # without the spaces at the end
    apart: tuple[int, ...] = ()  # spaces behind each column but the last, besides `between`

    def template(self) -> str:
        """The line as a format for a tuple of cells."""
        marks: Iterable[str] = (f"%{width}s" if width else "%s" for width in self.widths)
        if self.apart:
            marks = map(str.__add__, marks, (*map(" ".__mul__, self.apart), ""))
        return self.left + self.between.join(marks) + self.right

    def draw(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """The lines of these rows."""
        if self.wide:
            drawn = [self._draw_wide(row) for row in rows]
        else:
            drawn = list(map(self.template().__mod__, map(tuple, rows)))
        return [line.rstrip(" ") for line in drawn] if self.bare else drawn

    def _draw_wide(self, row: Sequence[str]) -> str:
        cells: Iterable[str] = (
            cell if not width else padded(cell, abs(width), 0.0 if width < 0 else 1.0)
            for cell, width in zip(row, self.widths, strict=True)
        )
        if self.apart:
            cells = map(str.__add__, cells, (*map(" ".__mul__, self.apart), ""))
        return self.left + self.between.join(cells) + self.right


def padded(cell: str, width: int, share: float) -> str:
    """The cell padded to what it takes on a screen; `share` of the padding goes before it."""
    missing = max(0, width - taken(cell))
    before = int(missing * share)
    return " " * before + cell + " " * (missing - before)


def taken(text: str) -> int:
    """How many places a text takes on a screen."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


__all__ = ["ALIGNMENTS", "Layout", "padded", "taken"]
