"""Bytes cut into whole HTTP/2 frames, before the h2 library sees them.

h2 reads frames well, but alone it is too generous or too strict in five places, and all five are
met by looking at the nine bytes before each frame:

- it buffers an overlong frame whole (up to 16 MB) before it refuses it: here the length is judged
  as soon as it is known;
- it takes a GOAWAY for the end of everything, while streams below its last id go on: GOAWAY frames
  are taken out and never reach it;
- it keeps every setting it ever saw, 65,536 unknown ones for instance, and lets the peer choose the
  size of our compression table: unknown settings are left out, that size is clamped;
- it loses the events of all frames before a faulty one in the same read: frames go in one by one;
- it makes a body of the wrong length the whole connection's fault: `content_of` tells the length of
  a DATA frame's content, so that only its stream ends.

No I/O, no policy: what a frame costs is judged in `h2_guard`.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from h2.errors import ErrorCodes

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
MAX_FRAME = 16_384  # bytes; what we announce, and the least every peer must take
MAX_TABLE = 4_096  # bytes of HPACK table we keep for a peer, however much it offers

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE = range(6)
PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(6, 10)

END_STREAM = ACK = 0x1
END_HEADERS = 0x4
PADDED = 0x8

_HEADER = 9  # bytes before a frame's payload
_KNOWN_SETTINGS = frozenset({1, 2, 3, 4, 5, 6, 8})
_TABLE_SIZE = 1


class H2Refused(Exception):
    """What came ends the connection. `code` goes into our GOAWAY."""

    def __init__(self, code: ErrorCodes, message: str) -> None:
        super().__init__(message)
        self.code = code


class Frame(NamedTuple):
    """One whole frame: what its header says, and all of its bytes."""

    kind: int
    flags: int
    stream: int
    raw: bytes


class Frames:
    """Cuts what arrives into frames; what is not whole yet waits here, one frame at most."""

    def __init__(self, *, preface: bool) -> None:
        self._rest = b""
        self._preface = PREFACE if preface else b""
        self._first = True

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The frames that are whole now. Raises `H2Refused`."""
        if self._rest:
            data = self._rest + data
            self._rest = b""
        at = 0
        if self._preface:
            if not data.startswith(self._preface):
                if not self._preface.startswith(data):
                    raise H2Refused(ErrorCodes.PROTOCOL_ERROR, "this is not an HTTP/2 client")
                self._rest = data
                return
            at = len(self._preface)
            self._preface = b""
        end = len(data)
        while end - at >= _HEADER:
            length = int.from_bytes(data[at : at + 3], "big")
            kind = data[at + 3]
            self._judge(kind, length)
            after = at + _HEADER + length
            if after > end:
                break
            stream = int.from_bytes(data[at + 5 : at + 9], "big") & 0x7FFF_FFFF
            yield Frame(kind, data[at + 4], stream, data[at:after])
            at = after
        self._rest = data[at:]

    def _judge(self, kind: int, length: int) -> None:
        if length > MAX_FRAME:
            raise H2Refused(ErrorCodes.FRAME_SIZE_ERROR, "a frame is larger than was agreed")
        if self._first:
            if kind != SETTINGS:
                raise H2Refused(ErrorCodes.PROTOCOL_ERROR, "the first frame is not SETTINGS")
            self._first = False


def content_of(frame: Frame) -> int:
    """How many bytes of content a DATA frame carries, without its padding."""
    length = len(frame.raw) - _HEADER
    if frame.flags & PADDED and length:
        return max(0, length - 1 - frame.raw[_HEADER])
    return length


def settings_kept(frame: Frame) -> bytes:
    """A SETTINGS frame with the settings that mean something to us, the table's size clamped."""
    payload = frame.raw[_HEADER:]
    if len(payload) % 6:
        return frame.raw  # h2 knows what to say to that
    kept = bytearray()
    for code, value in struct.iter_unpack(">HL", payload):
        if code in _KNOWN_SETTINGS:
            kept += struct.pack(
                ">HL", code, min(value, MAX_TABLE) if code == _TABLE_SIZE else value
            )
    return len(kept).to_bytes(3, "big") + frame.raw[3:_HEADER] + bytes(kept)


def goaway_said(frame: Frame) -> tuple[int, int]:
    """The last stream id and the error code of a GOAWAY. Raises `H2Refused`."""
    if len(frame.raw) < _HEADER + 8:
        raise H2Refused(ErrorCodes.FRAME_SIZE_ERROR, "a GOAWAY is too short")
    last, code = struct.unpack_from(">LL", frame.raw, _HEADER)
    return last & 0x7FFF_FFFF, code


def goaway_frame(last: int, code: int, message: str = "") -> bytes:
    """The bytes of a GOAWAY; h2's own would forbid what is still to be sent after it."""
    said = message.encode()
    return struct.pack(">HBBBLLL", 0, 8 + len(said), GOAWAY, 0, 0, last, code) + said


__all__ = [
    "MAX_FRAME",
    "MAX_TABLE",
    "PREFACE",
    "Frame",
    "Frames",
    "H2Refused",
    "content_of",
    "goaway_frame",
    "goaway_said",
    "settings_kept",
]
