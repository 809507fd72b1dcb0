"""JSON rows: of long arrays, maps and texts in a document only what matters, see `documents`.

Each cut leaves a document: rows that go are a string in their array, members a member without a
value, so what stays is folded as any other document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.detect.json_lines import is_json_lines
from weft.engine.documents.choice import Choice
from weft.engine.json_cut import whole_part
from weft.engine.json_documents import documents
from weft.engine.json_text import NotJsonError, document
from weft.engine.model import Kind
from weft.engine.signals.relevance import BEST_MATCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Block, Piece
    from weft.engine.signals.relevance import Scorer

MIN_CHARS = 1200


@dataclass(frozen=True)
class JsonRows:
    """Leaves out rows, members and stretches that say little."""

    scorer: Scorer = BEST_MATCH

    name: ClassVar[str] = "json_rows"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.JSON, Kind.JSON_LINES})
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        """What stays, with cuts between."""
        text = block.text
        if len(text) < MIN_CHARS:
            return None
        choice = Choice(text, block.origin.question, self.scorer, room)
        try:
            if document(text) is not None:
                spans = choice.of_document()
            elif "\n\n" not in text and is_json_lines(text):
                spans = choice.of_lines()
            elif stream := documents(text):
                spans = replace(choice, by_path=False).of_stream(stream)
            elif whole := whole_part(text):
                closed = replace(choice, text=whole.closed(text), by_path=False)
                spans = closed.of_document()
            else:
                return None
        except NotJsonError:
            return None
        pieces: list[Piece] = []
        at = 0
        for begin, end, cut in sorted(spans, key=lambda span: span[0]):
            pieces += (text[at:begin], cut)
            at = end
        return (*pieces, text[at:]) if spans else None


__all__ = ["JsonRows"]
