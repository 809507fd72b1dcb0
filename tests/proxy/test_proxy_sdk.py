"""The SDKs people use, through the proxy, as if it were not there: streams, tools, errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import anthropic
import openai
import pytest
from proxy_plays import LAST_CHUNK, answers, chunk, says
from proxy_process import Weft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_plays import Play
    from proxy_upstream import Upstream

CHAT, RESPONSES, MESSAGES = "/v1/chat/completions", "/v1/responses", "/v1/messages"
JSON = ("Content-Type", "application/json")
STREAM = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
    b"Transfer-Encoding: chunked\r\nrequest-id: req_1\r\nx-request-id: req_1\r\n\r\n"
)
ASKED: Any = [{"role": "user", "content": "What is the weather in Ζυρίχη? 🧵"}]
SCHEMA = {"type": "object", "properties": {"place": {"type": "string"}}}
USAGE = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}


@pytest.fixture(autouse=True)
def _nothing_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def chat(proxy: Weft) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{proxy.url}/v1", api_key="sk-test", max_retries=0) as client:
        yield client


@pytest.fixture
def claude(proxy: Weft) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=proxy.url, api_key="sk-ant", max_retries=0) as client:
        yield client


def replies(value: object, status: int = 200) -> Play:
    return answers(status, json.dumps(value).encode(), JSON, ("request-id", "req_1"))


def streams(*events: dict[str, Any], named: bool, end: bytes = b"") -> Play:
    lines = []
    for event in events:
        name = f"event: {event['type']}\n" if named else ""
        lines.append(chunk(f"{name}data: {json.dumps(event)}\n\n".encode()))
    return says(STREAM, *lines, *([chunk(end)] if end else []), LAST_CHUNK, keep=True)


def completion(message: dict[str, Any], reason: str = "stop") -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": reason}
    about = {"id": "c1", "object": "chat.completion", "created": 1, "model": "m"}
    return {**about, "choices": [choice], "usage": USAGE}


def delta(number: int, piece: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
    about = {"id": "c1", "object": "chat.completion.chunk", "created": number, "model": "m"}
    return {**about, "choices": [{"index": 0, "delta": piece, "finish_reason": reason}]}


def message(content: list[dict[str, Any]], reason: str = "end_turn") -> dict[str, Any]:
    usage = {"input_tokens": 5, "output_tokens": 2}
    about = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m"}
    return {
        **about,
        "content": content,
        "stop_reason": reason,
        "stop_sequence": None,
        "usage": usage,
    }


def test_openai_chat(chat: openai.OpenAI, upstream: Upstream) -> None:
    upstream.on(CHAT, replies(completion({"content": "Sunny ☀"})))
    before = len(upstream.all(CHAT))
    answer = chat.chat.completions.create(model="m", messages=ASKED)
    assert answer.choices[0].message.content == "Sunny ☀"
    seen = upstream.seen(CHAT, before + 1)
    assert seen.values(b"authorization") == [b"Bearer sk-test"]
    assert json.loads(seen.body)["messages"] == ASKED


def test_openai_chat_in_a_stream(chat: openai.OpenAI, upstream: Upstream) -> None:
    words = ["It ", "is ", "sunny ", "☀"]
    events = [delta(n, {"content": word}) for n, word in enumerate(words)]
    end = delta(9, {}, "stop")
    upstream.on(CHAT, streams(*events, end, named=False, end=b"data: [DONE]\n\n"))
    with chat.chat.completions.create(model="m", messages=ASKED, stream=True) as stream:
        got = [event.choices[0].delta.content for event in stream]
    assert got == [*words, None]


def test_openai_calls_a_tool(chat: openai.OpenAI, upstream: Upstream) -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
    upstream.on(CHAT, replies(completion({"content": None, "tool_calls": [call]}, "tool_calls")))
    before = len(upstream.all(CHAT))
    tools: Any = [{"type": "function", "function": {"name": "weather", "parameters": SCHEMA}}]
    answer = chat.chat.completions.create(model="m", messages=ASKED, tools=tools)
    assert answer.choices[0].message.tool_calls
    assert answer.choices[0].message.tool_calls[0].id == "call_1"
    assert json.loads(upstream.seen(CHAT, before + 1).body)["tools"] == tools


def test_openai_responses_in_a_stream(chat: openai.OpenAI, upstream: Upstream) -> None:
    place = {"item_id": "i", "output_index": 0, "content_index": 0, "logprobs": []}
    deltas = [
        {"type": "response.output_text.delta", "sequence_number": n, "delta": word, **place}
        for n, word in enumerate(["a", "b"])
    ]
    upstream.on(RESPONSES, streams(*deltas, named=True))
    with chat.responses.create(model="m", input="hi", stream=True) as stream:
        assert [event.type for event in stream] == ["response.output_text.delta"] * 2


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (404, openai.NotFoundError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
    ],
)
def test_openais_errors(
    chat: openai.OpenAI, upstream: Upstream, status: int, kind: type[openai.APIStatusError]
) -> None:
    error = {"message": "so it is", "type": "t", "param": None, "code": "c"}
    upstream.on(CHAT, replies({"error": error}, status))
    with pytest.raises(kind) as raised:
        chat.chat.completions.create(model="m", messages=ASKED)
    assert (raised.value.code, "so it is" in str(raised.value)) == ("c", True)


def test_anthropic_messages(claude: anthropic.Anthropic, upstream: Upstream) -> None:
    upstream.on(MESSAGES, replies(message([{"type": "text", "text": "Sunny ☀"}])))
    before = len(upstream.all(MESSAGES))
    answer = claude.messages.create(model="m", max_tokens=9, messages=ASKED)
    assert answer.content[0].type == "text"
    assert answer.content[0].text == "Sunny ☀"
    assert answer._request_id == "req_1"
    seen = upstream.seen(MESSAGES, before + 1)
    sent = seen.values(b"authorization") + seen.values(b"x-api-key")  # it depends on its version
    assert sent in ([b"Bearer sk-ant"], [b"sk-ant"])
    assert seen.values(b"anthropic-version")


def test_anthropic_messages_in_a_stream(claude: anthropic.Anthropic, upstream: Upstream) -> None:
    text = {"type": "content_block_delta", "index": 0}
    events = [
        {"type": "message_start", "message": message([])},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "ping"},
        *({**text, "delta": {"type": "text_delta", "text": word}} for word in ("Sun", "ny ☀")),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": 7},
        },
        {"type": "message_stop"},
    ]
    upstream.on(MESSAGES, streams(*events, named=True))
    with claude.messages.stream(model="m", max_tokens=9, messages=ASKED) as stream:
        assert list(stream.text_stream) == ["Sun", "ny ☀"]
        final = stream.get_final_message()
    assert (final.stop_reason, final.usage.output_tokens) == ("end_turn", 7)


def test_anthropic_uses_a_tool(claude: anthropic.Anthropic, upstream: Upstream) -> None:
    use = {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"place": "Ζυρίχη"}}
    upstream.on(MESSAGES, replies(message([use], "tool_use")))
    tools: Any = [{"name": "weather", "input_schema": SCHEMA}]
    answer = claude.messages.create(model="m", max_tokens=9, messages=ASKED, tools=tools)
    assert answer.content[0].type == "tool_use"
    assert answer.content[0].input == {"place": "Ζυρίχη"}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, anthropic.BadRequestError),
        (401, anthropic.AuthenticationError),
        (429, anthropic.RateLimitError),
        (529, anthropic.InternalServerError),
    ],
)
def test_anthropics_errors(
    claude: anthropic.Anthropic,
    upstream: Upstream,
    status: int,
    kind: type[anthropic.APIStatusError],
) -> None:
    told = {"type": "error", "error": {"type": "some_error", "message": "so it is"}}
    upstream.on(MESSAGES, replies(told, status))
    with pytest.raises(kind) as raised:
        claude.messages.create(model="m", max_tokens=9, messages=ASKED)
    assert (raised.value.status_code, raised.value.body) == (status, told)


def test_a_stream_that_breaks_off_is_an_error_to_the_sdk(
    claude: anthropic.Anthropic, upstream: Upstream
) -> None:
    start = json.dumps({"type": "message_start", "message": message([])})
    upstream.on(MESSAGES, says(STREAM + chunk(f"event: message_start\ndata: {start}\n\n".encode())))
    with (
        pytest.raises(Exception, match=r"(?i)incomplete|closed|peer|protocol"),
        claude.messages.stream(model="m", max_tokens=9, messages=ASKED) as stream,
    ):
        stream.get_final_message()


@pytest.fixture(scope="module")
def lonely() -> Iterator[Weft]:
    with Weft("--listen", "127.0.0.1:0", "--upstream", "http://127.0.0.1:9") as running:
        yield running


def test_our_own_errors_are_theirs_to_read(lonely: Weft) -> None:
    with (
        openai.OpenAI(base_url=f"{lonely.url}/v1", api_key="k", max_retries=0) as chat,
        pytest.raises(openai.InternalServerError) as refused,
    ):
        chat.chat.completions.create(model="m", messages=ASKED)
    assert refused.value.type == "server_error"
    with (
        anthropic.Anthropic(base_url=lonely.url, api_key="k", max_retries=0) as claude,
        pytest.raises(anthropic.InternalServerError) as failed,
    ):
        claude.messages.create(model="m", max_tokens=9, messages=ASKED)
    assert failed.value.status_code == 502
    assert isinstance(failed.value.body, dict)
    assert failed.value.body["error"]["type"] == "api_error"


def test_an_sdk_asks_again_by_itself(proxy: Weft, upstream: Upstream) -> None:
    """Its retries see one failure each: the proxy adds none of its own."""
    upstream.on("/v1/models", replies({"error": {"message": "busy"}}, 503))
    with (
        openai.OpenAI(base_url=f"{proxy.url}/v1", api_key="k", max_retries=1) as chat,
        pytest.raises(openai.InternalServerError),
    ):
        chat.models.list()
    assert len(upstream.all("/v1/models")) == 2
