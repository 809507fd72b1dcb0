"""The model refuses what providers refuse, and answers whatever it is sent."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.demo.model.model import Model
from weft.demo.model.served import Served

PATHS = [
    "/v1/messages",
    "/v1/messages/count_tokens",
    "/v1/chat/completions",
    "/v1/responses",
    "/v1beta/models/gemini-3:generateContent",
    "/v1beta/models/gemini-3:streamGenerateContent?alt=sse",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)
FIELDS = ("role", "content", "type", "call_id", "output", "parts", "tool_calls")
ITEMS = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON)), max_size=4)
MORE = st.sampled_from(
    ["tools", "system", "n", "stream", "stream_options", "include", "previous_response_id"]
)


def model() -> Model:
    return Model(now=lambda: 0.0)


def ask(path: str, body: Any) -> tuple[int, Any]:
    answer = model().answer("POST", path, {}, json.dumps(body).encode())
    return answer.status, json.loads(b"".join(answer.pieces))


def test_a_call_must_be_answered_in_messages() -> None:
    use = {"type": "tool_use", "id": "t1", "name": "x", "input": {}}
    messages = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": [use]},
        {"role": "user", "content": "Well?"},
    ]
    status, told = ask("/v1/messages", {"model": "m", "messages": messages})
    assert (status, told["error"]["type"]) == (400, "invalid_request_error")
    assert "tool_result" in told["error"]["message"]


def test_a_call_must_be_answered_in_chat() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "x", "arguments": "{}"}}
    messages = [{"role": "assistant", "tool_calls": [call]}, {"role": "user", "content": "Well?"}]
    assert ask("/v1/chat/completions", {"model": "m", "messages": messages})[0] == 400
    stray = [{"role": "tool", "tool_call_id": "c2", "content": "?"}]
    assert ask("/v1/chat/completions", {"model": "m", "messages": stray})[0] == 400


def test_a_call_must_be_answered_in_responses() -> None:
    call = {"type": "function_call", "call_id": "c1", "name": "x", "arguments": "{}"}
    assert ask("/v1/responses", {"model": "m", "input": [call]})[0] == 400
    answered = [call, {"type": "function_call_output", "call_id": "c1", "output": "y"}]
    assert ask("/v1/responses", {"model": "m", "input": answered})[0] == 200


def test_each_call_must_be_answered_in_gemini() -> None:
    call = {"functionCall": {"name": "x", "args": {}}}
    given = {"functionResponse": {"name": "x", "response": {}}}
    contents = [
        {"role": "model", "parts": [call, call]},
        {"role": "user", "parts": [given]},
    ]
    assert ask(PATHS[4], {"contents": contents})[0] == 400
    contents[1]["parts"] = [given, given]
    assert ask(PATHS[4], {"contents": contents})[0] == 200


def test_the_same_question_has_the_same_answer() -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "[[call x]]"}]}
    assert ask("/v1/messages", body) == ask("/v1/messages", body)


def test_an_unknown_path_and_what_is_not_json() -> None:
    assert model().answer("GET", "/v1/models", {}, b"").status == 404
    assert model().answer("POST", "/v1/messages", {}, b"{").status == 400


@pytest.mark.parametrize("path", PATHS)
@given(items=ITEMS, more=st.dictionaries(MORE, JSON))
def test_it_answers_whatever_it_is_sent(path: str, items: Any, more: Any) -> None:
    given = {**more, "model": "m", "messages": items, "input": items, "contents": items}
    answer = model().answer("POST", path, {}, json.dumps(given).encode())
    assert answer.status in (200, 400)
    assert b"".join(answer.pieces)


def test_it_is_served() -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "[[say Hello.]]"}]}
    with Served(model()) as served:
        request = urllib.request.Request(f"{served.url}/v1/messages", json.dumps(body).encode())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=20) as answer:
            assert json.load(answer)["content"] == [{"type": "text", "text": "Hello."}]
