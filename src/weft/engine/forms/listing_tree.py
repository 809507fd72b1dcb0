"""Listing as a tree: directories written once, shared columns said once, names side by side.

    [paths as a tree]
    [paths as a tree; each line: -rw-r--r-- root {:>7} 2026-11-20 14:49 {}]
    [names, several on a line]
    [each line: -rw-r--r-- 1 root root {:>7} Nov 20 14:49 {}]

One of these lines stands on top and says how what follows is to be read; the notations are those of
`path_tree` and `columns`. A name that is hidden in no pattern and no number: every name and every
value stands there as it was, and in the order it had.
"""

from __future__ import annotations

import re
from typing import ClassVar, Literal

from weft.engine.files.columns import Row, Writer, split
from weft.engine.files.listing_lines import width
from weft.engine.files.name_rows import put, stands_alone, take
from weft.engine.files.path_tree import climb, grow
from weft.engine.forms.legends import OURS
from weft.engine.gap import is_gap
from weft.engine.model import Exactness, Kind

FEWEST_LINES = 4

_LEGEND = re.compile(
    r"\[(?:(paths as a tree)|names, several on a line|each line)(?:(?:; each line)?: (.*))?\]"
)


class ListingTree:
    """Writes listings as trees."""

    name: ClassVar[str] = "listing_tree"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.LISTING})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        """The listing under a line that says how to read it."""
        if text.startswith(OURS) or "\r" in text or text.count("\n") < FEWEST_LINES:
            return None
        ends = text.endswith("\n")
        body = text[:-1] if ends else text
        lines = body.split("\n")
        count = width([line for line in lines[:80] if not is_gap(line)])
        if count:
            table = split(body, count)
            if table is None:
                return None
            template, rows = table
        else:
            template = ""
            rows = [_row(line) for line in lines]
        nested = sum("/" in row.path for row in rows) * 5 > len(rows)
        if nested:
            legend, folded = "paths as a tree", grow(rows, columns=bool(template))
        else:
            legend, folded = "", put(rows, columns=bool(template))
        if template:
            legend += f"{'; ' if legend else ''}each line: {template}"
        legend = legend or "names, several on a line"
        fewer = len(lines) - len(folded)
        shorter = f"[{legend}]\n" + "\n".join(folded) + ("\n" if ends else "")
        return shorter if len(shorter) < len(text) + fewer else None

    def unfold(self, text: str) -> str:
        """The listing line by line."""
        first, _, body = text.partition("\n")
        legend = _LEGEND.fullmatch(first)
        if legend is None:
            raise ValueError("no line on top says how to read this")
        ends = body.endswith("\n")
        lines = (body[:-1] if ends else body).split("\n")
        writer = Writer(legend[2]) if legend[2] else None
        unfolded = climb(lines, writer) if legend[1] else take(lines, writer)
        return "\n".join(unfolded) + ("\n" if ends else "")


def _row(line: str) -> Row:
    """A line without columns."""
    if stands_alone(line) or is_gap(line) or line[0] == " ":
        return Row(line, "")
    return Row("", line)
