"""The clients of the soak: small requests, uploads, streams of events, WebSockets, slow readers,
and all of them leaving in the middle now and then.

Each exchange has one of four outcomes: answered; left (the client went away, on purpose); broken
(the upstream was down or went down, and the client was told so); wrong. Only the last is a fault.
Chance comes from a seeded generator that is passed in.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wire_load import UPGRADE, get
from wire_upstream import Frames, frame

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable

PATIENCE = 60.0  # seconds; an exchange that takes longer is stuck
CLIENTS = 24
LEAVES = 0.15  # of the exchanges, before their end
SLOW_BUFFER = 16 * 1024  # bytes the kernel holds for a slow reader


class Wrong(Exception):
    """An answer that is not what the upstream sent."""


class Broken(Exception):
    """The answer was cut off, or said that the upstream is not there."""


class Left(Exception):
    """The client leaves now."""


@dataclass(slots=True)
class Book:
    """What has become of the exchanges."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    open: int = 0

    def total(self, outcome: str) -> int:
        """How many ended in this way."""
        return sum(count for (_, each), count in self.outcomes.items() if each == outcome)


@dataclass(slots=True)
class Client:
    """One connection to the proxy."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    chance: random.Random

    async def head(self) -> tuple[int, dict[bytes, bytes]]:
        """The status and headers of an answer; interim answers are none."""
        lines = (await self.reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        status = int(lines[0].split(b" ")[1])
        pairs = (line.partition(b":") for line in lines[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        if status in (502, 504):
            raise Broken
        if status not in (101, 200):
            raise Wrong(f"status {status}")
        return status, headers

    async def body(self, headers: dict[bytes, bytes], pause: float = 0.0) -> bytes:
        """The whole body, read no faster than asked; now and then the client leaves."""
        leave_after = self.chance.randrange(20) if self.chance.random() < LEAVES else None
        pieces: list[bytes] = []
        left = int(headers.get(b"content-length", b"-1"))
        while left:
            if leave_after is not None and len(pieces) >= leave_after:
                raise Left
            if left < 0:
                size = int(await self.reader.readuntil(b"\r\n"), 16)
                piece = (await self.reader.readexactly(size + 2))[:-2]
                left = 0 if not size else left
            else:
                piece = await self.reader.readexactly(min(left, 65536))
                left -= len(piece)
            pieces.append(piece)
            await asyncio.sleep(pause)
        return b"".join(pieces)

    async def small(self) -> None:
        """A few requests of a kilobyte on one connection."""
        for _ in range(self.chance.randint(1, 5)):
            await self._upload(1024)

    async def upload(self) -> None:
        """A request of up to a megabyte, of a declared length or in chunks."""
        await self._upload(self.chance.randint(50_000, 1_000_000))

    async def _upload(self, size: int) -> None:
        chunked = self.chance.random() < 0.3
        framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {size}"
        self.writer.write(f"POST /sink HTTP/1.1\r\nHost: soak\r\n{framing}\r\n\r\n".encode())
        leave_at = self.chance.randrange(size) if self.chance.random() < LEAVES else size
        sent = 0
        while sent < size:
            if sent >= leave_at:
                raise Left
            piece = b"." * min(size - sent, 32768)
            self.writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            sent += len(piece)
            await self.writer.drain()
        if chunked:
            self.writer.write(b"0\r\n\r\n")
        _, headers = await self.head()
        answer = await self.body(headers)
        if not answer.startswith(b'{"bytes":%d,' % size):
            raise Wrong(f"{size} bytes sent, the upstream got {answer[:30]!r}")

    async def events(self) -> None:
        """A stream of events."""
        count, pause = self.chance.randint(5, 40), self.chance.uniform(0.01, 0.1)
        self.writer.write(get(f"/events?count={count}&pause={pause:.3f}"))
        _, headers = await self.head()
        seen = (await self.body(headers)).count(b"\n\n")
        if seen != count:
            raise Wrong(f"{seen} of {count} events")

    async def echo(self) -> None:
        """Messages on a WebSocket, which is closed properly or not at all."""
        self.writer.write(get("/socket", UPGRADE))
        await self.head()
        frames = Frames()
        for _ in range(self.chance.randint(1, 30)):
            message = self.chance.randbytes(self.chance.choice([10, 300, 70_000]))
            self.writer.write(frame(2, message, mask=True))
            found: list[tuple[int, bytes]] = []
            while not found:
                if not (data := await self.reader.read(65536)):
                    raise Broken
                found = frames.feed(data)
            if found != [(2, message)]:
                raise Wrong("another message came back")
            if self.chance.random() < LEAVES / 10:
                raise Left
            await asyncio.sleep(self.chance.uniform(0, 0.05))
        self.writer.write(frame(8, b"", mask=True))
        while await self.reader.read(65536):
            pass

    async def slow(self) -> None:
        """An answer of two megabytes, read slowly."""
        size = 2_000_000
        self.writer.write(get(f"/bytes?size={size}"))
        _, headers = await self.head()
        if len(await self.body(headers, pause=self.chance.uniform(0.01, 0.2))) != size:
            raise Wrong("not all of it came")

    async def half(self) -> None:
        """Half a request, and nothing more."""
        self.writer.write(b"POST /sink HTTP/1.1\r\nHost: so")
        await asyncio.sleep(self.chance.uniform(0, 1))
        raise Left


KINDS: dict[str, tuple[int, Callable[[Client], Awaitable[None]]]] = {
    "small": (60, Client.small),
    "upload": (10, Client.upload),
    "events": (14, Client.events),
    "echo": (10, Client.echo),
    "slow": (3, Client.slow),
    "half": (3, Client.half),
}


async def exchange(kind: str, port: int, chance: random.Random, book: Book) -> None:
    """One connection of this kind, and what became of it."""
    act = KINDS[kind][1]
    book.open += 1
    try:
        outcome = await asyncio.wait_for(_connected(kind, act, port, chance, book), PATIENCE)
    except TimeoutError:
        outcome = "stuck"
        book.faults.append(f"{kind}: nothing happened for {PATIENCE:g} s")
    finally:
        book.open -= 1
    book.outcomes[kind, outcome] += 1


async def _connected(
    kind: str,
    act: Callable[[Client], Awaitable[None]],
    port: int,
    chance: random.Random,
    book: Book,
) -> str:
    own = socket.socket()
    own.setblocking(False)
    if kind == "slow":
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SLOW_BUFFER)
    writer = None
    try:
        await asyncio.get_running_loop().sock_connect(own, ("127.0.0.1", port))
        reader, writer = await asyncio.open_connection(sock=own)
        await act(Client(reader, writer, chance))
    except Left:
        return "left"
    except (Broken, asyncio.IncompleteReadError, ConnectionError):
        return "broken"
    except Wrong as wrong:
        book.faults.append(f"{kind}: {wrong}")
        return "wrong"
    finally:
        if writer is not None:
            writer.transport.abort() if chance.random() < 0.5 else writer.close()
        else:
            own.close()
    return "answered"


async def client(
    port: int, rate: float, chance: random.Random, book: Book, stop: asyncio.Event
) -> None:
    """Exchange after exchange, at random moments, until told to stop."""
    names, weights = list(KINDS), [weight for weight, _ in KINDS.values()]
    while not stop.is_set():
        await exchange(chance.choices(names, weights)[0], port, chance, book)
        await asyncio.sleep(chance.expovariate(rate))
