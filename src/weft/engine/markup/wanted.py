"""Which units of a document each part of a question wants, and whether the text has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.engine.markup.ranks import Ranks
from weft.engine.signals.asked_for import with_initials
from weft.engine.signals.clauses import clauses
from weft.engine.signals.question import asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.markup.unit import Unit
    from weft.engine.signals.relevance import Scorer

LEAST = 0.2  # of the best score; less has nothing to do with the question
LEAST_NAMED = 0.35  # the same where the question names what it asks for, and the text has it
MET = 0.6  # of the words of a question: where fewer are found, it is another text that has them


_LAST = re.compile(r"[.:/#\\]+")  # `Vec::leak` is met by `leak`


@dataclass(frozen=True, slots=True)
class Wanted:
    """For each part of a question the numbers of units, the best first."""

    ranks: tuple[tuple[int, ...], ...] = ()
    sure: bool = False  # whether the text has what the question speaks of
    near: tuple[int, ...] = ()  # how many of each rank are nearly as good as its best

    def sharper(self) -> Wanted:
        """Only what is nearly as good as the best."""
        ranks = zip(self.ranks, self.near, strict=True)
        return Wanted(tuple(rank[:near] for rank, near in ranks), self.sure, self.near)


def wanted(units: Sequence[Unit], texts: Sequence[str], question: str, scorer: Scorer) -> Wanted:
    """Which units a question asks for."""
    parts = clauses(with_initials(question)) if question.strip() else ()
    given = [scorer.scores(part, texts) for part in parts]
    if len(given) > 1:  # what has to do with several parts has to do with the whole
        given.insert(0, list(map(sum, zip(*given, strict=True))))
    lowered = "\n".join(texts).lower()
    leasts = [LEAST_NAMED if _has_name(lowered, part) else LEAST for part in parts]
    if len(given) > len(leasts):
        leasts.insert(0, min(leasts))
    ranked = map(Ranks(units).rank, given, leasts)
    found = [rank for rank in ranked if rank[0]]
    ranks, near = tuple(rank for rank, _ in found), tuple(near for _, near in found)
    return Wanted(ranks, bool(ranks) and _is_met(lowered, question), near)


def _has_name(lowered: str, part: str) -> bool:
    return any(name in lowered for name in asked(part).names)


def _is_met(lowered: str, question: str) -> bool:
    terms = asked(question)
    names = [term in lowered or _LAST.split(term)[-1] in lowered for term in terms.names]
    words = [term in lowered for term in terms.words]
    return all(names) and sum(words) >= MET * len(words)


__all__ = ["Wanted", "wanted"]
