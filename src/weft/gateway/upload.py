"""A request's body on its way up, beside the answer on its way down.

It is an errand of its own and touches the main one only where that could wait for ever: when the
client breaks its own request. What an upstream that stops listening has to say is in its answer, so
a failure to write ends the upload and nothing else.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from weft.gateway.headers import trailers
from weft.wire.errand import Errand
from weft.wire.fault import ClientFault, ClientGone, UpstreamFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.exchange import Inbound, Outbound

TOO_LARGE = 413


class Upload:
    """Carries one body. `over` when there is nothing left to carry, `fault` if the client broke it.

    `cap` is the most bytes it carries, 0 is no bound; `leave` makes the main task look at `fault`.
    """

    __slots__ = ("_bug", "_cap", "_errand", "_inbound", "_leave", "_outbound", "fault", "over")

    def __init__(
        self, inbound: Inbound, outbound: Outbound, leave: Callable[[], None], cap: int
    ) -> None:
        self.fault: ClientFault | ClientGone | None = None
        self.over = False
        self._inbound = inbound
        self._outbound = outbound
        self._leave = leave
        self._cap = cap
        self._bug: BaseException | None = None
        self._errand = Errand(self._run(), self._ended)

    def cancel(self) -> None:
        """Carry no more."""
        self._errand.cancel()

    def raise_bug(self) -> None:
        """Raise what it failed with, where that was nobody's fault but ours."""
        if self._bug is not None:
            raise self._bug

    async def _run(self) -> None:
        try:
            await self._carry()
            self.over = True
        except UpstreamFault:
            return
        except (ClientFault, ClientGone) as fault:
            self.fault = fault
            self._leave()

    def _ended(self, fault: BaseException | None) -> None:
        if fault is not None and not isinstance(fault, asyncio.CancelledError):
            self._bug = fault
            self._leave()

    async def _carry(self) -> None:
        read, write = self._inbound.read, self._outbound.write
        left = self._cap
        while data := await read():
            if self._cap:
                left -= len(data)
                if left < 0:
                    raise too_large(self._cap)
            await write(data)
        fields = self._inbound.trailers
        await self._outbound.end(trailers(fields) if fields else None)


def too_large(cap: int) -> ClientFault:
    """A body over the cap."""
    message = f"the request's body is larger than {cap} bytes, the most that --max-body-bytes lets"
    return ClientFault(TOO_LARGE, message)
