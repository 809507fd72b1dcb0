"""One stream of an HTTP/2 connection, either side: what came and was not read yet, what is to go
out and may not yet, and who waits for which.

The connection feeds a stream (`arrived`, `finished`, `broken`) and empties it (`outbox`); whoever
handles the exchange reads and writes. Nothing here touches h2 or a socket; what must be told to the
peer goes through the `Carrier`.

Windows are given back when bytes are read, not when they come: a stream that nobody reads stops its
own sender and no other. What is written waits in the outbox until the peer's windows allow it, at
most `OUTBOX` and one write of it: less than on a connection that carries one exchange, because this
one may carry a hundred.
"""

from __future__ import annotations

from asyncio import Future, get_running_loop
from typing import TYPE_CHECKING, Protocol

from h2.errors import ErrorCodes

from weft.wire.exchange import HIGH_WATER

if TYPE_CHECKING:
    from weft.wire.fault import WireFault
    from weft.wire.head import Headers

WINDOW = HIGH_WATER  # bytes a peer may send on one stream before somebody reads
OUTBOX = HIGH_WATER // 4  # bytes written and not sent before the writer waits
OUTBOX_LOW = OUTBOX // 4  # bytes left when it may go on
GIVE_BACK = WINDOW // 4  # bytes read before the window is opened again: few updates, no stall


class Carrier(Protocol):
    """What a stream asks of its connection."""

    def now(self) -> float:
        """The time, as the connection's watch has it."""

    def opened(self, stream: int, size: int) -> None:
        """Let the peer send this much more."""

    def ready(self, stream: H2Stream) -> None:
        """There is something in the outbox, or its end."""

    def reset(self, stream: H2Stream, code: ErrorCodes) -> None:
        """End the stream at once, both ways."""


class H2Stream:
    """Both directions of one stream."""

    __slots__ = (
        "_carrier",
        "_inbox",
        "_reader",
        "_taken",
        "_writer",
        "declared",
        "end_sent",
        "ending",
        "fault",
        "got",
        "id",
        "in_ended",
        "in_fault",
        "last_trailers",
        "outbox",
        "reading_since",
        "trailers",
        "writing_since",
    )

    def __init__(self, carrier: Carrier, number: int) -> None:
        self._carrier = carrier
        self.id = number
        self.trailers: Headers = []
        self.fault: WireFault | None = None

        self._inbox = bytearray()
        self._reader: Future[None] | None = None
        self._taken = 0  # bytes read whose window is not given back yet
        self.declared: int | None = None  # length of the body the peer announced
        self.got = 0
        self.in_ended = False
        self.in_fault: WireFault | None = None  # why nothing more will be read
        self.reading_since: float | None = None

        self.outbox = bytearray()
        self._writer: Future[None] | None = None
        self.ending = False  # nothing will be added to the outbox
        self.end_sent = False
        self.last_trailers: Headers | None = None
        self.writing_since: float | None = None

    # What the connection tells.

    def arrived(self, data: bytes, weight: int) -> None:
        """Content came; `weight` is what it took of the window, padding included."""
        self._inbox += data
        if weight > len(data):
            self._give_back(weight - len(data))
        self.wake_reader()

    def finished(self, trailers: Headers | None = None) -> None:
        """The peer's side ended as it should."""
        if trailers:
            self.trailers.extend(trailers)
        self.in_ended = True
        self.wake_reader()

    def silent(self, fault: WireFault) -> None:
        """Nothing more comes; the first reason stays."""
        if self.in_fault is None:
            self.in_fault = fault
        self.wake_reader()

    def broken(self, fault: WireFault, reading: WireFault | None = None) -> None:
        """Nothing more comes and nothing more goes; who reads may be told another reason."""
        if self.fault is None:
            self.fault = fault
            self.in_fault = self.in_fault or reading or fault
        self.outbox.clear()
        self.writing_since = None
        self.wake_reader()
        self.wake_writer()

    def sent(self, size: int) -> None:
        """The connection took this much out of the outbox."""
        del self.outbox[:size]
        now = self._carrier.now()
        self.writing_since = now if self.outbox else None
        if self.reading_since is not None:
            self.reading_since = now  # who is still being told cannot have answered
        if len(self.outbox) < OUTBOX_LOW:
            self.wake_writer()

    # What the two ends of an exchange are made of.

    async def take(self) -> bytes:
        """The next bytes; empty at the end. What came before a fault comes before the fault."""
        while not self._inbox:
            if self.in_ended:
                return b""
            if self.in_fault is not None:
                raise self.in_fault
            await self.more()
        return self.take_now()

    async def more(self) -> None:
        """Wait until something has come that may be what is waited for."""
        self._reader = get_running_loop().create_future()
        self.reading_since = self._carrier.now()
        try:
            await self._reader
        finally:
            self._reader = None
            self.reading_since = None

    def take_now(self) -> bytes:
        """What is there, without waiting."""
        data = bytes(self._inbox)
        if data:
            self._inbox = bytearray()
            self._give_back(len(data))
        return data

    def forget(self) -> None:
        """Drop what came: nobody will read it."""
        self._inbox.clear()

    async def put(self, data: bytes) -> None:
        """Send; returns when there is room for more."""
        if self.fault is not None:
            raise self.fault
        if not data:
            return
        self.outbox += data
        if self.writing_since is None:
            self.writing_since = self._carrier.now()
        self._carrier.ready(self)
        while len(self.outbox) > OUTBOX:
            self._writer = get_running_loop().create_future()
            try:
                await self._writer
            finally:
                self._writer = None
            if self.fault is not None:
                raise self.fault

    def close(self, trailers: Headers | None = None) -> None:
        """The end goes out behind what is in the outbox."""
        if not self.ending:
            self.ending = True
            self.last_trailers = trailers
            if self.writing_since is None:
                self.writing_since = self._carrier.now()
            self._carrier.ready(self)

    @property
    def over(self) -> bool:
        """Whether both directions have ended, well or not."""
        return self.fault is not None or (self.in_ended and self.end_sent)

    def wake_reader(self) -> None:
        """Let whoever waits to read look again."""
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    def wake_writer(self) -> None:
        """Let whoever waits to write look again."""
        if self._writer is not None and not self._writer.done():
            self._writer.set_result(None)

    def _give_back(self, size: int) -> None:
        self._taken += size
        if self._taken >= GIVE_BACK and not self.in_ended and self.fault is None:
            self._carrier.opened(self.id, self._taken)
            self._taken = 0


class StreamTunnel:
    """Raw bytes over a stream, after an extended CONNECT. A `Tunnel`."""

    __slots__ = ("_carrier", "_stream")

    def __init__(self, carrier: Carrier, stream: H2Stream) -> None:
        self._carrier = carrier
        self._stream = stream

    async def read(self) -> bytes:
        """What came; empty when the peer has ended its side."""
        return await self._stream.take()

    async def write(self, data: bytes) -> None:
        """Send; returns when there is room for more."""
        await self._stream.put(data)

    def end(self) -> None:
        """Nothing more will be written."""
        self._stream.close()

    def abort(self) -> None:
        """Tear it down now."""
        self._carrier.reset(self._stream, ErrorCodes.CANCEL)


__all__ = ["GIVE_BACK", "WINDOW", "Carrier", "H2Stream", "StreamTunnel"]
