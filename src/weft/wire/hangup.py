"""Has a client that ended its side only finished speaking, or has it left?

TCP says the same in both cases. Who has left answers the next bytes with a reset, who has only
finished reads them; so one interim answer, which every HTTP/1.1 client skips, settles it. The
reset is seen as the socket's error: nothing else tells of it once reading has ended.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from weft.wire.serialize import CONTINUE

if TYPE_CHECKING:
    import asyncio

LOOKS = (0.002, 0.01, 0.03, 0.08)  # seconds after the probe; a distant client is seen by `left`


class Hangup:
    """One client that ended its side before it was answered."""

    __slots__ = ("_loop", "_timers", "_transport")

    def __init__(self, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport) -> None:
        self._loop = loop
        self._transport = transport
        self._timers: list[asyncio.TimerHandle] = []

    def probe(self) -> None:
        """Ask, and look at what comes back for a moment."""
        self._transport.write(CONTINUE)
        self._timers = [self._loop.call_later(delay, self.look) for delay in LOOKS]

    def look(self) -> None:
        """Tear the connection down if nobody is there any more."""
        connection = self._transport.get_extra_info("socket")
        if self._transport.is_closing() or connection is None or connection.fileno() < 0:
            self.stop()
        elif connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self.stop()
            self._transport.abort()

    def stop(self) -> None:
        """Look no more."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
