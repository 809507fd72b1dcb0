"""Plays: what the scripted upstream does with an exchange. Only plays and what they are made of.

A play says bytes, not messages, so that it can say what no server should.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proxy_upstream import Exchange

PATIENCE = 20.0  # seconds until a test gives up waiting; a busy machine is no fault
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"

Play = Callable[["Exchange"], Awaitable[None]]


class Gate:
    """A play waits before it until the test opens it: order without clocks."""

    def __init__(self) -> None:
        self._open = threading.Event()

    def open(self) -> None:
        self._open.set()

    async def passed(self) -> None:
        until = time.monotonic() + PATIENCE
        while not self._open.is_set() and time.monotonic() < until:
            await asyncio.sleep(0.002)


async def echoes(exchange: Exchange) -> None:
    """The default play: the body comes back as it came."""
    body = await exchange.body()
    kind = exchange.seen.value(b"content-type") or b"application/octet-stream"
    await exchange.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n" % (kind, len(body))
        + (b"" if exchange.seen.method == b"HEAD" else body)
    )


def says(*parts: bytes | Gate, keep: bool = False) -> Play:
    """Read the request, then send these bytes; a gate among them is waited for."""

    async def play(exchange: Exchange) -> None:
        await exchange.body()
        for part in parts:
            if isinstance(part, Gate):
                await part.passed()
            else:
                await exchange.send(part)
        exchange.keep = keep

    return play


def answers(status: int = 200, body: bytes = b"", *headers: tuple[str, str]) -> Play:
    """Read the request, then answer with a declared length and keep the connection."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    head = f"HTTP/1.1 {status} Scripted\r\n{lines}Content-Length: {len(body)}\r\n\r\n"
    return says(head.encode() + body, keep=True)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)
