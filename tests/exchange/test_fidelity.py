"""What is not meant to change does not: the upstream's bytes are the client's, by SHA-256.

And where a text is written shorter, everything around it is as it was.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from exchange_bodies import (
    BIG,
    RESPONSES_UNTOUCHED,
    UNTOUCHED,
    asked,
    chat,
    chat_round,
    dumps,
    messages,
    output,
    responses,
    result,
    use,
)
from exchange_law import hashes
from exchange_world import JSON, gateway
from scripted_upstream import body_of, plays

from weft.demo.model.model import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from proxy_process import Weft
    from scripted_upstream import Scripted

MESSAGES, CHAT, RESPONSES = "/v1/messages", "/v1/chat/completions", "/v1/responses"
BASH = {"name": "bash", "input_schema": {"type": "object"}}
CHAT_BASH = {"type": "function", "function": {"name": "bash", "parameters": {"type": "object"}}}
GREW = messages(
    ("user", "Please run it."),
    ("assistant", [use("toolu_1")]),
    ("user", [result("toolu_1")]),
    tools=[BASH],
)
OK = plays(Answer(200, [("content-type", "application/json")], (b'{"ok":true}',)))


@pytest.fixture(scope="module")
def weft(scripted: Scripted, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weft]:
    """It adds no tool: these models have a shell to ask with."""
    state = tmp_path_factory.mktemp("state")
    with gateway(scripted, state, "--retrieval-tool", "never") as running:
        yield running


@pytest.fixture
def upstream(scripted: Scripted) -> Scripted:
    """It answers everything: the bodies here are odder than a model would take."""
    for path in (MESSAGES, CHAT, RESPONSES, "/v1/unknown"):
        scripted.on(path, OK)
    return scripted


def sent(
    weft: Weft, upstream: Scripted, body: bytes, path: str = MESSAGES, *more: tuple[str, str]
) -> bytes:
    """What arrives of it."""
    before = len(upstream.all(path))
    headers = more if any(name == "Content-Type" for name, _ in more) else (JSON, *more)
    with weft.raw() as raw:
        answer = raw.ask("POST", path, ("x-api-key", "sk-ant-api-9"), *headers, body=body)
    assert answer.body == b'{"ok":true}'
    return body_of(upstream.seen(path, before + 1))


def same(one: bytes, other: bytes) -> bool:
    return hashlib.sha256(one).digest() == hashlib.sha256(other).digest()


@pytest.mark.parametrize("name", UNTOUCHED)
def test_messages_that_arrive_as_they_are(name: str, weft: Weft, upstream: Scripted) -> None:
    assert same(sent(weft, upstream, UNTOUCHED[name]), UNTOUCHED[name])


@pytest.mark.parametrize("name", RESPONSES_UNTOUCHED)
def test_responses_that_arrive_as_they_are(name: str, weft: Weft, upstream: Scripted) -> None:
    body = RESPONSES_UNTOUCHED[name]
    assert same(sent(weft, upstream, body, RESPONSES), body)


def test_but_a_long_result_does_not(weft: Weft, upstream: Scripted) -> None:
    """So that all of the above says something."""
    went = sent(weft, upstream, GREW)
    assert len(went) < len(GREW) / 2
    assert went.startswith(GREW[: GREW.index(BIG[:20].encode())])
    assert went.endswith(b'"}]}]}')


@pytest.mark.parametrize(
    "header", [("x-weft-mode", "off"), ("x-weft-bypass", "true"), ("x-headroom-bypass", "1")]
)
def test_nor_where_the_client_says_so(
    header: tuple[str, str], weft: Weft, upstream: Scripted
) -> None:
    assert same(sent(weft, upstream, GREW, MESSAGES, header), GREW)
    names = upstream.all(MESSAGES)[-1].names
    assert not [name for name in names if name.startswith((b"x-weft-", b"x-headroom-"))]


@pytest.mark.parametrize("mode", ["off", "observe"])
def test_nor_where_the_settings_say_so(
    mode: str, scripted: Scripted, upstream: Scripted, tmp_path: Path
) -> None:
    with gateway(scripted, tmp_path, "--mode", mode) as weft:
        assert same(sent(weft, upstream, GREW), GREW)


def test_nor_what_is_not_json(weft: Weft, upstream: Scripted) -> None:
    plain = ("Content-Type", "text/plain")
    assert same(sent(weft, upstream, GREW, MESSAGES, plain), GREW)
    broken = GREW[:-1]
    assert same(sent(weft, upstream, broken), broken)


def test_nor_what_goes_to_an_unknown_path(weft: Weft, upstream: Scripted) -> None:
    assert same(sent(weft, upstream, GREW, "/v1/unknown"), GREW)


def test_a_document_behind_a_marker_of_the_opening_is_new_and_one_before_it_is_not(
    weft: Weft, upstream: Scripted
) -> None:
    """What a client marked in the opening, other conversations may share."""
    source = {"type": "text", "media_type": "text/plain", "data": BIG}
    frozen = {"type": "document", "source": source, "cache_control": {"type": "ephemeral"}}
    free = {"type": "document", "source": {**source, "data": f"{BIG}\nand more"}}
    words = {"type": "text", "text": "Why?"}
    body = messages(("user", [frozen, free, words]), system="You help. " * 3000, tools=[BASH])
    went = json.loads(sent(weft, upstream, body))["messages"][0]["content"]
    assert went[0] == frozen
    assert went[1] != free


def test_markers_on_system_and_tools_freeze_nothing_of_the_conversation(
    weft: Weft, upstream: Scripted
) -> None:
    control = {"cache_control": {"type": "ephemeral"}}
    body = messages(
        ("user", "Please run it."),
        ("assistant", [use("toolu_1")]),
        ("user", [result("toolu_1")]),
        system=[{"type": "text", "text": "You help.", **control}],
        tools=[{**BASH, **control}],
    )
    assert len(sent(weft, upstream, body)) < len(body) / 2


@pytest.mark.parametrize("lifetimes", [("5m", "1h"), ("1h", "5m")])
def test_lifetimes_in_any_order_are_the_providers_to_judge(
    lifetimes: tuple[str, str], weft: Weft, upstream: Scripted
) -> None:
    blocks = [
        {"type": "text", "text": each, "cache_control": {"type": "ephemeral", "ttl": each}}
        for each in lifetimes
    ]
    body = messages(("user", blocks))
    assert same(sent(weft, upstream, body), body)


def test_a_small_chat_arrives_as_it_is(weft: Weft, upstream: Scripted) -> None:
    body = chat({"role": "user", "content": "Hi"}, tool_choice="auto", n=3)
    assert same(sent(weft, upstream, body, CHAT), body)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"n": 3},
        {"stream": True, "stream_options": {"include_usage": True}},
        {"tool_choice": {"type": "function", "function": {"name": "bash"}}},
        {"response_format": {"type": "json_object"}, "logit_bias": {"50256": -100}},
    ],
)
def test_in_a_chat_only_the_tools_message_is_shorter(
    more: dict[str, Any], weft: Weft, upstream: Scripted
) -> None:
    body = chat(*chat_round(), tools=[CHAT_BASH], **more)
    went = sent(weft, upstream, body, CHAT)
    assert len(went) < len(body) / 2
    was, is_now = json.loads(body), json.loads(went)
    assert is_now["messages"][2].pop("content") != was["messages"][2].pop("content")
    is_now.pop("tools", None)  # where something was left out, the way back to it
    assert is_now == was


def test_where_a_tool_is_added_nothing_else_is(
    scripted: Scripted, upstream: Scripted, tmp_path: Path
) -> None:
    with gateway(scripted, tmp_path, "--retrieval-tool", "always") as weft:
        went, was = json.loads(sent(weft, upstream, GREW)), json.loads(GREW)
    assert [tool["name"] for tool in went.pop("tools")] == ["bash", "weft_retrieve"]
    assert was.pop("tools") == [BASH]
    assert went["messages"][2]["content"][0].pop("content") != BIG
    assert was["messages"][2]["content"][0].pop("content") == BIG
    assert went == was


def test_results_of_every_kind_of_shell_are_shorter(weft: Weft, upstream: Scripted) -> None:
    """The call is found by `call_id`; an item's own id is another thing."""
    action = {"type": "exec", "command": ["make"], "env": {}}
    body = responses(
        {"type": "message", "role": "user", "content": "Please run it."},
        asked("call_1", id="fc_1"),
        {"type": "local_shell_call", "id": "lsh_1", "call_id": "call_2", "action": action},
        {"type": "custom_tool_call", "id": "ctc_1", "call_id": "call_3", "name": "x", "input": ""},
        {**output("call_1"), "id": "fco_1"},
        {"type": "local_shell_call_output", "id": "lsh_1", "output": f"{BIG}\n2"},
        output("call_3", f"{BIG}\n3", "custom_tool_call_output"),
        tools=[{"type": "function", "name": "shell", "parameters": {"type": "object"}}],
    )
    went = json.loads(sent(weft, upstream, body, RESPONSES))["input"]
    was = json.loads(body)["input"]
    for number in (4, 5, 6):
        assert len(went[number].pop("output")) < len(was[number].pop("output")) / 2
    assert went == was


def test_a_stream_of_responses_comes_back_whole(weft: Weft, scripted: Scripted) -> None:
    events = tuple(b'event: x\ndata: {"n":%d}\n\n' % number for number in range(50))
    stream = [("content-type", "text/event-stream")]
    scripted.on(RESPONSES, plays(Answer(200, stream, events, streamed=True)))
    with weft.raw() as raw:
        answer = raw.ask("POST", RESPONSES, JSON, body=responses(stream=True))
    assert answer.body == b"".join(events)


def test_a_hundred_kinds_of_nonsense_arrive_as_they_are(weft: Weft, upstream: Scripted) -> None:
    deep = b'{"messages":' + b"[" * 5000 + b"]" * 5000 + b"}"
    odd: list[Any] = [[], "text", 7, None, {"messages": {}}, {"messages": [7, None, []]}]
    odd += [{"messages": [{"role": "user", "content": 7}, {"role": 7}]}, {"messages": "x"}]
    for body in [deep, b"", b"\xff\xfe{", b'{"messages":[}', *map(dumps, odd)]:
        assert same(sent(weft, upstream, body), body)


def test_a_body_of_many_megabytes(weft: Weft, upstream: Scripted) -> None:
    """Everything of the client's is there, and only the result is shorter."""
    words = "word " * 600_000
    body = messages(("user", words), ("assistant", [use("toolu_1")]), ("user", [result("toolu_1")]))
    went = sent(weft, upstream, body)
    assert len(body) - len(BIG) < len(went) < len(body)
    assert json.loads(went)["messages"][0]["content"] == words
    assert len(hashes(went)) <= 1
