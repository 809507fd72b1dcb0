"""Answers out of the coding that the provider sent them in, so that they can be joined.

A client that is given an answer of several turns is given it plain: `Content-Encoding` is taken off
its head with the coding. An answer in a coding that is not known here is not joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.hearing.inflate import FREE, INFLATERS, RATIO, Damaged
from weft.wire.fault import UpstreamBroken
from weft.wire.head import value_of

if TYPE_CHECKING:
    from weft.dialects.hearing.inflate import Inflater
    from weft.wire.head import Headers, ResponseHead


def readable(head: ResponseHead) -> bool:
    """Whether an answer's coding is one that can be taken off."""
    return all(coding in INFLATERS for coding in _codings(head)) and len(_codings(head)) <= 1


def plain(headers: Headers) -> Headers:
    """Headers of an answer whose coding is taken off, and whose length will be another one."""
    gone = (b"content-encoding", b"content-length")
    return [(name, value) for name, value in headers if name.lower() not in gone]


class Unpacked:
    """The bytes of one answer, out of its coding."""

    def __init__(self, head: ResponseHead) -> None:
        codings = _codings(head)
        self._inflater: Inflater | None = INFLATERS[codings[0]]() if codings else None
        self._came = self._made = 0

    def feed(self, data: bytes) -> bytes:
        """What can be read with this piece. Raises `UpstreamBroken` where it is not its coding."""
        if self._inflater is None or not data:
            return data
        self._came += len(data)
        pieces = []
        try:
            for piece in self._inflater.feed(data):
                self._made += len(piece)
                if self._made > max(FREE, RATIO * self._came):
                    raise UpstreamBroken("the answer unpacks to far more than an answer has")
                pieces.append(piece)
        except Damaged as fault:
            raise UpstreamBroken("the answer is not in the coding that it claims") from fault
        return b"".join(pieces)


def _codings(head: ResponseHead) -> list[bytes]:
    given = value_of(head.headers, b"content-encoding") or b""
    codings = (coding.strip().lower() for coding in given.split(b","))
    return [coding for coding in codings if coding not in (b"", b"identity")]
