"""One HTTP/1.1 request to an upstream, and its answer: the `Outbound` of HTTP/1.1.

The connection puts the answer in and sends what comes out. When a kept connection turns out to have
been closed by the upstream, and nothing of an answer came, the request goes out once more on a new
one, if it may (`again`): that is seen from here by nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.wire.exchange import LOW_WATER
from weft.wire.fault import UpstreamBroken, WireFault
from weft.wire.serialize import chunk, last_chunk

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Awaitable, Callable

    from weft.wire.h1_client import H1Client
    from weft.wire.head import Headers, RequestHead, ResponseHead
    from weft.wire.tunnel import RawTunnel


class H1Outbound:
    """See `weft.wire.exchange.Outbound`."""

    __slots__ = (
        "_answer",
        "_chunked",
        "_left",
        "_pieces",
        "_reader",
        "again",
        "complete",
        "connection",
        "fault",
        "inform",
        "request",
        "sent",
        "size",
        "trailers",
    )

    def __init__(
        self,
        connection: H1Client,
        request: RequestHead,
        sent: bool,
        inform: Callable[[ResponseHead], None] | None,
    ) -> None:
        self.connection = connection
        self.request = request
        self.inform = inform
        self.sent = sent  # the request is out, whole
        self.again: Callable[[H1Outbound], Awaitable[None]] | None = None
        self.trailers: Headers = []
        self._answer: ResponseHead | None = None
        self._pieces: list[bytes] = []
        self.size = 0
        self.complete = False  # the answer is here, whole
        self.fault: WireFault | None = None
        self._reader: Future[None] | None = None
        self._chunked = request.length is None
        self._left = request.length or 0

    # What the connection puts in.

    def answer(self, head: ResponseHead) -> None:
        """The final head."""
        self._answer = head
        if self._reader is not None:
            self.wake()

    def feed(self, data: bytes) -> None:
        """More of the answer's body."""
        self._pieces.append(data)
        self.size += len(data)
        if self._reader is not None:
            self.wake()

    def fail(self, fault: WireFault) -> None:
        """Nothing more will come."""
        if not self.complete and self.fault is None:
            self.fault = fault
        self.wake()

    def wake(self) -> None:
        """Let the reader look again."""
        reader, self._reader = self._reader, None
        if reader is not None and not reader.done():
            reader.set_result(None)

    @property
    def waiting(self) -> bool:
        """Whether somebody waits for the upstream."""
        return self._reader is not None

    @property
    def answered(self) -> bool:
        """Whether the final head is here."""
        return self._answer is not None

    # What the handler does.

    def begin(self, data: bytes, *, end: bool) -> list[bytes]:
        """The bytes that follow the head at once."""
        if self._chunked:
            pieces = chunk(data) if data else []
            return [*pieces, last_chunk(None)] if end else pieces
        self._count(data, end)
        return [data] if data else []

    async def write(self, data: bytes) -> None:
        if self.fault is not None or self.complete:
            raise self.fault or UpstreamBroken("the upstream answered before the request's end")
        if data:
            connection = self.connection
            if self._chunked:
                connection.send_all(chunk(data))
            else:
                self._count(data, end=False)
                connection.send(data)
            connection.stamp()
            if connection.full:
                await connection.drained()

    async def end(self, trailers: Headers | None = None) -> None:
        if self.fault is not None or self.complete:
            raise self.fault or UpstreamBroken("the upstream answered before the request's end")
        if self._chunked:
            self.connection.send(last_chunk(trailers))
        else:
            self._count(b"", end=True)
        self.sent = True
        self.connection.stamp()

    async def head(self) -> ResponseHead:
        while self._answer is None:
            if self.fault is not None:
                if self.again is None:
                    raise self.fault
                await self._once_more()
                continue
            await self._more()
        return self._answer

    async def read(self) -> bytes:
        while not self._pieces:
            if self.fault is not None:
                raise self.fault
            if self.complete:
                return b""
            await self._more()
        return self._take()

    def buffered(self) -> tuple[bytes, bool]:
        return self._take() if self._pieces else b"", self.complete

    def tunnel(self) -> RawTunnel:
        return self.connection.into_tunnel()

    def abort(self) -> None:
        if not (self.complete and self.sent):
            self.connection.let_go(self)

    # Parts of these.

    async def _more(self) -> None:
        connection = self.connection
        connection.stamp()
        self._reader = connection.waiter()
        await self._reader

    async def _once_more(self) -> None:
        again, self.again = self.again, None
        if again is not None:
            self.fault = None
            await again(self)

    def _take(self) -> bytes:
        pieces = self._pieces
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        if self.size > LOW_WATER and not self.complete:
            self.connection.room()
        self.size = 0
        return data

    def _count(self, data: bytes, end: bool) -> None:
        """Hold the request to its declared length."""
        self._left -= len(data)
        if self._left < 0 or (end and self._left):
            self.abort()
            raise ValueError("the request's body does not have the length that its head declares")
