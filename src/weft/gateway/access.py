"""The access log: one line of JSON for each exchange, and nobody's secrets in it.

`Noted` stands around an `Inbound` and notes what passes; a proxy without an access log never meets
it. No header of a client is written but its request's id; of a query, the values of what could be
a key are hidden. Lines are gathered for a moment and written together.
"""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING

from weft.gateway.fault import Misconfigured
from weft.gateway.noted import Noted

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.exchange import Handler, Inbound

MOST = 64 * 1024  # bytes of lines that wait; with more they are written at once
STDOUT = "-"


class AccessLog:
    """Appends lines to a file, or to standard output.

    Lines that cannot be written (a full disk, a closed pipe) are lost; `complain` is told once,
    and again when that happens after it had worked: no exchange fails for its log.
    """

    def __init__(self, path: str, complain: Callable[[str], None]) -> None:
        self._path = path
        self._complain = complain
        self._failing = False
        self._lines: list[bytes] = []
        self._size = 0
        self._soon: asyncio.Handle | None = None
        self._file = _opened(path)

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
        try:
            while data:
                data = data[os.write(self._file, data) :]
            self._failing = False
        except OSError as error:
            if not self._failing:
                self._complain(f"the access log {self._path} loses lines: {error.strerror}")
            self._failing = True

    def reopen(self) -> None:
        """Go on in a new file of the same name: the old one was moved away."""
        self.flush()
        if self._path == STDOUT:
            return
        try:
            old, self._file = self._file, _opened(self._path)
        except Misconfigured as error:
            self._complain(f"{error}; the old file is written on")
        else:
            os.close(old)

    def close(self) -> None:
        """Write what waits, and no more."""
        self.flush()
        if self._path != STDOUT:
            os.close(self._file)


def writable(path: str) -> None:
    """Refuse a path that no log can be written to."""
    if path != STDOUT:
        os.close(_opened(path))


def _opened(path: str) -> int:
    if path == STDOUT:
        return 1
    try:
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise Misconfigured(f"the access log {path}: {error.strerror}") from error


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
