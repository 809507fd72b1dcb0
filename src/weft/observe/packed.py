"""Explanations at rest: zstd, whole or not at all.

Level 3: an explanation is written once and seldom read, and holds a text twice.
"""

from __future__ import annotations

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_LEVEL = 3
MOST = 16 * 1024 * 1024  # bytes of an explanation; `explained` keeps far below it


class Damaged(Exception):
    """What lies at rest is not what was written."""


def pack(data: bytes) -> bytes:
    """As it lies at rest."""
    return zstd.compress(data, options={zstd.CompressionParameter.compression_level: _LEVEL})


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
