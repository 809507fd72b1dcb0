"""Output for a terminal, as it stood in the end: no colours, progress bars in their last state.

Escape sequences stand everywhere in such a text, so what stays is no part of the original and the
whole of it is cut. Lines are chosen as they are where no colours are, and a note stands where some
went.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.detect import detect
from weft.engine.forms.log_choice import LogChoice
from weft.engine.forms.report_choice import ReportChoice
from weft.engine.lines.terminal import is_drawn, shown
from weft.engine.model import Cut, Kind, Whole
from weft.engine.signals.relevance import BEST_MATCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Block, LossyForm, Piece
    from weft.engine.signals.relevance import Scorer

LEAST = 200  # characters that must go

_LABEL = "as a terminal showed it in the end"


@dataclass(frozen=True, slots=True)
class TerminalChoice:
    """Keeps what a terminal would show, and of that what matters."""

    scorer: Scorer = BEST_MATCH

    name: ClassVar[str] = "terminal_choice"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.LOG, Kind.BUILD, Kind.TRACE, Kind.TEXT})
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        """The text as it was shown, chosen from, and a cut that stands for the original."""
        if not is_drawn(block.text):
            return None
        text = shown(block.text)
        if len(block.text) - len(text) < LEAST:
            return None
        choices: tuple[LossyForm, ...] = (LogChoice(self.scorer), ReportChoice(self.scorer))
        kind = detect(text)
        form = next((form for form in choices if kind in form.kinds), None)
        chosen = form.cut(replace(block, text=text), room) if form else None
        written = "".join(map(_written, chosen or (text,)))
        end = "" if not written or written.endswith("\n") else "\n"
        return (written, Cut(Whole(), _LABEL, before=end))


def _written(piece: Piece) -> str:
    """A piece as text: within a whole that is cut, cuts are notes."""
    return piece if isinstance(piece, str) else f"{piece.before}[{piece.what}]{piece.after}"


__all__ = ["TerminalChoice"]
