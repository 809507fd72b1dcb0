"""A request's body on its way up, beside the answer on its way down.

It runs as a task of its own and touches the main one only where that could wait for ever: when the
client breaks its own request. What an upstream that stops listening has to say is in its answer, so
a failure to write ends the upload and nothing else.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from weft.gateway.headers import trailers
from weft.wire.fault import ClientFault, ClientGone, UpstreamFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.exchange import Inbound, Outbound

TOO_LARGE = 413


class Upload:
    """Carries one body. `over` when there is nothing left to carry, `fault` if the client broke it.

    `cap` is the most bytes it carries, 0 is no bound; `leave` makes the main task look at `fault`.
    """

    __slots__ = ("_cap", "_inbound", "_leave", "_outbound", "_task", "fault", "over")

    def __init__(
        self, inbound: Inbound, outbound: Outbound, leave: Callable[[], None], cap: int
    ) -> None:
        self.fault: ClientFault | ClientGone | None = None
        self.over = False
        self._inbound = inbound
        self._outbound = outbound
        self._leave = leave
        self._cap = cap
        self._task = asyncio.get_running_loop().create_task(self._run())

    def cancel(self) -> None:
        """Carry no more."""
        self._task.cancel()

    def raise_bug(self) -> None:
        """Raise what it failed with, where that was nobody's fault but ours."""
        if self._task.done() and not self._task.cancelled():
            self._task.result()

    async def _run(self) -> None:
        try:
            await self._carry()
            self.over = True
        except UpstreamFault:
            return
        except (ClientFault, ClientGone) as fault:
            self.fault = fault
            self._leave()
        except asyncio.CancelledError:
            raise
        except BaseException:
            self._leave()
            raise

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
