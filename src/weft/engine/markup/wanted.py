"""How much each unit of a document has to do with each part of a question.

A unit counts by what it says, by the headings it stands under, and a little by what stands beside
it: the answer is often in the sentence after the one that has the words of the question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

from weft.engine.markup.unit import TRIFLES, Role
from weft.engine.signals.asked_for import with_initials
from weft.engine.signals.clauses import clauses
from weft.engine.signals.question import asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.markup.unit import Unit
    from weft.engine.signals.relevance import Scorer

HEADING = 0.8  # of the score of a heading, for what stands under it
ABOVE = 0.35  # of that of the heading above
SECTION = 0.25  # of the best score in a section, for the whole of it
NEAR = (0.3, 0.15)  # of a score, for what stands beside it, and for what stands one further
AROUND = 0.3  # of that of an item, for the items in it
TRIFLING = 0.5  # of its score, for what hardly anyone misses
LEAST = 0.2  # of the best score; less has nothing to do with the question
LEAST_NAMED = 0.35  # the same where the question names what it asks for, and the text has it
NEAR_BEST = 0.55  # of the best score, to be nearly as good
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
    ranked = map(_rank, repeat(units), given, leasts)
    found = [rank for rank in ranked if rank[0]]
    ranks, near = tuple(rank for rank, _ in found), tuple(near for _, near in found)
    return Wanted(ranks, bool(ranks) and _is_met(lowered, question), near)


def _rank(units: Sequence[Unit], own: Sequence[float], share: float) -> tuple[tuple[int, ...], int]:
    """Units, the best first, and how many are nearly as good as it."""
    if not own or max(own) <= 0:
        return (), 0
    best: dict[int, float] = {}  # of each section, by its heading
    for unit, score in zip(units, own, strict=True):
        if unit.under >= 0 and score > best.get(unit.under, 0.0):
            best[unit.under] = score
    inherited: dict[int, float] = {-1: 0.0}
    total = []
    for number, (unit, score) in enumerate(zip(units, own, strict=True)):
        under = unit.under
        if unit.role is Role.HEADING:
            inherited[number] = HEADING * score + ABOVE * inherited[under]
            total.append(score + ABOVE * inherited[under] + SECTION * best.get(number, 0.0))
            continue
        around = AROUND * own[unit.needs] if unit.needs >= 0 else 0.0
        given = score + inherited[under] + SECTION * best.get(under, 0.0) + around
        total.append(given * TRIFLING if unit.role in TRIFLES and under < 0 else given)
    total = list(map(sum, zip(total, *_beside(own), strict=True)))
    most = max(total)
    least = share * most
    found = [number for number, score in enumerate(total) if score >= least]
    near = sum(score >= NEAR_BEST * most for score in total)
    return tuple(sorted(found, key=lambda number: (-total[number], number))), near


def _beside(own: Sequence[float]) -> list[list[float]]:
    """What each unit is given by those beside it."""
    given = []
    for distance, share in enumerate(NEAR, 1):
        shared = [share * score for score in own]
        nothing = [0.0] * distance
        given.append([*nothing, *shared][: len(own)])
        given.append([*shared[distance:], *nothing][: len(own)])
    return [[*scores, *[0.0] * (len(own) - len(scores))] for scores in given]


def _has_name(lowered: str, part: str) -> bool:
    return any(name in lowered for name in asked(part).names)


def _is_met(lowered: str, question: str) -> bool:
    terms = asked(question)
    names = [term in lowered or _LAST.split(term)[-1] in lowered for term in terms.names]
    words = [term in lowered for term in terms.words]
    return all(names) and sum(words) >= MET * len(words)


__all__ = ["Wanted", "wanted"]
