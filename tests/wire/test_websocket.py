"""A WebSocket on a tunnel in memory: frames in, frames out, and what no client may do."""

from __future__ import annotations

import asyncio
import struct
from typing import TYPE_CHECKING

import pytest
from asgi_inbound import Wires
from hypothesis import given
from hypothesis import strategies as st
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, Pong, TextMessage

from weft.wire.fault import ClientGone
from weft.wire.websocket import LOST, MAX_MESSAGE, TOO_LONG, Closed, WebSocket

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from wsproto.events import Event

FAREWELL = 0.05  # seconds


class Client:
    """The other end."""

    def __init__(self) -> None:
        self.wires = Wires()
        self.frames = Connection(ConnectionType.CLIENT)
        self.socket = WebSocket(self.wires, farewell=FAREWELL)

    def say(self, *events: Event) -> None:
        self.raw(b"".join(map(self.frames.send, events)))

    def raw(self, data: bytes) -> None:
        self.wires.incoming.put_nowait(data)

    def heard(self) -> list[Event]:
        data = bytes(self.wires.sent)
        self.wires.sent.clear()
        self.frames.receive_data(data)
        return list(self.frames.events())


def dialogue(play: Callable[[Client], Coroutine[None, None, None]]) -> Callable[[], None]:
    """Run a test with a client, and see that nothing is left open."""

    async def run() -> None:
        client = Client()
        try:
            await asyncio.wait_for(play(client), 20)
        finally:
            await client.socket.aclose()
        assert client.wires.aborted

    def test() -> None:
        asyncio.run(run())

    test.__name__ = play.__name__
    return test


async def settle() -> None:
    """Let the reader take what is there."""
    for _ in range(50):
        await asyncio.sleep(0)


async def until(true: Callable[[], bool], step: Callable[[], Awaitable[None]] = settle) -> None:
    while not true():
        await step()


@dialogue
async def test_messages_come_whole_whatever_their_frames(client: Client) -> None:
    client.say(TextMessage("one"), BytesMessage(b"two"))
    client.say(TextMessage("th", message_finished=False), TextMessage("ree"))
    client.say(TextMessage(""))
    got = [await client.socket.receive() for _ in range(4)]
    assert got == ["one", b"two", "three", ""]


@dialogue
async def test_messages_go_out(client: Client) -> None:
    await client.socket.send("one")
    await client.socket.send(b"two")
    first, second = client.heard()
    assert isinstance(first, TextMessage)
    assert isinstance(second, BytesMessage)
    assert (first.data, second.data) == ("one", b"two")


@dialogue
async def test_a_ping_is_answered_while_nobody_reads(client: Client) -> None:
    client.say(TextMessage("unread"), Ping(b"are you there"))
    await settle()
    assert client.heard() == [Pong(b"are you there")]


@dialogue
async def test_the_client_closes(client: Client) -> None:
    client.say(TextMessage("last"), CloseConnection(4000, "enough"))
    assert await client.socket.receive() == "last"
    assert await client.socket.receive() == Closed(4000, "enough")
    assert await client.socket.receive() == Closed(4000, "enough")
    assert client.heard() == [CloseConnection(4000, "")]
    with pytest.raises(ClientGone):
        await client.socket.send("too late")
    await until(lambda: client.wires.ended)


@dialogue
async def test_a_close_without_a_code_is_answered(client: Client) -> None:
    client.raw(b"\x88\x80abcd")
    assert await client.socket.receive() == Closed(1005)
    assert client.heard() == [CloseConnection(1000, "")]


@dialogue
async def test_we_close_and_the_client_agrees(client: Client) -> None:
    await client.socket.close(4001, "x" * 500)
    (said,) = client.heard()
    assert isinstance(said, CloseConnection)
    assert said.reason == "x" * 123
    client.say(said.response())
    await until(lambda: client.wires.ended)
    assert await client.socket.receive() == Closed(4001, "x" * 500)


@dialogue
async def test_we_close_and_the_client_does_not_care(client: Client) -> None:
    await client.socket.close()
    client.say(TextMessage("more", message_finished=False), TextMessage("and more"))
    await settle()
    assert await client.socket.receive() == Closed(1000)


@dialogue
async def test_a_connection_that_ends_is_lost(client: Client) -> None:
    client.raw(b"")
    assert await client.socket.receive() == Closed(LOST)


@dialogue
async def test_a_client_that_is_gone_is_noticed_by_who_sends(client: Client) -> None:
    client.wires.gone = True
    with pytest.raises(ClientGone):
        await client.socket.send("anybody?")


@dialogue
async def test_a_client_is_held_when_nobody_takes_its_messages(client: Client) -> None:
    message = client.frames.send(TextMessage("x" * 1000))
    for _ in range(1000):
        client.raw(message)
    await settle()
    held = client.wires.incoming.qsize()
    assert held > 900
    for _ in range(1000):
        assert await client.socket.receive() == "x" * 1000
    assert client.wires.incoming.empty()


@dialogue
async def test_a_message_that_is_too_long_ends_it(client: Client) -> None:
    piece = client.frames.send(BytesMessage(bytes(1 << 20), message_finished=False))
    more = client.frames.send(BytesMessage(bytes(1 << 20), message_finished=False))
    client.raw(piece)
    for _ in range(MAX_MESSAGE >> 20):
        client.raw(more)
    end = await client.socket.receive()
    assert isinstance(end, Closed)
    assert end.code == TOO_LONG


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\x81\x02hi", 1002),  # not masked
        (b"\xc1\x80abcd", 1002),  # a bit of an extension that was not agreed on
        (b"\x83\x80abcd", 1002),  # an operation there is not
        (b"\x09\x80abcd", 1002),  # a ping in pieces
        (b"\x80\x80abcd", 1002),  # the continuation of nothing
        (b"\x89\xfe\x00\x7eabcd" + bytes(126), 1002),  # a ping of more than 125 bytes
        (b"\x81\x81\x00\x00\x00\x00\xff", 1007),  # no UTF-8
        (b"\x88\x82\x00\x00\x00\x00" + struct.pack("!H", 1005), 1002),  # a code not to be sent
    ],
)
def test_a_wrong_frame_ends_it(frame: bytes, code: int) -> None:
    async def play(client: Client) -> None:
        client.raw(frame)
        end = await client.socket.receive()
        assert isinstance(end, Closed)
        assert end.code == code
        (said,) = client.heard()
        assert isinstance(said, CloseConnection)
        assert said.code == code
        client.raw(b"more of the same")
        await until(lambda: client.wires.ended)

    dialogue(play)()


@given(st.lists(st.binary(min_size=1, max_size=60), max_size=8))
def test_whatever_comes_it_ends_and_leaves_nothing(pieces: list[bytes]) -> None:
    async def play(client: Client) -> None:
        for piece in pieces:
            client.raw(piece)
        client.raw(b"")
        while not isinstance(await client.socket.receive(), Closed):
            pass

    dialogue(play)()
