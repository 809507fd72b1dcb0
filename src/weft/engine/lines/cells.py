"""Lines cut into cells, and lines of one shape side by side.

A cell is what stands between white space, brackets, quotes, commas and equals signs; a quoted text
is one cell, and the comma before thousands or milliseconds cuts nothing. So addresses, paths,
times and identifiers stay whole. The *shape* of a line is what is left when every cell is replaced
by one sign: lines of one shape are rows of one table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

HOLE = "\0"  # stands for a cell in a shape; a text that holds it has no shapes

CELL = r"""[^ \t\r\n\f\v"'()\[\]{}<>=,;|]++(?:,[0-9]{3}(?![0-9]))*+|\"[^"\n]*+\""""

_cut = re.compile(CELL).findall
_split = re.compile(f"({CELL})").split
_MASKED = bytes.maketrans(b"123456789", b"0" * 9)
_BETWEEN = b" \t\r\f\v\"'()[]{}<>=,;|"  # what ends a cell, besides a line feed
_SPACED = bytes.maketrans(_BETWEEN, b" " * len(_BETWEEN))
_HOLE = HOLE.encode()
_HOLED = bytes(byte if byte in _BETWEEN + b"\n" else ord(HOLE) for byte in range(256))
_OTHER_BLANKS = "\x1c\x1d\x1e\x1f"  # `str.split` takes them for blanks
_THOUSANDS = ",000"  # as `_MASKED` makes them
_COMMA = b"\x01"  # stands for one before thousands, for as long as commas end cells
_BEFORE_THOUSANDS = re.compile(rb",(?=[0-9]{3}(?![0-9]))")
_OTHER_BLANKS = "\x1c\x1d\x1e\x1f"  # `str.split` takes them for blanks
_THOUSANDS = ",000"  # as `_MASKED` makes them
# The comma before thousands, for as long as commas end cells; where a cell goes on behind them, or
# none stands before it, one look at all lines does not tell the cells.
_COMMA = b"\x01"
_BEFORE_THOUSANDS = re.compile(rb",(?=[0-9]{3}(?![0-9]))")
_ODD_THOUSANDS = re.compile(
    rb"\x01(?:(?<=[\n%b]\x01)|[0-9]{3}[^\n\x01%b])" % (2 * (re.escape(_BETWEEN),))
)
_OTHER_BLANKS = "\x1c\x1d\x1e\x1f"  # `str.split` takes them for blanks
_THOUSANDS = ",000"  # as `_MASKED` makes them
# The comma before thousands, for as long as commas end cells; where a cell goes on behind them, or
# none stands before it, one look at all lines does not tell the cells.
_COMMA = b"\x01"
_BEFORE_THOUSANDS = re.compile(rb",(?=[0-9]{3}(?![0-9]))")
_ODD_THOUSANDS = re.compile(
    rb"(?:^|[%b])\x01|\x01[0-9]{3}[^\n\x01%b]" % (2 * (re.escape(_BETWEEN),)), re.MULTILINE
)
MANY = 0.5  # the share of lines whose digits stand elsewhere, from which on all are looked at


JUDGED = 64  # cells of a line that tell what kind of line it is


class Family(NamedTuple):
    """Lines of one shape: where they stand, and their first cells as columns."""

    shape: str
    places: Sequence[int]
    columns: list[tuple[str, ...]]
    values: list[set[str]]  # what is in each column


def cells(line: str) -> list[str]:
    """The cells of one line."""
    return _cut(line)


def shapes_and_rows(text: str) -> tuple[list[str], list[list[str]]]:
    """The shape of each line, and its cells.

    Most texts have cells with blanks or brackets around them and nothing else: those are found
    without looking at each. Else lines that differ in digits only have one shape, so few are looked
    at in full.
    """
    data = text.encode("ascii", "replace")
    masked = data.translate(_MASKED)
    other_blanks = any(map(text.__contains__, _OTHER_BLANKS))
    if text.isascii() and b'"' not in data and not other_blanks:
        found = _plain(data, thousands=_THOUSANDS.encode() in masked)
        if found is not None:
            return found
    signs = masked.decode("ascii").split("\n")
    known = list(set(signs))
    if len(known) > MANY * len(signs) or other_blanks:
        return _all_shapes_and_rows(text)
    shape_of = dict(zip(known, _shapes(known), strict=True))
    shaped = list(map(shape_of.__getitem__, signs))
    spaced = data.translate(_SPACED).decode("ascii").split("\n")
    uneven = {sign for sign in known if '"' in sign or _THOUSANDS in sign}
    if text.isascii() and not uneven:
        return shaped, list(map(str.split, spaced))
    cut = [
        _cut(line) if sign in uneven or not line.isascii() else words.split()
        for line, sign, words in zip(text.split("\n"), signs, spaced, strict=True)
    ]
    return shaped, cut


def _plain(data: bytes, *, thousands: bool) -> tuple[list[str], list[list[str]]] | None:
    """The same of lines without quotes; nothing where thousands are written oddly."""
    if thousands:
        if _COMMA in data:
            return None
        data = _BEFORE_THOUSANDS.sub(_COMMA, data)
        if not _are_within_cells(data.split(_COMMA)):
            return None
    spaced = data.translate(_SPACED)
    if thousands:
        spaced = spaced.replace(_COMMA, b",")
    return _holed(data), list(map(str.split, spaced.decode("ascii").split("\n")))


def _are_within_cells(parts: list[bytes]) -> bool:
    """Whether each comma between these parts stands behind a cell that ends with its thousands."""
    before = b"".join([part[-1:] or b"\n" for part in parts[:-1]]).translate(_HOLED)
    after = b"".join([part[3:4] for part in parts[1:]]).translate(_HOLED)
    return before.count(_HOLE) == len(before) and _HOLE not in after


def _holed(data: bytes) -> list[str]:
    """The shape of each line, where no cell has anything in it that ends a cell."""
    holes = data.translate(_HOLED)
    for many in (7, 3):  # most of a cell at once
        holes = holes.replace(many * _HOLE, _HOLE)
    while 2 * _HOLE in holes:
        holes = holes.replace(2 * _HOLE, _HOLE)
    return holes.decode("ascii").split("\n")


def _all_shapes_and_rows(text: str) -> tuple[list[str], list[list[str]]]:
    """The same, every line looked at in full."""
    parts = _split(text)
    every = parts[1::2]
    shaped = HOLE.join(parts[::2]).split("\n")
    cut = []
    start = 0
    for shape in shaped:
        end = start + shape.count(HOLE)
        cut.append(every[start:end])
        start = end
    return shaped, cut


def _shapes(lines: list[str]) -> list[str]:
    """The shape of each line."""
    return HOLE.join(_split("\n".join(lines))[::2]).split("\n")


def families(shaped: Sequence[str], cut: Sequence[list[str]]) -> list[Family]:
    """Lines by shape, in the order in which shapes first come."""
    by_shape: dict[str, list[int]] = {}
    for place, shape in enumerate(shaped):
        by_shape.setdefault(shape, []).append(place)
    found = []
    for shape, places in by_shape.items():
        columns = list(zip(*[cut[place][:JUDGED] for place in places], strict=True))
        found.append(Family(shape, places, columns, list(map(set, columns))))
    return found


__all__ = ["CELL", "HOLE", "Family", "cells", "families", "shapes_and_rows"]
