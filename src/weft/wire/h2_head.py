"""Heads and trailers between HTTP/2's header lists and ours: pure functions, both directions.

h2 can check header lists; it is told not to, because it makes one bad request the end of every
stream beside it, and looks at each byte in Python. What RFC 9113 section 8 asks for is asked here:
pseudo-headers first, known, once and complete; lower-case names; no bytes in values that would end
a line in HTTP/1.1; nothing connection-specific; `te` only with `trailers`; one Content-Length, one
authority. Cookie crumbs are joined where the first stood; nothing else moves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hpack.struct import NeverIndexedHeaderTuple

from weft.wire.fault import ClientFault, UpstreamBroken, WireFault
from weft.wire.head import RequestHead, ResponseHead

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.wire.head import Header, Headers

CONNECTION_SPECIFIC = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade"}
)
# What must not enter a compression table that an attacker can measure.
_SECRET = frozenset(
    {b"authorization", b"proxy-authorization", b"cookie", b"set-cookie", b"x-api-key", b"api-key"}
)
_HANDSHAKE = frozenset(
    {b"sec-websocket-key", b"sec-websocket-accept"}
)  # RFC 8441 has no use for it

_REQUEST_PSEUDO = frozenset({b":method", b":scheme", b":authority", b":path", b":protocol"})
_RESPONSE_PSEUDO = frozenset({b":status"})

_name_fits = re.compile(rb"[!#$%&'*+\-.^_`|~0-9a-z]+").fullmatch
_value_fits = re.compile(
    rb"(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?"
).fullmatch
_method_fits = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch
_target_fits = re.compile(rb"/[\x21-\x7e\x80-\xff]*").fullmatch
_authority_fits = re.compile(rb"[0-9A-Za-z\-._~%!$&'()*+,;=:\[\]]+").fullmatch


def _bad_request(message: str) -> WireFault:
    return ClientFault(400, message)


def _bad_answer(message: str) -> WireFault:
    return UpstreamBroken(message)


def request_of(
    fields: Sequence[Header], *, ended: bool, scheme: bytes = b"http", peer: str = ""
) -> RequestHead:
    """The head of a request. Raises `ClientFault`."""
    pseudo, headers = _split(fields, _REQUEST_PSEUDO, _bad_request)
    method = pseudo.get(b":method", b"")
    protocol = pseudo.get(b":protocol", b"")
    if not _method_fits(method):
        raise _bad_request("the request has no valid :method")
    if method == b"CONNECT" and not protocol:
        raise ClientFault(405, "CONNECT without :protocol is not served here")
    if protocol and method != b"CONNECT":
        raise _bad_request(":protocol stands in a request that is not CONNECT")
    if pseudo.get(b":scheme") not in (b"http", b"https"):
        raise _bad_request(":scheme is neither http nor https")
    target = pseudo.get(b":path", b"")
    if not _target_fits(target) and not (target == b"*" and method == b"OPTIONS"):
        raise _bad_request(":path is not a path")
    return RequestHead(
        method,
        target,
        _authority(pseudo, headers),
        _crumbs_joined(headers),
        scheme,
        b"2",
        0 if protocol else _declared(headers, ended=ended),
        protocol,
        peer,
    )


def response_of(fields: Sequence[Header], *, ended: bool) -> ResponseHead:
    """The head of an answer, interim or final. Raises `UpstreamBroken`."""
    pseudo, headers = _split(fields, _RESPONSE_PSEUDO, _bad_answer)
    status = pseudo.get(b":status", b"")
    if len(status) != 3 or not status.isdigit() or not 100 <= int(status) <= 599:
        raise _bad_answer("the upstream's answer has no valid :status")
    length = _content_length(headers, _bad_answer)
    return ResponseHead(int(status), headers, b"", 0 if length is None and ended else length)


def trailers_of(fields: Sequence[Header], *, answer: bool) -> Headers:
    """The trailers of a request or an answer. Raises `ClientFault` or `UpstreamBroken`."""
    return _split(fields, frozenset(), _bad_answer if answer else _bad_request)[1]


def request_fields(head: RequestHead) -> Headers:
    """A request's head as HTTP/2 wants it; the authority speaks for Host."""
    method = b"CONNECT" if head.protocol else head.method
    fields: Headers = [(b":method", method)]
    if head.protocol:
        fields.append((b":protocol", head.protocol))
    fields += [(b":scheme", head.scheme), (b":authority", head.authority), (b":path", head.target)]
    fields += _sent(head.headers, request=True, tunnel=bool(head.protocol))
    if head.length and not head.protocol:
        _add_length(fields, head.length)
    return fields


def response_fields(head: ResponseHead, *, bodiless: bool = False, tunnel: bool = False) -> Headers:
    """An answer's head as HTTP/2 wants it. The 101 of a tunnel is a 200 here."""
    status = 200 if tunnel and head.status == 101 else head.status
    fields = [(b":status", b"%d" % status), *_sent(head.headers, request=False, tunnel=tunnel)]
    if head.length is not None and not (bodiless or tunnel or status < 200):
        _add_length(fields, head.length)
    return fields


def trailer_fields(trailers: Headers) -> Headers:
    """Trailers as HTTP/2 wants them."""
    return _sent(trailers, request=False, tunnel=False)


def _split(
    fields: Sequence[Header], allowed: frozenset[bytes], fault: Callable[[str], WireFault]
) -> tuple[dict[bytes, bytes], Headers]:
    pseudo: dict[bytes, bytes] = {}
    headers: Headers = []
    for field in fields:
        name, value = field
        if not _value_fits(value):
            raise fault("a header's value has bytes that may not be there")
        if name[:1] == b":":
            if headers or name in pseudo or name not in allowed:
                raise fault("a pseudo-header is unknown, repeated, or in the wrong place")
            pseudo[name] = value
            continue
        if not _name_fits(name):
            raise fault("a header's name is not a lower-case token")
        if name in CONNECTION_SPECIFIC:
            raise fault(f"the header {name.decode()} has no place in HTTP/2")
        if name == b"te" and value.lower() != b"trailers":
            raise fault("the header te may only say trailers")
        headers.append(field)
    return pseudo, headers


def _authority(pseudo: dict[bytes, bytes], headers: Headers) -> bytes:
    hosts = [value for name, value in headers if name == b"host"]
    authority = pseudo.get(b":authority") or (hosts[0] if hosts else b"")
    if not _authority_fits(authority):
        raise _bad_request("the request has no valid :authority or Host")
    if len(hosts) > 1 or (hosts and hosts[0] != authority):
        raise _bad_request(":authority and Host do not name the same place")
    return authority


def _content_length(headers: Headers, fault: Callable[[str], WireFault]) -> int | None:
    values = [value for name, value in headers if name == b"content-length"]
    if not values:
        return None
    if len(values) > 1 or not values[0].isdigit() or len(values[0]) > 18:
        raise fault("Content-Length is not one number")
    return int(values[0])


def _declared(headers: Headers, *, ended: bool) -> int | None:
    length = _content_length(headers, _bad_request)
    if ended:
        if length:
            raise _bad_request("the request ended before its Content-Length")
        return 0
    return length


def _crumbs_joined(headers: Headers) -> Headers:
    crumbs = [value for name, value in headers if name == b"cookie"]
    if len(crumbs) < 2:
        return headers
    joined: Headers = []
    for field in headers:
        if field[0] != b"cookie":
            joined.append(field)
        elif crumbs:
            joined.append((b"cookie", b"; ".join(crumbs)))
            crumbs = []
    return joined


def _add_length(fields: Headers, length: int) -> None:
    if not any(name == b"content-length" for name, _ in fields):
        fields.append((b"content-length", b"%d" % length))


def _sent(headers: Headers, *, request: bool, tunnel: bool) -> Headers:
    fields: Headers = []
    for name, value in headers:
        low = name.lower()
        if low in CONNECTION_SPECIFIC or (request and low == b"host"):
            continue
        if tunnel and (low in _HANDSHAKE or low == b"content-length"):
            continue
        trimmed = value.strip(b" \t")
        fields.append(NeverIndexedHeaderTuple(low, trimmed) if low in _SECRET else (low, trimmed))
    return fields


__all__ = [
    "CONNECTION_SPECIFIC",
    "request_fields",
    "request_of",
    "response_fields",
    "response_of",
    "trailer_fields",
    "trailers_of",
]
