"""The request that goes on after a hidden turn: what the provider has seen, and more behind it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from recall_scripts import ASK, STREAMS

from weft.dialects.members import Unclear
from weft.dialects.recalling.continuation import continuation
from weft.dialects.recalling.joining import joiner
from weft.dialects.shape import DIALECTS

if TYPE_CHECKING:
    from weft.dialects.recalling.turn import Turn

THINK = ("thinking", "What is it?", "c2ln")
LOOK = ("text", "Let me look.")
FIELDS = {"anthropic": "messages", "openai": "messages", "responses": "input", "gemini": "contents"}
every = pytest.mark.parametrize("name", tuple(STREAMS))


def turn(name: str, *said: tuple[str, ...]) -> Turn:
    join = joiner(DIALECTS[name], b"text/event-stream")
    assert join is not None
    join.feed(STREAMS[name](list(said)))
    return join.over()


def body(name: str, **more: Any) -> bytes:
    item = {"role": "user", "parts" if name == "gemini" else "content": []}
    return json.dumps({"model": "m", FIELDS[name]: [item], "stream": True, **more}).encode()


def go_on(name: str, given: bytes, hidden: Turn, **how: bool) -> Any:
    return json.loads(continuation(DIALECTS[name], given, hidden, ["the lines"], **how))


@every
def test_the_conversation_goes_on_and_every_other_byte_stays(name: str) -> None:
    before = body(name)
    after = continuation(DIALECTS[name], before, turn(name, THINK, LOOK, ASK), ["the lines"])
    at = before.rindex(b"]")
    assert after.startswith(before[:at])
    assert after.endswith(before[at:])


@every
def test_a_conversation_goes_on_twice(name: str) -> None:
    once = continuation(DIALECTS[name], body(name), turn(name, ASK), ["the lines"])
    twice = continuation(DIALECTS[name], once, turn(name, LOOK, ASK), ["more lines"])
    first, second = (json.loads(one)[FIELDS[name]] for one in (once, twice))
    assert second[: len(first)] == first
    assert "more lines" in json.dumps(second[len(first) :])


def test_anthropic_is_given_thinking_as_it_was_and_the_result() -> None:
    _, said, answered = go_on("anthropic", body("anthropic"), turn("anthropic", THINK, ASK))[
        "messages"
    ]
    thinking, call = said["content"]
    assert thinking == {"type": "thinking", "thinking": THINK[1], "signature": THINK[2]}
    assert (said["role"], call["input"]) == ("assistant", json.loads(ASK[3]))
    result = {"type": "tool_result", "tool_use_id": "toolu_ours", "content": "the lines"}
    assert answered == {"role": "user", "content": [result]}


def test_chat_is_given_its_message_and_the_result() -> None:
    _, said, answered = go_on("openai", body("openai"), turn("openai", LOOK, ASK))["messages"]
    function = {"name": "weft_retrieve", "arguments": ASK[3]}
    call = {"id": "toolu_ours", "type": "function", "function": function}
    assert said == {"role": "assistant", "content": "Let me look.", "tool_calls": [call]}
    assert answered == {"role": "tool", "tool_call_id": "toolu_ours", "content": "the lines"}


def test_gemini_is_given_its_parts_and_the_result() -> None:
    _, said, answered = go_on("gemini", body("gemini"), turn("gemini", THINK, ASK))["contents"]
    assert said["role"] == "model"
    assert said["parts"][1]["thoughtSignature"] == "sig-toolu_ours"
    response = {"id": "toolu_ours", "name": "weft_retrieve", "response": {"output": "the lines"}}
    assert answered == {"role": "user", "parts": [{"functionResponse": response}]}


def test_responses_is_given_its_items_and_the_result() -> None:
    _, reasoning, call, answered = go_on(
        "responses", body("responses"), turn("responses", THINK, ASK)
    )["input"]
    assert reasoning["encrypted_content"] == THINK[2]
    assert call["type"] == "function_call"
    result = {"type": "function_call_output", "call_id": "toolu_ours", "output": "the lines"}
    assert answered == result


def test_words_as_input_become_the_first_item() -> None:
    given = json.dumps({"input": 'Say "hi"'}).encode()
    first, *_ = go_on("responses", given, turn("responses", ASK))["input"]
    assert first == {"role": "user", "content": 'Say "hi"'}


def test_what_a_response_follows_it_follows_still() -> None:
    given = body("responses", previous_response_id="resp_0")
    after = go_on("responses", given, turn("responses", ASK))
    assert after["previous_response_id"] == "resp_0"
    assert len(after["input"]) == 3


def test_a_connection_is_told_only_what_is_new() -> None:
    given = body("responses", previous_response_id="resp_0", store=False, type="response.create")
    after = go_on("responses", given, turn("responses", THINK, ASK), chained=True)
    assert after["previous_response_id"] == "resp_1"
    assert [item["type"] for item in after["input"]] == ["function_call_output"]
    assert after["type"] == "response.create"


def test_a_conversation_that_the_provider_keeps_is_told_only_what_is_new() -> None:
    given = body("responses", conversation="conv_1")
    after = go_on("responses", given, turn("responses", THINK, ASK))
    assert [item["type"] for item in after["input"]] == ["function_call_output"]
    assert after["conversation"] == "conv_1"


@pytest.mark.parametrize(("store", "kept"), [(True, True), (False, False)])
def test_reasoning_that_nobody_kept_is_left_out(store: bool, kept: bool) -> None:
    hidden = turn("responses", ("thinking", "Hm.", ""), ASK)
    items = go_on("responses", body("responses", store=store), hidden)["input"]
    assert any(item.get("type") == "reasoning" for item in items) is kept


@every
def test_a_body_that_is_not_clear_is_not_gone_on_from(name: str) -> None:
    with pytest.raises(Unclear):
        continuation(DIALECTS[name], b"{}", turn(name, ASK), ["the lines"])
