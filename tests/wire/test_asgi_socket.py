"""The application's end of a WebSocket, message by message, without a network."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from asgi_inbound import Heard, handshake

from weft.wire.asgi import Asgi
from weft.wire.asgi_answer import AppFault, ClientLeft

if TYPE_CHECKING:
    from weft.wire.asgi_scope import App, Message, Receive, Scope, Send

ACCEPT: Message = {"type": "websocket.accept"}
CLOSE: Message = {"type": "websocket.close"}


def run(app: App, inbound: Heard) -> list[BaseException]:
    """Have the application answer; give what was reported."""
    reported: list[BaseException] = []

    async def answer() -> None:
        inbound.wires.incoming.put_nowait(b"\x88\x80abcd")  # the client closes
        await asyncio.wait_for(Asgi(app, report=reported.append)(inbound), 20)

    asyncio.run(answer())
    return reported


def sending(*messages: Message) -> App:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert await receive() == {"type": "websocket.connect"}
        for message in messages:
            await send(message)

    return app


def test_a_websocket_over_http_2_is_accepted_with_200() -> None:
    head = handshake()
    head.method, head.version, head.headers = b"CONNECT", b"2", []
    inbound = Heard(head)
    assert run(sending(ACCEPT), inbound) == []
    assert inbound.answer is not None
    assert inbound.answer.status == 200
    assert inbound.wires.sent == b"\x88\x02\x03\xe8"  # closed with 1000
    assert inbound.wires.aborted


def test_the_application_hears_of_the_end() -> None:
    heard: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(ACCEPT)  # without waiting for the connect is allowed
        heard.append(await receive())
        with pytest.raises(ClientLeft):
            await send({"type": "websocket.send", "text": "too late"})

    assert run(app, Heard(handshake())) == []
    assert heard == [{"type": "websocket.disconnect", "code": 1005, "reason": ""}]


def test_a_refusal_is_a_403_and_the_end() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(CLOSE)
        assert (await receive())["type"] == "websocket.connect"
        assert (await receive())["type"] == "websocket.disconnect"
        with pytest.raises(OSError, match="refused"):
            await send(ACCEPT)

    inbound = Heard(handshake())
    assert run(app, inbound) == []
    assert inbound.answer is not None
    assert inbound.answer.status == 403
    assert not inbound.aborted


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [{"type": "websocket.send", "text": "before it is open"}],
        [{"type": "http.response.start", "status": 200}],
        [{"type": "websocket.accept", "headers": [(b"x", b"a\r\nb: c")]}],
    ],
)
def test_who_breaks_the_rules_before_it_is_open_is_reported(messages: list[Message]) -> None:
    inbound = Heard(handshake())
    (reported,) = run(sending(*messages), inbound)
    assert isinstance(reported, AppFault)
    assert inbound.answer is not None
    assert inbound.answer.status == 500


@pytest.mark.parametrize(
    "message",
    [
        {"type": "websocket.send"},
        {"type": "websocket.send", "text": "a", "bytes": b"b"},
        {"type": "websocket.accept"},
    ],
)
def test_who_breaks_the_rules_in_an_open_one_is_reported(message: Message) -> None:
    inbound = Heard(handshake())
    (reported,) = run(sending(ACCEPT, message), inbound)
    assert isinstance(reported, AppFault)
    assert inbound.wires.sent == b"\x88\x02\x03\xf3"  # closed with 1011


def test_what_is_no_handshake_never_reaches_the_application() -> None:
    head = handshake()
    head.headers = [(b"Sec-WebSocket-Version", b"8")]
    inbound = Heard(head)
    assert run(sending(), inbound) == []
    assert inbound.answer is not None
    assert inbound.answer.status == 426
    assert (b"sec-websocket-version", b"13") in inbound.answer.headers


def test_a_client_that_leaves_before_it_is_accepted_is_nobodys_fault() -> None:
    inbound = Heard(handshake())

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        inbound.leave()
        assert (await receive())["type"] == "websocket.disconnect"
        await send(ACCEPT)

    assert run(app, inbound) == []
    assert inbound.answer is None
    assert inbound.aborted
