"""A message put together from deltas, as the official client puts it together."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from openai.lib.streaming._deltas import accumulate_delta

from weft.dialects.recalling.growing import grow

words = st.text("ab ☃", max_size=4)
call = st.fixed_dictionaries(
    {"index": st.just(0), "function": st.fixed_dictionaries({"arguments": words})}
)
deltas = st.lists(
    st.fixed_dictionaries({}, optional={"content": words | st.none(), "reasoning_content": words})
    | st.fixed_dictionaries({"tool_calls": st.lists(call, min_size=1, max_size=2)}),
    max_size=6,
)


@given(deltas)
def test_it_is_what_the_official_client_has(given_: list[dict[str, Any]]) -> None:
    begun = {
        "index": 0,
        "id": "c",
        "type": "function",
        "function": {"name": "f", "arguments": ""},
    }
    first = {"role": "assistant", "content": None, "tool_calls": [begun]}
    ours: dict[str, Any] = {}
    theirs: Any = {}
    for delta in [first, *given_]:
        grow(ours, json.loads(json.dumps(delta)))
        theirs = accumulate_delta(theirs, json.loads(json.dumps(delta)))
    assert ours == theirs


def test_what_is_said_again_is_not_said_twice() -> None:
    message: dict[str, Any] = {}
    for _ in range(2):
        grow(message, {"role": "assistant", "tool_calls": [{"index": 0, "id": "call_1"}]})
    assert message == {"role": "assistant", "tool_calls": [{"index": 0, "id": "call_1"}]}


def test_what_a_provider_adds_is_kept() -> None:
    message: dict[str, Any] = {}
    grow(message, {"reasoning_details": [{"index": 0, "text": "Hm"}], "extra": {"a": 1}})
    grow(message, {"reasoning_details": [{"index": 0, "text": "m."}], "extra": {"b": "sig"}})
    assert message["reasoning_details"] == [{"index": 0, "text": "Hmm."}]
    assert message["extra"] == {"a": 1, "b": "sig"}
