"""Tiers one after the other: the first that is sure decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weft.engine.signals.keywords import Keywords
from weft.engine.signals.severity import SILENCE, Severity, Signal
from weft.engine.signals.tiered import Tiered, Worst

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass
class Says:
    """Says the same of whatever holds its word, and remembers what it was asked."""

    word: str
    signal: Signal
    asked: list[str] = field(default_factory=list)

    def lines(self, lines: Sequence[str]) -> list[Signal]:
        self.asked += lines
        return [self.signal if self.word in line else SILENCE for line in lines]

    items = lines


def test_a_sure_tier_decides_and_later_ones_are_not_asked() -> None:
    first = Says("a", Signal(Severity.PLAIN, 0.9))
    second = Says("", Signal(Severity.ERROR, 0.8))
    assert Tiered((first, second)).lines(["a", "b"]) == [
        (Severity.PLAIN, 0.9),
        (Severity.ERROR, 0.8),
    ]
    assert second.asked == ["b"]


def test_where_none_is_sure_the_surest_is_heard() -> None:
    tiers = (Says("", Signal(Severity.WARNING, 0.2)), Says("", Signal(Severity.ERROR, 0.5)))
    assert Tiered(tiers).lines(["x"]) == [(Severity.ERROR, 0.5)]


def test_among_equals_the_earlier_one_is_heard() -> None:
    tiers = (Says("", Signal(Severity.WARNING, 0.5)), Says("", Signal(Severity.ERROR, 0.5)))
    assert Tiered(tiers).lines(["x"]) == [(Severity.WARNING, 0.5)]


def test_without_tiers_nothing_is_said() -> None:
    assert Tiered().lines(["x"]) == [SILENCE]
    assert Tiered().items([]) == []


def test_tiered_is_a_tier_itself() -> None:
    inner = Tiered((Keywords(),), (Keywords(),))
    outer = Tiered((inner,), (inner,))
    assert outer.lines(["ERROR"]) == Keywords().lines(["ERROR"])
    assert outer.items(['{"error": 1}'])[0].severity is Severity.ERROR


def test_a_text_is_as_bad_as_its_worst_line() -> None:
    assert Worst(Keywords()).content("fine\nERROR: x\nfine").severity is Severity.ERROR
    assert Worst(Keywords()).content("fine\n") == SILENCE
