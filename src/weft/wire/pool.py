"""A `Pool` keeps connections to one upstream: the `Upstreams` of `weft.wire.exchange`.

The one used last is used first, so that those not needed grow old and are closed. There is no upper
bound on connections in use: whoever limits work limits exchanges. An upstream that chose HTTP/2
has one connection for all, and another beside it where that takes no more streams.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from weft.wire.dial import Origin, dial
from weft.wire.errand import in_task
from weft.wire.fault import UpstreamUnreachable
from weft.wire.h1_client import H1Client
from weft.wire.h1_outbound import H1Outbound
from weft.wire.h2_share import H2, H2Share

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.dial import Landing
    from weft.wire.exchange import Outbound
    from weft.wire.head import RequestHead, ResponseHead
    from weft.wire.limits import Limits
    from weft.wire.watch import Watch

IDEMPOTENT = frozenset([b"GET", b"HEAD", b"OPTIONS", b"TRACE", b"PUT", b"DELETE", b"QUERY"])


class Pool:
    """Connections to one upstream."""

    __slots__ = ("_all", "_closed", "_idle", "_limits", "_origin", "_share", "_watch")

    def __init__(self, origin: Origin, limits: Limits, watch: Watch) -> None:
        self._origin = origin
        self._limits = limits
        self._watch = watch
        self._idle: list[H1Client] = []
        self._all: set[H1Client] = set()
        self._closed = False
        self._share = H2Share(limits, watch, self._dial)

    async def open(
        self,
        head: RequestHead,
        data: bytes = b"",
        *,
        end: bool = False,
        on_interim: Callable[[ResponseHead], None] | None = None,
    ) -> Outbound:
        """See `weft.wire.exchange.Upstreams`."""
        share = self._share
        if share.known and not head.protocol:
            return await share.open(head, data, end=end, on_interim=on_interim)
        out = H1Outbound(head, end, on_interim)
        idle = self._idle
        while idle:
            connection = idle.pop()
            if connection.fresh():
                if end and head.method in IDEMPOTENT:
                    out.again = lambda out: self._again(out, data)
                break
            connection.close()
        else:
            landing = await self._dial(http1=bool(head.protocol))
            if landing.speaks == H2:
                share.adopt(landing)
                return await share.open(head, data, end=end, on_interim=on_interim)
            connection = self._enter(landing)
        connection.carry(out, data, end)
        return out

    async def _dial(self, *, http1: bool = False) -> Landing:
        if self._closed:
            raise UpstreamUnreachable("the pool is closed")
        dialling = dial(self._origin, self._limits.connect_timeout, http1=http1)
        return await in_task(dialling, lambda landing: landing.transport.abort())

    def _enter(self, landing: Landing) -> H1Client:
        connection = H1Client(self, self._limits, self._watch)
        landing.hand_over(connection)
        self._all.add(connection)
        return connection

    async def _again(self, out: H1Outbound, data: bytes) -> None:
        """Send a whole request a second time; its first connection was stale."""
        # The stale one spoke HTTP/1.1, and the exchange is framed for that.
        connection = self._enter(await self._dial(http1=True))
        connection.carry(out, data, end=True)

    def release(self, connection: H1Client) -> None:
        """An exchange has ended well."""
        if self._closed or len(self._idle) >= self._limits.idle:
            connection.close()
        else:
            self._idle.append(connection)

    def forget(self, connection: H1Client) -> None:
        """A connection is gone."""
        self._all.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)

    async def aclose(self) -> None:
        """Close what is idle now, and the rest when its exchange ends."""
        self._closed = True
        for connection in self._idle:
            connection.close()
        self._idle.clear()
        self._share.close()
        await asyncio.sleep(0)
