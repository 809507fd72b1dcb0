"""Tiers, one after the other. Composition: this file knows no tier by name.

The first tier that is sure enough decides. What none is sure of gets the opinion of the surest, the
earlier one where two are equally sure. A later tier sees only what is still open, so costly tiers
stand last.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from weft.engine.signals.severity import SILENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from weft.engine.signals.severity import Signal
    from weft.engine.signals.tier import ItemTier, LineTier

SURE = 0.7


@dataclass(frozen=True, slots=True)
class Tiered:
    """Line tiers as one line tier, and item tiers as one item tier."""

    line_tiers: tuple[LineTier, ...] = ()
    item_tiers: tuple[ItemTier, ...] = ()
    sure: float = SURE

    def lines(self, lines: Sequence[str]) -> list[Signal]:
        """A signal for each line."""
        return _ask([tier.lines for tier in self.line_tiers], lines, self.sure)

    def items(self, items: Sequence[str]) -> list[Signal]:
        """A signal for each item."""
        return _ask([tier.items for tier in self.item_tiers], items, self.sure)


@dataclass(frozen=True, slots=True)
class Worst:
    """A text is as bad as the worst of its lines."""

    tier: LineTier

    def content(self, text: str) -> Signal:
        """The worst signal; among equals the surest."""
        return max(self.tier.lines(list(dict.fromkeys(text.split("\n")))), default=SILENCE)


def _ask(
    asked: Iterable[Callable[[Sequence[str]], list[Signal]]], things: Sequence[str], sure: float
) -> list[Signal]:
    answers = [SILENCE] * len(things)
    still_open = list(range(len(things)))
    for ask in asked:
        if not still_open:
            break
        every_one = len(still_open) == len(things)
        given = ask(things if every_one else [things[place] for place in still_open])
        for place, signal in zip(still_open, given, strict=True):
            answers[place] = max(answers[place], signal, key=itemgetter(1))
        still_open = [place for place in still_open if answers[place].confidence < sure]
    return answers


__all__ = ["SURE", "Tiered", "Worst"]
