"""One request to an upstream on a stream of its HTTP/2 connection: `Outbound`.

What an upstream may answer, and when, is decided here; how bytes leave is the connection's
business. An upstream may answer before it has the whole request, and may then say that it wants no
more of it: what is still written is dropped, and the answer stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2.errors import ErrorCodes

from weft.wire.fault import UpstreamRefused
from weft.wire.h2_stream import Carrier, H2Stream, StreamTunnel

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weft.wire.exchange import Tunnel
    from weft.wire.fault import WireFault
    from weft.wire.head import Headers, RequestHead, ResponseHead

IDEMPOTENT = frozenset([b"GET", b"HEAD", b"OPTIONS", b"TRACE", b"PUT", b"DELETE", b"QUERY"])
_NO_BODY = frozenset({204, 304})


class H2Outbound(H2Stream):
    """A request under way; see `Outbound`."""

    __slots__ = (
        "_answer",
        "_connection",
        "_on_interim",
        "again",
        "kept",
        "request",
        "stale",
        "tunnelled",
        "unwanted",
    )

    def __init__(
        self,
        connection: Carrier,
        number: int,
        request: RequestHead,
        on_interim: Callable[[ResponseHead], None] | None,
    ) -> None:
        super().__init__(connection, number)
        self._connection = connection
        self._on_interim = on_interim
        self._answer: ResponseHead | None = None
        self.again: Callable[[H2Outbound], Awaitable[None]] | None = None
        self.kept = False  # the connection had been used before
        self.stale = False  # and then was lost, with nothing answered
        self.request = request
        self.tunnelled = False
        self.unwanted = False  # the answer is complete, and the upstream wants no more

    # What the connection tells.

    def join(self, connection: Carrier, number: int, *, kept: bool) -> None:
        """Begin, or begin again, on this stream of this connection."""
        super().__init__(connection, number)
        self._connection = connection
        self.kept = kept

    def informed(self, head: ResponseHead) -> None:
        """An interim answer came."""
        if self._on_interim is not None:
            self._on_interim(head)

    def answered(self, head: ResponseHead) -> None:
        """The answer's head came."""
        if self.request.method == b"HEAD" or head.status in _NO_BODY:
            self.declared = 0
        elif not self.request.protocol:
            self.declared = head.length
        self._answer = head
        self.wake_reader()

    def relieve(self) -> None:
        """The upstream wants no more of the request; its answer is complete."""
        self.unwanted = self.ending = self.end_sent = True
        self.outbox.clear()
        self.writing_since = None
        self.wake_writer()

    @property
    def is_answered(self) -> bool:
        """Whether the answer's head came."""
        return self._answer is not None

    # What the handler does.

    async def write(self, data: bytes) -> None:
        """More of the request's body."""
        if not self.unwanted:
            await self.put(data)

    async def end(self, trailers: Headers | None = None) -> None:
        """The end of the request."""
        if self.fault is not None and not self.unwanted:
            raise self.fault
        self.close(trailers)

    async def head(self) -> ResponseHead:
        """The answer's head."""
        while self._answer is None:
            if self.in_fault is None:
                await self.more()
            else:
                await self._once_more(self.in_fault)
        return self._answer

    async def read(self) -> bytes:
        """The next bytes of the answer's body; empty at its end."""
        return await self.take()

    def buffered(self) -> tuple[bytes, bool]:
        """What has arrived, and whether that is the end."""
        return self.take_now(), self.in_ended

    def tunnel(self) -> Tunnel:
        """The raw bytes, after a 2xx to an extended CONNECT."""
        self.tunnelled = True
        return StreamTunnel(self._connection, self)

    def abort(self) -> None:
        """Let go of it at once."""
        if not self.over:
            self._connection.reset(self, ErrorCodes.CANCEL)
        self.forget()

    async def _once_more(self, fault: WireFault) -> None:
        """After a fault: begin again, if this may."""
        again, self.again = self.again, None
        untouched = isinstance(fault, UpstreamRefused)
        if again is None or not (untouched or (self.stale and self.request.method in IDEMPOTENT)):
            raise fault
        await again(self)


__all__ = ["H2Outbound"]
