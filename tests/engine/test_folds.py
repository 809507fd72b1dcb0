"""Folds on folds: which come after which, and where it ends."""

from __future__ import annotations

from broken_forms import Forgets, Halves, Lossless

from weft.engine.attempts import Attempts
from weft.engine.folds import Folding, liar
from weft.engine.formset import FormSet
from weft.engine.limit import unlimited
from weft.engine.model import Exactness, Kind


class Spaces(Lossless):
    """Takes white space between brackets out, as JSON allows."""

    name = "spaces"
    exactness = Exactness.JSON

    def fold(self, text: str) -> str | None:
        return text.replace(" ", "") if " " in text else None


class Ones(Lossless):
    name = "ones"

    def fold(self, text: str) -> str | None:
        return text.replace("1,1,1", "a") if "1,1,1" in text and "a" not in text else None

    def unfold(self, text: str) -> str:
        return text.replace("a", "1,1,1")


class Twos(Ones):
    name = "twos"

    def fold(self, text: str) -> str | None:
        return text.replace("1", "b") if "1" in text else None


def folding(*forms: Lossless, ceiling: float = float("inf"), settles: bool = True) -> Folding:
    attempts = Attempts(unlimited, 10**6)
    return Folding(FormSet(forms), attempts, len, ceiling=ceiling, settles=settles)


def test_the_form_that_saves_most_goes_first_and_others_follow() -> None:
    fold = folding(Ones(), Spaces()).fold("[1, 1, 1, 1, 1, 1]", 18, Kind.JSON)
    assert fold is not None
    assert (fold.forms, fold.text, fold.tokens) == (("spaces", "ones"), "[a,a]", 5)


def test_a_text_that_comes_back_is_folded_until_nothing_folds_it() -> None:
    settled = folding(Halves()).fold("ab" * 8, 16, Kind.TEXT)
    once = folding(Halves(), settles=False).fold("ab" * 8, 16, Kind.TEXT)
    assert settled is not None
    assert once is not None
    assert (settled.text, once.text) == ("ab", "ab" * 4)


def test_what_is_far_above_the_best_offer_is_not_followed() -> None:
    far = folding(Halves(), ceiling=3).fold("ab" * 8, 16, Kind.TEXT)
    near = folding(Halves(), ceiling=4).fold("ab" * 8, 16, Kind.TEXT)
    assert far is not None
    assert near is not None
    assert (len(far.steps), len(near.steps)) == (1, 3)


def test_a_text_that_may_not_be_is_no_step() -> None:
    attempts = Attempts(unlimited, 10**6)
    refusing = Folding(FormSet((Halves(),)), attempts, lambda _: None)
    assert refusing.fold("abab", 4, Kind.TEXT) is None
    assert "keep the gaps" in attempts.discards[0].reason


def test_the_form_that_lies_is_named() -> None:
    attempts = Attempts(unlimited, 10**6)
    true = folding(Ones(), Spaces()).fold("[1, 1, 1, 1, 1, 1]", 18, Kind.JSON)
    false = folding(Forgets()).fold("abcdef", 6, Kind.TEXT)
    assert true is not None
    assert false is not None
    assert liar(true, attempts) is None
    assert liar(false, attempts) == ("forgets", "does not give the original back")


def test_steps_that_are_true_each_may_lie_together() -> None:
    """A step that is exact as JSON only, on one that is not JSON any more."""
    attempts = Attempts(unlimited, 10**6)

    class Letters(Lossless):
        name = "letters"

        def fold(self, text: str) -> str | None:
            return text.replace("true", "[ ]") if "true" in text else None

        def unfold(self, text: str) -> str:
            return text.replace("[ ]", "true")

    fold = folding(Letters(), Spaces()).fold("[true,true]", 11, Kind.JSON)
    assert fold is not None
    assert fold.forms == ("letters", "spaces")
    assert liar(fold, attempts) == ("spaces", "does not give the same JSON back")
