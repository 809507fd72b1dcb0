"""Listing as a tree: directories written once, shared columns said once, names side by side.

    [paths as a tree]
    [paths as a tree; each line: -rw-r--r-- root {:>7} 2026-11-20 14:49 {}]
    [names, several on a line]
    [each line: -rw-r--r-- 1 root root {:>7} Nov 20 14:49 {}]
    [paths as a tree; a heading for each directory]

One of these lines stands on top and says how what follows is to be read; the notations are those of
`path_tree` and `columns`. A name that is hidden in no pattern and no number: every name and every
value stands there as it was, and in the order it had.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from weft.engine.files.columns import Row, split
from weft.engine.files.listing_lines import width
from weft.engine.files.listing_ways import WAYS
from weft.engine.files.name_rows import put, stands_alone, take
from weft.engine.files.path_tree import climb, grow
from weft.engine.files.row_writer import Writer
from weft.engine.forms.legends import OURS
from weft.engine.gap import is_gap
from weft.engine.model import Exactness, Kind

FEWEST_LINES = 4

NESTED = "paths as a tree"
FLAT = "names, several on a line"
COLUMNS = "rows"
EACH = "each line: "
BY_WORD = {way.word: way for way in WAYS}


class ListingTree:
    """Writes listings as trees."""

    name: ClassVar[str] = "listing_tree"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.LISTING})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        """The listing under a line that says how to read it."""
        if text.startswith(OURS) or text.count("\n") < FEWEST_LINES:
            return None
        before = len(text) + text.count("\n")
        words: list[str] = []
        for way in WAYS:
            if (plain := way.off(text)) is not None:
                text = plain
                words.append(way.word)
        if "\r" in text:
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
            words.insert(0, NESTED)
            folded = grow(rows, columns=bool(template))
        else:
            if words or not template:
                words.insert(0, COLUMNS if template else FLAT)
            folded = put(rows, columns=bool(template))
        if template:
            words.append(EACH + template)
        shorter = f"[{'; '.join(words)}]\n" + "\n".join(folded) + ("\n" if ends else "")
        return shorter if len(shorter) + len(folded) < before else None

    def unfold(self, text: str) -> str:
        """The listing line by line."""
        legend, _, body = text.partition("\n")
        if not legend.startswith(OURS):
            raise ValueError("no line on top says how to read this")
        said, each, template = legend[1:-1].partition(EACH)
        words = said.split("; ")
        ends = body.endswith("\n")
        lines = (body[:-1] if ends else body).split("\n")
        writer = Writer(template) if each else None
        unfolded = climb(lines, writer) if words[0] == NESTED else take(lines, writer)
        text = "\n".join(unfolded) + ("\n" if ends else "")
        for word in reversed(words):
            if way := BY_WORD.get(word):
                text = way.on(text)
        return text


def _row(line: str) -> Row:
    """A line without columns."""
    if stands_alone(line) or is_gap(line) or line[0] == " ":
        return Row(line, "")
    return Row("", line)
