"""Several scorers as one: what each of them ranks high counts, whatever its scale.

Reciprocal rank fusion: a text gets `1 / (RANK + its rank)` from each scorer that has something to
say of it. So a scorer that knows meanings adds what one that knows words has missed, and neither
has to be calibrated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.signals.relevance import Scorer

RANK = 10.0  # how slowly a rank loses worth; small, because only the first ones stay
MOST = 40  # texts that each scorer may name


@dataclass(frozen=True)
class Fused:
    """A scorer made of scorers."""

    scorers: tuple[Scorer, ...]

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """A number for each text: 0 where no scorer has named it."""
        given = [0.0] * len(texts)
        for scorer in self.scorers:
            own = scorer.scores(question, texts)
            named = [at for at, score in enumerate(own) if score > 0]
            named.sort(key=lambda at: (-own[at], at))
            for rank, at in enumerate(named[:MOST]):
                given[at] += 1 / (RANK + rank)
        return given


__all__ = ["Fused"]
