"""One HTTP/1.1 request from a client, and its answer: the `Inbound` of HTTP/1.1.

The connection puts the request's body in and sends what comes out; this file knows how an answer
is framed and what state one exchange is in, and nothing of parsing or sockets.

    framing    when                                     its end is told by
    -------    -------------------------------------    -----------------------
    NONE       HEAD, 204, 304                           the head
    LENGTH     the answer's length is known             the count of bytes
    CHUNKED    it is not                                the last chunk
    CLOSE      it is not, and the client is HTTP/1.0    the end of the connection
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.wire.exchange import LOW_WATER
from weft.wire.fault import ClientGone, WireFault
from weft.wire.serialize import (
    CHUNKED,
    CLOSE,
    KEEP_ALIVE,
    SMALL,
    chunk,
    last_chunk,
    response_block,
    switch_block,
)

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Callable

    from weft.wire.exchange import Tunnel
    from weft.wire.h1_server import H1Server
    from weft.wire.head import Headers, RequestHead, ResponseHead

NONE, LENGTH, CHUNKS, UNTIL_CLOSE = range(4)
PIECES = 64  # more separate pieces than this are joined: a byte in a list costs fifty


class H1Inbound:
    """See `weft.wire.exchange.Inbound`."""

    __slots__ = (
        "_connection",
        "_expects",
        "_framing",
        "_left",
        "_on_gone",
        "_pieces",
        "_reader",
        "complete",
        "done",
        "fault",
        "head",
        "keep",
        "size",
        "started",
        "trailers",
    )

    def __init__(
        self, connection: H1Server, head: RequestHead, keep: bool, expects: bool = False
    ) -> None:
        self._connection = connection
        self.head = head
        self.keep = keep
        self._expects = expects
        self.trailers: Headers = []
        self._pieces: list[bytes] = []
        self.size = 0
        self.complete = False  # the request has arrived whole
        self.started = False  # the answer's head was sent
        self.done = False  # the answer was sent whole, or given up
        self.fault: WireFault | None = None
        self._reader: Future[None] | None = None
        self._on_gone: Callable[[], None] | None = None
        self._framing = NONE
        self._left = 0

    # What the connection puts in.

    def feed(self, data: bytes) -> None:
        """More of the body."""
        self._pieces.append(data)
        self.size += len(data)
        if len(self._pieces) > PIECES and len(data) < PIECES:
            self._pieces[:] = [b"".join(self._pieces)]
        if self._reader is not None:
            self.wake()

    def finish(self) -> None:
        """The request is whole."""
        self.complete = True
        if self._reader is not None:
            self.wake()

    def fail(self, fault: WireFault) -> None:
        """Nothing more will come, or can be sent; whoever reads is told why."""
        if self.fault is None:
            self.fault = fault
        self.wake()
        if isinstance(fault, ClientGone) and not self.done:
            call, self._on_gone = self._on_gone, None
            if call is not None:
                call()

    def wake(self) -> None:
        """Let the reader look again."""
        reader, self._reader = self._reader, None
        if reader is not None and not reader.done():
            reader.set_result(None)

    @property
    def waiting(self) -> bool:
        """Whether somebody waits for more of the body."""
        return self._reader is not None

    # What the handler takes out.

    def _take(self) -> bytes:
        pieces = self._pieces
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        if self.size > LOW_WATER:
            self._connection.room()
        self.size = 0
        return data

    async def read(self) -> bytes:
        while not self._pieces:
            if self.fault is not None:
                raise self.fault
            if self.complete:
                return b""
            if self._expects:
                self._expects = False
                if not self.started:
                    self._connection.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._reader = self._connection.waiter()
            await self._reader
        return self._take()

    def buffered(self) -> bytes | None:
        if self.complete:
            return self._take() if self._pieces else b""
        return None

    def when_gone(self, call: Callable[[], None]) -> None:
        if isinstance(self.fault, ClientGone):
            call()
        else:
            self._on_gone = call

    # What the handler puts in.

    def inform(self, head: ResponseHead) -> None:
        if not self.started and not self.done and self.head.version == b"1.1":
            self._connection.send(response_block(head))

    async def start(self, head: ResponseHead, data: bytes = b"", *, end: bool = False) -> None:
        block = response_block(head, *self._frame(head))
        connection = self._connection
        if connection.lost:
            raise ClientGone("the client went away before it was answered")
        self.started = True
        framing = self._framing
        if framing == LENGTH:
            self._count(data, end)
            if len(data) <= SMALL:
                connection.send(block + data)
            else:
                connection.send_all([block, data])
        elif framing == NONE or not data:
            connection.send(block + LAST_CHUNK_OF[framing] if end else block)
        else:
            connection.send_all([block, *self._pack(data, end)])
        if end:
            self.done = True
        if connection.full:
            await connection.drained()

    async def write(self, data: bytes) -> None:
        connection = self._connection
        if connection.lost or self.done:
            raise ClientGone("the client went away before the answer's end")
        framing = self._framing
        if data and framing != NONE:
            if framing == LENGTH:
                self._count(data, end=False)
                connection.send(data)
            elif framing == UNTIL_CLOSE:
                connection.send(data)
            else:
                connection.send_all(chunk(data))
        if connection.full:
            await connection.drained()

    async def end(self, trailers: Headers | None = None) -> None:
        connection = self._connection
        if connection.lost or self.done:
            raise ClientGone("the client went away before the answer's end")
        if self._framing == LENGTH:
            self._count(b"", end=True)
        elif self._framing == CHUNKS:
            connection.send(last_chunk(trailers))
        self.done = True

    async def switch(self, head: ResponseHead) -> Tunnel:
        connection = self._connection
        if connection.lost:
            raise ClientGone("the client went away before it was answered")
        self.started = self.done = True
        connection.send(switch_block(head, self.head.protocol))
        return connection.into_tunnel()

    def abort(self) -> None:
        if not self.done:
            self.done = True
            self._connection.break_off(self.started, self._framing == UNTIL_CLOSE)

    # Framing.

    def _frame(self, head: ResponseHead) -> tuple[bytes, ...]:
        """Choose the framing; the lines it adds to the head."""
        request = self.head
        if self._connection.draining:
            self.keep = False
        lines: tuple[bytes, ...] = ()
        if request.method == b"HEAD" or head.status in (204, 304):
            self._framing = NONE
        elif head.length is not None:
            self._framing = LENGTH
            self._left = head.length
        elif request.version == b"1.1":
            self._framing = CHUNKS
            lines = (CHUNKED,)
        else:
            self._framing = UNTIL_CLOSE
            self.keep = False
        if not self.keep:
            return (*lines, CLOSE)
        if request.version == b"1.0":
            return (*lines, KEEP_ALIVE)
        return lines

    def _count(self, data: bytes, end: bool) -> None:
        """Hold the answer to its declared length."""
        self._left -= len(data)
        if self._left < 0 or (end and self._left):
            self.abort()
            raise ValueError("the answer's body does not have the length that its head declares")

    def _pack(self, data: bytes, end: bool) -> list[bytes]:
        if self._framing == UNTIL_CLOSE:
            return [data]
        return [*chunk(data), last_chunk(None)] if end else chunk(data)


LAST_CHUNK_OF = {NONE: b"", CHUNKS: last_chunk(None), UNTIL_CLOSE: b""}
