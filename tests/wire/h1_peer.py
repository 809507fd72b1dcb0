"""Raw HTTP/1.1 peers: `Client` talks bytes to a listener, `Upstream` answers bytes to a pool.

Both say and see bytes, so that a test reads as the dialogue it is; nothing parses but `answer`.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weft.wire.address import Address, bind
from weft.wire.dial import Origin
from weft.wire.head import ResponseHead
from weft.wire.limits import Limits
from weft.wire.listener import Listener
from weft.wire.pool import Pool
from weft.wire.service import Service
from weft.wire.watch import Watch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
    from typing import Any

    from weft.wire.exchange import Handler, Inbound

    Play = Callable[[Coroutine[Any, Any, None]], None]

QUICK = Limits(
    head_timeout=0.2,
    body_timeout=0.2,
    keep_alive=0.2,
    write_timeout=0.2,
    linger=0.2,
    connect_timeout=0.3,
    upstream_timeout=0.2,
    idle_timeout=0.2,
)


def times(limits: Limits) -> list[float]:
    return [limits.head_timeout, limits.keep_alive, limits.upstream_timeout, limits.linger]


@dataclass
class Answer:
    status: int
    head: bytes
    body: bytes

    def value(self, name: bytes) -> bytes | None:
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b": ")
            if key.lower() == name:
                return value
        return None


class Client:
    """A connection to a listener."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def sees(self, data: bytes) -> None:
        assert await self.reader.readexactly(len(data)) == data

    async def head(self) -> bytes:
        return (await self.reader.readuntil(b"\r\n\r\n"))[:-4]

    async def answer(self, *, bodiless: bool = False) -> Answer:
        """An answer, by its length, its chunks or its end."""
        head = await self.head()
        answer = Answer(int(head.split(b" ")[1]), head, b"")
        length = answer.value(b"content-length")
        if bodiless:
            return answer
        if answer.value(b"transfer-encoding") == b"chunked":
            while size := int(await self.reader.readline(), 16):
                answer.body += (await self.reader.readexactly(size + 2))[:-2]
            await self.sees(b"\r\n")
        elif length is not None:
            answer.body = await self.reader.readexactly(int(length))
        else:
            answer.body = await self.reader.read()
        return answer

    async def rest(self) -> bytes:
        return await self.reader.read()

    async def closed(self) -> bool:
        """Whether nothing comes but the end."""
        try:
            return await self.reader.read(1) == b""
        except ConnectionError:
            return True

    def finish(self) -> None:
        self.writer.write_eof()

    def vanish(self) -> None:
        self.writer.close()

    def reset(self) -> None:
        wire = self.writer.get_extra_info("socket")
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.writer.transport.abort()


@dataclass
class Server:
    """A listener under test."""

    listener: Listener
    service: Service
    reports: list[BaseException] = field(default_factory=list)
    _clients: list[Client] = field(default_factory=list)

    async def client(self) -> Client:
        where = self.listener.addresses[0]
        client = Client(*await asyncio.open_connection(where.host, where.port))
        self._clients.append(client)
        return client

    async def ask(self, data: bytes) -> Answer:
        client = await self.client()
        client.send(data)
        return await client.answer()


@contextlib.asynccontextmanager
async def served(
    handler: Handler, limits: Limits | None = None, *, faulty: bool = False
) -> AsyncIterator[Server]:
    """A listener with this handler. What the handler raises fails the test, unless `faulty`."""
    limits = limits or Limits()
    reports: list[BaseException] = []
    service = Service(
        handler=handler, limits=limits, watch=Watch(times(limits)), report=reports.append
    )
    listener = Listener(service, [bind(Address(host="127.0.0.1"))])
    await listener.start()
    server = Server(listener, service, reports)
    try:
        yield server
        if not faulty:
            assert reports == []
    finally:
        for client in server._clients:
            client.writer.transport.abort()
        await listener.aclose()
        await asyncio.sleep(0.01)


@dataclass
class Upstream:
    """What a pool under test talks to."""

    port: int
    connections: int = 0


@contextlib.asynccontextmanager
async def scripted(
    *scripts: Callable[[Client], Awaitable[None]],
) -> AsyncIterator[Upstream]:
    """An upstream; the first connection plays the first script, and so on."""
    tasks: set[asyncio.Task[None]] = set()
    upstream = Upstream(0)

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        script = scripts[min(upstream.connections, len(scripts) - 1)]
        upstream.connections += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await script(Client(reader, writer))
        finally:
            writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    upstream.port = server.sockets[0].getsockname()[1]
    try:
        yield upstream
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.02)  # transports close a turn of the loop later


@contextlib.asynccontextmanager
async def pooled(
    *scripts: Callable[[Client], Awaitable[None]], limits: Limits | None = None
) -> AsyncIterator[tuple[Pool, Upstream]]:
    """A pool to a scripted upstream."""
    limits = limits or Limits()
    async with scripted(*scripts) as upstream:
        pool = Pool(Origin(host="127.0.0.1", port=upstream.port), limits, Watch(times(limits)))
        try:
            yield pool, upstream
        finally:
            await pool.aclose()


def ok(length: int | None = None, *headers: tuple[bytes, bytes], status: int = 200) -> ResponseHead:
    said = [] if length is None else [(b"Content-Length", b"%d" % length)]
    return ResponseHead(status, [*said, *headers], length=length)


async def echo(inbound: Inbound) -> None:
    """Answer with the body, as it comes."""
    await inbound.start(ok())
    while data := await inbound.read():
        await inbound.write(data)
    await inbound.end(inbound.trailers or None)


async def whole(inbound: Inbound) -> None:
    """Answer with the body, when it is here whole."""
    body = b""
    while data := await inbound.read():
        body += data
    await inbound.start(ok(len(body)), body, end=True)


async def target(inbound: Inbound) -> None:
    """Answer with the target."""
    said = inbound.head.target
    await inbound.start(ok(len(said)), said, end=True)
