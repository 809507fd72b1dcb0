"""`/healthz` and `/healthz/upstream`: answered here, never forwarded.

The first says that this process serves. The second says that every upstream can be reached: any
answer counts, whatever its status, since a provider has no such path and still is alive.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from weft.gateway.errors import REASONS
from weft.wire.fault import WireFault
from weft.wire.head import RequestHead, ResponseHead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weft.gateway.routes import Upstream
    from weft.wire.exchange import Inbound, Upstreams

PREFIX = b"/healthz"
OWN, UPSTREAM = b"/healthz", b"/healthz/upstream"
SERVICE = "weft-proxy"
_OK, _METHOD_NOT_ALLOWED, _UNAVAILABLE = 200, 405, 503


class Health:
    """Answers what belongs to it. An upstream is given up after `patience` seconds."""

    def __init__(
        self, upstreams: Mapping[Upstream, Upstreams], *, version: str, patience: float = 5.0
    ) -> None:
        self._upstreams = upstreams
        self._version = version
        self._patience = patience

    @staticmethod
    def owns(target: bytes) -> bool:
        """Whether a target is one of the two paths."""
        return target.partition(b"?")[0] in (OWN, UPSTREAM)

    async def __call__(self, inbound: Inbound) -> None:
        """Answer."""
        head = inbound.head
        if head.method not in (b"GET", b"HEAD"):
            await _say(inbound, _METHOD_NOT_ALLOWED, {"ok": False, "error": "only GET and HEAD"})
        elif head.target.partition(b"?")[0] == OWN:
            state = {"ok": True, "service": SERVICE, "version": self._version}
            await _say(inbound, _OK, state)
        else:
            await self._of_upstreams(inbound)

    async def _of_upstreams(self, inbound: Inbound) -> None:
        states = await asyncio.gather(*map(self._ask, self._upstreams))
        # One failure is the answer; the rest of the list says which others there are.
        worst = min(states, key=lambda state: bool(state["ok"]))
        told = worst if len(states) == 1 else {**worst, "upstreams": states}
        await _say(inbound, _OK if worst["ok"] else _UNAVAILABLE, told)

    async def _ask(self, upstream: Upstream) -> dict[str, object]:
        request = RequestHead(
            b"GET",
            upstream.base + OWN,
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


async def _say(inbound: Inbound, status: int, state: dict[str, object]) -> None:
    data = json.dumps(state, separators=(",", ":")).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"cache-control", b"no-store"),
        (b"content-length", b"%d" % len(data)),
    ]
    if status == _METHOD_NOT_ALLOWED:
        headers.append((b"allow", b"GET, HEAD"))
    reason = REASONS.get(status, b"OK")
    await inbound.start(ResponseHead(status, headers, reason, len(data)), data, end=True)
