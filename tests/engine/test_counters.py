"""Which counter a model gets, and what provider reports do to it."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.tokens import CL100K, O200K, Corrections, count, for_model

TEXT = "a line of text\n" * 50


@pytest.mark.parametrize(
    ("model", "encoding"),
    [
        ("gpt-4o", O200K),
        ("gpt-4o-mini-2024-07-18", O200K),
        ("chatgpt-4o-latest", O200K),
        ("gpt-4.1-nano", O200K),
        ("gpt-5", O200K),
        ("gpt-5.1-codex", O200K),
        ("openai/gpt-oss-120b", O200K),
        ("ft:gpt-4o:team::id", O200K),
        ("o1", O200K),
        ("o3-mini", O200K),
        ("o4-mini", O200K),
        ("GPT-4", CL100K),
        ("gpt-4-turbo", CL100K),
        ("gpt-3.5-turbo", CL100K),
        ("gpt-35-turbo-16k", CL100K),
        ("text-embedding-3-small", CL100K),
    ],
)
def test_public_tokenizers_count_exactly(model: str, encoding: str) -> None:
    counter = for_model(model)
    assert counter.exact
    assert counter.name == encoding
    assert counter(TEXT) == count(TEXT, encoding)


@pytest.mark.parametrize(
    ("model", "factor"),
    [
        ("claude-sonnet-4-5", 1.18),
        ("us.anthropic.claude-opus-4-1-20250805-v1:0", 1.18),
        ("models/gemini-2.5-pro", 1.15),
        ("gpt-6", 1.0),
        ("gpt-4.9", 1.0),
        ("meta-llama/Llama-3.3-70B", 1.0),
        ("something-new", 1.1),
        ("", 1.1),
    ],
)
def test_others_are_estimated_by_family(model: str, factor: float) -> None:
    counter = for_model(model)
    assert not counter.exact
    assert counter.name == f"{O200K}*{factor}"
    assert counter(TEXT) == round(count(TEXT) * factor)


def test_reports_move_an_estimate_step_by_step() -> None:
    before = Corrections()
    once = before.corrected("claude-x", counted=20_000, reported=26_000)
    assert before.factor("claude-x") == 1.0
    assert once.factor("claude-x") == pytest.approx(1.15)
    often = once
    for _ in range(200):
        often = often.corrected("claude-x", counted=20_000, reported=26_000)
    assert often.factor("claude-x") == pytest.approx(1.3, abs=0.01)
    assert often.factor("claude-y") == 1.0
    assert for_model("claude-x", often)(TEXT) > for_model("claude-x")(TEXT)
    assert for_model("claude-x", often).name == for_model("claude-x").name


def test_a_changed_tokenizer_outweighs_the_past() -> None:
    seen = Corrections()
    for _ in range(500):
        seen = seen.corrected("m", 20_000, 20_000)
    for _ in range(500):
        seen = seen.corrected("m", 20_000, 28_000)
    assert seen.factor("m") == pytest.approx(1.4, abs=0.02)


def test_reports_do_not_touch_an_exact_counter() -> None:
    seen = Corrections().corrected("gpt-4o", 10**6, 2 * 10**6)
    assert for_model("gpt-4o", seen)(TEXT) == count(TEXT)


def test_corrections_do_not_change() -> None:
    seen = Corrections().corrected("m", 10, 20)
    with pytest.raises(TypeError):
        seen.sums["m"] = (1, 1)  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        seen.sums = {}  # type: ignore[misc]


reports = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(-5, 10**9), st.integers(-5, 10**9))
)


@given(reports)
def test_whatever_is_reported_a_correction_stays_in_bounds(
    given_reports: list[tuple[str, int, int]],
) -> None:
    seen = again = Corrections()
    for report in given_reports:
        seen, again = seen.corrected(*report), again.corrected(*report)
    assert seen == again
    assert all(0.5 <= seen.factor(model) <= 2.0 for model in "abcd")
