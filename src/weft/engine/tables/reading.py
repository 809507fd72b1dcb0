"""Reading: what every reader of a character table gives, and how its lines are drawn again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from weft.engine.tables.layout import ALIGNMENTS, Layout, padded
from weft.engine.tables.styles import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.tables.sheet import Line
    from weft.engine.tables.styles import Style

ALIGNED = "padded"  # columns held by their width alone
_OPEN = "last open"
_WIDE = "wide"
_BARE = "no spaces at line ends"
_RULED = "ruled"
_CUT = "no rule at the end"
_CLIPPED = "no spaces behind heads"
_WIDTHS = re.compile(r"widths ([-0-9 ]+)")
_INDENT = re.compile(r"indent (\d{1,4})")
_APART = re.compile(r"spaces apart (\d{1,4}(?: \d{1,4})*)")
_HEAD = re.compile(r"heads (left|centred|right)")


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a table is drawn: its style if it has one, its widths, where its heads stand."""

    widths: tuple[int, ...]
    style: Style | None = None
    head: str = ""  # an alignment, or as the cells
    open: bool = False  # the last cell of a row is not padded
    wide: bool = False
    bare: bool = False  # no spaces at the ends of lines
    indent: int = 0  # spaces before the first cell, where no bar stands
    ruled: bool = False  # a rule between any two rows
    cut: bool = False  # without the rule below the last row
    clipped: bool = False  # no spaces behind the last head, though behind the cells below it
    apart: tuple[int, ...] = ()  # spaces behind each column but the last, besides the one

    def about(self) -> tuple[str, ...]:
        """The same in words for a legend."""
        words = [self.style.name if self.style else ALIGNED]
        words.append("widths " + " ".join(map(str, self.widths)))
        if self.indent:
            words.append(f"indent {self.indent}")
        if self.apart:
            words.append("spaces apart " + " ".join(map(str, self.apart)))
        if self.head:
            words.append(f"heads {self.head}")
        flags = (
            (self.open, _OPEN),
            (self.wide, _WIDE),
            (self.bare, _BARE),
            (self.ruled, _RULED),
            (self.clipped, _CLIPPED),
            (self.cut, _CUT),
        )
        return (*words, *(word for flag, word in flags if flag))

    def layout(self) -> Layout:
        """How a row is drawn."""
        widths = (*self.widths[:-1], 0) if self.open else self.widths
        if self.style is None:
            return Layout(
                widths, " " * self.indent, wide=self.wide, bare=self.bare, apart=self.apart
            )
        left, between, right = self.style[1:4]
        return Layout(widths, left, between, right, self.wide, self.bare)

    def head_line(self, cells: Sequence[str]) -> str:
        """The line of the heads."""
        line = self._head_line(cells)
        return line.rstrip(" ") if self.clipped else line

    def _head_line(self, cells: Sequence[str]) -> str:
        if not self.head or self.style is None:
            return self.layout().draw([cells])[0]
        left, between, right = self.style.head or self.style[1:4]
        share = ALIGNMENTS[self.head]
        pairs = zip(cells, self.widths, strict=True)
        return left + between.join(padded(cell, abs(width), share) for cell, width in pairs) + right


def parse(about: Sequence[str]) -> Drawing:
    """The drawing that a legend tells of."""
    drawing = Drawing((), BY_NAME.get(about[0]))
    for item in about[1:]:
        if found := _WIDTHS.fullmatch(item):
            drawing = replace(drawing, widths=tuple(map(int, found[1].split())))
        elif found := _INDENT.fullmatch(item):
            drawing = replace(drawing, indent=int(found[1]))
        elif found := _APART.fullmatch(item):
            drawing = replace(drawing, apart=tuple(map(int, found[1].split())))
        elif found := _HEAD.fullmatch(item):
            drawing = replace(drawing, head=found[1])
    return replace(
        drawing,
        open=_OPEN in about,
        wide=_WIDE in about,
        bare=_BARE in about,
        ruled=_RULED in about,
        clipped=_CLIPPED in about,
        cut=_CUT in about,
    )


def draw(lines: Sequence[Line], heads: int, drawing: Drawing) -> list[str]:
    """The table: rows drawn, rules where the style has them, other lines as they are."""
    rows = [line for line in lines if not isinstance(line, str)]
    drawn = [drawing.head_line(row) for row in rows[:heads]]
    return ruled(lines, heads, drawing, drawn + drawing.layout().draw(rows[heads:]))


def ruled(lines: Sequence[Line], heads: int, drawing: Drawing, rows: Sequence[str]) -> list[str]:
    """The same with rows that are drawn already."""
    drawn = iter(rows)
    style = drawing.style
    if style is None:
        return [line if isinstance(line, str) else next(drawn) for line in lines]
    top, middle, inner, bottom = (
        rule.drawn(drawing.widths) if rule else None
        for rule in (style.top, style.middle, style.inner, style.bottom)
    )
    left = len(rows)
    done = 0
    written: list[str] = []
    for line in lines:
        if isinstance(line, str):
            written.append(line)
            continue
        if done == 0 and top is not None:
            written.append(top)
        written.append(next(drawn))
        done += 1
        left -= 1
        if left == 0:
            rule = None if drawing.cut else bottom
        elif done == heads:
            rule = middle
        else:
            rule = inner if drawing.ruled and done > heads else None
        if rule is not None:
            written.append(rule)
    return written


__all__ = ["ALIGNED", "ALIGNMENTS", "Drawing", "draw", "parse", "ruled"]
