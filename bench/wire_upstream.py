"""The bench's own upstream: `python bench/wire_upstream.py PORT`, for what nginx cannot play.

It reads a body whole and says how long it was, sends events with the time they left at in them
(paced or all at once), sends any number of bytes no faster than they are taken, and echoes
WebSocket messages. One process, callbacks only. Small requests are answered by an nginx instead,
so that this process never sets the pace there.

    POST /sink                    {"bytes": N, ...}, a kilobyte
    GET  /events?count=N&pause=S  N events, S seconds apart
    GET  /bytes?size=N            N bytes
    GET  /socket                  a WebSocket that echoes
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import sys
import time
from typing import cast
from urllib.parse import parse_qs, urlsplit

import httptools
import uvloop

ANSWER_BYTES = 1024
PIECE = b"." * 65536
WEBSOCKET_KEY = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
EVENT = (
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
    '"delta":{"type":"text_delta","text":"%d"}}\n\n'
)
EVENTS_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)


def frame(opcode: int, payload: bytes, *, mask: bool = False) -> bytes:
    """One WebSocket frame; a mask of zeros is a mask, and costs nothing to take off."""
    size, bit = len(payload), 0x80 if mask else 0
    if size < 126:
        head = bytes((0x80 | opcode, bit | size))
    elif size < 65536:
        head = bytes((0x80 | opcode, bit | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, bit | 127)) + size.to_bytes(8, "big")
    return head + (b"\0\0\0\0" if mask else b"") + payload


class Frames:
    """Whole WebSocket frames out of the bytes of a connection; masks must be zeros."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """The opcode and the payload of each frame that is complete now."""
        held = self._held
        held += data
        found, start = [], 0
        while len(held) - start >= 2:
            size, at = held[start + 1] & 127, start + 2
            if size > 125:
                wide = 2 if size == 126 else 8
                if len(held) < at + wide:
                    break
                size, at = int.from_bytes(held[at : at + wide], "big"), at + wide
            at += 4 if held[start + 1] & 128 else 0
            if len(held) < at + size:
                break
            found.append((held[start] & 15, bytes(held[at : at + size])))
            start = at + size
        del held[:start]
        return found


class Upstream(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._parser = httptools.HttpRequestParser(self)
        self._frames: Frames | None = None
        self._writing: asyncio.Task[None] | None = None
        self._room = asyncio.Event()
        self._room.set()
        self._loop = asyncio.get_running_loop()

    def data_received(self, data: bytes) -> None:
        if self._frames is not None:
            self._echo(data)
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._frames = Frames()
            self._echo(data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            sys.stderr.write(f"not HTTP: {error}\n")
            self._transport.close()

    def connection_lost(self, _: Exception | None) -> None:
        if self._writing is not None:
            self._writing.cancel()

    def pause_writing(self) -> None:
        self._room.clear()

    def resume_writing(self) -> None:
        self._room.set()

    def on_message_begin(self) -> None:
        self._url, self._bytes, self._key = b"", 0, b""

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"sec-websocket-key":
            self._key = value

    def on_body(self, data: bytes) -> None:
        self._bytes += len(data)

    def on_message_complete(self) -> None:
        url = urlsplit(self._url.decode("ascii"))
        asked = {name: float(values[0]) for name, values in parse_qs(url.query).items()}
        match url.path:
            case "/events":
                pace = self._events(int(asked.get("count", 1)), asked.get("pause", 0.0))
                self._writing = self._loop.create_task(pace)
            case "/bytes":
                self._writing = self._loop.create_task(self._send(int(asked["size"])))
            case "/socket":
                self._accept()
            case _:
                self._answer()

    def _answer(self) -> None:
        body = b'{"bytes":%d,"padding":"' % self._bytes
        body += b"." * (ANSWER_BYTES - len(body) - 2) + b'"}'
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % len(body)
            + body
        )

    async def _events(self, count: int, pause: float) -> None:
        self._transport.write(EVENTS_HEAD)
        due = self._loop.time()
        for _ in range(count):
            event = (EVENT % time.monotonic_ns()).encode()
            self._transport.write(b"%x\r\n%b\r\n" % (len(event), event))
            due += pause
            await asyncio.sleep(max(0.0, due - self._loop.time()))
            await self._room.wait()
        self._transport.write(b"0\r\n\r\n")

    async def _send(self, size: int) -> None:
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        while size:
            await self._room.wait()
            self._transport.write(PIECE[:size])
            size -= min(size, len(PIECE))

    def _accept(self) -> None:
        digest = hashlib.sha1(self._key + WEBSOCKET_KEY, usedforsecurity=False).digest()
        self._transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n"
        )

    def _echo(self, data: bytes) -> None:
        assert self._frames is not None
        for opcode, payload in self._frames.feed(data):
            self._transport.write(frame(opcode, payload))
            if opcode == 8:
                self._transport.close()


async def serve(port: int) -> None:
    """Listen until the process is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Upstream, "127.0.0.1", port, reuse_address=True)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
