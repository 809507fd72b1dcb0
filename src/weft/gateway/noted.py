"""`Noted`: an `Inbound` whose exchange is noted for the access log.

A proxy without an access log never meets it. No header of a client is told but its request's id; of
a query, the values of what could be a key are hidden.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.wire.fault import ClientGone
from weft.wire.head import value_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weft.wire.exchange import Inbound, Tunnel
    from weft.wire.head import Headers, ResponseHead

_HIDDEN = "***"
# Everything in a query is hidden but what is known to be harmless.
_HARMLESS = re.compile(r"(?i)(?:alt|beta|limit|order|after|before|page|stream|(?:api-)?version)")


class Noted:
    """An `Inbound` whose answer is noted."""

    def __init__(self, inbound: Inbound, now: Callable[[], float]) -> None:
        self.head = inbound.head
        self._inbound = inbound
        self._now = now
        self._begun = now()
        self._first: float | None = None
        self._answer: ResponseHead | None = None
        self._received = self._sent = 0
        self._end = "aborted"

    @property
    def trailers(self) -> Headers:
        """See `Inbound`."""
        return self._inbound.trailers

    @trailers.setter
    def trailers(self, fields: Headers) -> None:
        self._inbound.trailers = fields

    async def read(self) -> bytes:
        """See `Inbound`."""
        data = await self._inbound.read()
        self._received += len(data)
        return data

    def buffered(self) -> bytes | None:
        """See `Inbound`."""
        data = self._inbound.buffered()
        self._received += len(data or b"")
        return data

    def inform(self, head: ResponseHead) -> None:
        """See `Inbound`."""
        self._inbound.inform(head)

    async def start(self, head: ResponseHead, data: bytes = b"", *, end: bool = False) -> None:
        """See `Inbound`."""
        self._answer = head
        self._first = self._now()
        self._sent += len(data)
        await self._noting(self._inbound.start(head, data, end=end))
        if end:
            self._end = "complete"

    async def write(self, data: bytes) -> None:
        """See `Inbound`."""
        self._sent += len(data)
        await self._noting(self._inbound.write(data))

    async def end(self, trailers: Headers | None = None) -> None:
        """See `Inbound`."""
        await self._noting(self._inbound.end(trailers))
        self._end = "complete"

    async def switch(self, head: ResponseHead) -> Tunnel:
        """See `Inbound`."""
        self._answer = head
        self._first = self._now()
        tunnel = await self._inbound.switch(head)
        self._end = "switched"
        return tunnel

    def abort(self) -> None:
        """See `Inbound`."""
        self._inbound.abort()

    def when_gone(self, call: Callable[[], None]) -> None:
        """See `Inbound`."""

        def gone() -> None:
            self._end = "client gone"
            call()

        self._inbound.when_gone(gone)

    def record(self) -> dict[str, object]:
        """What is told of it."""
        head, answer = self._inbound.head, self._answer
        headers = answer.headers if answer else []
        request_id = value_of(headers, b"weft-request-id") or value_of(headers, b"x-request-id")
        first = None if self._first is None else round(self._first - self._begun, 6)
        return {
            "client": head.peer,
            "method": head.method.decode("latin-1"),
            "target": hidden(head.target.decode("latin-1")),
            "version": head.version.decode("latin-1"),
            "status": answer.status if answer else None,
            "request_id": request_id.decode("latin-1") if request_id else None,
            "received": self._received,
            "sent": self._sent,
            "first_byte": first,
            "end": self._end,
        }

    async def _noting(self, work: Awaitable[None]) -> None:
        try:
            await work
        except ClientGone:
            self._end = "client gone"
            raise


def hidden(target: str) -> str:
    """A target with what could be a secret in its query hidden."""
    path, mark, query = target.partition("?")
    if not mark:
        return path
    return f"{path}?{'&'.join(map(_hidden, query.split('&')))}"


def _hidden(pair: str) -> str:
    name, _, value = pair.partition("=")
    if _HARMLESS.fullmatch(name):
        return pair
    # Without a value the name is one: a bare token, perhaps with its padding.
    return f"{name}={_HIDDEN}" if value.strip("=") else _HIDDEN
