"""What a rewrite will be worth: worked examples, and what must hold for all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.policy.gain import CALL, LATEST, SOON, Stakes, gain, offering, turns_left
from weft.policy.prices import CLAUDE, GPT, Weights

TURNS = st.floats(0, 60)
TOKENS = st.integers(0, 10**6)
CHANCES = st.floats(0, 1)
WEIGHTS = st.builds(
    Weights,
    st.just(1.0),
    st.floats(0, 1),
    st.floats(1, 2),
    st.floats(1, 2),
    st.floats(0, 20),
)


def at(turns: float = 10, prompt: int = 20_000, chance: float = 0.1, **more: bool) -> Stakes:
    return Stakes(weights=CLAUDE, turns_left=turns, prompt=prompt, chance=chance, **more)


def test_saved_tokens_are_written_once_and_read_on_every_turn() -> None:
    assert gain(1_000, 0, at(turns=10), lossy=False) == pytest.approx(1_000 * (1.25 + 10 * 0.1))


def test_a_retrieval_reads_the_prompt_again() -> None:
    stakes = at(prompt=20_000)
    cost = 20_000 * 0.1 + 1_000 * 1.25 + CALL * 5
    assert stakes.retrieval(1_000) == pytest.approx(cost)
    saved = gain(1_000, 200, stakes, lossy=False)
    assert gain(1_000, 200, stakes, lossy=True) == pytest.approx(saved - 0.1 * cost)


def test_a_small_cut_in_a_long_conversation_is_not_worth_it() -> None:
    assert gain(400, 300, at(prompt=200_000), lossy=True) < 0
    assert gain(400, 300, at(prompt=200_000), lossy=False) > 0
    assert gain(8_000, 500, at(prompt=200_000), lossy=True) > 0


def test_without_a_cache_every_turn_pays_in_full() -> None:
    stakes = at(turns=3, cached=False)
    assert gain(100, 0, stakes, lossy=False) == pytest.approx(400)
    assert stakes.retrieval(0) == pytest.approx(20_000 + CALL * 5)


def test_a_tool_in_front_of_a_live_prefix_costs_all_of_it() -> None:
    stakes = at(turns=10, prompt=20_000)
    assert offering(200, stakes, alive=False) == pytest.approx(200 * 2.25)
    assert offering(200, stakes, alive=True) == pytest.approx(200 * 2.25 + 20_000 * 1.15)


def test_where_writes_are_free_a_token_is_still_sent_once() -> None:
    stakes = Stakes(weights=GPT, turns_left=0, prompt=1_000)
    assert gain(100, 0, stakes, lossy=False) == pytest.approx(100)


@pytest.mark.parametrize(("turns", "left"), [(0, SOON), (-3, SOON), (8, 12.0), (10**6, LATEST)])
def test_turns_left(turns: int, left: float) -> None:
    assert turns_left(turns) == left


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_longer_it_ran_the_longer_it_goes_on(one: int, other: int) -> None:
    if one <= other:
        assert turns_left(one) <= turns_left(other)


@given(WEIGHTS, TURNS, TOKENS, CHANCES, TOKENS, TOKENS, TOKENS)
def test_saving_more_is_worth_more(
    weights: Weights, turns: float, prompt: int, chance: float, before: int, one: int, other: int
) -> None:
    stakes = Stakes(weights=weights, turns_left=turns, prompt=prompt, chance=chance)
    if one <= other:
        assert gain(before, one, stakes, lossy=True) >= gain(before, other, stakes, lossy=True)


@given(WEIGHTS, TURNS, TURNS, TOKENS, CHANCES, CHANCES, TOKENS)
def test_more_turns_are_worth_more_and_more_retrievals_less(
    weights: Weights,
    few: float,
    more: float,
    prompt: int,
    rare: float,
    often: float,
    before: int,
) -> None:
    few, more = sorted((few, more))
    rare, often = sorted((rare, often))

    def worth(turns: float, chance: float) -> float:
        stakes = Stakes(weights=weights, turns_left=turns, prompt=prompt, chance=chance)
        return gain(before, 0, stakes, lossy=True)

    assert worth(more, rare) >= worth(few, rare)
    assert worth(few, often) <= worth(few, rare)


@given(WEIGHTS, TURNS, TOKENS, TOKENS, TOKENS)
def test_what_is_lossless_and_shorter_is_always_worth_it(
    weights: Weights, turns: float, prompt: int, before: int, after: int
) -> None:
    stakes = Stakes(weights=weights, turns_left=turns, prompt=prompt)
    assert (gain(before, after, stakes, lossy=False) > 0) is (after < before)
