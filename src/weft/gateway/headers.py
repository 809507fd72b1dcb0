"""Headers on their way through: what stays behind, what is added, what is left as it came.

Pure, and on the path of every request: one pass over the headers, bytes only. A name is looked up
in a table of kinds that remembers the spellings it has seen, so the common case is one lookup.

Rules (RFC 9110, section 7.6): fields of one connection stay behind, and those that `Connection`
names; `TE: trailers` and `Trailer` go on, since trailers do. All else keeps its bytes and order.
`Host` is the business of who writes the head. `Expect` is answered by the side that reads the
body. Names beginning with `x-headroom-` or `x-weft-` are between a client and us.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weft.wire.head import Headers, RequestHead

# The kinds of field.
PLAIN, HOP, CONNECTION, TE, FORWARDED_FOR, FORWARDED_PROTO, REQUEST_ID, UPSTREAM_ID = range(8)

_HOP = (
    b"keep-alive",
    b"proxy-connection",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"transfer-encoding",
    b"upgrade",
    b"http2-settings",
)
_INTERNAL = (b"x-headroom-", b"x-weft-")
_REQUEST = {
    **dict.fromkeys((*_HOP, b"host", b"expect", b"x-forwarded-host"), HOP),
    b"connection": CONNECTION,
    b"te": TE,
    b"x-forwarded-for": FORWARDED_FOR,
    b"x-forwarded-proto": FORWARDED_PROTO,
    b"x-request-id": REQUEST_ID,
}
_RESPONSE = {
    **dict.fromkeys((*_HOP, b"te"), HOP),
    b"connection": CONNECTION,
    b"x-request-id": REQUEST_ID,
    b"request-id": UPSTREAM_ID,
}
# Naming one of these in Connection would take away the framing, or what we vouch for.
_NOT_OPTIONS = frozenset({b"content-length", b"content-type", b"date", b"trailer"})
_USUAL_OPTIONS = frozenset({b"keep-alive", b"close", b"upgrade", b"te", b""})
_NOT_TRAILERS = frozenset(
    {*_HOP, b"connection", b"content-length", b"expect", b"host", b"te", b"trailer"}
)
_SCHEMES = frozenset({b"http", b"https", b"ws", b"wss"})
_REMEMBERED = 1_024  # spellings of names; more are looked up again, so that nobody fills memory


class Kinds(dict[bytes, int]):
    """What kind of field a name is, by the spelling it came in."""

    def __init__(self, known: dict[bytes, int], internal: tuple[bytes, ...] = ()) -> None:
        super().__init__()
        self._known = known
        self._internal = internal

    def __missing__(self, name: bytes) -> int:
        lower = name.lower()
        kind = self._known.get(lower, PLAIN)
        if self._internal and lower.startswith(self._internal):
            kind = HOP
        if len(self) < _REMEMBERED and len(name) < _REMEMBERED:
            self[name] = kind
        return kind


_ANSWERED = Kinds(_RESPONSE)


class Forwarding:
    """How the headers of requests go on. `strip` keeps `x-headroom-*` and `x-weft-*` here."""

    __slots__ = ("_kinds",)

    def __init__(self, *, strip: bool = True) -> None:
        self._kinds = Kinds(_REQUEST, _INTERNAL if strip else ())

    def request(self, head: RequestHead, fresh_id: bytes) -> tuple[Headers, bytes]:
        """The headers for the upstream, and the request's id: the client's or the fresh one."""
        kinds = self._kinds
        out: Headers = []
        special: dict[int, bytes] = {}
        for header in head.headers:
            kind = kinds[header[0]]
            if not kind:  # plain, as most are
                out.append(header)
            elif kind is not HOP:
                value = header[1]
                special[kind] = special[kind] + b", " + value if kind in special else value
        if special:
            out = _heeded(out, special)
        said = special.get  # what stood there before us
        chain = said(FORWARDED_FOR, b"")
        if head.peer:
            peer = head.peer.encode()
            chain = chain + b", " + peer if chain else peer
        if chain:
            out.append((b"x-forwarded-for", chain))
        scheme = said(FORWARDED_PROTO, b"")
        known = scheme.lower() in _SCHEMES  # by what ends TLS in front of us
        out.append((b"x-forwarded-proto", scheme if known else head.scheme))
        if head.authority:
            out.append((b"x-forwarded-host", head.authority))
        request_id = said(REQUEST_ID) or fresh_id
        out.append((b"x-request-id", request_id))
        return out, request_id


def _heeded(headers: Headers, special: dict[int, bytes]) -> Headers:
    """The headers without those that `Connection` names, and with what is left of `TE`."""
    options = special.get(CONNECTION, b"")
    if options.lower() not in _USUAL_OPTIONS:
        headers = _without(headers, options)
    if TE in special and _wants_trailers(special[TE]):
        headers.append((b"te", b"trailers"))
    return headers


def response(headers: Headers, request_id: bytes) -> Headers:
    """The headers of an upstream's answer, for the client.

    The upstream's own id stays where it put it, and is given once more under a name that is the
    same for every upstream. Ours is `X-Request-Id`, unless that place is taken by another.
    """
    kinds = _ANSWERED
    out: Headers = []
    theirs = own = options = b""
    for header in headers:
        kind = kinds[header[0]]
        if not kind:
            out.append(header)
        elif kind is REQUEST_ID:
            own = own or header[1]
            out.append(header)
        elif kind is UPSTREAM_ID:
            theirs = theirs or header[1]
            out.append(header)
        elif kind is CONNECTION and header[1].lower() not in _USUAL_OPTIONS:
            options += b"," + header[1]
    if options:
        out = _without(out, options)
    if not own:
        out.append((b"x-request-id", request_id))
    elif own != request_id:
        out.append((b"weft-request-id", request_id))
    upstream_id = theirs or own
    if upstream_id:
        out.append((b"headroom-upstream-request-id", upstream_id))
        out.append((b"weft-upstream-request-id", upstream_id))
    return out


def interim(headers: Headers) -> Headers:
    """The headers of an interim answer: what belongs to one connection stays behind."""
    return [header for header in headers if _ANSWERED[header[0]] not in (HOP, CONNECTION)]


def trailers(fields: Headers) -> Headers:
    """The trailers that may go on: none that frames or routes a message, none of ours."""
    return [field for field in fields if not _misplaced(field[0].lower())]


def _misplaced(name: bytes) -> bool:
    return name in _NOT_TRAILERS or name.startswith(_INTERNAL)


def _wants_trailers(value: bytes) -> bool:
    return any(part.partition(b";")[0].strip() == b"trailers" for part in value.lower().split(b","))


def _without(headers: Headers, options: bytes) -> Headers:
    named = {option.strip() for option in options.lower().split(b",")} - _NOT_OPTIONS
    return [header for header in headers if header[0].lower() not in named]
