"""Gutters: columns told apart by the places at which no row has anything.

For tables whose widths no `printf` explains at a glance: cells that are empty, names of columns
with spaces, numbers under a name that stands further left. The names say where a column may begin,
the rows where it must end. Each row must come out the same when it is drawn again; a line that
does not stays as it is.
"""

from __future__ import annotations

import re
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.gap import is_gap
from weft.engine.tables.drawn import Table, checked
from weft.engine.tables.reading import Drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.tables.sheet import Line

LOOK = 8  # lines above the heads at most
FIRST, LAST = 100, 40  # rows that tell where the gutters are
MAX_WIDTH = 4000  # characters of a line
MIN_COLUMNS = 3
MIN_NAMED = 4  # cells in the row below heads that could be any words
MIN_ROWS = 2
SEED = 5  # rows of which none is doubted
APART = 0.1  # of the rows may have a cell under the second word of a name
ODD_SHARE = 0.1  # of the rows may close a gutter

_RULE = re.compile(r"(?=.*(?:---|===))[-=+ ]{6,}")
_SPLIT = re.compile(r" {2,}").split
_CAPS = re.compile(r"[%#]?[A-Z][A-Z0-9%#()/_.:+-]*")
_NAME = re.compile(r"[^\W\d][\w .:%/()#+-]*")
_WORD = re.compile(r"(?<=\S )\S+")
_INK = bytes(ord("0") if byte == ord(" ") else ord("1") for byte in range(256))


class _Field(NamedTuple):
    """A column on the page: where it begins and ends, and whether cells stand on its left."""

    start: int
    end: int
    left: bool


def read(lines: Sequence[str]) -> Table | None:
    """The table in these lines, or nothing if they do not begin with one."""
    for at in range(min(LOOK + 1, len(lines) - MIN_ROWS)):
        if _is_head(lines, at):
            return _read(lines, at)
    return None


def _is_head(lines: Sequence[str], at: int) -> bool:
    line = lines[at]
    if not line or len(line) > MAX_WIDTH or "\t" in line or " | " in line:
        return False
    names = _SPLIT(line.strip())
    if len(names) < 2:
        return False
    if _RULE.fullmatch(lines[at + 1]):
        return not _RULE.fullmatch(line)
    words = line.split()
    if len(words) >= MIN_COLUMNS and all(map(_CAPS.fullmatch, words)):
        return True
    below = lines[at + 1]
    return (
        len(names) >= MIN_COLUMNS
        and all(map(_NAME.fullmatch, names))
        and len(_SPLIT(below.strip())) >= MIN_NAMED
        and any(char.isdigit() for char in below)
    )


def _read(lines: Sequence[str], at: int) -> Table | None:
    head = lines[at]
    ruled = _RULE.fullmatch(lines[at + 1]) is not None
    body = lines[at + 1 + ruled :]
    looked_at = body if len(body) <= FIRST + LAST else [*body[:FIRST], *body[-LAST:]]
    rows = [line for line in looked_at if "  " in line and not _RULE.fullmatch(line)]
    if len(rows) < MIN_ROWS or any(len(line) > MAX_WIDTH or "\t" in line for line in rows):
        return None
    fields = _fields(head, rows)
    if len(fields) < MIN_COLUMNS:
        return None
    drawing = _drawing(fields, [head, *rows])
    ends = [field.start for field in fields[1:]]
    cut = itemgetter(*map(slice, [0, *ends], [*ends, None]))
    cells = list(map(str.strip, cut(head)))
    heads = int(drawing.head_line(cells) == head or drawing.head_line(cells).rstrip() == head)
    kept: list[Line] = [*lines[:at], cells if heads else head]
    kept += lines[at + 1 : at + 1 + ruled]
    for line in body:
        row = list(map(str.strip, cut(line)))
        kept.append(line if is_gap(line) or not any(row) or _RULE.fullmatch(line) else row)
    return checked(Table(drawing, kept, heads, list(range(len(lines)))), lines)


def _fields(head: str, rows: Sequence[str]) -> list[_Field]:
    """The columns, each with something in its head; only the first may have none."""
    width = max(map(len, [head, *rows]))
    whole = _joined(head, rows)
    inks = [
        int(line.encode("ascii", "replace").translate(_INK).ljust(width, b"0"), 2)
        for line in (whole, *rows)
    ]
    ink = 0
    spoilt = 0
    for number, own in enumerate(inks):
        # A row that would close a gutter that others have left open is no row of this table.
        both = ink | own
        closes = number > SEED and _blocks(both) < _blocks(ink)
        if closes and len(_bounds(head, both, width)) < len(_bounds(head, ink, width)):
            spoilt += 1
        else:
            ink = both
    if spoilt > ODD_SHARE * len(rows) + 1:
        return []
    bounds = _bounds(head, ink, width)
    fields = []
    for start, end in bounds:
        parts = [part for part in (line[start:end] for line in rows) if part and not part.isspace()]
        left = sum(part[0] != " " for part in parts)
        right = sum(len(part) == end - start and part[-1] != " " for part in parts)
        # Where cells stand on both sides, the name tells.
        on_left = left > right or (left == right and head[start] != " ")
        fields.append(_Field(start, end, on_left))
    return fields


def _bounds(head: str, ink: int, width: int) -> list[tuple[int, int]]:
    """Where each stretch of ink begins and ends; one without a name goes with the one before it."""
    bounds: list[tuple[int, int]] = []
    for start, end in (found.span() for found in re.finditer("1+", f"{ink:0{width}b}")):
        if bounds and not head[start:end].strip():
            bounds[-1] = (bounds[-1][0], end)
        else:
            bounds.append((start, end))
    return bounds


def _joined(head: str, rows: Sequence[str]) -> str:
    """The heads with names of several words in one piece: nothing stands apart below them."""
    for word in _WORD.finditer(head):
        start, end = word.span()
        gap = start - 1
        apart = sum(line[gap : gap + 1] == " " and not line[start:end].isspace() for line in rows)
        if apart <= APART * len(rows):
            head = f"{head[:gap]}_{head[start:]}"
    return head


def _blocks(ink: int) -> int:
    """How many stretches of ink there are."""
    return (ink & ~(ink << 1)).bit_count()


def _drawing(fields: Sequence[_Field], lines: Sequence[str]) -> Drawing:
    """How columns are padded: one on the left up to the next one, one on the right up to it."""
    indent = fields[0].start if fields[0].left else 0
    widths = []
    apart = []
    place = indent
    for field, after in pairwise(fields):
        end = field.end if not after.left or not field.left else after.start - 1
        widths.append(place - end if field.left else end - place)
        apart.append(after.start - 1 - end if after.left else 0)
        place = end + 1 + apart[-1]
    last = fields[-1]
    lengths = {len(line) for line in lines}
    if not last.left:
        widths.append(last.end - place)
    else:
        padded = len(lengths) == 1 and any(line.endswith(" ") for line in lines)
        widths.append(place - lengths.pop() if padded else 0)
    return Drawing(tuple(widths), indent=indent, apart=tuple(apart) if any(apart) else ())


__all__ = ["read"]
