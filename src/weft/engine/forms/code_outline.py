"""Code outline: imports, signatures, types and constants stay, and what was asked for.

    def load(path, *, strict=False):
        \"\"\"Read a file of settings.\"\"\"
        # <<raises SettingsError, lines 41-78>>

What is left still parses: a marker is a comment of the language, and a body that would be empty
has a statement. Numbers before the lines are seen through. It is off where a caller says so: an
editing tool needs the exact bytes, see `registry`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.code import grammars
from weft.engine.code.choose import choose
from weft.engine.code.comments import notes
from weft.engine.code.outline import outline
from weft.engine.code.page import page
from weft.engine.code.pieces import pieces
from weft.engine.detect.source_code import language_of
from weft.engine.gap import has_gap
from weft.engine.lines.gutter import numbered
from weft.engine.model import Cut, Kind
from weft.engine.signals.relevance import BEST_MATCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Block, Origin, Piece
    from weft.engine.signals.relevance import Scorer

LEAST = 1000  # characters
MOST_KEPT = 0.85  # of the text; above it a cut is not worth its markers


@dataclass(frozen=True)
class CodeOutline:
    """Cuts bodies. `grammars` is whether those that are installed are used."""

    scorer: Scorer = BEST_MATCH
    grammars: bool = True

    name: ClassVar[str] = "code_outline"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.CODE})
    loses: ClassVar[Literal[True]] = True

    @property
    def variant(self) -> str:
        """What decides its outcome besides its arguments, in words that a ledger can key on."""
        return (grammars.versions() if self.grammars else "") or "by layout"

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        """What stays, and a cut for each body that goes."""
        text = block.text
        if len(text) < LEAST or has_gap(text):
            return None
        lines = text.split("\n")
        inner, number_of = lines, 1
        if (found := numbered(lines)) is not None:
            inner = list(found.inner)
            number_of = next(
                number - place for place, number in enumerate(found.numbers) if number >= 0
            )
        bare = text if found is None else "\n".join(inner)
        language = language_of(bare, hint(block.origin))
        if language is None:
            return None
        question = block.origin.question
        source = page(bare, inner, language)
        bodies = outline(source, grammars=self.grammars)
        deeper = partial(outline, source, blocks=True, grammars=self.grammars)
        gone = choose(bodies, deeper, inner, question, self.scorer, number_of, room)
        offer = list(pieces(lines, gone, notes(source), language))
        kept = sum(len(piece) for piece in offer if isinstance(piece, str))
        if kept > MOST_KEPT * len(text) or not any(isinstance(piece, Cut) for piece in offer):
            return None
        return offer


def hint(origin: Origin) -> str:
    """What of where a text came from may tell its language."""
    return f"{origin.arguments}\n{origin.media_type}"


__all__ = ["CodeOutline"]
