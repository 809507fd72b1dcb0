"""What llhttp lets pass and we do not: checks on heads, each with its reason. Pure.

llhttp (in httptools, all leniencies off) itself refuses: Content-Length beside Transfer-Encoding,
repeated, signed, empty or overflowing lengths, `chunked` twice or not last, folded headers, bare
LF, NUL and control bytes in names, values and targets, white space before a colon, chunk sizes that
overflow, and methods it does not know. What it lets through:

    passes llhttp                    why it is refused here
    -----------------------------    ------------------------------------------------------------
    Transfer-Encoding: gzip, chunked we would forward one framing and the upstream may read another
    Transfer-Encoding in HTTP/1.0    older servers ignore it and read the body as a request
    HTTP/0.9, HTTP/2.0, `GET /`      not what this connection speaks
    no Host, two Hosts, a list       whoever routes by it picks another one than we do
    CONNECT, RTSP and ICE methods    we are no tunnel and no media server
    `*` with methods but OPTIONS     has no meaning
    absolute targets of any scheme   only ours may name an authority
    user information in an authority hides which host is meant
    a length with trailing blanks    kept, but read without them
    any number of headers            memory
    forbidden fields in trailers     would be merged into a head by the next hop
    other codings of an answer       we cannot tell where it ends
    status below 100                 not HTTP
"""

from __future__ import annotations

import re

from weft.wire.fault import ClientFault, UpstreamBroken
from weft.wire.head import Headers, RequestHead, ResponseHead
from weft.wire.noted import Noted

METHODS = frozenset(
    b"GET HEAD POST PUT DELETE OPTIONS TRACE PATCH QUERY COPY LOCK MKCOL MOVE PROPFIND PROPPATCH "
    b"SEARCH UNLOCK BIND REBIND UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE MKCALENDAR LINK UNLINK "
    b"PURGE SUBSCRIBE UNSUBSCRIBE NOTIFY M-SEARCH".split()
)
NOTED = Noted([b"host", b"content-length", b"transfer-encoding", b"upgrade", b"expect"])
FRAMING = Noted([b"content-length", b"transfer-encoding"])
NOT_IN_TRAILERS = {
    b"host",
    b"content-length",
    b"transfer-encoding",
    b"upgrade",
    b"connection",
    b"expect",
    b"authorization",
    b"cache-control",
    b"content-encoding",
    b"content-range",
    b"content-type",
    b"cookie",
    b"max-forwards",
    b"proxy-authorization",
    b"set-cookie",
    b"te",
    b"trailer",
}
AUTHORITY = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
AUTHORITIES: set[bytes] = set()  # those that were checked; matching is slower than a look-up
ABSOLUTE = re.compile(rb"(?i:(https?)://)([^/?#]+)([^#]*)")


def request_head(
    method: bytes, target: bytes, version: str, headers: Headers, scheme: bytes, peer: str
) -> tuple[RequestHead, bool]:
    """The head, and whether the client waits for a 100 before it sends the body."""
    hosts, length, protocol, expects = _routing(headers, version)
    if version != "1.1":
        _check_old(version)
        protocol, expects = b"", False
    elif not hosts:
        raise ClientFault(400, "the request has no Host header")
    if len(hosts) > 1:
        raise ClientFault(400, "the request has more than one Host header")
    authority = hosts[0] if hosts else b""
    if authority not in AUTHORITIES:
        _check_authority(authority)
    if method not in METHODS:
        raise ClientFault(405, f"{method.decode()} requests are not accepted here")
    if target[:1] != b"/":
        target, authority = _other_form(method, target, authority)
    if protocol and length != 0:
        protocol = b""  # what comes next is the body
    said = b"1.1" if version == "1.1" else b"1.0"
    head = RequestHead(method, target, authority, headers, scheme, said, length, protocol, peer)
    return head, expects


def _routing(headers: Headers, version: str) -> tuple[list[bytes], int | None, bytes, bool]:
    """Hosts, length of the body, protocol to switch to, and whether a 100 is waited for."""
    hosts: list[bytes] = []
    length: int | None = 0
    protocol, expects = b"", False
    for noted, value in NOTED.among(headers):
        if noted == b"host":
            hosts.append(value.rstrip(b" \t"))
        elif noted == b"content-length":
            length = int(value)
        elif noted == b"transfer-encoding":
            _only_chunked(value, version)
            length = None
        elif noted == b"upgrade":
            protocol = value.strip(b" \t")
        else:
            expects = value.strip().lower() == b"100-continue"
    return hosts, length, protocol, expects


def _check_old(version: str) -> None:
    if version != "1.0":
        raise ClientFault(505, "only HTTP/1.0 and HTTP/1.1 are spoken here")


def _only_chunked(value: bytes, version: str) -> None:
    if value.strip(b" \t").lower() != b"chunked":
        raise ClientFault(400, "no Transfer-Encoding but chunked is understood")
    if version != "1.1":
        raise ClientFault(400, "HTTP/1.0 has no Transfer-Encoding; send Content-Length")


def _check_authority(authority: bytes) -> None:
    if AUTHORITY.fullmatch(authority) is None:
        raise ClientFault(400, "the request's authority is not a host and a port")
    if len(AUTHORITIES) < 256 and len(authority) < 256:
        AUTHORITIES.add(authority)


def _other_form(method: bytes, target: bytes, authority: bytes) -> tuple[bytes, bytes]:
    """The target in origin form, and the authority it was for (RFC 9112, 3.2)."""
    if target == b"*":
        if method != b"OPTIONS":
            raise ClientFault(400, "the target * is for OPTIONS only")
        return target, authority
    absolute = ABSOLUTE.fullmatch(target)
    if absolute is None:
        raise ClientFault(400, "the target is neither a path nor an http address")
    authority, path = absolute[2], absolute[3]
    _check_authority(authority)
    if not path.startswith(b"/"):
        path = b"*" if method == b"OPTIONS" and not path else b"/" + path
    return path, authority


def answer_head(status: int, reason: bytes, headers: Headers) -> tuple[ResponseHead, bool]:
    """The head of an answer, and whether its body is chunked. Raises `UpstreamBroken`."""
    if status < 100:
        raise UpstreamBroken(f"the upstream answered with the status {status}, which is none")
    length: int | None = None
    chunked = False
    for name, value in FRAMING.among(headers):
        if name == b"content-length":
            length = int(value)
        else:
            chunked = True
            if value.strip(b" \t").lower() != b"chunked":
                raise UpstreamBroken("the upstream answered in a coding other than chunked")
    return ResponseHead(status, headers, reason, length), chunked


def trailer_allowed(name: bytes) -> bool:
    """Whether this field may stand after a body (RFC 9110, 6.5.1)."""
    return name.lower() not in NOT_IN_TRAILERS
