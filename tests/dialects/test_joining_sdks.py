"""Joined streams as the official clients read them: they build one answer and find nothing odd."""

from __future__ import annotations

import json
from typing import Any

import anthropic
import httpx2
import openai
import pytest
from recall_scripts import ASK, STREAMS, THEIRS
from test_joining_streams import AGAIN, FOUND, LOOK, THINK, joining, through

QUESTION = [{"role": "user", "content": "What is wrong?"}]


def serving(stream: bytes) -> httpx2.Client:
    """A server that answers with this stream."""
    head = {"content-type": "text/event-stream"}
    answer = lambda request: httpx2.Response(200, headers=head, content=stream)  # noqa: E731
    return httpx2.Client(transport=httpx2.MockTransport(answer))


def claude(stream: bytes) -> Any:
    client = anthropic.Anthropic(api_key="k", http_client=serving(stream), max_retries=0)
    return client.messages.stream(model="claude", max_tokens=9, messages=QUESTION)


def gpt(stream: bytes) -> openai.OpenAI:
    return openai.OpenAI(api_key="k", http_client=serving(stream), max_retries=0)


def test_anthropic_builds_one_message() -> None:
    given, _ = through(
        "anthropic",
        STREAMS["anthropic"]([THINK, LOOK, ASK]),
        STREAMS["anthropic"]([THINK, AGAIN], "msg_2"),
        STREAMS["anthropic"]([FOUND, THEIRS], "msg_3"),
    )
    with claude(given) as stream:
        message = stream.get_final_message()
    kinds = [block.type for block in message.content]
    assert kinds == ["thinking", "text", "thinking", "text", "tool_use"]
    assert message.content[0].signature == THINK[2]
    assert message.content[-1].input == json.loads(THEIRS[3])
    assert message.stop_reason == "tool_use"
    assert (message.usage.input_tokens, message.usage.output_tokens) == (300, 30)
    assert message.usage.cache_read_input_tokens == 3000


def test_chat_builds_one_completion() -> None:
    given, _ = through(
        "openai",
        STREAMS["openai"]([LOOK, ASK]),
        STREAMS["openai"]([AGAIN], "chatcmpl-2"),
        STREAMS["openai"]([FOUND, THEIRS], "chatcmpl-3"),
    )
    with gpt(given).chat.completions.stream(model="gpt", messages=QUESTION) as stream:
        completion = stream.get_final_completion()
    message = completion.choices[0].message
    assert message.role == "assistant"
    assert message.content == "Let me look.\n\nLine 7 is wrong."
    assert [call.id for call in message.tool_calls or ()] == ["toolu_theirs"]
    assert completion.choices[0].finish_reason == "tool_calls"
    assert completion.usage is not None
    assert completion.usage.total_tokens == 330


def test_responses_builds_one_response() -> None:
    given, _ = through(
        "responses",
        STREAMS["responses"]([THINK, LOOK, ASK]),
        STREAMS["responses"]([THINK, AGAIN], "resp_2"),
        STREAMS["responses"]([FOUND, THEIRS], "resp_3"),
    )
    with gpt(given).responses.stream(model="gpt", input="What is wrong?") as stream:
        response = stream.get_final_response()
    kinds = [item.type for item in response.output]
    assert kinds == ["reasoning", "message", "reasoning", "message", "function_call"]
    assert response.id == "resp_1"
    assert response.output_text == "Let me look.Line 7 is wrong."
    assert response.usage is not None
    assert response.usage.total_tokens == 330


def failed_stream(name: str, error: dict[str, Any]) -> bytes:
    join = joining(name)
    given = join.feed(STREAMS[name]([LOOK, ASK]))
    join.over()
    return given + join.failed(json.dumps(error).encode())


def test_an_overloaded_provider_is_an_error_of_anthropics_client() -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    stream = claude(failed_stream("anthropic", error))
    with pytest.raises(anthropic.APIStatusError, match="Overloaded"), stream as events:
        events.until_done()


def test_a_failing_provider_is_an_error_of_openais_client() -> None:
    error = {"error": {"type": "server_error", "message": "Sorry", "code": None, "param": None}}
    client = gpt(failed_stream("openai", error))
    chunks = client.chat.completions.create(model="gpt", messages=QUESTION, stream=True)
    with pytest.raises(openai.APIError, match="Sorry"):
        list(chunks)


def test_a_failed_response_says_so() -> None:
    error = {"error": {"type": "server_error", "message": "Sorry", "code": None, "param": None}}
    client = gpt(failed_stream("responses", error))
    *_, told, last = client.responses.create(model="gpt", input="What?", stream=True)
    assert told.type == "error"
    assert told.message == "Sorry"
    assert last.type == "response.failed"
    assert last.response.status == "failed"
