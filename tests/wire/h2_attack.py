"""What attacks on HTTP/2 are made of: raw frames, floods, and how one sees that they were ended."""

from __future__ import annotations

import asyncio
import struct
from typing import TYPE_CHECKING

from h2.errors import ErrorCodes

if TYPE_CHECKING:
    from collections.abc import Callable

    from h2_peer import Peer, Served

CALM = ErrorCodes.ENHANCE_YOUR_CALM


def frame(kind: int, stream: int = 0, payload: bytes = b"", flags: int = 0) -> bytes:
    return len(payload).to_bytes(3, "big") + struct.pack(">BBL", kind, flags, stream) + payload


async def flood(peer: Peer, make: Callable[[int], bytes], most: int) -> int:
    """Send until refused, and return how much was sent; the answer may overtake us."""
    peer.wild = True
    reading = asyncio.create_task(peer.gone())
    sent = 0
    try:
        while sent < most and not peer.eof:
            peer.raw(make(sent))
            sent += 1
            if sent % 64 == 0:
                await peer.writer.drain()
                await asyncio.sleep(0)
        await reading
    except ConnectionError:
        await reading
    return sent


async def still_serves(server: Served) -> None:
    peer = await server.peer()
    assert (await peer.answer(peer.request()))[0] == 200
    assert server.reports == []


def refused(peer: Peer, code: ErrorCodes = CALM) -> bool:
    return [said for _, said in peer.goaways()] == [code]


def headers_of(peer: Peer, extra: list[tuple[str, str]] | None = None) -> bytes:
    top = [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/")]
    return bytes(peer.h2.encoder.encode(top + (extra or [])))
