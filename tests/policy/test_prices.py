"""Prices: of known models by whatever name, and weights of all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.dialects.shape import DIALECTS
from weft.policy.prices import Prices, prices, source, weights

SONNET = Prices(3.0, 0.3, 3.75, 6.0, 15.0)


@pytest.mark.parametrize(
    ("dialect", "model", "known"),
    [
        ("anthropic", "claude-sonnet-4-5", SONNET),
        ("anthropic", "claude-sonnet-4-5-20250929", SONNET),
        ("anthropic", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", SONNET),
        ("anthropic", "claude-sonnet-4-5@20250929", SONNET),
        ("openai", "anthropic/claude-sonnet-4.5", SONNET),
        ("anthropic", "claude-fable-5-1", Prices(10.0, 0.25, 12.5, 20.0, 50.0)),
        ("openai", "gpt-5", Prices(1.25, 0.125, 1.25, 1.25, 10.0)),
        ("responses", "gpt-5.6-sol", Prices(4.0, 0.4, 5.0, 5.0, 20.0)),
        ("gemini", "models/gemini-2.5-pro", Prices(1.25, 0.125, 1.25, 1.25, 10.0)),
        ("openai", "gpt-4-turbo", Prices(10.0, 10.0, 10.0, 10.0, 30.0)),
    ],
)
def test_known_models(dialect: str, model: str, known: Prices) -> None:
    assert prices(dialect, model) == known


def test_long_prompts_cost_more() -> None:
    assert prices("gemini", "gemini-2.5-pro", 200_000) == prices("gemini", "gemini-2.5-pro")
    assert prices("gemini", "gemini-2.5-pro", 200_001) == Prices(2.5, 0.25, 2.5, 2.5, 15.0)


@pytest.mark.parametrize("model", ["llama3.2:latest", "", "my-own", "x" * 1_000, "claude-9-zeta"])
def test_an_unknown_model_has_no_prices_but_weights(model: str) -> None:
    assert prices("openai", model) is None
    assert weights("openai", model).fresh == 1.0


@pytest.mark.parametrize(
    ("dialect", "model", "written", "long"),
    [
        ("anthropic", "claude-nobody-knows", 1.25, 2.0),
        ("responses", "gpt-9-unheard", 1.25, 1.25),
        ("responses", "gpt-4.9", 1.0, 1.0),
        ("gemini", "gemini-99", 1.0, 1.0),
    ],
)
def test_weights_by_rule(dialect: str, model: str, written: float, long: float) -> None:
    rule = weights(dialect, model)
    assert (rule.written, rule.written_long, rule.read) == (written, long, 0.1)


@given(st.sampled_from(sorted(DIALECTS)), st.text(max_size=40), st.integers(0, 10**7))
def test_weights_are_in_order_for_any_name(dialect: str, model: str, prompt: int) -> None:
    found = weights(dialect, model, prompt)
    assert 0 <= found.read <= found.fresh == 1.0
    assert found.written_long >= found.written
    assert found.output > 0


def test_the_source_is_named() -> None:
    assert source().startswith("genai-prices ")
