"""Whose request a body is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.dialects.shape import of_body


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"contents": []}, "gemini"),
        ({"input": []}, "responses"),
        ({"messages": []}, "openai"),
        ({"messages": [], "system": "x"}, "anthropic"),
        ({"messages": [{"role": "tool"}]}, "openai"),
        ({"messages": [{"content": [{"type": "tool_result"}]}]}, "anthropic"),
        ({"messages": [{"type": "function_call_output"}]}, "openai"),
        ({"messages": [{"parts": []}]}, "openai"),
        ({"messages": "text"}, None),
        ({"input": "text"}, None),
    ],
)
def test_the_list_says_whose_it_is(body: dict[str, Any], name: str | None) -> None:
    found = of_body(body)
    assert (found.name if found else None) == name


@given(
    st.dictionaries(
        st.sampled_from(["messages", "input", "contents", "system"]),
        st.lists(
            st.dictionaries(
                st.sampled_from(["type", "role", "parts", "content"]), st.sampled_from(["tool", ""])
            )
        ),
    )
)
def test_a_dialect_that_is_found_has_its_list_in_the_body(body: dict[str, Any]) -> None:
    found = of_body(body)
    assert found is None or isinstance(body[found.key], list)
