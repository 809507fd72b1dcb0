"""Drawn: tables with bars and rules around their cells.

The first rule, or the bars of markdown, tell style and widths. Each row is then split at its bars
and must come out the same when it is drawn again; a line that does not stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain, product
from operator import eq
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.gap import is_gap
from weft.engine.tables.reading import ALIGNMENTS, Drawing, ruled
from weft.engine.tables.styles import BY_NAME, STYLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.tables.sheet import Line
    from weft.engine.tables.styles import Rule, Style


class Table(NamedTuple):
    """A table as it was read."""

    drawing: Drawing
    lines: list[Line]
    heads: int
    places: list[int]  # where each line stands among those of the text, from 0


_RULES_BEGIN = frozenset("+-|┌╭┏╔")
LOOK = 12  # lines in which the first rule must stand
MOSTLY = 0.6  # of the lines must be rows
SAMPLE = 60  # rows that tell how a column is aligned
_MARKDOWN = re.compile(r"\|(?: ?:?-+:? ?\|)+")


def read(lines: Sequence[str]) -> Table | None:
    """The table in these lines, or nothing if they do not begin with one."""
    for at, line in enumerate(lines[:LOOK]):
        if line[:1] not in _RULES_BEGIN:
            continue
        for style in STYLES:
            rule = style.top or style.middle
            widths = _widths(line, rule) if rule else None
            if widths is None:
                continue
            if style.top is None and (at == 0 or style.between.strip() not in lines[at - 1]):
                continue
            found = _read(lines, at if style.top else at - 1, style, widths)
            if found:
                return found
        if at and _MARKDOWN.fullmatch(line):
            return _read_markdown(lines, at - 1)
    return None


def _widths(line: str, rule: Rule) -> tuple[int, ...] | None:
    """How wide the columns below this rule are, if the line is one."""
    left, fill, cross, right = rule
    if not (line.startswith(left + fill[:0]) and line.endswith(right)) or len(line) < 3:
        return None
    parts = line[len(left) : len(line) - len(right)].split(cross)
    # Without ends, one column would be any row of dashes.
    if any(part.strip(fill) for part in parts) or (len(parts) < 2 and left in ("", fill)):
        return None
    return tuple(map(len, parts)) if all(parts) or rule.left.strip(fill) else None


def _read_markdown(lines: Sequence[str], start: int) -> Table | None:
    style = BY_NAME["markdown"]
    cells = _cells(lines[start], style, None)
    first = lines[start + 2] if start + 2 < len(lines) else ""
    if cells is None or not first:
        return None
    raw = first[2:-2].split(" | ")
    head = lines[start][2:-2].split(" | ")
    even = list(map(len, raw)) == list(map(len, head))
    widths = tuple(map(len, head)) if even else (0,) * len(cells)
    return _read(lines, start, style, widths)


def _cells(line: str, style: Style, count: int | None) -> list[str] | None:
    """The cells of a row between its bars."""
    left, between, right = style[1:4]
    if not right and line.endswith(between.rstrip()):
        line += " "  # before an empty cell, stripped by a terminal or a program
    if not (line.startswith(left) and line.endswith(right)):
        return None
    cells = line[len(left) : len(line) - len(right)].split(between)
    return cells if count is None or len(cells) == count else None


def _read(lines: Sequence[str], start: int, style: Style, widths: tuple[int, ...]) -> Table | None:
    count = len(widths)
    rules = {
        rule.drawn(widths): rule
        for rule in (style.top, style.middle, style.inner, style.bottom)
        if rule
    }
    is_rule = _MARKDOWN.fullmatch if style.name == "markdown" else rules.__contains__
    parts = [None if is_rule(line) else _cells(line, style, count) for line in lines[start:]]
    if sum(part is not None for part in parts) < 3:
        return None
    last = max(at for at, part in enumerate(parts) if part is not None)
    signed, opened = _aligned(
        [part for part in parts if part is not None][1 : SAMPLE + 1], widths, style
    )
    drawing = Drawing(signed, style, open=opened)
    middle = style.middle.drawn(widths) if style.middle else None
    top = 1 if style.top else 0
    heads = 0 if middle is None and style.name != "markdown" else 1
    body = lines[start:]
    if middle is not None and body[top + 1 : top + 2] != [middle]:
        return None
    # Style "head" bars differ from those of rows.
    head_cells = _head_cells(body[top], style, count)
    if head_cells is None:
        return None
    inner = sum(1 for part, line in zip(parts, body, strict=True) if part is None and line in rules)
    expected = 1 + (middle is not None) + (style.bottom is not None) - (style.top is None)
    rows_after = sum(part is not None for part in parts[top + 1 :])
    ruled = style.inner is not None and rows_after > 2 and inner - expected >= rows_after - 1
    cut = style.bottom is not None and style.bottom.drawn(widths) not in body[last + 1 :]
    drawing = replace(drawing, ruled=ruled, cut=cut)
    drawing = _headed(drawing, head_cells, body[top])
    kept: list[Line] = [*lines[:start], head_cells]
    places = [*range(start), start + top]
    for at in range(top + 1, len(body)):
        part, line = parts[at], body[at]
        if part is not None:
            kept.append(list(map(str.strip, part)))
        elif line in rules and (
            (at == top + 1 and middle is not None)
            or (at == last + 1 and style.bottom is not None)
            or (ruled and at < last)
        ):
            continue
        else:
            kept.append(line)
        places.append(start + at)
    return checked(Table(drawing, kept, heads, places), lines)


def _head_cells(line: str, style: Style, count: int) -> list[str] | None:
    left, between, right = style.head or style[1:4]
    if right == " " and not line.endswith(right):
        line += right  # what a terminal or a program has stripped
    if not (line.startswith(left) and line.endswith(right)):
        return None
    cells = line[len(left) : len(line) - len(right)].split(between)
    return [cell.strip() for cell in cells] if len(cells) == count else None


def _headed(drawing: Drawing, cells: list[str], line: str) -> Drawing:
    """With where the heads stand, if not as the cells below them."""
    for clipped, head in product((False, True), ("", *ALIGNMENTS)):
        tried = replace(drawing, head=head, clipped=clipped)
        if tried.head_line(cells) == line:
            return tried
    return drawing


def _aligned(
    rows: Sequence[Sequence[str]], widths: tuple[int, ...], style: Style
) -> tuple[tuple[int, ...], bool]:
    """Widths with their sign, and whether the last column is not padded."""
    signed = []
    for width, cells in zip(widths, zip(*rows, strict=True), strict=True):
        left = all(cell[:1] != " " for cell in cells if cell.strip())
        signed.append(-width if left else width)
    opened = not style.right and signed[-1] < 0 and any(len(row[-1]) < widths[-1] for row in rows)
    return tuple(signed), opened


def checked(table: Table, lines: Sequence[str]) -> Table | None:
    """The table with rows that do not come out the same as lines, if the rest does."""
    drawing, kept, heads, places = table
    rows = [at for at, line in enumerate(kept) if not isinstance(line, str)]
    body = [kept[at] for at in rows[heads:]]
    wanted = [lines[places[at]] for at in rows[heads:]]
    same = list(map(eq, drawing.layout().draw(body), wanted))
    for other in (replace(drawing, bare=True), replace(drawing, wide=True)):
        if all(same) or (other.wide and all(map(str.isascii, chain.from_iterable(body)))):
            break
        again = list(map(eq, other.layout().draw(body), wanted))
        if sum(again) > sum(same):
            drawing, same = other, again
    for at, fits in zip(rows[heads:], same, strict=True):
        if not fits:
            kept[at] = lines[places[at]]
    if any(isinstance(line, str) and is_gap(line) for line in kept[: rows[0] if rows else 0]):
        return None
    if sum(not isinstance(line, str) for line in kept) < heads + 2:
        return None
    drawn = [drawing.head_line(kept[at]) for at in rows[:heads]]
    drawn += [lines[places[at]] for at in rows[heads:] if not isinstance(kept[at], str)]
    said = sum(1 for line in lines if line and not is_gap(line))
    if len(drawn) < MOSTLY * (said - (len(lines) - len(kept))):
        return None  # a text that has a table in it
    whole = ruled(kept, heads, drawing, drawn) == list(lines)
    return Table(drawing, kept, heads, places) if whole else None


__all__ = ["Table", "checked", "read"]
