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
    """The shape of each line, and its cells."""
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
