"""Large texts of every kind: the same again, nothing lost, and never worse."""

from __future__ import annotations

from functools import cache

import pytest
from turning_back import turned_back

from asked import KINDS, Asked, asked
from weft.engine.forms.registry import FORMS
from weft.engine.model import Block, Origin, Rendering
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count
from weft.recall.marker import Keyring, Receipt, Reference

KEYRING = Keyring(bytes(range(32)))
TERMS = Terms(count)
ODD = {
    "one line of 10 MB": "x" * 10_000_000,
    "one line of words, 10 MB": "word, " * 1_700_000,
    "a million empty lines": "\n" * 1_000_000,
    "a million line ends": "\r\n" * 1_000_000,
    "no text at all": "\x00\ud800" * 300_000,
}


def reference(text: str) -> Reference:
    return KEYRING.reference("tenant", text)


def receipt(text: str) -> Receipt:
    return Receipt(reference(text).hash, "tenant", KEYRING)


def never(text: str) -> Receipt:
    raise AssertionError("nothing may be stored where nothing may be left out")


def rendered(case: Asked, *, cuts: bool) -> Rendering:
    block = Block(case.text, Origin(question=case.question))
    return render(block, FORMS, TERMS, reference(case.text) if cuts else None)


@cache
def large(kind: str, size: int = 1_000_000) -> Asked:
    return asked(kind, size, seed=7)


@pytest.mark.parametrize("kind", KINDS)
def test_a_megabyte_without_marks_loses_nothing_and_stores_nothing(kind: str) -> None:
    rendering = rendered(large(kind), cuts=False)
    assert not rendering.cuts
    assert not [each for each in rendering.discards if "raised" in each.reason]
    sent = rendering.settle(never)
    assert rendering.tokens_after == count(sent) <= rendering.tokens_before
    turned_back(rendering.block.text, rendering.candidate, FORMS)


@pytest.mark.parametrize("kind", KINDS)
def test_with_cuts_it_comes_out_the_same_twice_and_stays_as_it_is(kind: str) -> None:
    case = large(kind, 200_000)
    sent = rendered(case, cuts=True).settle(receipt)
    assert rendered(case, cuts=True).settle(receipt) == sent
    again = rendered(Asked(kind, sent, case.question), cuts=True)
    assert again.settle(receipt) == sent


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_texts_are_rendered_and_decoded(text: str) -> None:
    rendering = rendered(Asked("odd", text), cuts=False)
    assert not [each for each in rendering.discards if "raised" in each.reason]
    turned_back(rendering.block.text, rendering.candidate, FORMS)
    cut = rendered(Asked("odd", text), cuts=True)
    assert not [each for each in cut.discards if "raised" in each.reason]
    assert cut.tokens_after <= rendering.tokens_after
