"""One HTTP/1.1 request to an upstream, and its answer: the `Outbound` of HTTP/1.1.

The connection puts the answer in and sends what comes out. When a kept connection turns out to have
been closed by the upstream, and nothing of an answer came, the request goes out once more on a new
one, if it may (`again`): that is seen from here by nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.wire.exchange import LOW_WATER, OVER
from weft.wire.fault import UpstreamBroken, WireFault
from weft.wire.serialize import chunk, last_chunk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weft.wire.errand import Waiter
    from weft.wire.h1_client import H1Client
    from weft.wire.head import Headers, RequestHead, ResponseHead
    from weft.wire.tunnel import RawTunnel


class H1Outbound:
    """See `weft.wire.exchange.Outbound`."""

    __slots__ = (
        "again",
        "answer",
        "complete",
        "connection",
        "fault",
        "inform",
        "left",
        "pieces",
        "reader",
        "request",
        "sent",
        "size",
        "trailers",
    )

    connection: H1Client  # set by who carries it

    def __init__(
        self, request: RequestHead, sent: bool, inform: Callable[[ResponseHead], None] | None
    ) -> None:
        self.request = request
        self.inform = inform
        self.sent = sent  # the request is out, whole
        self.left = 0  # bytes of a declared length that are still to be sent
        self.again: Callable[[H1Outbound], Awaitable[None]] | None = None
        self.answer: ResponseHead | None = None
        self.trailers: Headers = []
        self.pieces: list[bytes] = []  # of the answer's body, not read yet
        self.size = 0
        self.reader: Waiter | None = None  # who waits for the upstream
        self.complete = False  # the answer is here, whole
        self.fault: WireFault | None = None

    # From the connection.

    def fail(self, fault: WireFault) -> None:
        """Nothing more will come."""
        if not self.complete and self.fault is None:
            self.fault = fault
        self.wake()

    def wake(self) -> None:
        """Let the reader look again."""
        reader, self.reader = self.reader, None
        if reader is not None and not reader.done():
            reader.set_result(None)

    # The request, from the handler.

    def write(self, data: bytes) -> Awaitable[None]:
        """See `Outbound`."""
        self._check_open()
        if not data:
            return OVER
        connection = self.connection
        if self.request.length is None:
            connection.send_all(chunk(data))
        else:
            self.left -= len(data)
            if self.left < 0:
                self._mismatch()
            connection.send(data)
        connection.stamp()
        return connection.drained() if connection.full else OVER

    async def end(self, trailers: Headers | None = None) -> None:
        """See `Outbound`."""
        self._check_open()
        if self.request.length is None:
            self.connection.send(last_chunk(trailers))
        elif self.left:
            self._mismatch()
        self.sent = True
        self.connection.stamp()

    # The answer, for the handler.

    async def head(self) -> ResponseHead:
        """See `Outbound`."""
        while self.answer is None:
            if self.fault is not None:
                await self._once_more()
                continue
            connection = self.connection
            connection.stamp()
            self.reader = reader = connection.waiter()
            await reader
        return self.answer

    async def read(self) -> bytes:
        """See `Outbound`."""
        while not self.pieces:
            if self.fault is not None:
                raise self.fault
            if self.complete:
                return b""
            connection = self.connection
            connection.stamp()
            self.reader = reader = connection.waiter()
            await reader
        return self._take()

    def buffered(self) -> tuple[bytes, bool]:
        """See `Outbound`."""
        return (self._take() if self.pieces else b""), self.complete

    def tunnel(self) -> RawTunnel:
        """See `Outbound`."""
        return self.connection.into_tunnel()

    def abort(self) -> None:
        """See `Outbound`."""
        if not (self.complete and self.sent):
            self.connection.let_go(self)
        self.pieces = []
        self.size = 0

    # Parts of these.

    def _take(self) -> bytes:
        pieces = self.pieces
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        self.pieces = []
        if self.size > LOW_WATER and not self.complete:
            self.connection.room()
        self.size = 0
        return data

    async def _once_more(self) -> None:
        """After a fault: begin again, if this may."""
        again, self.again = self.again, None
        if again is None:
            raise self.fault or UpstreamBroken("the exchange was given up")
        self.fault = None
        await again(self)

    def _check_open(self) -> None:
        if self.fault is not None:
            raise self.fault
        if self.complete:
            raise UpstreamBroken("the upstream answered before it had the whole request")

    def _mismatch(self) -> None:
        self.abort()
        raise ValueError("the request's body does not have the length that its head declares")
