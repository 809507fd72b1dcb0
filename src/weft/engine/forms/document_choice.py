"""Which parts of a document stay: what was asked, what warns, and how it begins.

What goes is named by its headings, so that it can be asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.detect.document import reader_of
from weft.engine.markup.choose import budget, chosen_to_pay
from weft.engine.markup.named import heading_name, runs
from weft.engine.markup.pieces import line_pieces
from weft.engine.markup.unit import Role
from weft.engine.markup.wanted import wanted
from weft.engine.model import Kind
from weft.engine.signals.relevance import BEST_MATCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Block, Piece
    from weft.engine.signals.relevance import Scorer

MIN_CHARS = 900
SHORTEST = 130  # characters of a cut; a marker is hardly shorter


@dataclass(frozen=True)
class DocumentChoice:
    """Keeps the parts of a document that a question asks for."""

    scorer: Scorer = BEST_MATCH

    name: ClassVar[str] = "document_choice"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.MARKDOWN, Kind.RST, Kind.MAN})
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        """The parts that stay, and a cut for each run of parts that do not."""
        text = block.text
        read = reader_of(text) if len(text) >= MIN_CHARS else None
        if read is None:
            return None
        lines = text.split("\n")
        if lines[-1] == "":
            lines.pop()
        units = read(lines)
        texts = ["\n".join(lines[unit.first : unit.last]) for unit in units]
        sizes = [len(one) + 1 for one in texts]
        asked = wanted(units, texts, block.origin.question, self.scorer)
        most = budget(len(text), sure=asked.sure, room=room)
        stay = chosen_to_pay(units, sizes, asked, most, SHORTEST)
        names = [
            heading_name(one) if unit.role is Role.HEADING else ""
            for unit, one in zip(units, texts, strict=True)
        ]
        return line_pieces(text, units, sizes, runs(units, stay, names, sizes), SHORTEST)


__all__ = ["DocumentChoice"]
