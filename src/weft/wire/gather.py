"""Sending several pieces at once, on whichever event loop.

The `writelines` of asyncio's own transports never tells who writes to pause in CPython 3.12.0 to
3.12.8, 3.13.0 and 3.13.1 (CVE-2024-12254): a peer that reads slowly would have a whole body kept
for it. Its `write` does, so there the pieces are put together first. uvloop's is sound, and saves
the copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable


def send_all(transport: asyncio.WriteTransport) -> Callable[[Iterable[bytes]], None]:
    """What sends pieces over this transport, and pauses who writes when it is full."""
    if type(transport).__module__.startswith("uvloop"):
        return transport.writelines
    write = transport.write
    return lambda pieces: write(b"".join(pieces))
