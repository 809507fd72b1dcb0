"""Compressed messages of a WebSocket (permessage-deflate, RFC 7692), read only.

What the two ends have agreed on is theirs: their frames pass as they are, and a copy is inflated
here. Nothing is ever compressed: a sender may leave any message as it is, and such a message
touches neither side's window. So no parameter matters here but one, whether messages lean on those
before them: then, once a message was replaced, those that follow can no longer pass as they are,
and go out inflated.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.wire.head import Headers

END = b"\x00\x00\xff\xff"  # what a sender leaves out at the end of a message
_HEADER = b"sec-websocket-extensions"
_NAME = b"permessage-deflate"
_PIECE = 256 * 1024  # bytes of text made at a time
_STREAMS = 64  # of deflate, in what is fed at once; each takes time and memory to begin
_RAW = -15


class Undecodable(Exception):
    """It is not what was agreed on."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the ends have agreed on. The latter two say whose messages each stand alone."""

    deflate: bool = False
    client_alone: bool = False
    server_alone: bool = False


def agreed(headers: Headers) -> Agreed | None:
    """What the answer to a handshake says about extensions; `None` if it is more than we read."""
    named = [
        [parameter.strip().lower() for parameter in extension.split(b";")]
        for name, value in headers
        if name.lower() == _HEADER
        for extension in value.split(b",")
        if extension.strip()
    ]
    if not named:
        return Agreed()
    if len(named) > 1 or named[0][0] != _NAME:
        return None
    return Agreed(
        deflate=True,
        client_alone=b"client_no_context_takeover" in named[0],
        server_alone=b"server_no_context_takeover" in named[0],
    )


class Inflater:
    """Inflates the messages of one side, one after the other: a window reaches across them."""

    __slots__ = ("_inside",)

    def __init__(self) -> None:
        self._inside = zlib.decompressobj(_RAW)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The text that these bytes complete, in pieces. Raises `Undecodable`."""
        streams, full = 1, False
        while data or full:
            inside = self._inside
            try:
                text = inside.decompress(data, _PIECE)
            except zlib.error as error:
                raise Undecodable(str(error)) from error
            if text:
                yield text
            full = len(text) == _PIECE  # then there may be more that had no room
            if inside.eof:
                # A last block is allowed inside a message; what follows is a stream of its own.
                streams += 1
                if streams > _STREAMS:
                    raise Undecodable("a message of too many streams")
                self._inside = zlib.decompressobj(_RAW)
                data = inside.unused_data
            else:
                data = inside.unconsumed_tail


__all__ = ["END", "Agreed", "Inflater", "Undecodable", "agreed"]
