"""A raw HTTP/2 peer over a socket: the h2 library does the framing, the test does the talking.

`served` starts an `H2Server`, `Peer` is a client to it; `Upstream` is a scripted server for
`H2Client`. A peer hides nothing: every event is kept, and raw bytes may be sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from h2 import events
from h2.config import H2Configuration
from h2.connection import H2Connection

from weft.wire.h2_server import H2Server
from weft.wire.limits import Limits
from weft.wire.service import Service
from weft.wire.watch import Watch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from weft.wire.exchange import Handler, Inbound

GOAWAY = 7
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
PATIENCE = 5.0  # seconds before a test that waits for what never comes fails


class Peer:
    """One connection, h2's state machine, and all that came."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, client: bool = True
    ) -> None:
        self.reader = reader
        self.writer = writer
        self.h2 = H2Connection(
            H2Configuration(
                client_side=client,
                validate_outbound_headers=False,
                normalize_outbound_headers=False,
                normalize_inbound_headers=False,
            )
        )
        self.events: list[events.Event] = []
        self.eof = False
        self.auto_window = True
        self.wild = False  # what comes is kept as frames, and h2 does not get to see it
        self.frames: list[tuple[int, bytes]] = []
        self._rest = b""
        self._preface = not client
        self._goaways: list[tuple[int, int]] = []

    def start(self) -> None:
        self.h2.initiate_connection()
        self.flush()

    def flush(self) -> None:
        self.writer.write(self.h2.data_to_send())

    def raw(self, data: bytes) -> None:
        self.writer.write(data)

    def request(
        self,
        method: str = "GET",
        path: str = "/",
        headers: list[tuple[str, str]] | None = None,
        *,
        end: bool = True,
        pseudo: list[tuple[str, str]] | None = None,
    ) -> int:
        number = self.h2.get_next_available_stream_id()
        top = pseudo or [
            (":method", method),
            (":scheme", "http"),
            (":authority", "weft.test"),
            (":path", path),
        ]
        self.h2.send_headers(number, top + (headers or []), end_stream=end)
        self.flush()
        return number

    def send(self, number: int, data: bytes, *, end: bool = False) -> None:
        """What the windows allow at once; the test sees to it that they do."""
        size = self.h2.max_outbound_frame_size
        pieces = [data[at : at + size] for at in range(0, len(data), size)] or [b""]
        for index, piece in enumerate(pieces):
            self.h2.send_data(number, piece, end_stream=end and index == len(pieces) - 1)
        self.flush()

    async def upload(self, number: int, size: int, *, end: bool = True) -> None:
        """Send `size` bytes, waiting for windows."""
        left = size
        while left:
            room = min(self.h2.local_flow_control_window(number), 16_384, left)
            if room <= 0:
                await self.more()
                continue
            self.h2.send_data(number, b"u" * room, end_stream=end and room == left)
            left -= room
            self.flush()
            await self.writer.drain()

    async def more(self) -> None:
        """Read once."""
        data = await asyncio.wait_for(self.reader.read(65_536), PATIENCE)
        if not data:
            self.eof = True
            return
        self._rest += data
        if self._preface and self._rest.startswith(PREFACE):
            self.h2.receive_data(PREFACE)
            self._preface, self._rest = False, self._rest[len(PREFACE) :]
        while len(self._rest) >= 9:
            size = 9 + int.from_bytes(self._rest[:3], "big")
            if len(self._rest) < size:
                break
            frame, self._rest = self._rest[:size], self._rest[size:]
            if frame[3] == GOAWAY:  # h2 would take it for the end of everything
                last, code = struct.unpack_from(">LL", frame, 9)
                self._goaways.append((last, code))
                continue
            if self.wild:
                self.frames.append((frame[3], frame[9:]))
                continue
            for event in self.h2.receive_data(frame):
                self.events.append(event)
                if isinstance(event, events.DataReceived) and self.auto_window:
                    self.h2.acknowledge_received_data(
                        event.flow_controlled_length or 0, event.stream_id or 0
                    )
        self.flush()

    async def until(self, done: Callable[[Peer], object]) -> None:
        while not done(self):
            assert not self.eof, f"the connection ended; so far: {self.events}"
            await self.more()

    async def answer(self, number: int) -> tuple[int, dict[bytes, bytes], bytes]:
        """Wait for the end of an answer: status, headers, body."""
        await self.until(lambda peer: peer.has_ended(number))
        head = next(each for each in self.of(events.ResponseReceived, number))
        fields = dict(head.headers)
        return int(fields[b":status"]), fields, self.body(number)

    async def gone(self) -> None:
        """Wait for the end of the connection."""
        while not self.eof:
            try:
                await self.more()
            except ConnectionError:
                self.eof = True

    def has_ended(self, number: int) -> bool:
        return bool(self.of(events.StreamEnded, number) or self.of(events.StreamReset, number))

    def of(self, kind: type[Any], number: int | None = None) -> list[Any]:
        return [
            each
            for each in self.events
            if isinstance(each, kind) and (number is None or each.stream_id == number)
        ]

    def body(self, number: int) -> bytes:
        return b"".join(each.data for each in self.of(events.DataReceived, number))

    def goaways(self) -> list[tuple[int, int]]:
        return self._goaways

    def close(self) -> None:
        self.writer.close()


class Served:
    """A running server, and the service behind it."""

    def __init__(self, service: Service, port: int) -> None:
        self.service = service
        self.port = port
        self.reports: list[BaseException] = []
        self.peers: list[Peer] = []

    async def peer(self, *, start: bool = True) -> Peer:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        peer = Peer(reader, writer)
        self.peers.append(peer)
        if start:
            peer.start()
        return peer


@contextlib.asynccontextmanager
async def served(handler: Handler, **bounds: Any) -> AsyncIterator[Served]:
    limits = replace(Limits(), **bounds)
    times = [limits.head_timeout, limits.body_timeout, limits.keep_alive, limits.write_timeout]
    reports: list[BaseException] = []
    service = Service(handler=handler, limits=limits, watch=Watch(times), report=reports.append)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: H2Server(service), "127.0.0.1", 0)
    running = Served(service, server.sockets[0].getsockname()[1])
    running.reports = reports
    try:
        yield running
    finally:
        server.close()
        for peer in running.peers:
            peer.close()
        for connection in tuple(service.connections):
            connection.abort()
        await asyncio.sleep(0.01)


def run(scenario: Any) -> Any:
    """Run a coroutine; nothing in a test waits for ever."""

    async def bounded() -> Any:
        async with asyncio.timeout(4 * PATIENCE):
            return await scenario

    return asyncio.run(bounded())


async def echo(inbound: Inbound) -> None:
    """Give the body back, in one piece."""
    from weft.wire.head import ResponseHead

    body = b""
    while data := await inbound.read():
        body += data
    head = ResponseHead(200, [(b"x-method", inbound.head.method)], length=len(body))
    await inbound.start(head, body, end=True)
