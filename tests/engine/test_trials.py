"""What a rendering tells of how it came about: the kind, each way that was tried, and why not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

import pytest
from broken_forms import Forgets, Grows, Halves, Lossless, Lossy, RaisesLate, Shaves

from weft.engine.forms.registry import FORMS
from weft.engine.formset import FormSet
from weft.engine.model import Block, Kind, Role, Trial
from weft.engine.pipeline import Terms, render
from weft.recall.marker import Keyring, Reference

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
TERMS = Terms(count=len)
ROWS = json.dumps([{"n": n, "same": "value"} for n in range(200)], indent=4)
LINES = "".join(f"{n} {n * 7919 % 100_003} some words of a line\n" for n in range(3000))


def reference(text: str) -> Reference:
    return Keyring(bytes(32)).reference("tenant", text)


def tried(text: str, forms: FormSet, terms: Terms = TERMS) -> dict[tuple[str, ...], Trial]:
    return {
        trial.forms: trial for trial in render(Block(text), forms, terms, reference(text)).trials
    }


def verdicts(text: str, forms: FormSet, terms: Terms = TERMS) -> dict[str, str]:
    return {"+".join(forms): trial.verdict for forms, trial in tried(text, forms, terms).items()}


def test_a_rendering_says_what_it_took_the_text_for() -> None:
    assert render(Block(ROWS), FORMS, TERMS).kind is Kind.JSON
    assert render(Block(ROWS), FORMS, Terms(count=len, min_tokens=10**9)).kind is None


@pytest.mark.parametrize("text", [ROWS, LINES, "nothing to be done here"])
def test_one_trial_is_taken_and_it_is_what_goes_out(text: str) -> None:
    rendering = render(Block(text), FORMS, TERMS, reference(text))
    taken = [trial for trial in rendering.trials if trial.taken]
    assert [trial.forms for trial in taken] == [rendering.candidate.forms] * (
        not rendering.unchanged
    )
    assert all(trial.tokens == rendering.tokens_after for trial in taken)
    assert all(trial.verdict for trial in rendering.trials)


def test_nothing_that_could_be_taken_is_cheaper_than_what_is() -> None:
    rendering = render(Block(ROWS), FORMS, TERMS, reference(ROWS))
    taken = next(trial for trial in rendering.trials if trial.taken)
    costs = [trial.cost for trial in rendering.trials if trial.cost is not None]
    assert taken.cost == min(costs)
    assert any(
        trial.verdict == f"dearer than {'+'.join(taken.forms)}" for trial in rendering.trials
    )


def test_the_role_of_each_trial_is_told() -> None:
    trials = tried("ab" * 300, FormSet((Halves(),), (Lossy(),)))
    assert {trial.role for trial in trials.values()} == {Role.LOSSLESS, Role.LOSSY}


def test_a_step_of_a_longer_chain_folds_further() -> None:
    assert verdicts("ab" * 4, FormSet((Halves(),))) == {
        "halves": "folds further",
        "halves+halves": "taken",
        "halves+halves+halves": "nothing to offer",
    }


def test_what_was_wrong_with_a_form_is_its_verdict() -> None:
    text = "some text that is longer than what a form gives"
    assert verdicts(text, FormSet((Forgets(),)))["forgets"] == "does not give the original back"
    assert "raised KeyError" in verdicts(text, FormSet((RaisesLate(),)))["raises late"]
    assert verdicts(text, FormSet((Grows(),))) == {"grows": "not shorter"}
    assert "still folds" in verdicts("a" * 100, FormSet((Shaves(),)))["+".join(["shaves"] * 9)]


def test_a_limit_learns_which_form_is_at_work() -> None:
    worked: list[str] = []

    def watch(name: str, work: Callable[[], T]) -> T:
        worked.append(name)
        return work()

    rendering = render(Block(ROWS), FORMS, TERMS, reference(ROWS), watch)
    assert {trial.forms[-1] for trial in rendering.trials} <= set(worked)


def test_a_limit_that_has_had_enough_leaves_the_text_as_it_is() -> None:
    def enough(_name: str, _work: Callable[[], T]) -> T:
        raise TimeoutError("the time is used up")

    rendering = render(Block(ROWS), FORMS, TERMS, reference(ROWS), enough)
    assert rendering.unchanged
    assert {trial.verdict for trial in rendering.trials} == {
        "raised TimeoutError: the time is used up"
    }


def test_effort_bounds_what_forms_read_and_what_was_not_tried_is_told() -> None:
    class Other(Halves):
        name = "other"

    text = "ab" * 500
    forms = FormSet((Halves(), Other()))
    assert verdicts(text, forms, Terms(count=len, effort=999)) == {
        "halves": "not tried: the effort is used up",
        "other": "not tried: the effort is used up",
    }
    some = verdicts(text, forms, Terms(count=len, effort=1000))
    assert some["halves"] == "taken"
    assert some["other"] == "not tried: the effort is used up"


def test_what_is_taken_is_proven_whatever_the_effort() -> None:
    text = "some text that is longer than what a form gives"
    terms = Terms(count=len, effort=len(text))
    assert verdicts(text, FormSet((Forgets(),)), terms) == {
        "forgets": "does not give the original back",
        "forgets+forgets": "not tried: the effort is used up",
    }


def test_a_fold_that_would_be_cut_later_says_so() -> None:
    class Shortens(Lossless):
        name = "shortens"

        def fold(self, text: str) -> str | None:
            return text.replace("a" * 9, "b") if "a" * 9 in text else None

        def unfold(self, text: str) -> str:
            return text.replace("b", "a" * 9)

    class CutsB(Lossy):
        name = "cuts b"

        def cut(self, block: Block, room: int | None) -> object:
            return super().cut(block, room) if "b" in block.text else None

    text = "a" * 9 * 2000
    free = Terms(count=len, fetched_lossy=0)
    found = verdicts(text, FormSet((Shortens(),), (CutsB(),)), free)  # type: ignore[arg-type]
    assert found["shortens"] == "would be cut if it came back"
