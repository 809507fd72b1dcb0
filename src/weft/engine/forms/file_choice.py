"""What the choices of this family share: who says what a question is about, and what is passed by.

Listings, search results, diffs and histories are chosen from in files of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.forms.legends import OURS
from weft.engine.signals.relevance import BEST_MATCH, Scorer

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class FileChoice:
    """A lossy form with a scorer."""

    scorer: Scorer = BEST_MATCH
    loses: ClassVar[Literal[True]] = True

    def best(self, question: str, texts: Sequence[str], most: int, share: float = 0.0) -> list[int]:
        """The numbers, from 0, of the texts that have most to do with the question, best first.

        A text that has less than this share to do with it that the best one has is none of them.
        """
        scores = self.scorer.scores(question, texts)
        least = share * max(scores, default=0.0)
        ranked = sorted((-score, at) for at, score in enumerate(scores) if score > 0)
        return [at for score, at in ranked[:most] if -score >= least]


def is_ours(text: str) -> bool:
    """Whether this family has written the text: then nothing is left out of it."""
    return text.startswith(OURS)


__all__ = ["FileChoice", "is_ours"]
