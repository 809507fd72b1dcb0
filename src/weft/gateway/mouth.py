"""Who speaks to one side of a WebSocket: those who pass frames on, and those with something to add.

Messages stand one behind the other, never one inside another, whoever says them.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from weft.wire.frames import TEXT, head, made, masked

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.exchange import Tunnel

_SLICE = 128 * 1024  # bytes; a multiple of the four of a mask


class SocketClosed(Exception):
    """Nothing of ours can be said that way any more."""


class Mouth:
    """Speaks to one side: messages one behind the other, whoever says them.

    Who writes has the `turn`, through all of a message. When `closed`, only one is left to write.
    """

    __slots__ = ("_key", "_tunnel", "closed", "turn", "write")

    def __init__(self, tunnel: Tunnel, key: Callable[[], bytes]) -> None:
        self._tunnel = tunnel
        self._key = key
        self.write = tunnel.write
        self.turn = asyncio.Lock()
        self.closed = False

    async def say(self, message: bytes) -> None:
        """Say a message of ours, unless it is too late."""
        async with self.turn:
            if not self.closed:
                await self.frame(message)

    async def frame(self, payload: bytes, opcode: int = TEXT, *, final: bool = True) -> None:
        """Write a frame of ours: a large one in slices, so that others have their turn."""
        key = self._key()
        if len(payload) <= _SLICE:
            await self.write(made(payload, opcode, key=key, final=final))
            return
        await self.write(head(len(payload), opcode, key=key, final=final))
        for at in range(0, len(payload), _SLICE):
            await self.write(masked(payload[at : at + _SLICE], key))

    def end(self) -> None:
        """Nothing more will be written."""
        self.closed = True
        self._tunnel.end()
