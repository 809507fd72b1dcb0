"""`/healthz` and `/healthz/upstream`: answered here, to everybody, and never forwarded.

The first says that this process serves. The second says that every upstream can be reached: any
answer counts, whatever its status, since a provider has no such path and still is alive.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from weft.gateway.answering import Answer, Door
from weft.wire.fault import WireFault
from weft.wire.head import RequestHead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weft.gateway.answering import Asked, Doors
    from weft.gateway.routes import Upstream
    from weft.wire.exchange import Upstreams

OWN = "/healthz"
SERVICE = "weft-proxy"
_OK, _UNAVAILABLE = 200, 503


class Health:
    """Whether all is well. An upstream is given up after `patience` seconds."""

    def __init__(
        self, upstreams: Mapping[Upstream, Upstreams], *, version: str, patience: float = 5.0
    ) -> None:
        self._upstreams = upstreams
        self._version = version
        self._patience = patience

    @property
    def doors(self) -> Doors:
        """Where it is asked."""
        return {
            OWN: Door({"GET": self.alive}, guarded=False),
            f"{OWN}/upstream": Door({"GET": self.upstreams}, guarded=False),
        }

    async def alive(self, _: Asked) -> Answer:
        """This process serves."""
        return Answer.of({"ok": True, "service": SERVICE, "version": self._version})

    async def upstreams(self, _: Asked) -> Answer:
        """Whether every upstream answers."""
        states = await asyncio.gather(*map(self._ask, self._upstreams))
        # One failure is the answer; the rest of the list says which others there are.
        worst = min(states, key=lambda state: bool(state["ok"]))
        told = worst if len(states) == 1 else {**worst, "upstreams": states}
        return Answer.of(told, _OK if worst["ok"] else _UNAVAILABLE)

    async def _ask(self, upstream: Upstream) -> dict[str, object]:
        request = RequestHead(
            b"GET",
            upstream.base + OWN.encode(),
            upstream.authority,
            [(b"accept", b"*/*"), (b"user-agent", b"weft")],
            upstream.scheme,
        )
        try:
            async with asyncio.timeout(self._patience):
                outbound = await self._upstreams[upstream].open(request, end=True)
                try:
                    answer = await outbound.head()
                    _, ended = outbound.buffered()
                except BaseException:
                    outbound.abort()
                    raise
        except TimeoutError:
            error = f"no answer within {self._patience:g} s"
            return {"ok": False, "upstream": upstream.url, "error": error}
        except WireFault as fault:
            return {"ok": False, "upstream": upstream.url, "error": str(fault)}
        if not ended:  # the rest is of no interest
            outbound.abort()
        return {"ok": True, "upstream": upstream.url, "upstream_status": answer.status}
