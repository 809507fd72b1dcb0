"""Which lines of build output, of a test run and of a trace stay: every failure whole, summaries,
warnings of each kind, the frames of the application, and the two ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.forms.line_cuts import budget, cut_lines, may_be_cut
from weft.engine.lines.report import ranks, severities
from weft.engine.lines.sheet import sheet
from weft.engine.model import Kind
from weft.engine.signals.keywords import Keywords
from weft.engine.signals.relevance import BEST_MATCH
from weft.engine.signals.severity import Severity
from weft.engine.signals.structure import Structure
from weft.engine.signals.tiered import Tiered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Block, Piece
    from weft.engine.signals.relevance import Scorer

_TROUBLE = Tiered((Structure(), Keywords(Severity.WARNING)))

SHORTEST = 90  # characters of a cut; less is not worth a marker


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """Keeps the failures, and counts what went well. What was asked, the scorer says."""

    scorer: Scorer = BEST_MATCH

    name: ClassVar[str] = "report_choice"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.BUILD, Kind.TRACE})
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        """The lines that stay, and a cut for each run of lines that do not."""
        text = block.text
        if not may_be_cut(text):
            return None
        page = sheet(text)
        worst = severities(page.lines, _TROUBLE.lines)
        related = self.scorer.scores(block.origin.question, page.lines)
        given = ranks(page.lines, page.groups, worst, related)
        return cut_lines(page, worst, given, related, budget(text, room), SHORTEST)


__all__ = ["ReportChoice"]
