"""Explanations at rest: zstd, whole or not at all.

Level 1 with a compressor that is kept: 9 µs for an explanation of 3 KB, where a new compressor for
each takes 22.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable

_OPTIONS: dict[int, int] = {zstd.CompressionParameter.compression_level: 1}
MOST = 16 * 1024 * 1024  # bytes of an explanation; `explained` keeps far below it


class Damaged(Exception):
    """What lies at rest is not what was written."""


def packer() -> Callable[[bytes], bytes]:
    """A function that packs one explanation after another. Not to be shared by threads."""
    compress = zstd.ZstdCompressor(options=_OPTIONS).compress
    return lambda data: compress(data, zstd.ZstdCompressor.FLUSH_FRAME)


def unpack(packed: bytes) -> bytes:
    """What was packed. Never makes more than `MOST` bytes."""
    inflater = zstd.ZstdDecompressor()
    try:
        data = inflater.decompress(packed, MOST)
    except zstd.ZstdError as error:
        raise Damaged(f"an explanation cannot be inflated: {error}") from error
    if not inflater.eof:
        raise Damaged("an explanation is torn, or larger than any is written")
    return data
