"""Whoever sends in pieces is held like whoever sends in one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from weft.wire.gather import send_all

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    Play = Callable[[Coroutine[Any, Any, None]], None]

MOST = 64_000_000  # bytes; the sockets' own buffers take a few million


class Sender(asyncio.Protocol):
    """Sends until it is told to pause."""

    def __init__(self) -> None:
        self.paused = False
        self.sent = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        send = send_all(self._transport)
        while not self.paused and self.sent < MOST:
            send((b"12", b"", bytes(65_534)))
            self.sent += 65_536

    def pause_writing(self) -> None:
        self.paused = True


def test_a_peer_that_reads_nothing_holds_the_sender(play: Play) -> None:
    async def scenario() -> None:
        senders: list[Sender] = []

        def made() -> Sender:
            senders.append(Sender())
            return senders[-1]

        server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0)
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.transport.pause_reading()
        while not senders or not senders[0].sent:
            await asyncio.sleep(0.01)
        assert senders[0].paused
        assert senders[0].sent < MOST
        writer.transport.abort()
        senders[0]._transport.abort()
        server.close()

    play(scenario())


def test_the_pieces_arrive_in_their_order(play: Play) -> None:
    class Speaker(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            wire = cast("asyncio.Transport", transport)
            send_all(wire)((b"one ", b"", b"two ", b"three"))
            wire.close()

    async def scenario() -> None:
        server = await asyncio.get_running_loop().create_server(Speaker, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b"one two three"
        writer.close()
        server.close()

    play(scenario())
