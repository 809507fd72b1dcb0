"""The access log: one line of JSON for each exchange, and nobody's secrets in it.

`Noted` stands around an `Inbound` and notes what passes; a proxy without an access log never meets
it. No header of a client is written but its request's id; of a query, the values of what could be
a key are hidden. Lines are gathered for a moment and written together.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from typing import TYPE_CHECKING

from weft.gateway.fault import Misconfigured
from weft.wire.fault import ClientGone
from weft.wire.head import value_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weft.wire.exchange import Handler, Inbound, Tunnel
    from weft.wire.head import Headers, ResponseHead

MOST = 64 * 1024  # bytes of lines that wait; with more they are written at once
STDOUT = "-"
_HIDDEN = "***"
# Everything in a query is hidden but what is known to be harmless.
_HARMLESS = re.compile(
    r"(?i)^(?:alt|beta|limit|order|after|before|page|stream|version|api-version)$"
)


class AccessLog:
    """Appends lines to a file, or to standard output."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lines: list[bytes] = []
        self._size = 0
        self._soon: asyncio.Handle | None = None
        self._file = self._open()

    def write(self, record: dict[str, object]) -> None:
        """One more line."""
        line = json.dumps(record, separators=(",", ":")).encode() + b"\n"
        self._lines.append(line)
        self._size += len(line)
        if self._size > MOST:
            self.flush()
        elif self._soon is None:
            self._soon = asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Write what waits."""
        soon, self._soon = self._soon, None
        if soon is not None:
            soon.cancel()
        data = b"".join(self._lines)
        self._lines.clear()
        self._size = 0
        while data:
            data = data[os.write(self._file, data) :]

    def reopen(self) -> None:
        """Go on in a new file of the same name: the old one was moved away."""
        self.flush()
        if self._path != STDOUT:
            old, self._file = self._file, self._open()
            os.close(old)

    def close(self) -> None:
        """Write what waits, and no more."""
        self.flush()
        if self._path != STDOUT:
            os.close(self._file)

    def _open(self) -> int:
        if self._path == STDOUT:
            return 1
        try:
            return os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise Misconfigured(f"the access log {self._path}: {error.strerror}") from error


def logged(
    handler: Handler,
    write: Callable[[dict[str, object]], None],
    now: Callable[[], float],
    today: Callable[[], str],
) -> Handler:
    """The same handler, with a line written when an exchange ends. `now` is in seconds."""

    async def handle(inbound: Inbound) -> None:
        noted = Noted(inbound, now)
        begun = now()
        try:
            await handler(noted)
        finally:
            write({"time": today(), **noted.record(), "seconds": round(now() - begun, 6)})

    return handle


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
