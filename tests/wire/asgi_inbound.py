"""An `Inbound` in memory: a request made of pieces, and everything that was answered.

A piece that is an exception is raised when its turn to be read comes. After the last piece the
body ends, or nothing more comes if `open_ended`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from weft.wire.exchange import Inbound, Tunnel
from weft.wire.fault import ClientGone
from weft.wire.head import RequestHead, ResponseHead

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.head import Headers


def request(
    method: bytes = b"GET", target: bytes = b"/", *headers: tuple[bytes, bytes]
) -> RequestHead:
    return RequestHead(method, target, b"weft.test", list(headers), peer="192.0.2.7")


def handshake(target: bytes = b"/", *headers: tuple[bytes, bytes]) -> RequestHead:
    head = request(
        b"GET",
        target,
        (b"Sec-WebSocket-Key", b"dGhlIHNhbXBsZSBub25jZQ=="),
        (b"Sec-WebSocket-Version", b"13"),
        *headers,
    )
    head.protocol = b"websocket"
    return head


class Wires(Tunnel):
    """A tunnel: what the client sends is put into `incoming`, what it gets is in `sent`."""

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[bytes] = asyncio.Queue()
        self.sent = bytearray()
        self.ended = self.aborted = self.gone = False

    async def read(self) -> bytes:
        return await self.incoming.get()

    async def write(self, data: bytes) -> None:
        if self.gone:
            raise ClientGone("gone")
        self.sent += data

    def end(self) -> None:
        self.ended = True

    def abort(self) -> None:
        self.aborted = True
        self.incoming.put_nowait(b"")


class Heard(Inbound):
    """One request, and what was said to it."""

    def __init__(
        self,
        head: RequestHead | None = None,
        *pieces: bytes | Exception,
        open_ended: bool = False,
        whole: bool = False,
    ) -> None:
        self.head = head or request()
        self.trailers: Headers = []
        self._pieces = list(pieces)
        self._open_ended = open_ended
        self._whole = whole
        self._calls: list[Callable[[], None]] = []
        self.reads = 0
        self.answer: ResponseHead | None = None
        self.body = b""
        self.parts: list[bytes] = []
        self.sent_trailers: Headers | None = None
        self.done = self.aborted = self.gone = False
        self.wires = Wires()

    async def read(self) -> bytes:
        self.reads += 1
        if self._pieces:
            piece = self._pieces.pop(0)
            if isinstance(piece, Exception):
                raise piece
            return piece
        if self._open_ended:
            await asyncio.Event().wait()
        return b""

    def buffered(self) -> bytes | None:
        if not self._whole:
            return None
        data = b"".join(piece for piece in self._pieces if isinstance(piece, bytes))
        self._pieces.clear()
        return data

    def inform(self, head: ResponseHead) -> None:
        raise AssertionError("the bridge sends no interim answers")

    async def start(self, head: ResponseHead, data: bytes = b"", *, end: bool = False) -> None:
        assert self.answer is None
        self.answer = head
        await self.write(data)
        self.done = end

    async def write(self, data: bytes) -> None:
        assert not self.done
        if self.gone:
            raise ClientGone("the client went away")
        self.body += data
        self.parts.append(data)

    async def end(self, trailers: Headers | None = None) -> None:
        assert not self.done
        self.done = True
        self.sent_trailers = trailers

    async def switch(self, head: ResponseHead) -> Wires:
        self.answer = head
        self.done = True
        return self.wires

    def abort(self) -> None:
        self.aborted = True

    def when_gone(self, call: Callable[[], None]) -> None:
        self._calls.append(call)

    def leave(self) -> None:
        """The client goes away."""
        self.gone = self.wires.gone = True
        for call in self._calls:
            call()
