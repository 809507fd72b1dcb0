"""The HTTP/2 connections to one upstream that chose it, shared by all requests to it.

One connection for all, and another beside it where that takes no more. Whoever needs a new one
while one is being dialled waits for that. A request that is whole, and that the upstream surely did
not look at, goes out once more; so does an idempotent one whose kept connection turned out dead.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from weft.wire.fault import UpstreamBroken
from weft.wire.h2_client import H2Client

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weft.wire.dial import Landing
    from weft.wire.h2_outbound import H2Outbound
    from weft.wire.head import RequestHead, ResponseHead
    from weft.wire.limits import Limits
    from weft.wire.watch import Watch

H2 = "h2"  # as ALPN calls it


class H2Share:
    """HTTP/2 connections to one upstream. `known` says that it chose HTTP/2 when last asked."""

    __slots__ = ("_clients", "_dial", "_dialling", "_limits", "_watch", "known")

    def __init__(
        self, limits: Limits, watch: Watch, dial: Callable[[], Awaitable[Landing]]
    ) -> None:
        self._limits = limits
        self._watch = watch
        self._dial = dial
        self._clients: list[H2Client] = []
        self._dialling: asyncio.Task[None] | None = None
        self.known = False

    def adopt(self, landing: Landing) -> None:
        """Use a connection on which ALPN chose HTTP/2."""
        self.known = True
        client = H2Client(self._limits, self._watch, self._changed)
        self._clients.append(client)
        landing.hand_over(client)

    async def open(
        self,
        head: RequestHead,
        data: bytes = b"",
        *,
        end: bool = False,
        on_interim: Callable[[ResponseHead], None] | None = None,
    ) -> H2Outbound:
        """See `weft.wire.exchange.Upstreams`."""
        client = await self._available()
        out = client.open(head, data, end=end, on_interim=on_interim)
        if end:
            out.again = lambda out: self._again(out, data)
        return out

    def close(self) -> None:
        """Close what is idle now, and the rest when its last request ends."""
        for client in tuple(self._clients):
            client.close()

    def abort(self) -> None:
        """Close everything now."""
        for client in tuple(self._clients):
            client.abort()

    async def _again(self, out: H2Outbound, data: bytes) -> None:
        client = await self._available()
        client.carry(out, data, end=True)

    async def _available(self) -> H2Client:
        while True:
            for client in self._clients:
                if client.available:
                    return client
            if self._dialling is None:
                self._dialling = asyncio.get_running_loop().create_task(self._another())
                self._dialling.add_done_callback(self._dialled)
            # Others may wait for the same: who gives up must not take it from them.
            await asyncio.shield(self._dialling)

    async def _another(self) -> None:
        landing = await self._dial()
        if landing.speaks != H2:
            self.known = False
            landing.transport.close()
            raise UpstreamBroken("the upstream spoke HTTP/2 before and does not any more")
        self.adopt(landing)

    def _dialled(self, task: asyncio.Task[None]) -> None:
        self._dialling = None
        if not task.cancelled():
            task.exception()  # whoever waits has it; where nobody does any more, nobody needs it

    def _changed(self, client: H2Client) -> None:
        if client.ended and client in self._clients:
            self._clients.remove(client)


__all__ = ["H2", "H2Share"]
