"""Load that wrk cannot make: streams of events and WebSockets, each latency taken one by one.

    python bench/wire_load.py events PORT CONNECTIONS SECONDS COUNT PAUSE
    python bench/wire_load.py echo PORT CONNECTIONS SECONDS BYTES

A closed loop: each connection asks again when its answer is complete, until the time is over, and
then finishes what it has begun. The last line is JSON. An event's latency is counted from the time
its upstream wrote into it, which both read from one clock of the machine.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, cast

import httptools
import uvloop

from wire_upstream import Frames, frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WRITTEN = re.compile(rb'"text":"(\d+)"')
GRACE = 10.0  # seconds the last answers may take beyond the time


@dataclass(slots=True)
class Tally:
    """What came of it: how much was finished, in what time, how late each was."""

    finished: int = 0
    units: int = 0  # events or messages
    errors: int = 0
    seconds: float = 0.0
    latencies: list[int] = field(default_factory=list)  # ns
    firsts: list[int] = field(default_factory=list)  # ns to the first event of a stream

    def summary(self) -> Loaded:
        """The figures of it."""
        return Loaded(
            self.units,
            self.seconds,
            percentile(self.latencies, 50) / 1000,
            percentile(self.latencies, 99) / 1000,
            self.errors,
            percentile(self.firsts, 50) / 1000 if self.firsts else None,
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load generator says, whichever it was. Units are requests, events or messages."""

    units: int
    seconds: float
    p50_us: float
    p99_us: float
    errors: int
    first_us: float | None = None


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below or at which this many percent are; 0 of none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


class EventsClient(asyncio.Protocol):
    """One connection that asks for stream after stream."""

    def __init__(self, request: bytes, count: int, until: float, tally: Tally) -> None:
        self._request, self._count, self._until, self._tally = request, count, until, tally
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def _ask(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._held, self._seen = b"", 0
        self._asked = time.monotonic_ns()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._now = time.monotonic_ns()
        self._parser.feed_data(data)

    def on_body(self, data: bytes) -> None:
        whole, end, self._held = (self._held + data).rpartition(b"\n\n")
        if not end:
            return
        for written in WRITTEN.findall(whole):
            if not self._seen:
                self._tally.firsts.append(self._now - self._asked)
            self._seen += 1
            self._tally.latencies.append(self._now - int(written))

    def on_message_complete(self) -> None:
        right = self._parser.get_status_code() == 200 and self._seen == self._count
        self._tally.errors += not right
        self._tally.finished += right
        self._tally.units += self._seen
        if time.monotonic() < self._until and right:
            asyncio.get_running_loop().call_soon(self._ask)
        else:
            self._finish()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self._tally.errors += 1
            self._finish()

    def _finish(self) -> None:
        if not self.done.done():
            self.done.set_result(None)
        self._transport.close()


class EchoClient(asyncio.Protocol):
    """One WebSocket that sends its message again when it came back."""

    def __init__(self, request: bytes, message: bytes, until: float, tally: Tally) -> None:
        self._request, self._until, self._tally = request, until, tally
        self._message, self._frame = message, frame(2, message, mask=True)
        self._frames: Frames | None = None
        self._head = b""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._frames is None:
            self._head += data
            head, end, data = self._head.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head[:16]:
                self._transport.close()
                return
            self._frames = Frames()
            self._send()
        for _, payload in self._frames.feed(data):
            self._tally.errors += payload != self._message
            self._tally.units += 1
            self._tally.latencies.append(time.monotonic_ns() - self._sent)
            if time.monotonic() < self._until:
                self._send()
            else:
                self._tally.finished += 1
                self._finish()

    def _send(self) -> None:
        self._sent = time.monotonic_ns()
        self._transport.write(self._frame)

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self._tally.errors += 1
            self._finish()

    def _finish(self) -> None:
        if not self.done.done():
            self.done.set_result(None)
        self._transport.close()


def get(target: str, extra: str = "") -> bytes:
    """A request as small clients send it."""
    return (
        f"GET {target} HTTP/1.1\r\nHost: bench\r\nUser-Agent: bench/1\r\n"
        f"Accept: text/event-stream\r\n{extra}\r\n"
    ).encode()


UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


async def drive(
    port: int,
    connections: int,
    stagger: float,
    make: Callable[[Tally], EventsClient | EchoClient],
) -> Tally:
    """Open the connections, a little apart, and wait until all are done."""
    loop, tally, clients = asyncio.get_running_loop(), Tally(), []
    began = time.monotonic()
    for _ in range(connections):
        _, client = await loop.create_connection(lambda: make(tally), "127.0.0.1", port)
        clients.append(client.done)
        await asyncio.sleep(stagger)
    _, late = await asyncio.wait(clients, timeout=GRACE)
    tally.errors += len(late)
    tally.seconds = time.monotonic() - began
    return tally


async def events(port: int, connections: int, seconds: float, count: int, pause: float) -> Tally:
    """Streams of `count` events, `pause` seconds apart."""
    request = get(f"/events?count={count}&pause={pause}")
    until = time.monotonic() + seconds
    stagger = pause / connections  # else all connections are woken at once
    return await drive(
        port, connections, stagger, lambda tally: EventsClient(request, count, until, tally)
    )


async def echo(port: int, connections: int, seconds: float, size: int) -> Tally:
    """WebSocket messages of `size` bytes there and back."""
    request, message = get("/socket", UPGRADE), b"m" * size
    until = time.monotonic() + seconds
    return await drive(
        port, connections, 0.0, lambda tally: EchoClient(request, message, until, tally)
    )


def main(arguments: Sequence[str]) -> None:
    """Make the load that is asked for and print what came of it."""
    kind, port, connections, seconds, size = arguments[:5]
    if kind == "events":
        load = events(int(port), int(connections), float(seconds), int(size), float(arguments[5]))
    else:
        load = echo(int(port), int(connections), float(seconds), int(size))
    sys.stdout.write(json.dumps(asdict(uvloop.run(load).summary())) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
