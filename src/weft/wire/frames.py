"""The frames of a WebSocket (RFC 6455, section 5) on their way through: read, and made.

Sans-IO, one direction. A `FrameReader` takes bytes at any split and gives `Piece`s, and the `raw`
bytes of all pieces, with the reader's `rest`, are what came: whoever passes them on unchanged has
passed on everything, whether it keeps the protocol or not. Nothing is judged here, so nothing is
raised. A large frame comes in many pieces; a small frame of control comes in one.

`wsproto`, which is used where a WebSocket ends here, gives messages and forgets the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTINUATION, TEXT, BINARY = 0x0, 0x1, 0x2
CLOSE, PING, PONG = 0x8, 0x9, 0xA
COMPRESSED = 0x4  # the first reserved bit, in `Frame.reserved` (RFC 7692)
SMALL = 125  # bytes, the most that a frame of control may carry
_CONTROL, _FIN, _MASKED = 0x8, 0x80, 0x80
_OPCODE, _LENGTH, _RESERVED = 0x0F, 0x7F, 0x70
_TWO, _EIGHT = 126, 127  # what the short length says when a longer one follows
_SHORTEST, _KEY = 2, 4  # bytes of a head, and of a mask's key


@dataclass(frozen=True, slots=True)
class Frame:
    """The head of a frame. `key` is empty where the payload is not masked."""

    opcode: int
    final: bool
    reserved: int
    key: bytes
    length: int
    head: int  # bytes of the head itself

    @property
    def control(self) -> bool:
        """Whether it is about the connection, and may stand between the frames of a message."""
        return self.opcode >= _CONTROL


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a frame as they came: its head and what of the payload was there, or more."""

    frame: Frame
    raw: bytes
    first: bool
    last: bool
    offset: int  # where in the frame's payload this piece's payload begins

    def payload(self) -> bytes:
        """The piece's payload, without its mask."""
        data = self.raw[self.frame.head :] if self.first else self.raw
        return masked(data, self.frame.key, self.offset)


class FrameReader:
    """Bytes in, pieces of frames out."""

    __slots__ = ("_done", "_frame", "rest")

    def __init__(self) -> None:
        self.rest = b""  # what came, and is in no piece yet; complete when `feed` is at its end
        self._frame: Frame | None = None  # the one that has begun and is not over
        self._done = 0  # bytes of its payload that were in pieces

    def feed(self, data: bytes) -> Iterator[Piece]:
        """The pieces that these bytes complete."""
        data, self.rest = self.rest + data, b""
        at, end = 0, len(data)
        while at < end:
            frame, done, start = self._frame, self._done, at
            if frame is None:
                frame, done = _head(data, at), 0
                if frame is None:
                    break
                at += frame.head
                if frame.control and frame.length <= SMALL and end - at < frame.length:
                    at = start
                    break
            size = min(end - at, frame.length - done)
            at += size
            last = done + size == frame.length
            self._frame, self._done = (None, 0) if last else (frame, done + size)
            whole = start == 0 and at == end
            raw = data if whole else data[start:at]
            yield Piece(frame, raw, first=at - start > size, last=last, offset=done)
        self.rest = data[at:]


def _head(data: bytes, at: int) -> Frame | None:
    """The head that begins here, if all of it is there."""
    if len(data) - at < _SHORTEST:
        return None
    one, two = data[at], data[at + 1]
    length, size = two & _LENGTH, _SHORTEST
    if length >= _TWO:
        more = 2 if length == _TWO else 8
        size += more
        length = int.from_bytes(data[at + _SHORTEST : at + size], "big")
    key = at + size
    if two & _MASKED:
        size += _KEY
    if len(data) - at < size:
        return None
    return Frame(
        one & _OPCODE,
        bool(one & _FIN),
        (one & _RESERVED) >> 4,
        data[key : at + size],
        length,
        size,
    )


def made(payload: bytes, opcode: int = TEXT, *, key: bytes = b"", final: bool = True) -> bytes:
    """A frame. A client's is masked, with a key that nobody could foresee."""
    return head(len(payload), opcode, key=key, final=final) + masked(payload, key)


def head(length: int, opcode: int = TEXT, *, key: bytes = b"", final: bool = True) -> bytes:
    """The head of a frame whose payload has this length."""
    flag = _MASKED if key else 0
    if length < _TWO:
        size = bytes((flag | length,))
    elif length <= 0xFFFF:
        size = bytes((flag | _TWO,)) + length.to_bytes(2, "big")
    else:
        size = bytes((flag | _EIGHT,)) + length.to_bytes(8, "big")
    return b"".join((bytes(((_FIN if final else 0) | opcode,)), size, key))


def masked(data: bytes, key: bytes, offset: int = 0) -> bytes:
    """The data with a mask laid on it, or taken off: which is the same. Many bytes at a time."""
    if not key:
        return data
    turn = offset % _KEY
    pad = (key[turn:] + key[:turn]) * (len(data) // _KEY + 1)
    size = len(data)
    number = int.from_bytes(data, "little") ^ int.from_bytes(pad[:size], "little")
    return number.to_bytes(size, "little")


__all__ = [
    "BINARY",
    "CLOSE",
    "COMPRESSED",
    "CONTINUATION",
    "PING",
    "PONG",
    "SMALL",
    "TEXT",
    "Frame",
    "FrameReader",
    "Piece",
    "head",
    "made",
    "masked",
]
