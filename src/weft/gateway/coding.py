"""Content codings of request bodies: gzip, br, zstd, deflate, and two of them stacked.

Pure functions; large bodies are for a thread, which all four let run beside the event loop.

`decoded` answers with the text or with `None`, and never raises: a body that is not what it claims
to be, that ends early, that goes on after its end, or that grows too large is not ours to judge,
and is relayed as it came. `encoded` writes a rewritten text in the coding it came in, so that the
header stays as the client sent it, the upstream is asked for nothing that the client did not ask
for, and a slow line carries what its owner chose. The same text gives the same bytes.

Bounds. A text is inflated in pieces, and the first piece too many ends it, so what is held is never
much more than `most`; zstd and brotli keep a window besides (8 and 16 MB at most). The ratio is
looked at only above `FREE`. Up to there, a body costs a few milliseconds whatever it holds, and
there are honest reasons for hundreds to one: the same file read ten times, a log that repeats one
line. Above it, a body is larger than any model's context in text, so it carries images, which are
compressed already. `RATIO` then leaves wide room.

"deflate" is read with the zlib header that RFC 9110 asks for and without, and written with it.
Several members of gzip, or frames of zstd, are one text; a thousand are an attack on whoever
counts them.
"""

from __future__ import annotations

import importlib
import io
import sys
import zlib
from typing import TYPE_CHECKING, Protocol, cast

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FREE = 8 * 1024 * 1024  # bytes of text below which no ratio is too good
RATIO = 100  # the text against its body, above that
_STACKED = 2  # codings of one body
_MEMBERS = 1_000  # of gzip or zstd in one body
_SLICE = 64 * 1024  # bytes inflated at a time
_PIECE = 256 * 1024  # bytes of text made at a time
_WINDOW = 23  # the logarithm of the largest window of zstd over HTTP (RFC 9659)
_GZIP, _ZLIB, _RAW = 31, 15, -15  # what zlib calls them
_LEVEL = 1  # the fastest of all four, 4 to 11 ms for 1 MB that becomes a third
_DEFLATE_HEADER, _FIRST_CHECK = 8, 31  # RFC 1950, section 2.2


class _Damaged(Exception):
    """The body is not what it claims to be."""


class _Brotli(Protocol):
    """What is used of a decoder of brotli."""

    def process(self, data: bytes, *, output_buffer_limit: int) -> bytes: ...
    def can_accept_more_data(self) -> bool: ...
    def is_finished(self) -> bool: ...


def decoded(body: bytes, coding: bytes, most: int, ratio: int = RATIO) -> bytes | None:
    """The text of a body with this `Content-Encoding`, if it has one, of at most `most` bytes."""
    named = _named(coding)
    if named is None or len(body) > most:
        return None
    text = body
    for each in reversed(named):
        # The ratio is that of the whole: two layers are no way around it.
        bound = min(most, max(FREE, ratio * len(body)))
        inflated = _gathered(_INFLATE[each](text), bound)
        if inflated is None:
            return None
        text = inflated
    return text


def encoded(text: bytes, coding: bytes) -> bytes:
    """A text in the coding that `decoded` has read it from."""
    named = _named(coding)
    if named is None:
        raise ValueError(f"no coding that is written here: {coding!r}")
    for each in named:
        text = _DEFLATE[each](text)
    return text


def _named(coding: bytes) -> list[bytes] | None:
    """The codings in the order they were applied, if we know them all."""
    tokens = [token.strip(b" \t").lower() for token in coding.split(b",")]
    named = [token for token in tokens if token not in (b"", b"identity")]
    if len(named) > _STACKED or any(token not in _INFLATE for token in named):
        return None
    return named


def _gathered(pieces: Iterator[bytes], most: int) -> bytes | None:
    """All pieces in one, unless they are damaged or too many."""
    # Unlike a list to be joined, this gives out its own buffer: nothing is held twice.
    text = io.BytesIO()
    size = 0
    try:
        for piece in pieces:
            size += len(piece)
            if size > most:
                return None
            text.write(piece)
    except _Damaged:
        return None
    return text.getvalue()


def _slices(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _SLICE):
        yield body[start : start + _SLICE]


def _gzip(body: bytes) -> Iterator[bytes]:
    return _members(body, lambda: zlib.decompressobj(_GZIP))


def _deflate(body: bytes) -> Iterator[bytes]:
    kind = _ZLIB if _has_zlib_header(body) else _RAW
    return _members(body, lambda: zlib.decompressobj(kind), most=1)


def _has_zlib_header(body: bytes) -> bool:
    # No raw stream that an encoder writes begins so: it would be a stored block with dirty padding.
    head = body[:2]
    return (
        len(head) == len(b"xx")
        and head[0] & 0x0F == _DEFLATE_HEADER
        and int.from_bytes(head, "big") % _FIRST_CHECK == 0
    )


def _members(
    body: bytes, inflater: Callable[[], zlib._Decompress], most: int = _MEMBERS
) -> Iterator[bytes]:
    """Inflate one member after the other, as zlib does it."""
    members, inside = 1, inflater()
    for piece in _slices(body):
        data = piece
        while data:
            if inside.eof:
                members += 1
                if members > most:
                    raise _Damaged
                inside = inflater()
            try:
                yield inside.decompress(data, _PIECE)
            except zlib.error as error:
                raise _Damaged from error
            data = inside.unused_data if inside.eof else inside.unconsumed_tail
    # With all input taken there may still be text that had no room.
    while not inside.eof:
        try:
            rest = inside.decompress(b"", _PIECE)
        except zlib.error as error:
            raise _Damaged from error
        if not rest:
            raise _Damaged
        yield rest


def _zstd(body: bytes) -> Iterator[bytes]:
    """Inflate one frame after the other."""
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _WINDOW}
    frames, inside = 1, zstd.ZstdDecompressor(options=options)
    try:
        for piece in _slices(body):
            data = piece
            while data or not (inside.needs_input or inside.eof):
                if inside.eof:
                    frames += 1
                    if frames > _MEMBERS:
                        raise _Damaged
                    inside = zstd.ZstdDecompressor(options=options)
                yield inside.decompress(data, _PIECE)
                data = inside.unused_data if inside.eof else b""
    except zstd.ZstdError as error:
        raise _Damaged from error
    if not inside.eof:
        raise _Damaged


def _brotli(body: bytes) -> Iterator[bytes]:
    """Inflate a stream of brotli, of which there is but one in a body."""
    brotli = importlib.import_module("brotli")
    inside = cast("_Brotli", brotli.Decompressor())
    try:
        for data in _slices(body):
            if inside.is_finished():
                raise _Damaged
            yield inside.process(data, output_buffer_limit=_PIECE)
            while not inside.can_accept_more_data():
                yield inside.process(b"", output_buffer_limit=_PIECE)
        # With all input taken there may still be text that had no room.
        while rest := inside.process(b"", output_buffer_limit=_PIECE):
            yield rest
    except brotli.error as error:
        raise _Damaged from error
    if not inside.is_finished():
        raise _Damaged


def _into_zstd(text: bytes) -> bytes:
    return zstd.compress(text, level=_LEVEL)


def _into_brotli(text: bytes) -> bytes:
    brotli = importlib.import_module("brotli")
    return cast("bytes", brotli.compress(text, quality=_LEVEL))


_INFLATE: dict[bytes, Callable[[bytes], Iterator[bytes]]] = {
    b"gzip": _gzip,
    b"x-gzip": _gzip,
    b"deflate": _deflate,
    b"zstd": _zstd,
    b"br": _brotli,
}
_DEFLATE: dict[bytes, Callable[[bytes], bytes]] = {
    b"gzip": lambda text: zlib.compress(text, _LEVEL, _GZIP),
    b"x-gzip": lambda text: zlib.compress(text, _LEVEL, _GZIP),
    b"deflate": lambda text: zlib.compress(text, _LEVEL, _ZLIB),
    b"zstd": _into_zstd,
    b"br": _into_brotli,
}


__all__ = ["FREE", "RATIO", "decoded", "encoded"]
