"""Heads as HTTP/1.1 bytes. Pure: heads in, bytes out; no state, no sockets.

Whatever the headers came from, nothing leaves here that could be read as two messages: a line end
or NUL inside a name or value, a second framing header, or a length that contradicts the head is
refused with `ValueError`, which is a fault of ours and not of either peer.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weft.wire.head import Headers, RequestHead, ResponseHead

CHUNKED = b"Transfer-Encoding: chunked\r\n"
LAST_CHUNK = b"0\r\n\r\n"
SMALL = 16 * 1024  # bytes; copying this costs less than a second entry in a writev

REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}


def bodiless(status: int) -> bool:
    """Whether an answer of this status never has a body (RFC 9112, 6.3)."""
    return status in (204, 304) or status < 200


def request_block(head: RequestHead, close: bool = False) -> bytes:
    """The request line and headers of `head`, with the framing and upgrade lines it lacks."""
    first = b"%b %b HTTP/1.1\r\nHost: %b" % (head.method, head.target, head.authority)
    block = _lines(first, head.headers, 1)
    more = b""
    if head.length is None:
        _no_length(block)
        more = CHUNKED
    elif head.length and not _has_length(block):
        more = b"Content-Length: %d\r\n" % head.length
    if head.protocol:
        more += _upgrade(block, head.protocol)
    elif close:
        more += b"Connection: close\r\n"
    return b"%b\r\n%b\r\n" % (block, more)


def response_block(head: ResponseHead, framing: bytes) -> bytes:
    """The status line and headers of `head`; `framing` is what the connection adds to them."""
    reason = head.reason or REASONS.get(head.status, b"")
    block = _lines(b"HTTP/1.1 %d %b" % (head.status, reason), head.headers)
    if head.length is None:
        if not bodiless(head.status):
            _no_length(block)
    elif not _has_length(block) and not bodiless(head.status):
        framing += b"Content-Length: %d\r\n" % head.length
    return b"%b\r\n%b\r\n" % (block, framing)


def switch_block(head: ResponseHead, protocol: bytes) -> bytes:
    """A 101 with the two lines that make it one."""
    block = _lines(b"HTTP/1.1 101 " + (head.reason or REASONS[101]), head.headers)
    return b"%b\r\n%b\r\n" % (block, _upgrade(block, protocol))


def chunk(data: bytes) -> list[bytes]:
    """One chunk, in pieces that need no copy where `data` is large."""
    if len(data) <= SMALL:
        return [b"%x\r\n%b\r\n" % (len(data), data)]
    return [b"%x\r\n" % len(data), data, b"\r\n"]


def last_chunk(trailers: Headers | None) -> bytes:
    """The end of a chunked body."""
    if not trailers:
        return LAST_CHUNK
    return _lines(b"0", trailers) + b"\r\n\r\n"


def _lines(first: bytes, headers: Headers, more: int = 0) -> bytes:
    """The lines, without the last line's end. `first` may hold `more` than one."""
    block = b"\r\n".join([first, *[b": ".join(header) for header in headers]])
    lines = len(headers) + more
    if block.count(b"\n") != lines or block.count(b"\r") != lines or b"\0" in block:
        raise ValueError("a header contains a line end or NUL; it would be read as two")
    if b"ransfer-" in block and b"\r\ntransfer-encoding:" in block.lower():
        raise ValueError("Transfer-Encoding is added by the connection; take it out of the headers")
    return block


def _has_length(block: bytes) -> bool:
    return (
        b"\nContent-Length: " in block
        or b"\ncontent-length: " in block
        or b"\ncontent-length: " in block.lower()
    )


def _no_length(block: bytes) -> None:
    if b"ength: " in block and _has_length(block):
        raise ValueError("a Content-Length header stands in a head whose length is None")


def _upgrade(block: bytes, protocol: bytes) -> bytes:
    if b"\nupgrade: " in block.lower():
        return b"Connection: Upgrade\r\n"
    return b"Connection: Upgrade\r\nUpgrade: %b\r\n" % protocol
