"""OpenAI's own SDK and the Responses API, over HTTP and over WebSocket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openai
import pytest
from proxy_plays import PATIENCE
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_process import Weft
    from scripted_upstream import Sockets
    from websockets.sync.client import ClientConnection

TOOLS: Any = [
    {"type": "function", "name": name, "parameters": {"type": "object"}, "strict": False}
    for name in ("weather", "time")
]
EVERYTHING = (
    '[[think Two.]][[say I look.]][[call weather {"at": "Ζυρίχη"}]][[call time {"at": "Bern"}]]'
    "[[then]][[say Both are fine.]]"
)
SEALED = ["reasoning.encrypted_content"]


def create(chat: openai.OpenAI, **asked: Any) -> Any:
    return chat.responses.create(model="gpt-6", tools=TOOLS, **asked)


def streamed(chat: openai.OpenAI, **asked: Any) -> Any:
    with chat.responses.stream(model="gpt-6", tools=TOOLS, **asked) as stream:
        return stream.get_final_response()


def results(response: Any) -> list[Any]:
    return [
        {"type": "function_call_output", "call_id": item.call_id, "output": "fine"}
        for item in response.output
        if item.type == "function_call"
    ]


@pytest.mark.parametrize("way", [create, streamed])
def test_a_turn_with_everything_in_it_and_the_one_after(chat: openai.OpenAI, way: Any) -> None:
    """Sealed reasoning goes back as it came, or the model would refuse it."""
    asked = [{"role": "user", "content": EVERYTHING}]
    first = way(chat, input=asked, include=SEALED, store=False)
    kinds = [item.type for item in first.output]
    assert kinds == ["reasoning", "message", "function_call", "function_call"]
    assert first.output[0].summary[0].text == "Two."
    assert first.output_text == "I look."
    assert json.loads(first.output[2].arguments) == {"at": "Ζυρίχη"}
    said = [
        item.model_dump(exclude_none=True, exclude={"parsed_arguments"}) for item in first.output
    ]
    again = [*asked, *said, *results(first)]
    second = way(chat, input=again, include=SEALED, store=False)
    assert second.output_text == "Both are fine."


def test_a_conversation_that_the_provider_keeps(chat: openai.OpenAI) -> None:
    first = create(chat, input=EVERYTHING)
    second = create(chat, input=results(first), previous_response_id=first.id)
    assert second.output_text == "Both are fine."
    with pytest.raises(openai.BadRequestError, match="not found"):
        create(chat, input="And?", previous_response_id="resp_of_nobody")


def test_events_are_numbered(chat: openai.OpenAI) -> None:
    events = list(create(chat, input=EVERYTHING, stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert [events[0].type, events[-1].type] == ["response.created", "response.completed"]
    assert events[-1].response.usage.total_tokens > 10


def test_a_refusal(chat: openai.OpenAI) -> None:
    (message,) = streamed(chat, input="[[refuse I will not.]]").output
    assert message.content[0].refusal == "I will not."


def test_a_citation(chat: openai.OpenAI) -> None:
    (message,) = create(chat, input="[[cite A page | It says so.]]").output
    assert message.content[0].annotations[0].title == "A page"


def test_a_failure_in_mid_stream(chat: openai.OpenAI) -> None:
    events = list(create(chat, input="[[say As I said]][[error 429]]", stream=True))
    assert events[-1].type == "response.failed"
    assert events[-1].response.error.code == "rate_limit_exceeded"


@pytest.fixture
def socket(socket_gateway: Weft) -> Iterator[ClientConnection]:
    url = socket_gateway.url.replace("http", "ws", 1) + "/v1/responses"
    headers = {"Authorization": "Bearer sk-test", "OpenAI-Beta": "responses_websockets=2026-02-06"}
    with connect(url, proxy=None, additional_headers=headers, max_size=None) as opened:
        yield opened


def over(socket: ClientConnection, **asked: Any) -> dict[str, Any]:
    """Ask over a WebSocket; the last event."""
    socket.send(json.dumps({"type": "response.create", "model": "gpt-6", "tools": TOOLS, **asked}))
    while True:
        event: dict[str, Any] = json.loads(socket.recv(PATIENCE))
        if event["type"] in ("response.completed", "response.failed", "error"):
            return event


def test_over_a_websocket(socket: ClientConnection, sockets: Sockets) -> None:
    """As coding agents do it: what is new goes up, the rest the provider has."""
    asked = {"type": "message", "role": "user", "content": EVERYTHING}
    first = over(socket, input=[asked])["response"]
    calls = [item for item in first["output"] if item["type"] == "function_call"]
    given = [
        {"type": "function_call_output", "call_id": item["call_id"], "output": "fine"}
        for item in calls
    ]
    second = over(socket, input=given, previous_response_id=first["id"])["response"]
    assert second["output"][0]["content"][0]["text"] == "Both are fine."
    assert json.loads(sockets.heard[-1])["previous_response_id"] == first["id"]


def test_an_error_over_a_websocket(socket: ClientConnection) -> None:
    asked = {"type": "message", "role": "user", "content": "[[error 429]]"}
    assert over(socket, input=[asked])["status"] == 429
    asked["content"] = "[[say Here again.]]"
    assert over(socket, input=[asked])["type"] == "response.completed"
