"""Which lines of a log stay: what went wrong, what is rare, what was asked, and the two ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.forms.line_cuts import budget, cut_lines, may_be_cut
from weft.engine.lines.sheet import sheet
from weft.engine.lines.traces import rank_frames
from weft.engine.lines.worth import Rank, ranks, severities, suspect
from weft.engine.model import Kind
from weft.engine.signals.keywords import Keywords
from weft.engine.signals.learned import Learned
from weft.engine.signals.relevance import BEST_MATCH
from weft.engine.signals.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Block, Piece
    from weft.engine.signals.relevance import Scorer

SHORTEST = 200  # characters of a cut; folded, so many cost what a marker costs


@dataclass(frozen=True, slots=True)
class LogChoice:
    """Keeps the lines of a log that say something. What was asked, the scorer says."""

    scorer: Scorer = BEST_MATCH

    name: ClassVar[str] = "log_choice"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.LOG})
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        """The lines that stay, and a cut for each run of lines that do not."""
        text = block.text
        if not may_be_cut(text):
            return None
        page = sheet(text)
        worst = severities(page, Keywords(Severity.WARNING).lines)
        related = self.scorer.scores(block.origin.question, page.lines)
        given = ranks(page, worst, related)
        rank_frames(page.lines, given, Rank.WARNING)
        suspect(page, given, Learned().lines)
        most = budget(text, room, block.origin.question)
        return cut_lines(page, worst, given, related, most, SHORTEST)


__all__ = ["LogChoice"]
