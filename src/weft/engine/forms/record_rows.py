"""Record rows: lines of one shape that come again and again, the shape once and the values as rows.

The notation is that of `records.rows`. A text that has the sign for a value is left alone, and so
is one that has a note already. What is folded may hold repeats, which are told by notes as well
(`records.again`).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from weft.engine.detect.held import held_by
from weft.engine.model import Exactness, Kind
from weft.engine.records import again, rows, shape
from weft.engine.records.notes import ROWS_BELOW, SLOT, has_note
from weft.engine.tokens import count

_SHAPES = {
    Kind.YAML: (shape.yaml, shape.depth),
    Kind.CONFIG: (shape.config, shape.depth_in_config),
    Kind.XML: (shape.xml, shape.depth),
}


class RecordRows:
    """Writes records of one shape as rows."""

    name: ClassVar[str] = "record_rows"
    kinds: ClassVar[frozenset[Kind]] = frozenset(_SHAPES)
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def owns(self, text: str) -> bool:
        """Whether this text has a note of this form."""
        return ROWS_BELOW in text and any(map(rows.is_note, text.split("\n")))

    def fold(self, text: str) -> str | None:
        """The text with rows in the place of records."""
        if SLOT in text or has_note(text):
            return None
        kind = held_by(text)
        if kind is None:
            return None
        folded = rows.fold(text, *_SHAPES[kind])
        if folded is None or (shorter := again.fold(folded)) is None:
            return folded
        return min(folded, shorter, key=count)

    def unfold(self, text: str) -> str:
        """The text with every record written out. Only for what `fold` gave."""
        return rows.unfold(again.unfold(text))


__all__ = ["RecordRows"]
