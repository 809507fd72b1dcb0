"""A copy of an answer that is compressed, inflated as it comes: gzip, deflate, zstd, br.

What cannot be inflated is not heard from there on: another coding, damage, bytes behind the end, or
far more text than an answer has. Providers' streams compress well, since events repeat their
names; `RATIO` leaves ten times that, and below `FREE` no ratio is looked at.
"""

from __future__ import annotations

import importlib
import sys
import zlib
from typing import TYPE_CHECKING, Protocol, cast

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from weft.dialects.hearing.heard import Heard, Observer

FREE = 8 * 1024 * 1024
RATIO = 200
_PIECE = 64 * 1024  # bytes of text made at a time
_WINDOW = 23  # the logarithm of the largest window of zstd over HTTP (RFC 9659)
_GZIP, _ZLIB, _RAW = 31, 15, -15  # what zlib calls them
_DEFLATE_HEADER, _FIRST_CHECK = 8, 31  # RFC 1950, section 2.2


class Damaged(Exception):
    """This is not what it claims to be."""


class Inflater(Protocol):
    """Inflates what comes, piece by piece. Raises `Damaged`."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The text that can be had with this piece."""


class _Brotli(Protocol):
    """What is used of a decoder of brotli."""

    def process(self, data: bytes, *, output_buffer_limit: int) -> bytes: ...
    def can_accept_more_data(self) -> bool: ...
    def is_finished(self) -> bool: ...


class Inflated:
    """An `Observer` of compressed bytes, which tells another of the text."""

    def __init__(self, observer: Observer, inflater: Inflater) -> None:
        """The text is for this observer."""
        self._observer = observer
        self._inflater: Inflater | None = inflater
        self._came = self._made = 0

    def feed(self, data: bytes) -> None:
        """The next piece."""
        if self._inflater is None:
            return
        self._came += len(data)
        try:
            for text in self._inflater.feed(data):
                self._made += len(text)
                if self._made > max(FREE, RATIO * self._came):
                    raise Damaged
                if text:
                    self._observer.feed(text)
        except Damaged:
            self._inflater = None

    def heard(self) -> Heard:
        """What was understood so far."""
        return self._observer.heard()


class Zlib:
    """gzip, in members; or deflate, with the header that it should have and without."""

    def __init__(self, *, gzip: bool) -> None:
        """Which of the two."""
        self._gzip = gzip
        self._inside = zlib.decompressobj(_GZIP) if gzip else None
        self._head = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The text that can be had with this piece."""
        if self._inside is None:
            data = self._head + data
            if len(data) < len(b"xx"):
                self._head = data
                return
            self._inside = zlib.decompressobj(_ZLIB if _has_zlib_header(data) else _RAW)
        try:
            yield from self._inflated(self._inside, data)
        except zlib.error as error:
            raise Damaged from error

    def _inflated(self, inside: zlib._Decompress, data: bytes) -> Iterator[bytes]:
        text = b""
        while data or len(text) == _PIECE:
            if inside.eof:
                if not data or not self._gzip:
                    return
                inside = self._inside = zlib.decompressobj(_GZIP)
            text = inside.decompress(data, _PIECE)
            data = inside.unused_data if inside.eof else inside.unconsumed_tail
            yield text


class Zstd:
    """zstd, in frames."""

    def __init__(self) -> None:
        """Nothing came yet."""
        self._inside = _zstd()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The text that can be had with this piece."""
        try:
            while data or not (self._inside.needs_input or self._inside.eof):
                if self._inside.eof:
                    self._inside = _zstd()
                yield self._inside.decompress(data, _PIECE)
                data = self._inside.unused_data if self._inside.eof else b""
        except zstd.ZstdError as error:
            raise Damaged from error


class Brotli:
    """br. Its decoder is loaded when the first one comes."""

    def __init__(self) -> None:
        """Nothing came yet."""
        self._module = importlib.import_module("brotli")
        self._inside = cast("_Brotli", self._module.Decompressor())

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The text that can be had with this piece."""
        try:
            yield self._inside.process(data, output_buffer_limit=_PIECE)
            while not (self._inside.can_accept_more_data() or self._inside.is_finished()):
                yield self._inside.process(b"", output_buffer_limit=_PIECE)
        except self._module.error as error:
            raise Damaged from error


INFLATERS: dict[bytes, Callable[[], Inflater]] = {
    b"gzip": lambda: Zlib(gzip=True),
    b"x-gzip": lambda: Zlib(gzip=True),
    b"deflate": lambda: Zlib(gzip=False),
    b"zstd": Zstd,
    b"br": Brotli,
}


def _zstd() -> zstd.ZstdDecompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW})


def _has_zlib_header(data: bytes) -> bool:
    # No raw stream that an encoder writes begins so: it would be a stored block with dirty padding.
    return data[0] & 0x0F == _DEFLATE_HEADER and int.from_bytes(data[:2], "big") % _FIRST_CHECK == 0
