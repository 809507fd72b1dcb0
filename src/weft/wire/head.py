"""What stands before a body: `RequestHead` and `ResponseHead`, the same for every version of HTTP.

Data only. Names and values are bytes as they came, in their order, repeats included; names keep
their case (HTTP/2 has them in lower case). Compare names with `.lower()`.
"""

from __future__ import annotations

from dataclasses import dataclass

Header = tuple[bytes, bytes]
Headers = list[Header]


@dataclass(slots=True, eq=False)
class RequestHead:
    """A request without its body.

    `target` is in origin form (path and query, or `*`), as received: never normalised, never
    decoded. `authority` is the Host header, `:authority`, or that of an absolute-form target.
    `headers` are as received, Host and framing headers included (HTTP/2: without pseudo-headers).
    `length` is the declared length of the body: 0 for none, `None` where only its end will tell.
    `protocol` is what the client wants to switch to (`websocket`), from `Upgrade` with
    `Connection: upgrade`, or from `:protocol` of an extended CONNECT.
    """

    method: bytes
    target: bytes
    authority: bytes
    headers: Headers
    scheme: bytes = b"http"
    version: bytes = b"1.1"  # 1.0, 1.1 or 2
    length: int | None = 0
    protocol: bytes = b""
    peer: str = ""  # the client's address; empty on a Unix socket


@dataclass(slots=True, eq=False)
class ResponseHead:
    """An answer without its body.

    `length` is the declared length: `None` where only the end will tell. Whether there is a body
    at all (HEAD, 204, 304) the side that writes it knows from the request.
    """

    status: int
    headers: Headers
    reason: bytes = b""
    length: int | None = None


def value_of(headers: Headers, name: bytes) -> bytes | None:
    """The value of the first header of this (lower-case) name."""
    for each, value in headers:
        if each.lower() == name:
            return value
    return None
