"""WebSocket as a dialogue: the upstream is asked first, then bytes pass untouched."""

from __future__ import annotations

import base64
import hashlib

import pytest
from stage import Stage
from talking import Scripted

from weft.gateway.messages import Talk, Unreadable
from weft.gateway.passage import Passage
from weft.wire.fault import UpstreamBroken
from weft.wire.frames import made
from weft.wire.head import RequestHead, value_of

KEY = b"dGhlIHNhbXBsZSBub25jZQ=="
ACCEPT = b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="  # both from RFC 6455, section 1.3
ASKS = (
    (b"Connection", b"Upgrade"),
    (b"Upgrade", b"websocket"),
    (b"Sec-WebSocket-Key", KEY),
    (b"Sec-WebSocket-Version", b"13"),
    (b"Sec-WebSocket-Protocol", b"chat, superchat"),
)
SWITCHES = (
    (b"Connection", b"Upgrade"),
    (b"Upgrade", b"websocket"),
    (b"Sec-WebSocket-Accept", ACCEPT),
    (b"Sec-WebSocket-Protocol", b"chat"),
    (b"Sec-WebSocket-Extensions", b"permessage-deflate"),
)


def test_the_upstreams_answer_is_the_clients() -> None:
    with Stage() as stage:
        stage.client("GET /live?a=b", *ASKS, protocol=b"websocket")
        assert (stage.seen.protocol, stage.seen.target) == (b"websocket", b"/live?a=b")
        assert value_of(stage.seen.headers, b"sec-websocket-key") == KEY
        assert value_of(stage.seen.headers, b"sec-websocket-protocol") == b"chat, superchat"
        assert stage.inbound.answer is None  # not before the upstream has agreed
        stage.upstream_says(101, *SWITCHES, end=False)
        assert stage.status == 101
        assert stage.header(b"sec-websocket-accept") == ACCEPT
        assert stage.header(b"sec-websocket-protocol") == b"chat"
        assert stage.header(b"sec-websocket-extensions") == b"permessage-deflate"
        assert not stage.ended


def test_bytes_pass_both_ways_and_each_way_ends_by_itself() -> None:
    with Stage() as stage:
        stage.client("GET /live", *ASKS, protocol=b"websocket")
        stage.upstream_says(101, *SWITCHES, end=False)
        client, upstream = stage.inbound.tunnel, stage.outbound.raw
        client.source.put(b"\x81\x85mask!")
        upstream.source.put(b"\x81\x05hello")
        stage.settle()
        assert (upstream.written, client.written) == (b"\x81\x85mask!", b"\x81\x05hello")
        client.source.put(end=True)
        stage.settle()
        assert (upstream.ended, client.ended, stage.ended) == (True, False, False)
        upstream.source.put(b"more", end=True)
        stage.settle()
        assert (client.written, client.ended, stage.ended) == (b"\x81\x05hellomore", True, True)
        assert not client.aborted
        assert not upstream.aborted


def test_where_one_side_breaks_both_are_torn_down() -> None:
    with Stage() as stage:
        stage.client("GET /live", *ASKS, protocol=b"websocket")
        stage.upstream_says(101, *SWITCHES, end=False)
        stage.inbound.tunnel.source.put(fault=UpstreamBroken("reset"))
        stage.settle()
        assert stage.inbound.tunnel.aborted
        assert stage.outbound.raw.aborted
        assert stage.ended


def test_a_refusal_is_the_clients_too() -> None:
    with Stage() as stage:
        stage.client("GET /live", *ASKS, protocol=b"websocket")
        stage.upstream_says(401, (b"www-authenticate", b"Bearer"), body=b"who?")
        assert (stage.status, stage.inbound.got) == (401, b"who?")
        assert stage.header(b"www-authenticate") == b"Bearer"
        assert stage.ended


@pytest.mark.parametrize(
    ("line", "protocol", "length"),
    [
        ("GET /", b"h2c", 0),
        ("GET /", b"tls/1.0", 0),
        ("POST /", b"websocket", 0),
        ("GET /", b"websocket", 5),  # behind a body there could stand another request
    ],
)
def test_what_is_no_websocket_goes_on_without_its_upgrade(
    line: str, protocol: bytes, length: int
) -> None:
    with Stage() as stage:
        asks = ((b"Connection", b"Upgrade"), (b"Upgrade", protocol))
        stage.client(line, *asks, protocol=protocol, length=length, body=b"x" * length)
        assert stage.seen.protocol == b""
        assert value_of(stage.seen.headers, b"upgrade") is None
        stage.upstream_says(200, body=b"ok")
        assert stage.inbound.got == b"ok"


# Where there is a conversation.


def test_a_conversation_is_told_of_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = Scripted(up=lambda text: text.upper())
    monkeypatch.setattr(Passage, "talk", Talk(conversation, 1_000, bytes))
    with Stage() as stage:
        stage.client("GET /v1/responses", *ASKS, protocol=b"websocket")
        stage.upstream_says(101, *SWITCHES, end=False)
        stage.inbound.tunnel.source.put(made(b"hello", key=b"abcd"), end=True)
        stage.outbound.raw.source.put(made(b"hi"), end=True)
        stage.settle()
        assert stage.outbound.raw.written == made(b"HELLO", key=bytes(4))
        assert stage.inbound.tunnel.written == made(b"hi")
        assert stage.ended
    assert (conversation.said_down, conversation.closings) == ([b"hi"], 1)


def test_with_an_extension_that_is_not_read_bytes_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = Scripted(up=lambda text: text.upper())
    monkeypatch.setattr(Passage, "talk", Talk(conversation, 1_000, bytes))
    with Stage() as stage:
        stage.client("GET /v1/responses", *ASKS, protocol=b"websocket")
        extension = (b"Sec-WebSocket-Extensions", b"x-of-their-own")
        stage.upstream_says(101, *SWITCHES[:-1], extension, end=False)
        stage.inbound.tunnel.source.put(made(b"hello", key=b"abcd"), end=True)
        stage.outbound.raw.source.put(b"whatever", end=True)
        stage.settle()
        assert stage.outbound.raw.written == made(b"hello", key=b"abcd")
        assert stage.inbound.tunnel.written == b"whatever"
    assert [type(each) for each in conversation.failures] == [Unreadable]
    assert conversation.closings == 1


# RFC 8441: from HTTP/2, where there is no key.


def extended(stage: Stage) -> RequestHead:
    stage.client("CONNECT /live", ASKS[3], protocol=b"websocket", end=False, length=None)
    return stage.seen


def proof(request: RequestHead) -> bytes:
    key = value_of(request.headers, b"sec-websocket-key") or b""
    digest = hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
    return base64.b64encode(digest)


def test_an_extended_connect_becomes_a_get_with_a_key() -> None:
    with Stage() as stage:
        request = extended(stage)
        assert (request.method, request.protocol, request.length) == (b"GET", b"websocket", 0)
        assert len(base64.b64decode(value_of(request.headers, b"sec-websocket-key") or b"")) == 16
        stage.upstream_says(101, (b"Sec-WebSocket-Accept", proof(request)), end=False)
        assert stage.status == 200
        assert stage.header(b"sec-websocket-accept") is None
        stage.inbound.tunnel.source.put(b"frame")
        stage.settle()
        assert stage.outbound.raw.written == b"frame"


def test_an_upstream_that_has_not_read_the_key_is_not_believed() -> None:
    with Stage() as stage:
        extended(stage)
        stage.upstream_says(101, (b"Sec-WebSocket-Accept", ACCEPT), end=False)
        assert stage.status == 502


def test_a_plain_answer_is_no_consent() -> None:
    with Stage() as stage:
        extended(stage)
        stage.upstream_says(200, body=b"a page")
        assert stage.status == 502


def test_a_refusal_of_an_extended_connect_is_passed_on() -> None:
    with Stage() as stage:
        extended(stage)
        stage.upstream_says(404, body=b"no such thing")
        assert (stage.status, stage.inbound.got) == (404, b"no such thing")
