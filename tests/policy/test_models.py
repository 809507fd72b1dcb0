"""One name behind the many that a model has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.policy.models import bare, claude, gpt, names


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("claude-sonnet-4-5", "claude-sonnet-4-5"),
        ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
        ("anthropic/claude-sonnet-4.5", "claude-sonnet-4.5"),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"),
        ("anthropic.claude-opus-4-8-v1", "claude-opus-4-8"),
        ("claude-opus-4-1@20250805", "claude-opus-4-1"),
        ("models/gemini-2.5-pro", "gemini-2.5-pro"),
        ("GPT-5-2025-08-07", "gpt-5"),
        ("gpt-4o-latest", "gpt-4o"),
        ("openai/gpt-4o:free", "gpt-4o"),
        ("", ""),
        ("x" * 500, ""),
    ],
)
def test_the_shortest_name(model: str, name: str) -> None:
    assert bare(model) == name


def test_names_begin_with_the_one_given() -> None:
    found = list(names("us.anthropic.claude-sonnet-4-5-20250929-v1:0"))
    assert found[0] == "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
    assert found[-1] == "claude-sonnet-4-5"


@pytest.mark.parametrize(
    ("model", "version"),
    [
        ("claude-opus-5", ("opus", 5, 0)),
        ("claude-opus-4-20250514", ("opus", 4, 0)),
        ("claude-3-5-haiku-20241022", ("haiku", 3, 5)),
        ("claude-3-opus-latest", ("opus", 3, 0)),
        ("anthropic/claude-fable-5.1", ("fable", 5, 1)),
        ("claude-mythos-preview", None),
        ("gpt-5", None),
    ],
)
def test_the_version_of_a_claude(model: str, version: object) -> None:
    assert claude(model) == version


@pytest.mark.parametrize(
    ("model", "version"),
    [
        ("gpt-5.6-sol", (5, 6)),
        ("gpt-5-6-sol", (5, 6)),
        ("gpt-5", (5, 0)),
        ("gpt-5-2025-08-07", (5, 0)),
        ("openai/gpt-6-sol", (6, 0)),
        ("o3", None),
    ],
)
def test_the_version_of_a_gpt(model: str, version: object) -> None:
    assert gpt(model) == version


@given(st.text(max_size=300))
def test_any_text_has_names(model: str) -> None:
    found = list(names(model))
    assert len(set(found)) == len(found)
    assert bare(model) == (found[-1] if found else "")
    claude(model)
    gpt(model)
