"""The Responses API over WebSocket: the law of prefixes, and retrieval, message by message."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from exchange_bodies import BIG
from exchange_law import Sent, begins_with, moved
from exchange_talk import STYLES, Client, example
from exchange_world import gateway
from proxy_plays import PATIENCE
from scripted_upstream import speaking
from test_retrieval import ASK, LINE, SCHEMA
from websockets.sync.client import connect

if TYPE_CHECKING:
    from pathlib import Path

    from websockets.sync.client import ClientConnection


def test_each_message_extends_the_one_before(tmp_path: Path) -> None:
    """As coding agents talk to the Responses API, with all of the conversation in each message."""
    talk, writer = example("socket"), Client("responses", STYLES[0])
    sent = []
    with speaking() as upstream, gateway(upstream, tmp_path) as weft:
        url = weft.url.replace("http", "ws", 1) + writer.path
        headers = {"Authorization": "Bearer sk-test"}
        with connect(url, proxy=None, additional_headers=headers, max_size=None) as socket:
            for number in range(len(talk.rounds) + 1):
                came = b'{"type":"response.create",' + writer.body(talk, number)[1:]
                socket.send(came.decode())
                until_completed(socket)
                went = upstream.heard[-1]
                sent.append(Sent(came, went.encode() if isinstance(went, str) else went))
    for earlier, later in pairwise(sent):
        assert moved(earlier, later) == []
        assert begins_with(earlier, later)
    assert len(sent[-1].went) < len(sent[-1].came)


def until_completed(socket: ClientConnection) -> None:
    while json.loads(socket.recv(PATIENCE))["type"] != "response.completed":
        pass


def test_an_original_is_asked_for(tmp_path: Path) -> None:
    """The hidden turn is a message of its own upstream; the client sees one response."""
    tools = [{"type": "function", "name": "bash", "parameters": SCHEMA}]
    asked: list[Any] = [{"type": "message", "role": "user", "content": ASK}]
    with speaking() as heard, gateway(heard, tmp_path, "--retrieval-tool", "always") as weft:
        url = weft.url.replace("http", "ws", 1) + "/v1/responses"
        key = {"Authorization": "Bearer sk-test"}
        with connect(url, proxy=None, additional_headers=key, max_size=None) as socket:
            given = {"type": "response.create", "model": "gpt-6", "tools": tools}
            first = over(socket, {**given, "input": asked})
            call = first[-1]["response"]["output"][0]
            output = {"type": "function_call_output", "call_id": call["call_id"], "output": BIG}
            events = over(socket, {**given, "input": [*asked, call, output]})
        assert len(heard.heard) == 3
    response = events[-1]["response"]
    assert [item["type"] for item in response["output"]] == ["reasoning", *["message"] * 3]
    assert LINE in response["output"][-1]["content"][0]["text"]
    kinds = [event["type"] for event in events]
    assert kinds.count("response.created") == kinds.count("response.completed") == 1


def over(socket: ClientConnection, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """All the events of one answer."""
    socket.send(json.dumps(asked))
    events: list[dict[str, Any]] = []
    while not events or events[-1]["type"] not in ("response.completed", "error"):
        events.append(json.loads(socket.recv(PATIENCE)))
    return events
