"""Heads as HTTP/1.1 bytes. Pure: heads in, bytes out; no state, no sockets.

Wherever the headers came from, nothing leaves here that could be read as two lines: a line end or
NUL inside a name or value is refused with `ValueError`, which is a fault of ours and not of either
peer. That `length` is what the headers say is kept by whoever reads or makes a head (`strict`):
looking for it here again would cost as much as all the rest.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weft.wire.head import Headers, RequestHead, ResponseHead

CHUNKED = b"Transfer-Encoding: chunked"
CLOSE = b"Connection: close"
KEEP_ALIVE = b"Connection: keep-alive"
UPGRADE = b"Connection: Upgrade"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"
SMALL = 16 * 1024  # bytes; copying this costs less than a second entry in a writev

REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}
FORBIDDEN = b"\r\n\0"
_LINE = b": ".join


def bodiless(status: int) -> bool:
    """Whether an answer of this status never has a body (RFC 9112, 6.3)."""
    return status in (204, 304) or status < 200


def request_block(head: RequestHead) -> bytes:
    """The request line and headers of `head`, with the host, framing and upgrade lines it lacks."""
    target = head.target
    if 32 in target:
        raise ValueError("a target contains a space; it would be read as two")
    first = b"%b %b HTTP/1.1\r\nHost: %b" % (head.method, target, head.authority)
    lines: tuple[bytes, ...] = ()
    if head.length is None:
        lines = (CHUNKED,)
    if head.protocol:
        lines += _upgrade(head.headers, head.protocol)
    return _block(first, head.headers, lines, 1)


def response_block(head: ResponseHead, lines: tuple[bytes, ...] = ()) -> bytes:
    """The status line and headers of `head`, and the lines that the connection adds to them."""
    status = head.status
    first = b"HTTP/1.1 %d %b" % (status, head.reason or REASONS.get(status, b""))
    return _block(first, head.headers, lines)


def switch_block(head: ResponseHead, protocol: bytes) -> bytes:
    """A 101 with the two lines that make it one."""
    first = b"HTTP/1.1 101 " + (head.reason or REASONS[101])
    return _block(first, head.headers, _upgrade(head.headers, protocol))


def chunk(data: bytes) -> tuple[bytes, ...]:
    """One chunk, in pieces that need no copy where `data` is large."""
    if len(data) <= SMALL:
        return (b"%x\r\n%b\r\n" % (len(data), data),)
    return (b"%x\r\n" % len(data), data, b"\r\n")


def last_chunk(trailers: Headers | None) -> bytes:
    """The end of a chunked body."""
    return _block(b"0", trailers, ()) if trailers else LAST_CHUNK


def _upgrade(headers: Headers, protocol: bytes) -> tuple[bytes, ...]:
    if any(name.lower() == b"upgrade" for name, _ in headers):
        return (UPGRADE,)
    return (UPGRADE, b"Upgrade: " + protocol)


def _block(first: bytes, headers: Headers, added: tuple[bytes, ...], more: int = 0) -> bytes:
    """All lines and the empty one; `first` holds `more` line ends of its own."""
    lines = [first, *map(_LINE, headers), *added, b"", b""]
    block = b"\r\n".join(lines)
    ends = len(lines) - 1 + more
    if len(block.translate(None, FORBIDDEN)) + 2 * ends != len(block):
        raise ValueError("a header contains a line end or NUL; it would be read as two")
    return block
