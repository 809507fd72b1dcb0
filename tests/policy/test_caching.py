"""What is cached from which length on, for how long; and prompts that would fall below it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.policy.caching import Asked, Minimum, asked, caching, crosses

MARKED, LONG = Asked(marked=True), Asked(marked=True, long=True)


@pytest.mark.parametrize(
    ("dialect", "model", "least", "most"),
    [
        ("anthropic", "claude-opus-5", 512, 512),
        ("anthropic", "claude-fable-5-1", 512, 512),
        ("anthropic", "claude-opus-4-8", 1_024, 1_024),
        ("anthropic", "claude-sonnet-4-5-20250929", 1_024, 1_024),
        ("anthropic", "claude-sonnet-4-20250514", 1_024, 1_024),
        ("anthropic", "claude-opus-4-7", 2_048, 2_048),
        ("anthropic", "claude-3-5-haiku-latest", 2_048, 2_048),
        ("anthropic", "claude-mythos-preview", 2_048, 2_048),
        ("anthropic", "claude-haiku-4-5", 4_096, 4_096),
        ("anthropic", "claude-opus-4-6", 4_096, 4_096),
        ("openai", "anthropic/claude-opus-4.6", 4_096, 4_096),
        ("anthropic", "claude-of-tomorrow-7", 512, 4_096),
        ("anthropic", "some-model", 512, 4_096),
        ("openai", "gpt-5", 1_024, 1_024),
        ("responses", "gpt-6-sol", 1_024, 1_024),
        ("gemini", "gemini-2.5-pro", 1_024, 4_096),
        ("openai", "deepseek-v4-pro", 64, 64),
        ("openai", "my-own", 1_024, 1_024),
    ],
)
def test_minimum_lengths(dialect: str, model: str, least: int, most: int) -> None:
    assert caching(dialect, model).minimum == Minimum(least, most)


@pytest.mark.parametrize(
    ("dialect", "model", "said", "explicit", "seconds"),
    [
        ("anthropic", "claude-opus-5", MARKED, True, 300),
        ("anthropic", "claude-opus-5", LONG, True, 3_600),
        ("openai", "gpt-5", Asked(), False, 3_600),
        ("responses", "gpt-5.6-sol", Asked(day=True), False, 86_400),
        ("gemini", "gemini-2.5-pro", Asked(), False, math.inf),
        ("openai", "my-own", Asked(), False, math.inf),
    ],
)
def test_lifetimes(dialect: str, model: str, said: Asked, explicit: bool, seconds: float) -> None:
    found = caching(dialect, model, said)
    assert (found.explicit, found.seconds) == (explicit, seconds)
    assert not found.is_dead(seconds)
    assert found.is_dead(seconds + 61) is (seconds < math.inf)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{}", Asked()),
        (b'{"cache_control": {"type": "ephemeral"}}', MARKED),
        (b'{"cache_control":{"type":"ephemeral","ttl":"1h"}}', LONG),
        (b'{"text": "a \\"cache_control\\" with \\"1h\\""}', Asked()),
        (b'{"content": [{"cachePoint": {"type": "default"}}]}', MARKED),
        (b'{"prompt_cache_retention": "24h"}', Asked(day=True)),
        (b'{"duration": "1h"}', Asked()),
    ],
)
def test_what_a_body_says(body: bytes, said: Asked) -> None:
    assert asked(body) == said
    assert asked(b"{}", body) == asked(body, b"[]") == said


@pytest.mark.parametrize(
    ("before", "after", "model", "marked", "answer"),
    [
        (5_000, 3_000, "claude-haiku-4-5", True, True),
        (5_000, 3_000, "claude-haiku-4-5", False, False),
        (50_000, 30_000, "claude-haiku-4-5", True, False),
        (3_000, 1_000, "claude-haiku-4-5", True, False),
        (3_000, 3_000, "claude-opus-5", True, False),
        (3_000, 400, "claude-opus-5", True, True),
        (700, 300, "claude-of-tomorrow-7", True, True),
        (400, 300, "claude-of-tomorrow-7", True, False),
    ],
)
def test_falling_below_the_minimum(
    before: int, after: int, model: str, marked: bool, answer: bool
) -> None:
    assert crosses(before, after, caching("anthropic", model), marked=marked) is answer


LENGTHS = st.integers(0, 20_000)


@given(LENGTHS, LENGTHS, st.sampled_from(["claude-opus-5", "claude-haiku-4-5", "claude-x"]))
def test_no_prompt_leaves_the_cache_unnoticed(before: int, after: int, model: str) -> None:
    how = caching("anthropic", model)
    was, will = before >= how.minimum.least, after < how.minimum.most
    if after < before and was and will:
        assert crosses(before, after, how, marked=True)
    if crosses(before, after, how, marked=True):
        assert after < before
