"""Responses over real WebSockets, through a gateway that rewrites: what the provider is sent, and
what the client sees.
"""

from __future__ import annotations

import json
import os
import urllib.request
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import openai
import pytest
from exchange_law import Sent, begins_with, hashes, items, moved
from exchange_talk import STYLES, SYSTEM, Client, example
from exchange_world import gateway
from proxy_plays import PATIENCE
from scripted_upstream import speaking
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exchange_talk import Talk
    from proxy_process import Weft
    from scripted_upstream import Scripted, Sockets
    from websockets.sync.client import ClientConnection

KEY = "sk-test"
CODEX = Client("responses", STYLES[0])
LOG = "\n".join(
    f"2026-03-11T09:{n // 60:02}:{n % 60:02}Z {'ERROR' if n % 37 == 5 else 'INFO'} worker: row {n}"
    for n in range(400)
)


@pytest.fixture(scope="module")
def sockets() -> Iterator[Sockets]:
    with speaking() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def talking(
    sockets: Sockets, scripted: Scripted, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Weft]:
    """A gateway that speaks to a provider over WebSockets, and below /plain over HTTP."""
    state = tmp_path_factory.mktemp("state")
    flags = ("--route", f"/plain={scripted.url}", "--upstream", sockets.url)
    with gateway(scripted, state, *flags, WEFT_REWRITE_RETRIEVAL_TOOL="always") as running:
        yield running


@contextmanager
def opened(weft: Weft, *headers: tuple[str, str]) -> Iterator[ClientConnection]:
    url = weft.url.replace("http", "ws", 1) + "/v1/responses"
    fields = [("Authorization", f"Bearer {KEY}"), *headers]
    with connect(url, proxy=None, additional_headers=fields, max_size=None) as socket:
        yield socket


def ends(socket: ClientConnection) -> list[dict[str, Any]]:
    """The events of an answer."""
    events = [json.loads(socket.recv(PATIENCE))]
    while events[-1]["type"] not in ("response.completed", "response.failed", "error"):
        events.append(json.loads(socket.recv(PATIENCE)))
    return events


def create(*given: Any, **asked: Any) -> str:
    tools = [{"type": "function", "name": "run", "parameters": {"type": "object"}}]
    about = {"type": "response.create", "model": "gpt-5", "instructions": SYSTEM, "tools": tools}
    return json.dumps({**about, **asked, "input": list(given)})


def person(words: str) -> dict[str, Any]:
    content = [{"type": "input_text", "text": words}]
    return {"type": "message", "role": "user", "content": content}


def outputs(response: dict[str, Any], text: str = LOG) -> list[dict[str, Any]]:
    return [
        {"type": "function_call_output", "call_id": item["call_id"], "output": text}
        for item in response["output"]
        if item["type"] == "function_call"
    ]


def over(weft: Weft, sockets: Sockets, talk: Talk, rounds: int) -> Sent:
    """The conversation so far, as one message on a WebSocket of its own; what came of it."""
    body = b'{"type":"response.create",' + CODEX.body(talk, rounds)[1:]
    with opened(weft) as socket:
        socket.send(body.decode())
        assert ends(socket)[-1]["type"] == "response.completed"
    went = sockets.heard[-1]
    assert isinstance(went, str)
    return Sent(body, went.encode())


def test_each_turn_extends_the_one_before(talking: Weft, sockets: Sockets) -> None:
    talk = example("socket")
    sent = [over(talking, sockets, talk, number) for number in range(len(talk.rounds) + 1)]
    for earlier, later in pairwise(sent):
        assert moved(earlier, later) == []
        assert begins_with(earlier, later)
    assert len(sent[-1].went) < len(sent[-1].came)


def test_and_over_http_it_is_the_same(
    talking: Weft, sockets: Sockets, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that falls back to HTTP finds what the provider has cached."""
    talk = example("fallback")
    first = over(talking, sockets, talk, 2)
    body = CODEX.body(talk, 3)
    with talking.raw() as raw:
        fields = [("Content-Type", "application/json"), ("Authorization", f"Bearer {KEY}")]
        answer = raw.ask("POST", "/plain/v1/responses", *fields, body=body)
    assert answer.status == 200
    second = Sent(body, scripted.bodies("/v1/responses")[-1])
    assert moved(first, second) == []
    assert len(second.went) < len(second.came)


def test_chained_and_whole_are_the_same(talking: Weft, sockets: Sockets) -> None:
    """What went up alone, behind `previous_response_id`, goes up alike in a whole conversation."""
    asked = person('[[call run {"command": "make"}]][[then]][[say Fine.]]')
    with opened(talking) as socket:
        socket.send(create(asked))
        first = ends(socket)[-1]["response"]
        given = outputs(first)
        socket.send(create(*given, previous_response_id=first["id"]))
        assert ends(socket)[-1]["response"]["output"][0]["content"][0]["text"] == "Fine."
        alone = items(str(sockets.heard[-1]).encode())[-1]
    with opened(talking) as socket:
        socket.send(create(asked, *first["output"], *given))
        ends(socket)
    assert items(str(sockets.heard[-1]).encode())[-1] == alone
    assert len(alone) < len(LOG) / 2
    assert hashes(alone)


@pytest.mark.filterwarnings("ignore:connect:DeprecationWarning")  # so the SDK uses its library
def test_the_sdk_and_an_original_that_the_model_asks_for(talking: Weft, sockets: Sockets) -> None:
    """The client sees one response, and goes on from it."""
    words = "[[call run {}]][[then]][[retrieve first {}]][[then]][[quote]][[then]][[say On.]]"
    client = openai.OpenAI(base_url=f"{talking.url}/v1", api_key=KEY, max_retries=0)
    tools: Any = [{"type": "function", "name": "run", "parameters": {}, "strict": False}]
    with client, client.responses.connect() as socket:

        def ask(**asked: Any) -> list[Any]:
            socket.response.create(model="gpt-5", instructions=SYSTEM, tools=tools, **asked)
            events = [socket.recv()]
            while events[-1].type != "response.completed":
                events.append(socket.recv())
            return events

        first = ask(input=[person(words)])[-1].response
        given: Any = outputs(first.model_dump())
        events = ask(input=given, previous_response_id=first.id)
        assert [event.sequence_number for event in events] == list(range(len(events)))
        second = events[-1].response
        assert [item.type for item in second.output] == ["message"]
        assert second.output_text.startswith(LOG[:200])
        third = ask(input=[person("[[say Yes.]]")], previous_response_id=second.id)
        assert third[-1].response.output_text == "Yes."


def test_lanes_side_by_side(talking: Weft) -> None:
    with opened(talking) as socket:
        for lane in ("a", "b"):
            socket.send(create(person(f"[[say This is {lane}.]]"), stream_id=lane))
        said = {each["stream_id"]: each["response"] for _ in "ab" for each in ends(socket)[-1:]}
    texts = {lane: each["output"][0]["content"][0]["text"] for lane, each in said.items()}
    assert texts == {"a": "This is a.", "b": "This is b."}


def test_binary_messages_pass(talking: Weft) -> None:
    data = os.urandom(300_000)
    with opened(talking) as socket:
        socket.send(data)
        assert socket.recv(PATIENCE) == data


def test_a_message_of_many_megabytes(talking: Weft, sockets: Sockets) -> None:
    """Eight outputs of a megabyte."""
    words = person("[[say Much.]]")
    calls = [
        {"type": "function_call", "call_id": f"call_of_many_{n}", "name": "run", "arguments": "{}"}
        for n in range(8)
    ]
    text = "x y z " * 170_000
    results = outputs({"output": calls}, text)
    with opened(talking) as socket:
        socket.send(create(words, *calls, *results))
        assert ends(socket)[-1]["type"] == "response.completed"
    went = json.loads(sockets.heard[-1])["input"]
    assert [item["call_id"] for item in went[1:]] == [item["call_id"] for item in calls + results]


@pytest.mark.parametrize("header", [("x-weft-bypass", "true"), ("x-weft-mode", "off")])
def test_by_the_clients_wish_nothing_is_touched(
    header: tuple[str, str], talking: Weft, sockets: Sockets
) -> None:
    call = {"type": "function_call", "call_id": "call_untouched", "name": "run", "arguments": "{}"}
    message = create(person("[[say Fine.]]"), call, *outputs({"output": [call]}))
    with opened(talking, header) as socket:
        socket.send(message)
        ends(socket)
    assert sockets.heard[-1] == message


def test_lossless_leaves_nothing_out(talking: Weft, sockets: Sockets) -> None:
    call = {"type": "function_call", "call_id": "call_lossless_1", "name": "run", "arguments": "{}"}
    with opened(talking, ("x-weft-mode", "lossless")) as socket:
        socket.send(create(person("[[say Fine.]]"), call, *outputs({"output": [call]})))
        ends(socket)
    went = str(sockets.heard[-1]).encode()
    assert not hashes(went)
    assert b"weft_retrieve" not in went


def told(weft: Weft, path: str) -> dict[str, Any]:
    with urllib.request.urlopen(weft.url + path, timeout=PATIENCE) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def test_each_message_is_counted_and_explained(talking: Weft) -> None:
    before = told(talking, "/stats")["requests"]["total"]
    with opened(talking, ("x-request-id", "of-this-socket")) as socket:
        for _ in range(3):
            socket.send(create(person("[[say Fine.]]")))
            ends(socket)
    assert told(talking, "/stats")["requests"]["total"] == before + 3
    explained = told(talking, "/v1/explain/of-this-socket.2")
    assert (explained["dialect"], explained["status"]) == ("responses", 200)
