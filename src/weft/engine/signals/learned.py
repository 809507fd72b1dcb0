"""The learned tier: a logistic model over words and structure, its weights a table to be read.

It speaks where the tiers before it are silent or unsure: trouble told in words that no list has
("the disk is full", "giving up", "lag 34000 exceeds 1000"), and harmless lines that use bad words
("error handler registered"). `tools/train_signals.py` made the table and measured it; the same
line gives the same signal on every machine, because sums are taken in the order of the features.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp
from types import MappingProxyType
from typing import TYPE_CHECKING

from weft.engine.signals.features import features
from weft.engine.signals.severity import SILENCE, Severity, Signal
from weft.engine.signals.weights import TABLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEAST = 0.6  # probability below which it has no opinion
MOST_SURE = 0.85  # it is never surer than a word that is meant
LONGEST = 400  # characters of a line that are read


def read(table: str) -> dict[str, float]:
    """A table as weights by feature. A line without a weight goes on with the one above."""
    weights: dict[str, float] = {}
    weight = 0.0
    for line in table.strip().split("\n"):
        first, _, names = line.partition(" ")
        if first:
            weight = float(first)
        for name in names.split(";"):
            if name.strip():
                weights[name.strip()] = weight
    return weights


WEIGHTS: Mapping[str, float] = MappingProxyType(read(TABLE))


@dataclass(frozen=True)
class Learned:
    """Knows trouble by what it has learned."""

    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)

    def lines(self, lines: Sequence[str]) -> list[Signal]:
        """A signal for each line."""
        said = {line: self._signal(line[:LONGEST]) for line in dict.fromkeys(lines)}
        return [said[line] for line in lines]

    def items(self, items: Sequence[str]) -> list[Signal]:
        """Items are read as lines are."""
        return self.lines(items)

    def probability(self, line: str) -> float:
        """How likely this line tells of trouble."""
        return 1 / (1 + exp(-sum(self.weights.get(feature, 0.0) for feature in features(line))))

    def _signal(self, line: str) -> Signal:
        if not line.strip():
            return SILENCE
        bad = self.probability(line)
        if bad >= LEAST:
            return Signal(Severity.WARNING, min(bad, MOST_SURE))
        if 1 - bad >= LEAST:
            return Signal(Severity.PLAIN, min(1 - bad, MOST_SURE) / 2)
        return SILENCE


__all__ = ["WEIGHTS", "Learned", "read"]
