"""Heads as HTTP/1.1 bytes. Pure: heads in, bytes out; no state, no sockets.

Whatever the headers came from, nothing leaves here that could be read as two messages: a line end
or NUL inside a name or value, a second framing header, or a length that contradicts the head is
refused with `ValueError`, which is a fault of ours and not of either peer.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from weft.wire.noted import Noted

if TYPE_CHECKING:
    from weft.wire.head import Headers, RequestHead, ResponseHead

CHUNKED = b"Transfer-Encoding: chunked"
CLOSE = b"Connection: close"
KEEP_ALIVE = b"Connection: keep-alive"
UPGRADE = b"Connection: Upgrade"
LAST_CHUNK = b"0\r\n\r\n"
SMALL = 16 * 1024  # bytes; copying this costs less than a second entry in a writev

FRAMING = Noted([b"content-length", b"transfer-encoding"])
ROUTING = Noted([b"content-length", b"transfer-encoding", b"host"])
REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}


def bodiless(status: int) -> bool:
    """Whether an answer of this status never has a body (RFC 9112, 6.3)."""
    return status in (204, 304) or status < 200


def request_block(head: RequestHead) -> bytes:
    """The request line and headers of `head`, with the host, framing and upgrade lines it lacks."""
    headers, length = head.headers, head.length
    if 32 in head.target:
        raise ValueError("a target contains a space; it would be read as two")
    first = b"%b %b HTTP/1.1\r\nHost: %b" % (head.method, head.target, head.authority)
    found = [header for header in headers if ROUTING[header[0]]]
    lines = () if _agree(found, length) else _framing(found, length, needless=not length)
    if length is None:
        lines = (CHUNKED, *lines)
    if head.protocol:
        lines = (*lines, *_upgrade(headers, head.protocol))
    return _block(first, headers, lines, 1)


def response_block(head: ResponseHead, *lines: bytes) -> bytes:
    """The status line and headers of `head`, and the lines that the connection adds to them."""
    status, headers, length = head.status, head.headers, head.length
    first = b"HTTP/1.1 %d %b" % (status, head.reason or REASONS.get(status, b""))
    found = [header for header in headers if FRAMING[header[0]]]
    if not _agree(found, length):
        lines += _framing(found, length, needless=bodiless(status))
    return _block(first, headers, lines)


def switch_block(head: ResponseHead, protocol: bytes) -> bytes:
    """A 101 with the two lines that make it one."""
    first = b"HTTP/1.1 101 " + (head.reason or REASONS[101])
    return _block(first, head.headers, _upgrade(head.headers, protocol))


def chunk(data: bytes) -> list[bytes]:
    """One chunk, in pieces that need no copy where `data` is large."""
    if len(data) <= SMALL:
        return [b"%x\r\n%b\r\n" % (len(data), data)]
    return [b"%x\r\n" % len(data), data, b"\r\n"]


def last_chunk(trailers: Headers | None) -> bytes:
    """The end of a chunked body."""
    return _block(b"0", trailers, ()) if trailers else LAST_CHUNK


def _agree(found: Headers, length: int | None) -> bool:
    """Whether the framing headers are what the head says: the usual case, told at once."""
    if len(found) != 1 or length is None:
        return False
    name, value = found[0]
    return FRAMING[name] == b"content-length" and int(value) == length


def _framing(found: Headers, length: int | None, *, needless: bool) -> tuple[bytes, ...]:
    """The line that is missing where the headers do not say what the head does."""
    if not found:
        return () if length is None or needless else (b"Content-Length: %d" % length,)
    if needless and len(found) == 1 and FRAMING[found[0][0]] == b"content-length":
        return ()  # the answer to HEAD, or 304, tells what GET would have
    names = b", ".join(name for name, _ in found).decode()
    raise ValueError(f"these headers contradict the head, or are not its to set: {names}")


def _upgrade(headers: Headers, protocol: bytes) -> tuple[bytes, ...]:
    if any(name.lower() == b"upgrade" for name, _ in headers):
        return (UPGRADE,)
    return (UPGRADE, b"Upgrade: " + protocol)


def _block(first: bytes, headers: Headers, added: tuple[bytes, ...], more: int = 0) -> bytes:
    """All lines and the empty one; `first` holds `more` line ends of its own."""
    lines = [first, *[b": ".join(header) for header in headers], *added, b"", b""]
    block = b"\r\n".join(lines)
    if len(block) - len(block.translate(None, b"\r\n\0")) != 2 * (len(lines) - 1 + more):
        raise ValueError("a header contains a line end or NUL; it would be read as two")
    return block
