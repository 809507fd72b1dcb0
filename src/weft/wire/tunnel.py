"""Raw bytes after an upgrade: `RawTunnel` on one transport, and `splice` between two tunnels.

Nothing here looks at the bytes. Each direction ends on its own; when one breaks, both do.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from weft.wire.errand import in_task
from weft.wire.exchange import HIGH_WATER, LOW_WATER
from weft.wire.fault import WireFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.exchange import Tunnel


class TunnelBroken(WireFault):
    """The other end of a tunnel went away without ending its side."""

    status = 502


class RawTunnel(asyncio.Protocol):
    """A transport that has left HTTP behind."""

    __slots__ = (
        "_ended",
        "_finished",
        "_full",
        "_gone",
        "_loop",
        "_on_lost",
        "_pieces",
        "_reader",
        "_size",
        "_transport",
        "_writer",
    )

    def __init__(
        self, transport: asyncio.Transport, first: bytes, on_lost: Callable[[], None]
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport = transport
        self._on_lost = on_lost
        self._pieces: list[bytes] = [first] if first else []
        self._size = len(first)
        self._ended = False
        self._finished = False
        self._gone = False
        self._full = False
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        transport.set_protocol(self)
        transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        """Keep it until it is read."""
        self._pieces.append(data)
        self._size += len(data)
        if self._size > HIGH_WATER:
            self._transport.pause_reading()
        _wake(self._reader)

    def eof_received(self) -> bool:
        """The peer has ended its side."""
        self._ended = True
        _wake(self._reader)
        return self._transport.can_write_eof() and not self._finished

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Both sides are over."""
        self._gone = True
        _wake(self._reader)
        _wake(self._writer)
        self._on_lost()

    def pause_writing(self) -> None:
        """The peer takes it slowly."""
        self._full = True

    def resume_writing(self) -> None:
        """There is room again."""
        self._full = False
        _wake(self._writer)

    async def read(self) -> bytes:
        """What came; empty when the peer has ended its side. Raises `TunnelBroken`."""
        while not self._pieces:
            if self._ended:
                return b""
            if self._gone:
                raise TunnelBroken("the connection was lost")
            self._reader = self._loop.create_future()
            await self._reader
        data = b"".join(self._pieces)
        self._pieces.clear()
        if self._size > LOW_WATER and not self._gone:
            self._transport.resume_reading()
        self._size = 0
        return data

    async def write(self, data: bytes) -> None:
        """Send; returns when there is room for more. Raises `TunnelBroken`."""
        if self._gone:
            raise TunnelBroken("the connection was lost")
        self._transport.write(data)
        while self._full and not self._gone:
            self._writer = self._loop.create_future()
            await self._writer

    def end(self) -> None:
        """Nothing more will be written."""
        if self._gone or self._transport.is_closing():
            return
        self._finished = True
        if self._transport.can_write_eof() and not self._ended:
            self._transport.write_eof()
        else:
            self._transport.close()

    def abort(self) -> None:
        """Tear it down now."""
        self._transport.abort()

    def drain(self) -> None:
        """Tunnels have no end of their own: they last until the listener's patience does."""


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)


async def splice(one: Tunnel, other: Tunnel) -> None:
    """Carry bytes both ways until both sides have ended, or one broke."""
    await in_task(_both(one, other))


async def _both(one: Tunnel, other: Tunnel) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_carry(one, other))
            group.create_task(_carry(other, one))
    except* WireFault:
        one.abort()
        other.abort()


async def _carry(source: Tunnel, sink: Tunnel) -> None:
    while data := await source.read():
        await sink.write(data)
    sink.end()
