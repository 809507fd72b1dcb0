"""Scorers together: ranks count, scales do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.engine.signals.fused import Fused
from weft.engine.signals.relevance import BEST_MATCH

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXTS = ["the cap of a body", "how large an answer may be", "the weather", "a body of water"]


@dataclass
class Fixed:
    """Gives what it was told to."""

    given: list[float]

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return self.given


def order(scores: list[float]) -> list[int]:
    return sorted((n for n, score in enumerate(scores) if score), key=lambda n: -scores[n])


def test_what_both_rank_high_is_first_whatever_their_scales() -> None:
    fused = Fused((Fixed([0.9, 0.5, 0.1, 0]), Fixed([0, 900, 100, 800])))
    assert order(fused.scores("q", TEXTS))[0] == 1


def test_what_one_alone_names_is_named() -> None:
    fused = Fused((BEST_MATCH, Fixed([0, 1, 0, 0])))
    assert order(fused.scores("what caps the body", TEXTS)) == [0, 1, 3]


def test_what_none_names_has_nothing_to_do_with_the_question() -> None:
    assert Fused((BEST_MATCH, Fixed([0, 0, 0, 0]))).scores("zebra", TEXTS) == [0, 0, 0, 0]


def test_one_scorer_alone_keeps_its_order() -> None:
    assert order(Fused((Fixed([3, 1, 2, 0]),)).scores("q", TEXTS)) == [0, 2, 1]
