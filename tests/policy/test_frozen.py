"""What a client marked in the opening of a conversation is frozen; its rolling marker is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.dialects.shape import DIALECTS
from weft.policy.frozen import (
    first_assistant,
    floor,
    fresh_from,
    is_frozen,
    marked,
    marks,
    turns,
)

ANTHROPIC = DIALECTS["anthropic"]
MARK = {"cache_control": {"type": "ephemeral"}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["role", "type", "content", "parts", "output", "cache_control", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
ITEMS = st.lists(st.dictionaries(st.text(max_size=8), JSON, max_size=4), max_size=5)


def user(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "content": list(blocks)}


def result(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "tool_result", "tool_use_id": "t", "content": text, **more}


MODEL = {"role": "assistant", "content": [{"type": "text", "text": "Well."}]}


@pytest.mark.parametrize(
    ("dialect", "items", "first", "fresh", "count"),
    [
        ("anthropic", [], 0, 0, 0),
        ("anthropic", [user()], 1, 0, 0),
        ("anthropic", [user(), MODEL, user()], 1, 2, 1),
        ("anthropic", [user(), MODEL, user(), MODEL], 1, 4, 2),
        ("openai", [{"role": "system"}, user(), MODEL, {"role": "tool"}], 2, 3, 1),
        ("gemini", [{"role": "user"}, {"role": "model"}, {"role": "user"}], 1, 2, 1),
        (
            "responses",
            [
                {"role": "user"},
                {"type": "reasoning"},
                {"type": "function_call"},
                {"type": "custom_tool_call"},
                {"type": "function_call_output"},
                {"type": "local_shell_call_output"},
            ],
            1,
            4,
            1,
        ),
        ("responses", [{"type": "message", "role": "assistant"}, {"role": "developer"}], 0, 1, 1),
        ("responses", [{"type": "mcp_approval_response"}, {"type": "web_search_call"}], 1, 2, 1),
    ],
)
def test_where_the_model_spoke(
    dialect: str, items: list[Any], first: int, fresh: int, count: int
) -> None:
    spoken = DIALECTS[dialect]
    assert first_assistant(items, spoken) == first
    assert fresh_from(items, spoken) == fresh
    assert turns(items, spoken) == count


@pytest.mark.parametrize(
    "item",
    [
        user(result("x", **MARK)),
        user(result("x"), {"type": "text", "text": "x", **MARK}),
        {**user(result("x")), **MARK},
        user({"type": "tool_result", "content": [{"type": "text", "text": "x", **MARK}]}),
        {"role": "user", "content": [{"text": "x"}, {"cachePoint": {"type": "default"}}]},
        {"type": "function_call_output", "output": "x", "prompt_cache_breakpoint": {"ttl": "30m"}},
    ],
)
def test_markers_of_all_kinds(item: dict[str, Any]) -> None:
    assert marked(item)
    assert floor([item, MODEL], 1) is not None


@pytest.mark.parametrize(
    "item",
    [
        user(result("x")),
        user(result("x", cache_control=None)),
        user({"type": "tool_use", "input": {"content": [MARK]}}),
        user(result('{"cache_control": {"type": "ephemeral"}}')),
        {"role": "user", "content": "cache_control"},
    ],
)
def test_what_is_no_marker(item: dict[str, Any]) -> None:
    assert not marked(item)


def test_the_floor_is_the_last_marker_of_the_opening() -> None:
    items = [user(result("a", **MARK)), user(result("b"), result("c", **MARK), result("d"))]
    assert floor(items, 2) == (1, ("content", 1))


def test_a_rolling_marker_freezes_nothing() -> None:
    items = [user(result("a")), MODEL, user(result("b", **MARK))]
    assert floor(items, first_assistant(items, ANTHROPIC)) is None


def test_a_marker_freezes_what_it_stands_on_and_all_before() -> None:
    items = [user(result("a")), user(result("b"), result("c", **MARK), result("d")), user()]
    last = floor(items, 3)
    assert is_frozen(0, ("content", 0, "content"), last)
    assert is_frozen(1, ("content", 0, "content"), last)
    assert is_frozen(1, ("content", 1, "content"), last)
    assert is_frozen(1, ("content", 1, "content", 7, "text"), last)
    assert not is_frozen(1, ("content", 2, "content"), last)
    assert not is_frozen(2, ("content", 0, "content"), last)


def test_a_marker_inside_a_result_ends_there() -> None:
    inner = [{"type": "text", "text": "a", **MARK}, {"type": "text", "text": "b"}]
    last = floor([user({"type": "tool_result", "content": inner})], 1)
    assert is_frozen(0, ("content", 0, "content", 0, "text"), last)
    assert not is_frozen(0, ("content", 0, "content", 1, "text"), last)


def test_a_marker_on_an_item_freezes_all_of_it() -> None:
    last = floor([{**user(result("a")), **MARK}], 1)
    assert last == (0, ())
    assert is_frozen(0, ("content", 5, "content"), last)


def test_no_marker_freezes_nothing() -> None:
    assert not is_frozen(0, ("content",), None)


@given(ITEMS, st.sampled_from(sorted(DIALECTS)))
def test_any_json_is_read_without_an_error(items: list[Any], name: str) -> None:
    dialect = DIALECTS[name]
    opening, fresh = first_assistant(items, dialect), fresh_from(items, dialect)
    assert 0 <= opening <= len(items)
    assert fresh == 0 or opening < fresh <= len(items)
    last = floor(items, opening)
    assert (last is not None) == any(marked(item) for item in items[:opening])
    for number, item in enumerate(items[:opening]):
        for path in marks(item):
            assert is_frozen(number, path, last)
