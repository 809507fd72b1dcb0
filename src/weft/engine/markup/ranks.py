"""The order of units by a score: by their own, and by what they get from others.

A unit counts by what it says, by the headings it stands under, and a little by what stands beside
it: the answer is often in the sentence after the one that has the words of the question. Few units
have a score of their own, so the work goes with those, not with all units.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from weft.engine.markup.unit import TRIFLES, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.markup.unit import Unit

HEADING = 0.8  # of the score of a heading, for what stands under it
ABOVE = 0.35  # of that, for each level further down
SECTION = 0.25  # of the best score in a section, for the whole of it
NEAR = (0.3, 0.15)  # of a score, for what stands beside it, and for what stands one further
AROUND = 0.3  # of that of an item, for the items in it
TRIFLING = 0.5  # of its score, for what hardly anyone misses
NEAR_BEST = 0.55  # of the best score, to be nearly as good
NOTHING = 0.02  # of the best score; less is not handed down


class Ranks:
    """Ranks the units of one text."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._below: defaultdict[int, list[int]] = defaultdict(list)
        self._needing: defaultdict[int, list[int]] = defaultdict(list)
        for number, unit in enumerate(units):
            self._below[unit.under].append(number)
            if unit.needs >= 0:
                self._needing[unit.needs].append(number)

    def rank(self, own: Sequence[float], share: float) -> tuple[tuple[int, ...], int]:
        """Units with this share of the best score, the best first, and how many are near it."""
        scored = [(number, score) for number, score in enumerate(own) if score > 0]
        if not scored:
            return (), 0
        total = self._total(scored, len(own), NOTHING * max(own))
        most = max(total.values())
        found = [number for number, score in total.items() if score >= share * most]
        near = sum(score >= NEAR_BEST * most for score in total.values())
        return tuple(sorted(found, key=lambda number: (-total[number], number))), near

    def _total(
        self, scored: Sequence[tuple[int, float]], count: int, least: float
    ) -> dict[int, float]:
        """What each unit has, of itself and of others."""
        units = self._units
        total: defaultdict[int, float] = defaultdict(float)
        best: dict[int, float] = {}  # of each section, by its heading
        for number, score in scored:
            unit = units[number]
            total[number] += score
            best[unit.under] = max(score, best.get(unit.under, 0.0))
            if unit.role is Role.HEADING:
                self._hand_down(number, HEADING * score, total, least)
            for needing in self._needing.get(number, ()):
                total[needing] += AROUND * score
        best.pop(-1, None)
        for heading, score in best.items():
            total[heading] += SECTION * score
            for number in self._below[heading]:
                if units[number].role is not Role.HEADING:
                    total[number] += SECTION * score
        for number in total:
            if units[number].role in TRIFLES and units[number].under < 0:
                total[number] *= TRIFLING
        _share(scored, total, count)
        return total

    def _hand_down(
        self, heading: int, score: float, total: defaultdict[int, float], least: float
    ) -> None:
        below = [(heading, score)]
        while below:
            heading, score = below.pop()
            for number in self._below.get(heading, ()):
                if self._units[number].role is not Role.HEADING:
                    total[number] += score
                elif ABOVE * score >= least:
                    total[number] += ABOVE * score
                    below.append((number, ABOVE * score))


def _share(scored: Sequence[tuple[int, float]], total: defaultdict[int, float], count: int) -> None:
    """What stands beside a unit gets some of its score."""
    for distance, share in enumerate(NEAR, 1):
        for number, score in scored:
            if number >= distance:
                total[number - distance] += share * score
            if number + distance < count:
                total[number + distance] += share * score


__all__ = ["Ranks"]
