"""Responses over a WebSocket, message by message: rewritten, joined, heard, told of."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from responses_socket import LOG, Socket, World, called, create, output, person

from weft.policy.words import Mode

if TYPE_CHECKING:
    from weft.dialects.slot import Call
    from weft.recall.reply import Reply

BODY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def given_up(socket: Socket, at: int = -1) -> str:
    """The output in a message that went up."""
    (item,) = [each for each in json.loads(socket.up[at])["input"] if "output" in each]
    assert isinstance(item["output"], str)
    return item["output"]


def test_an_output_goes_up_shorter_and_all_else_as_it_came() -> None:
    socket = Socket(World())
    words = person(called("make", "[[say Fine.]]"))
    message = create(words)
    assert socket.says(message) is message
    socket.answered()
    first = socket.down[-1]["response"]
    message = create(output(first), previous_response_id=first["id"])
    up = socket.says(message)
    short = json.dumps(given_up(socket), ensure_ascii=False).encode()
    assert len(message) - len(up) > 10_000
    assert up == message.replace(json.dumps(LOG).encode(), short)


def test_the_call_of_an_output_is_the_one_that_the_model_made_earlier() -> None:
    """Alone an output does not say which tool gave it, nor what was asked for."""
    world = World()
    socket = Socket(world)
    first = socket.asks(person(called("make", "[[say Fine.]]")))
    socket.asks(output(first), previous_response_id=first["id"])
    ((block,),) = [event.blocks for event in world.events if event.blocks]
    assert block.tool == "bash"


def test_on_another_socket_nobody_knows_it() -> None:
    world = World()
    first = Socket(world).asks(person(called("make", "[[say Fine.]]")))
    Socket(world).asks(output(first), previous_response_id=first["id"])
    ((block,),) = [event.blocks for event in world.events if event.blocks]
    assert block.tool == ""


def test_what_was_sent_alone_is_the_same_in_the_whole_conversation() -> None:
    """A client that connects anew sends all of it: the provider finds what it has cached."""
    world = World()
    socket = Socket(world)
    asked = person(called("make", "[[say Fine.]]"))
    first = socket.asks(asked)
    given = output(first)
    socket.asks(given, previous_response_id=first["id"])
    again = Socket(world)
    again.asks(asked, *first["output"], given)
    assert given_up(again) == given_up(socket)
    assert world.events[-1].replayed == 1


def test_one_event_for_each_request() -> None:
    world = World()
    socket = Socket(world)
    first = socket.asks(person(called("make", "[[say Fine.]]")))
    socket.asks(output(first), previous_response_id=first["id"])
    one, two = world.events
    assert [one.request_id, two.request_id] == ["ws.1", "ws.2"]
    assert (two.dialect, two.operation, two.status) == ("responses", "generate", 200)
    assert two.bytes_after == len(socket.up[-1]) < two.bytes_before
    assert two.heard is not None
    assert two.heard.complete
    assert two.heard.usage is not None
    assert two.saved > 1_000
    assert two.seconds >= two.first_byte_seconds > 0


def test_a_refusal_is_told_with_its_status() -> None:
    world = World()
    Socket(world).asks(person("[[error 429]]"))
    (event,) = world.events
    assert (event.status, event.heard and event.heard.error) == (429, "rate_limit_exceeded")


RETRIEVES = "[[retrieve first {}]][[then]][[say That was it.]]"


def test_the_model_has_an_original_and_the_client_sees_one_response() -> None:
    world = World(retrieval_tool="always")
    socket = Socket(world)
    first = socket.asks(person(called("make", RETRIEVES)))
    before = len(socket.down)
    second = socket.asks(output(first), previous_response_id=first["id"])
    told = socket.down[before:]
    assert [each["type"] for each in told].count("response.created") == 1
    assert "weft_retrieve" not in json.dumps([each.get("item") for each in told])
    assert second["output"][-1]["content"][0]["text"] == "That was it."
    asked = json.loads(socket.up[-1])
    assert asked["input"][0]["output"].startswith("2026-03-11T09:00:00Z INFO worker: row 0")
    event = world.events[-1]
    assert (len(world.events), event.retrieved, len(event.hidden)) == (2, 1, 1)


def test_what_the_client_names_afterwards_goes_on_from_the_last_hidden_turn() -> None:
    socket = Socket(World(retrieval_tool="always"))
    first = socket.asks(person(called("make", RETRIEVES, "[[say And on.]]")))
    second = socket.asks(output(first), previous_response_id=first["id"])
    third = socket.asks(person("[[say On we go.]]"), previous_response_id=second["id"])
    went = json.loads(socket.up[-1])
    assert went["previous_response_id"] != second["id"]
    assert went["tools"][-1]["name"] == "weft_retrieve"
    assert third["output"][0]["content"][0]["text"] == "On we go."
    steer = {"type": "response.steer", "previous_response_id": second["id"], "input": "Stop."}
    steered = json.loads(socket.says(json.dumps(steer).encode()))
    assert steered == {**steer, "previous_response_id": went["previous_response_id"]}


def test_lanes_are_told_apart() -> None:
    world = World()
    socket = Socket(world)
    socket.says(create(person("[[say One.]]"), stream_id="a", model="gpt-5"))
    socket.says(create(person("[[say Two.]]"), stream_id="b", model="gpt-6"))
    answers: list[list[bytes]] = [[], []]
    for number, message in enumerate(socket.up):
        asked = json.loads(message)
        del asked["type"]
        for event in world.model.messages(asked, "sk-test"):
            said = {**event, "stream_id": asked["stream_id"]}
            answers[number].append(json.dumps(said).encode())
    for pair in zip(*reversed(answers), strict=True):
        for message in pair:
            assert socket.hears(message) == [message]
    assert [event.model for event in world.events] == ["gpt-6", "gpt-5"]
    assert all(event.heard and event.heard.complete for event in world.events)


def test_in_a_lane_with_hidden_turns_the_next_request_waits() -> None:
    """The provider would answer it before the hidden turn."""
    socket = Socket(World(retrieval_tool="always"))

    async def scenario() -> None:
        first = create(person("[[say One.]]"))
        other = create(person("[[say Two.]]"), stream_id="other")
        socket.sent(await socket.talk.outgoing(first) or first)
        waiting = asyncio.ensure_future(socket.talk.outgoing(first))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        asked = json.loads(socket.up[0])
        del asked["type"]
        for event in socket.world.model.messages(asked, "sk-test"):
            await socket.talk.incoming(json.dumps(event).encode())
        await asyncio.wait_for(waiting, 5)
        await asyncio.wait_for(socket.talk.outgoing(other), 5)
        await socket.talk.ending()
        await asyncio.wait_for(socket.talk.outgoing(other), 5)

    asyncio.run(scenario())


def test_what_the_provider_adds_by_itself_is_another_exchange() -> None:
    """A person who speaks in the middle of an answer is answered without a request."""
    world = World()
    socket = Socket(world)
    socket.asks(person("[[say One.]]"))
    for kind in ("created", "completed"):
        response = {"id": "resp_next", "status": "completed", "usage": {"input_tokens": 7}}
        said = {"type": f"response.{kind}", "response": response}
        socket.hears(json.dumps(said).encode())
    event = world.events[-1]
    assert (len(world.events), event.request_id, event.bytes_before) == (2, "ws.2", 0)
    assert event.heard is not None
    assert event.heard.usage is not None
    assert event.heard.usage.fresh == 7


def test_an_answer_that_failed_twice_is_one() -> None:
    world = World()
    socket = Socket(world)
    message = create(person("[[say One.]]"))
    socket.says(message)
    socket.says(message)
    about = {"id": "resp_1", "status": "failed"}
    for said in (
        {"type": "response.created", "response": about},
        {"type": "error", "status": 500, "error": {"type": "server_error"}},
        {"type": "response.failed", "response": about},
    ):
        socket.hears(json.dumps(said).encode())
    assert [event.status for event in world.events] == [500]
    socket.talk.closed()
    assert [event.status for event in world.events] == [500, 0]


@pytest.mark.parametrize("mode", [Mode.OBSERVE, Mode.LOSSLESS])
def test_modes_are_those_of_the_handshake(mode: Mode) -> None:
    world = World()
    socket = Socket(world, (b"x-weft-mode", mode.value.encode()))
    first = socket.asks(person(called("make", "[[say Fine.]]")))
    message = create(output(first), previous_response_id=first["id"])
    up = socket.says(message)
    assert (up is message) == (mode is Mode.OBSERVE)
    assert b"<<ccr:" not in up
    socket.answered()
    assert world.events[-1].mode is mode


def test_a_bug_in_a_hidden_turn_lets_the_message_through() -> None:
    world = World(retrieval_tool="always")

    def broken(asked: Any, call: Call) -> Reply:
        raise RuntimeError("a bug")

    world.workshop._rewriter.reply = broken  # type: ignore[method-assign]
    socket = Socket(world)
    first = socket.asks(person(called("make", RETRIEVES)))
    socket.asks(output(first), previous_response_id=first["id"])
    assert socket.raised == []
    assert socket.down[-1]["response"]["output"][-1]["name"] == "weft_retrieve"
    assert world.events[-1].failures == ("conversation: RuntimeError('a bug')",)


def test_what_never_ended_is_told_when_the_socket_closes() -> None:
    world = World()
    socket = Socket(world)
    socket.says(create(person("[[say One.]]")))
    socket.hears(b'{"type":"response.created","response":{"id":"r","model":"gpt-5"}}')
    socket.talk.closed()
    (event,) = world.events
    assert event.status == 200
    assert event.heard is not None
    assert not event.heard.complete


def test_a_socket_that_cannot_be_read_is_told_of() -> None:
    world = World()
    socket = Socket(world)
    socket.talk.failed(RuntimeError("an extension"))
    socket.talk.closed()
    (event,) = world.events
    assert event.failures == ("conversation: RuntimeError('an extension')",)


@given(st.binary(max_size=60) | BODY.map(lambda each: json.dumps(each).encode()))
@settings(max_examples=60, deadline=None)
def test_what_is_no_request_passes(message: bytes) -> None:
    socket = Socket(World())
    assert socket.says(message) is message
    assert socket.hears(message) == [message]
    assert socket.raised == []


@given(
    st.dictionaries(
        st.sampled_from(["input", "stream_id", "previous_response_id", "tools", "model", "x"]), BODY
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_a_request_it_goes_up(asked: dict[str, Any]) -> None:
    socket = Socket(World())
    message = json.dumps({"type": "response.create", **asked}).encode()
    assert socket.says(message) is message
