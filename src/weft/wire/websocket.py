"""A WebSocket on a `Tunnel`, from the server's side: messages in, messages out, a proper end.

The framing is that of `wsproto`, without extensions: compression would let a small frame become a
large message. Frames are read a little ahead of whoever takes the messages, so that a ping is
answered and a close is noticed while nobody asks; what waits is bounded, and then the client is
held. Relayed WebSockets never come here: their bytes pass untouched.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wsproto.connection import Connection as Frames
from wsproto.connection import ConnectionState, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, Pong, TextMessage

from weft.wire.exchange import HIGH_WATER
from weft.wire.fault import ClientGone, WireFault

if TYPE_CHECKING:
    from wsproto.events import Event

    from weft.wire.exchange import Tunnel

MAX_MESSAGE = 16 * 1024 * 1024  # bytes; a longer message closes the connection
FAREWELL = 5.0  # seconds a client has to answer a close, and to close its end
NORMAL, NO_CODE, LOST, TOO_LONG, FAILED = 1000, 1005, 1006, 1009, 1011
_AHEAD = 32  # messages read before anybody asks for them
_MAX_REASON = 123  # bytes that fit into a close frame


@dataclass(frozen=True, slots=True)
class Closed:
    """The end: the code and the reason of whoever closed first; `LOST` if nobody did."""

    code: int
    reason: str = ""


class WebSocket:
    """One open WebSocket. To be made inside a running event loop; `aclose` ends it."""

    def __init__(self, tunnel: Tunnel, *, farewell: float = FAREWELL) -> None:
        self._tunnel = tunnel
        self._farewell = farewell
        self._frames = Frames(ConnectionType.SERVER)
        self._writing = asyncio.Lock()
        self._messages: deque[str | bytes] = deque()
        self._waiting = 0  # characters or bytes in those
        self._changed = asyncio.Event()  # there is a message, or room for one, or the end
        self._text: list[str] = []
        self._bytes: list[bytes] = []
        self._size = 0
        self.closed: Closed | None = None
        self._reader = asyncio.create_task(self._read())

    async def receive(self) -> str | bytes | Closed:
        """The next message; after the last one, and ever after, how it ended."""
        while not self._messages:
            if self.closed is not None:
                return self.closed
            self._changed.clear()
            await self._changed.wait()
        message = self._messages.popleft()
        self._waiting -= len(message)
        self._changed.set()
        return message

    async def send(self, message: str | bytes) -> None:
        """Send a message. Raises `ClientGone` if it is closed."""
        if self.closed is not None:
            raise ClientGone("the WebSocket is closed")
        await self._say(TextMessage(message) if isinstance(message, str) else BytesMessage(message))

    async def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Close from our side, unless it is closed."""
        if self.closed is None:
            self._end(code, reason)
            await self._bid(code, reason)

    async def aclose(self) -> None:
        """Let the client answer a close, then let go of the connection."""
        # What it still sends is read, so that our last frame is not lost to a reset.
        self._messages.clear()
        self._changed.set()
        await asyncio.wait({self._reader}, timeout=self._farewell)
        self.abort()
        await asyncio.wait({self._reader})

    def abort(self) -> None:
        """Let go of the connection now."""
        self._reader.cancel()
        self._end(LOST)
        self._tunnel.abort()

    async def _read(self) -> None:
        """Turn frames into messages until there are no more."""
        try:
            while self._frames.state in (ConnectionState.OPEN, ConnectionState.LOCAL_CLOSING):
                data = await self._tunnel.read()
                if not data:
                    return None
                self._frames.receive_data(data)
                for event in self._frames.events():
                    if not await self._take(event):
                        return await self._part()
                await self._room()
            await self._part()
        except WireFault:
            return None  # it ends as lost
        finally:
            self._end(LOST)

    async def _take(self, event: Event) -> bool:
        """Act on an event; false if nothing after it makes sense."""
        if isinstance(event, TextMessage):
            self._text.append(event.data)
            await self._gather(event)
        elif isinstance(event, BytesMessage):
            self._bytes.append(bytes(event.data))
            await self._gather(event)
        elif isinstance(event, Ping):
            await self._say(Pong(payload=bytes(event.payload)))
        elif isinstance(event, CloseConnection):
            self._end(event.code, event.reason or "")
            # "No code" is how its absence is told, and no code to send.
            await self._bid(NORMAL if event.code == NO_CODE else event.code)
            return False
        return True

    async def _gather(self, event: TextMessage | BytesMessage) -> None:
        """Put the pieces of a message together, as far as that is allowed."""
        self._size += len(event.data)
        if self.closed is not None:  # by us: what still comes has no reader
            self._size = MAX_MESSAGE
        elif self._size > MAX_MESSAGE:
            await self.close(TOO_LONG, f"a message is longer than {MAX_MESSAGE} bytes")
        elif event.message_finished:
            message = (
                "".join(self._text) if isinstance(event, TextMessage) else b"".join(self._bytes)
            )
            self._messages.append(message)
            self._waiting += len(message)
            self._size = 0
            self._changed.set()
        if not self._size or self.closed is not None:
            self._text.clear()
            self._bytes.clear()

    async def _room(self) -> None:
        """Wait until enough of what was read ahead is taken."""
        while self.closed is None and (len(self._messages) >= _AHEAD or self._waiting > HIGH_WATER):
            self._changed.clear()
            await self._changed.wait()

    async def _part(self) -> None:
        """Both sides have closed: end our side of the connection and wait for the other."""
        self._tunnel.end()
        try:
            async with asyncio.timeout(self._farewell):
                while await self._tunnel.read():
                    pass
        except TimeoutError:
            self._tunnel.abort()

    async def _say(self, event: Event) -> None:
        """Send a frame. The order of frames is the order of calls."""
        if self._frames.state is ConnectionState.OPEN:
            data = self._frames.send(event)
            async with self._writing:
                await self._tunnel.write(data)

    async def _bid(self, code: int, reason: str = "") -> None:
        """Send the close frame, if none was sent."""
        if self._frames.state in (ConnectionState.OPEN, ConnectionState.REMOTE_CLOSING):
            short = reason.encode()[:_MAX_REASON].decode("utf-8", "ignore")
            data = self._frames.send(CloseConnection(code, short or None))
            try:
                async with asyncio.timeout(self._farewell), self._writing:
                    await self._tunnel.write(data)
            except TimeoutError:
                self._tunnel.abort()

    def _end(self, code: int, reason: str = "") -> None:
        if self.closed is None:
            self.closed = Closed(code, reason)
        self._changed.set()
