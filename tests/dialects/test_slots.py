"""Each dialect finds the results of tools, the calls they answer and what was said; no more."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from weft.dialects.anthropic import ANTHROPIC
from weft.dialects.gemini import GEMINI
from weft.dialects.openai_chat import OPENAI_CHAT
from weft.dialects.openai_responses import OPENAI_RESPONSES
from weft.dialects.reading import read
from weft.dialects.shape import DIALECTS, of_body, of_items
from weft.dialects.slot import Call, Dialect

ANTHROPIC_ITEMS: list[dict[str, Any]] = [
    {"role": "user", "content": [{"type": "text", "text": "Why does it fail?"}]},
    {
        "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "hm", "signature": "sig"},
            {"type": "text", "text": "Let me look."},
            {"type": "tool_use", "id": "t1", "name": "bash", "input": {"command": "make"}},
        ],
    },
    {
        "role": "user",
        "content": [
            {"type": "tool_result", "tool_use_id": "t1", "content": "plain"},
            {
                "type": "tool_result",
                "tool_use_id": "t1",
                "content": [
                    {"type": "text", "text": "in a block"},
                    {"type": "image", "source": {"type": "base64", "data": "AAAA"}},
                ],
            },
            {"type": "document", "source": {"type": "text", "data": "a document"}},
            {
                "type": "document",
                "source": {"type": "text", "data": "cited by its offsets"},
                "citations": {"enabled": True},
            },
            {"type": "document", "source": {"type": "base64", "data": "AAAA"}},
            {"type": "search_result", "content": [{"type": "text", "text": "cited too"}]},
            {"type": "text", "text": "and go on"},
        ],
    },
]
CHAT_ITEMS: list[dict[str, Any]] = [
    {"role": "system", "content": "rules"},
    {"role": "user", "content": "Why does it fail?"},
    {
        "role": "assistant",
        "content": "Let me look.",
        "tool_calls": [
            {
                "id": "c1",
                "type": "function",
                "function": {"name": "bash", "arguments": '{"command": "make"}'},
            }
        ],
        "function_call": {"name": "old", "arguments": "{}"},
    },
    {"role": "tool", "tool_call_id": "c1", "content": "plain"},
    {"role": "tool", "tool_call_id": "c1", "content": [{"type": "text", "text": "in a part"}]},
    {"role": "function", "name": "old", "content": "as before"},
]
RESPONSES_ITEMS: list[dict[str, Any]] = [
    {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Why?"}]},
    {"type": "reasoning", "id": "r", "encrypted_content": "xxxx", "summary": []},
    {"type": "function_call", "call_id": "c1", "name": "bash", "arguments": "{}"},
    {"type": "function_call_output", "call_id": "c1", "output": "plain"},
    {
        "type": "function_call_output",
        "call_id": "c1",
        "output": [{"type": "input_text", "text": "in a part"}, {"type": "input_image"}],
    },
    {"type": "local_shell_call", "call_id": "s1", "action": {"command": ["ls"]}},
    {"type": "local_shell_call_output", "id": "s1", "output": "a shell"},
    {
        "type": "shell_call_output",
        "call_id": "s2",
        "output": [{"stdout": "out", "stderr": "err", "outcome": {"type": "exit"}}],
    },
    {"type": "custom_tool_call", "call_id": "p1", "name": "apply_patch", "input": "*** Begin"},
    {"type": "custom_tool_call_output", "call_id": "p1", "output": "Done"},
    {"type": "compaction", "encrypted_content": "xxxx"},
]
GEMINI_ITEMS: list[dict[str, Any]] = [
    {"role": "user", "parts": [{"text": "Why?"}]},
    {
        "role": "model",
        "parts": [
            {"text": "musing", "thought": True},
            {"text": "Let me look."},
            {"functionCall": {"name": "bash", "args": {"command": "make"}}},
        ],
    },
    {
        "role": "user",
        "parts": [
            {"functionResponse": {"name": "bash", "response": {"output": "plain", "code": 1}}},
            {"function_response": {"id": "i2", "name": "ls", "response": {"result": "other"}}},
        ],
    },
]

FOUND = [
    (ANTHROPIC, ANTHROPIC_ITEMS, ["plain", "in a block", "a document"]),
    (OPENAI_CHAT, CHAT_ITEMS, ["plain", "in a part", "as before"]),
    (
        OPENAI_RESPONSES,
        RESPONSES_ITEMS,
        ["plain", "in a part", "a shell", "out", "err", "Done"],
    ),
    (GEMINI, GEMINI_ITEMS, ["plain", "other"]),
]
NAMES = [dialect.name for dialect, _, _ in FOUND]


@pytest.mark.parametrize(("dialect", "items", "texts"), FOUND, ids=NAMES)
def test_results_of_tools_are_found_where_they_stand(
    dialect: Dialect, items: list[dict[str, Any]], texts: list[str]
) -> None:
    slots = [(item, slot) for item in items for slot in dialect.slots(item)]
    assert [slot.text for _, slot in slots] == texts
    for item, slot in slots:
        node: Any = item
        for step in slot.path:
            node = node[step]
        assert node == slot.text


@pytest.mark.parametrize(("dialect", "items", "_texts"), FOUND, ids=NAMES)
def test_a_dialect_is_known_by_its_items(
    dialect: Dialect, items: list[dict[str, Any]], _texts: list[str]
) -> None:
    assert of_items(items) is dialect
    assert of_body({dialect.key: items, "model": "m"}) is dialect


def test_calls_are_paired_with_what_they_were_given() -> None:
    calls = [call for item in RESPONSES_ITEMS for call in OPENAI_RESPONSES.calls(item)]
    assert calls == [
        Call("c1", "bash", "{}"),
        Call("s1", "shell", '{"command": ["ls"]}'),
        Call("p1", "apply_patch", "*** Begin"),
    ]
    assert [call for item in CHAT_ITEMS for call in OPENAI_CHAT.calls(item)] == [
        Call("c1", "bash", '{"command": "make"}'),
        Call("old", "old", "{}"),
    ]


@pytest.mark.parametrize(("dialect", "items", "_texts"), FOUND, ids=NAMES)
def test_thoughts_and_results_are_not_said(
    dialect: Dialect, items: list[dict[str, Any]], _texts: list[str]
) -> None:
    said = [said for item in items for said in dialect.said(item)]
    assert said[0].person
    assert said[0].text.startswith("Why")
    assert not any(each.text in ("hm", "musing", "plain", "rules") for each in said)


def test_a_body_that_is_no_request_has_no_dialect() -> None:
    assert of_body({"messages": "none"}) is None
    assert of_body({"input": "a question"}) is None
    assert of_body({}) is None


KEYS = (
    *("role", "content", "type", "text", "output", "parts", "tool_calls", "source", "call_id"),
    *("functionResponse", "response", "function", "citations", "action"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner | st.sampled_from(["user", "tool", "tool_result", "document", "text"]),
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["role", "type", "content", "parts", "output"]), JSON))
@example({"content": [{"type": ["no", "name"]}], "type": {}, "role": []})
def test_no_shape_at_all_is_an_error(item: dict[str, Any]) -> None:
    for dialect in DIALECTS.values():
        for slot in dialect.slots(item):
            node: Any = item
            for step in slot.path:
                node = node[step]
            assert node == slot.text
        assert all(isinstance(call.arguments, str) for call in dialect.calls(item))
        assert all(isinstance(said.text, str) for said in dialect.said(item))
        list(read([item, item], dialect))
    of_items([item])
    of_body(item)
