"""One HTTP/1.1 request from a client, and its answer: the `Inbound` of HTTP/1.1.

The connection puts the request's body in and sends what comes out; this file knows how an answer
is framed and what state one exchange is in, and nothing of parsing or sockets.

    framing        when                                     its end is told by
    -----------    -------------------------------------    -------------------------
    NONE           HEAD, 204, 304                           the head
    LENGTH         the answer's length is known             the count of bytes
    CHUNKS         it is not                                the last chunk
    UNTIL_CLOSE    it is not, and the client is HTTP/1.0    the end of the connection
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.wire.exchange import LOW_WATER, OVER
from weft.wire.fault import ClientGone, WireFault
from weft.wire.serialize import (
    CHUNKED,
    CLOSE,
    CONTINUE,
    KEEP_ALIVE,
    LAST_CHUNK,
    SMALL,
    chunk,
    last_chunk,
    response_block,
    switch_block,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weft.wire.errand import Waiter
    from weft.wire.exchange import Tunnel
    from weft.wire.h1_server import H1Server
    from weft.wire.head import Headers, RequestHead, ResponseHead

NONE, LENGTH, CHUNKS, UNTIL_CLOSE = range(4)


class H1Inbound:
    """See `weft.wire.exchange.Inbound`."""

    __slots__ = (
        "_connection",
        "_expects",
        "_framing",
        "_left",
        "_on_gone",
        "complete",
        "done",
        "fault",
        "head",
        "keep",
        "pieces",
        "reader",
        "size",
        "started",
        "trailers",
    )

    def __init__(
        self, connection: H1Server, head: RequestHead, keep: bool, expects: bool = False
    ) -> None:
        self._connection = connection
        self.head = head
        self.keep = keep  # the connection may go on after this
        self._expects = expects  # the client waits for a 100 before it sends the body
        self.trailers: Headers = []
        self.pieces: list[bytes] = []  # of the body, not read yet
        self.size = 0
        self.reader: Waiter | None = None  # who waits for more of the body
        self.complete = False  # the request has arrived whole
        self.started = False  # the answer's head was sent
        self.done = False  # the answer was sent whole, or given up
        self.fault: WireFault | None = None
        self._on_gone: Callable[[], None] | None = None
        self._framing = LENGTH
        self._left = 0

    # From the connection.

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
        reader, self.reader = self.reader, None
        if reader is not None and not reader.done():
            reader.set_result(None)

    # The request, for the handler.

    async def read(self) -> bytes:
        """See `Inbound`."""
        while not self.pieces:
            if self.fault is not None:
                raise self.fault
            if self.complete:
                return b""
            if self._expects:
                self._continue()
            self.reader = reader = self._connection.waiter()
            await reader
        return self._take()

    def buffered(self) -> bytes | None:
        """See `Inbound`."""
        if not self.complete:
            return None
        return self._take() if self.pieces else b""

    def when_gone(self, call: Callable[[], None]) -> None:
        """See `Inbound`."""
        if isinstance(self.fault, ClientGone):
            call()
        else:
            self._on_gone = call

    def _take(self) -> bytes:
        pieces = self.pieces
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        self.pieces = []
        if self.size > LOW_WATER:
            self._connection.room()
        self.size = 0
        return data

    def _continue(self) -> None:
        self._expects = False
        if not self.started:
            self._connection.send(CONTINUE)

    # The answer, from the handler.

    def inform(self, head: ResponseHead) -> None:
        """See `Inbound`."""
        if not self.started and not self.done and self.head.version == b"1.1":
            self._connection.send(response_block(head))

    def start(self, head: ResponseHead, data: bytes = b"", *, end: bool = False) -> Awaitable[None]:
        """See `Inbound`."""
        connection = self._connection
        if connection.lost or self.done:
            raise ClientGone("the client went away before it was answered")
        block = response_block(head, self._frame(head))
        self.started = True
        if self._framing == LENGTH:
            self._left -= len(data)
            if self._left < 0 or (end and self._left):
                self._mismatch()
            if len(data) <= SMALL:
                connection.send(block + data)
            else:
                connection.send_all((block, data))
        else:
            connection.send_all((block, *self._pack(data, end)))
        self.done = end
        return connection.drained() if connection.full else OVER

    def write(self, data: bytes) -> Awaitable[None]:
        """See `Inbound`."""
        connection = self._connection
        if connection.lost or self.done:
            raise ClientGone("the client went away before the answer's end")
        if self._framing == LENGTH:
            self._left -= len(data)
            if self._left < 0:
                self._mismatch()
            connection.send(data)
        elif self._framing == CHUNKS and 0 < len(data) <= SMALL:
            connection.send(b"%x\r\n%b\r\n" % (len(data), data))
        else:
            connection.send_all(self._pack(data, end=False))
        return connection.drained() if connection.full else OVER

    async def end(self, trailers: Headers | None = None) -> None:
        """See `Inbound`."""
        connection = self._connection
        if connection.lost or self.done:
            raise ClientGone("the client went away before the answer's end")
        if self._framing == CHUNKS:
            connection.send(last_chunk(trailers))
        elif self._framing == LENGTH and self._left:
            self._mismatch()
        self.done = True

    async def switch(self, head: ResponseHead) -> Tunnel:
        """See `Inbound`."""
        connection = self._connection
        if connection.lost or self.done:
            raise ClientGone("the client went away before it was answered")
        block = switch_block(head, self.head.protocol)
        self.started = self.done = True
        connection.send(block)
        return connection.into_tunnel()

    def abort(self) -> None:
        """See `Inbound`."""
        if not self.done:
            self.done = True
            self._connection.break_off(self.started, self._framing == UNTIL_CLOSE)

    # Framing.

    def _frame(self, head: ResponseHead) -> tuple[bytes, ...]:
        """Choose the framing; the lines it adds to the head."""
        request = self.head
        length = head.length
        lines: tuple[bytes, ...] = ()
        if request.method == b"HEAD" or head.status in (204, 304):
            self._framing = NONE
        elif length is not None:
            self._left = length
        elif request.version == b"1.1":
            self._framing = CHUNKS
            lines = (CHUNKED,)
        else:
            self._framing = UNTIL_CLOSE
            self.keep = False
        if not self.keep or self._connection.draining:
            self.keep = False
            return (*lines, CLOSE)
        if request.version == b"1.0":
            return (*lines, KEEP_ALIVE)
        return lines

    def _pack(self, data: bytes, end: bool) -> tuple[bytes, ...]:
        if self._framing == NONE:
            return ()
        if self._framing == UNTIL_CLOSE:
            return (data,) if data else ()
        last = (LAST_CHUNK,) if end else ()
        return (*chunk(data), *last) if data else last

    def _mismatch(self) -> None:
        """Too much or too little: the client must not take it for a whole answer."""
        self.abort()
        raise ValueError("the answer's body does not have the length that its head declares")
