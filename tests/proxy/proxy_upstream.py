"""A scripted upstream on raw sockets: it records what reaches it to the byte, and answers as told.

It runs in a thread of its own, so that a test reads straight down with blocking sockets. What it
does for a path is a play: a coroutine that gets the exchange. No HTTP library stands between a
test and the bytes here; it is lenient on purpose, because it must also record what is wrong.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from proxy_plays import PATIENCE, Play, echoes

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator
    from pathlib import Path

KEPT = 8 * 1024 * 1024  # bytes of a body that are kept beside its hash

Pairs = list[tuple[bytes, bytes]]


@dataclass(slots=True, eq=False)
class Seen:
    """One request as it reached the upstream."""

    raw: bytes  # the head as it came, with its empty line
    connection: int  # which connection brought it, counted from 1
    method: bytes = b""
    target: bytes = b""
    version: bytes = b""
    headers: Pairs = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)
    size: int = 0
    digest: str = ""
    trailers: Pairs = field(default_factory=list)
    whole: threading.Event = field(default_factory=threading.Event)
    broken: threading.Event = field(default_factory=threading.Event)  # its body ended early
    gone: threading.Event = field(default_factory=threading.Event)  # who asked left

    def values(self, name: bytes) -> list[bytes]:
        return [value for each, value in self.headers if each.lower() == name]

    def value(self, name: bytes) -> bytes | None:
        return next(iter(self.values(name)), None)

    @property
    def names(self) -> list[bytes]:
        return [name.lower() for name, _ in self.headers]


class Exchange:
    """One request on one connection, and the way to answer it with raw bytes."""

    def __init__(
        self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.seen = seen
        self.reader = reader
        self.writer = writer
        self.keep = True
        self._hash = hashlib.sha256()

    async def body(self) -> bytes:
        async for _ in self.pieces():
            pass
        return bytes(self.seen.body)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it comes, recorded on the way."""
        if self.seen.whole.is_set():
            return
        try:
            async for piece in self._framed():
                self._record(piece)
                yield piece
        except (asyncio.IncompleteReadError, ConnectionError):
            self.seen.broken.set()
            raise
        self.seen.digest = self._hash.hexdigest()
        self.seen.whole.set()

    def _record(self, piece: bytes) -> None:
        self.seen.size += len(piece)
        self._hash.update(piece)
        if len(self.seen.body) < KEPT:
            self.seen.body += piece

    async def _framed(self) -> AsyncIterator[bytes]:
        if b"chunked" in (self.seen.value(b"transfer-encoding") or b"").lower():
            async for piece in self._chunks():
                yield piece
            return
        left = int(self.seen.value(b"content-length") or 0)
        while left:
            piece = await self.reader.read(min(left, 65536))
            if not piece:
                raise asyncio.IncompleteReadError(b"", left)
            left -= len(piece)
            yield piece

    async def _chunks(self) -> AsyncIterator[bytes]:
        while size := int((await self.reader.readuntil(b"\r\n")).split(b";")[0], 16):
            yield await self.reader.readexactly(size)
            await self.reader.readexactly(2)
        while (line := await self.reader.readuntil(b"\r\n")) != b"\r\n":
            name, _, value = line.rstrip(b"\r\n").partition(b":")
            self.seen.trailers.append((name, value.strip()))

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def until_gone(self) -> None:
        """Wait for whoever asked to leave, and note it."""
        try:
            while await self.reader.read(65536):
                pass
        except ConnectionError:
            pass
        self.keep = False
        self.seen.gone.set()

    def reset(self) -> None:
        """End the connection in the middle, with a TCP reset."""
        sock = self.writer.get_extra_info("socket")
        if sock.family != socket.AF_UNIX:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
        self.keep = False


class Upstream:
    """The server. Use it as a context manager; `on` says what is played for a path."""

    def __init__(
        self,
        *,
        unix: Path | None = None,
        tls: ssl.SSLContext | None = None,
        port: int = 0,
        usual: Play = echoes,
    ) -> None:
        self.unix = unix
        self.port = port
        self.connections = 0
        self.open_now = 0
        self._tls = tls
        self._usual = usual
        self._plays: dict[bytes, Play] = {}
        self._seen: list[Seen] = []
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Upstream:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    @property
    def url(self) -> str:
        if self.unix:
            return f"unix:{self.unix}"
        return f"{'https' if self._tls else 'http'}://{self.host}"

    @property
    def host(self) -> str:
        return f"{'localhost' if self._tls else '127.0.0.1'}:{self.port}"

    def on(self, path: str, play: Play) -> None:
        """What is played for each request to this path. Without one it is what is usual here."""
        self._plays[path.encode()] = play

    def everything(self) -> list[Seen]:
        """All requests so far."""
        with self._changed:
            return list(self._seen)

    def all(self, path: str) -> list[Seen]:
        """What has come for this path so far."""
        with self._changed:
            return [seen for seen in self._seen if _path(seen.target) == path.encode()]

    def seen(self, path: str, nth: int = 1) -> Seen:
        """The nth request to this path; waits until it is there."""
        until = time.monotonic() + PATIENCE
        while len(found := self.all(path)) < nth:
            left = until - time.monotonic()
            assert left > 0, f"the upstream saw {len(found)} requests to {path}, not {nth}"
            with self._changed:
                self._changed.wait(min(left, 0.05))
        return found[nth - 1]

    async def _listen(self) -> None:
        if self.unix:
            self._server = await asyncio.start_unix_server(self._serve, self.unix)
            return
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, ssl=self._tls, reuse_address=True
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        assert self._server
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._loop.shutdown_asyncgens()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open_now += 1
        number = self.connections
        with contextlib.suppress(asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            while await self._exchange(number, reader, writer):
                pass
        self.open_now -= 1
        writer.transport.abort() if self._tls else writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()

    async def _exchange(
        self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        seen = read_head(await reader.readuntil(b"\r\n\r\n"), number)
        with self._changed:
            self._seen.append(seen)
            self._changed.notify_all()
        exchange = Exchange(seen, reader, writer)
        await self._plays.get(_path(seen.target), self._usual)(exchange)
        return exchange.keep


def _path(target: bytes) -> bytes:
    return target.partition(b"?")[0]


def read_head(raw: bytes, connection: int = 0) -> Seen:
    """The parts of a head, without a judgment."""
    first, *lines = raw[:-4].split(b"\r\n")
    method, _, rest = first.partition(b" ")
    target, _, version = rest.rpartition(b" ")
    pairs = [line.partition(b":") for line in lines]
    headers = [(name, value.strip()) for name, _, value in pairs]
    return Seen(raw, connection, method, target, version, headers)
