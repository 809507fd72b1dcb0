"""One request on a stream of a client's HTTP/2 connection, and the way to answer it: `Inbound`.

What an answer is, is decided here: whether it has a body, whether it keeps to its declared length,
when it may be cut off. How bytes leave is the connection's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from h2.errors import ErrorCodes

from weft.wire.h2_head import response_fields
from weft.wire.h2_stream import Carrier, H2Stream, StreamTunnel
from weft.wire.head import ResponseHead, value_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.exchange import Tunnel
    from weft.wire.fault import WireFault
    from weft.wire.head import Headers, RequestHead

_CONTINUE = ResponseHead(100, [])
_NO_BODY = frozenset({204, 304})


class Answering(Carrier, Protocol):
    """What an `Inbound` asks of its connection."""

    def send_head(self, stream: H2Stream, fields: Headers, *, end: bool = False) -> None:
        """A head, and the end if that is all."""


class H2Inbound(H2Stream):
    """A request; see `Inbound`."""

    __slots__ = (
        "_bodiless",
        "_connection",
        "_expects",
        "_gone",
        "_lacks",
        "head",
        "started",
        "tunnelled",
    )

    def __init__(self, connection: Answering, number: int, head: RequestHead) -> None:
        super().__init__(connection, number)
        self._connection = connection
        self.head = head
        self.declared = None if head.protocol else head.length
        self.started = False
        self.tunnelled = False
        self._bodiless = head.method == b"HEAD"
        self._lacks: int | None = None  # bytes the answer still has to have
        self._gone: Callable[[], None] | None = None
        expects = value_of(head.headers, b"expect")
        self._expects = expects is not None and expects.lower() == b"100-continue"

    async def read(self) -> bytes:
        """The next bytes of the body; empty at its end."""
        if self._expects:
            self._expects = False
            if not self.started and not self.got and not self.in_ended:
                self.inform(_CONTINUE)
        return await self.take()

    def buffered(self) -> bytes | None:
        """The whole rest of the body, if it has arrived."""
        return self.take_now() if self.in_ended else None

    def inform(self, head: ResponseHead) -> None:
        """Pass on an interim answer."""
        if not self.started and self.fault is None and head.status != 101:
            self._connection.send_head(self, response_fields(head))

    async def start(self, head: ResponseHead, data: bytes = b"", *, end: bool = False) -> None:
        """Begin the answer."""
        if self.fault is not None:
            raise self.fault
        self.started = True
        if head.status in _NO_BODY:
            self._bodiless = True
        if self._bodiless:
            data, end = b"", True  # an empty DATA frame after it would offend h2 as a client
        else:
            self._lacks = head.length
        self._count(data, end=end)
        fields = response_fields(head, bodiless=self._bodiless)
        self._connection.send_head(self, fields, end=end and not data)
        if end and data:
            self.outbox += data
            self.close()
        elif data:
            await self.put(data)

    async def write(self, data: bytes) -> None:
        """More of the answer's body."""
        if self._bodiless and self.started:
            return
        if self.fault is not None:
            raise self.fault
        self._count(data, end=False)
        await self.put(data)

    async def end(self, trailers: Headers | None = None) -> None:
        """The end of the answer."""
        if self._bodiless and self.started:
            return
        if self.fault is not None:
            raise self.fault
        self._count(b"", end=True)
        self.close(trailers)

    async def switch(self, head: ResponseHead) -> Tunnel:
        """Go over to raw bytes."""
        if self.fault is not None:
            raise self.fault
        self.started = self.tunnelled = True
        self._connection.send_head(self, response_fields(head, tunnel=True))
        return StreamTunnel(self._connection, self)

    def abort(self) -> None:
        """End it so that the client knows that it is incomplete."""
        self._gone = None
        if self.fault is None and not self.end_sent:
            self._connection.reset(self, ErrorCodes.INTERNAL_ERROR)

    def when_gone(self, call: Callable[[], None]) -> None:
        """Have this called once if the client goes away before the answer's end."""
        if self.fault is not None and not self.end_sent:
            call()
        else:
            self._gone = call

    def broken(self, fault: WireFault, reading: WireFault | None = None) -> None:
        """The client went away, or was sent away."""
        super().broken(fault, reading)
        call, self._gone = self._gone, None
        if call is not None and not self.end_sent:
            call()

    def _count(self, data: bytes, *, end: bool) -> None:
        """Hold the answer to its declared length."""
        if self._lacks is None:
            return
        self._lacks -= len(data)
        if self._lacks < 0 or (end and self._lacks):
            self.abort()
            raise ValueError("the answer's body does not have the length that its head declares")


__all__ = ["H2Inbound"]
