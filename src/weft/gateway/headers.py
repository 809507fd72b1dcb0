"""Headers on their way through: what stays behind, what is added, what is left as it came.

Pure, and on the path of every request: one pass over the headers, bytes only. A name is looked up
in a table of kinds that remembers the spellings it has seen, so the common case is one lookup.

Rules (RFC 9110, section 7.6): fields of one connection stay behind, and those that `Connection`
names; `TE: trailers` and `Trailer` go on, since trailers do. All else keeps its bytes and order.
`Host` is the business of who writes the head. `Expect` is answered by the side that reads the
body. Names beginning with `x-headroom-` or `x-weft-` are between a client and us; those by which
a client says how its request is to be treated never go on, whatever is configured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weft.wire.head import Headers, RequestHead

# The kinds of field.
PLAIN, HOP, CONNECTION, TE, FORWARDED_FOR, FORWARDED_PROTO, REQUEST_ID = range(7)
KEPT, THEIR_ID = 7, 8  # from here on, those that are noted and go on all the same

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
# What a client says to us alone, in any case: some of it is secret, and all would be new upstream.
_TO_US = (
    b"x-weft-mode",
    b"x-weft-bypass",
    b"x-headroom-bypass",
    b"x-weft-report",
    b"x-weft-explain",
    b"x-weft-tenant",
    b"x-weft-token",
)
_REQUEST = {
    **dict.fromkeys((*_HOP, *_TO_US, b"host", b"expect", b"x-forwarded-host"), HOP),
    b"connection": CONNECTION,
    b"te": TE,
    b"x-forwarded-for": FORWARDED_FOR,
    b"x-forwarded-proto": FORWARDED_PROTO,
    b"x-request-id": REQUEST_ID,
}
_RESPONSE = {
    **dict.fromkeys((*_HOP, b"te"), HOP),
    b"connection": CONNECTION,
    b"x-request-id": KEPT,
    b"request-id": THEIR_ID,
}
# Naming one of these in Connection would take away the framing, or what we vouch for.
_NOT_OPTIONS = frozenset({b"content-length", b"content-type", b"date", b"trailer"})
# These name no other field; in other spellings they are only slower.
_USUAL_OPTIONS = frozenset(
    {b"", b"keep-alive", b"Keep-Alive", b"close", b"Close", b"upgrade", b"Upgrade", b"te", b"TE"}
)
_NOT_TRAILERS = frozenset(
    {*_HOP, b"connection", b"content-length", b"expect", b"host", b"te", b"trailer"}
)
_SCHEMES = frozenset({b"http", b"https", b"ws", b"wss"})
_REMEMBERED = 1_024  # spellings of names; with more they are forgotten, and learnt anew
_LONGEST = 64  # bytes of a name that is remembered


class Kinds:
    """What kind of field a name is, by the spelling it came in. `known` is asked first.

    A plain dictionary and a rare `KeyError` are what the interpreter is fastest at.
    """

    def __init__(self, kinds: dict[bytes, int], internal: tuple[bytes, ...] = ()) -> None:
        self.known: dict[bytes, int] = {}
        self._kinds = kinds
        self._internal = internal

    def learn(self, headers: Headers) -> dict[bytes, int]:
        """The kinds of all these names. They are remembered, within bounds."""
        found = {name: self._kind(name.lower()) for name, _ in headers}
        if len(self.known) > _REMEMBERED:
            self.known.clear()
        self.known.update((name, kind) for name, kind in found.items() if len(name) <= _LONGEST)
        return found

    def _kind(self, lower: bytes) -> int:
        internal = bool(self._internal) and lower.startswith(self._internal)
        return HOP if internal else self._kinds.get(lower, PLAIN)


_ANSWERED = Kinds(_RESPONSE)


class Forwarding:
    """How the headers of requests go on. `strip` keeps `x-headroom-*` and `x-weft-*` here."""

    __slots__ = ("_kinds",)

    def __init__(self, *, strip: bool = True) -> None:
        self._kinds = Kinds(_REQUEST, _INTERNAL if strip else ())

    def request(self, head: RequestHead, fresh_id: bytes) -> tuple[Headers, bytes]:
        """The headers for the upstream, and the request's id: the client's or the fresh one."""
        headers = head.headers
        try:
            out, special = _sorted_out(headers, self._kinds.known)
        except KeyError:
            out, special = _sorted_out(headers, self._kinds.learn(headers))
        chain, scheme, request_id = head.peer.encode(), head.scheme, fresh_id
        if special is not None:
            out = _heeded(out, special)
            before = special.get(FORWARDED_FOR, b"")
            chain = before + b", " + chain if before and chain else before or chain
            said = special.get(FORWARDED_PROTO, b"")  # by what ends TLS in front of us
            scheme = said if said.lower() in _SCHEMES else scheme
            request_id = special.get(REQUEST_ID) or request_id
        if chain:
            out.append((b"x-forwarded-for", chain))
        out.append((b"x-forwarded-proto", scheme))
        if head.authority:
            out.append((b"x-forwarded-host", head.authority))
        out.append((b"x-request-id", request_id))
        return out, request_id


def _sorted_out(
    headers: Headers, kinds: dict[bytes, int]
) -> tuple[Headers, dict[int, bytes] | None]:
    """What goes on as it is, and what was said of each other kind; repeated, it is a list."""
    out: Headers = []
    special: dict[int, bytes] | None = None
    for header in headers:
        kind = kinds[header[0]]
        if not kind:  # plain, as most are
            out.append(header)
        elif kind != HOP and (kind != CONNECTION or header[1] not in _USUAL_OPTIONS):
            value = header[1]
            special = special or {}
            special[kind] = special[kind] + b", " + value if kind in special else value
            if kind >= KEPT:
                out.append(header)
    return out, special


def _heeded(headers: Headers, special: dict[int, bytes]) -> Headers:
    """The headers without those that `Connection` names, and with what may go on of `TE`."""
    options = special.get(CONNECTION, b"")
    if options:
        headers = _without(headers, options)
    if TE in special and _wants_trailers(special[TE]):
        headers.append((b"te", b"trailers"))
    return headers


def response(headers: Headers, request_id: bytes) -> Headers:
    """The headers of an upstream's answer, for the client.

    The upstream's own id stays where it put it, and is given once more under a name that is the
    same for every upstream. Ours is `X-Request-Id`, unless that place is taken by another.
    """
    try:
        out, special = _sorted_out(headers, _ANSWERED.known)
    except KeyError:
        out, special = _sorted_out(headers, _ANSWERED.learn(headers))
    own = theirs = b""
    if special is not None:
        out = _heeded(out, special)
        own, theirs = special.get(KEPT, b""), special.get(THEIR_ID, b"")
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
    return [
        header for header in headers if _RESPONSE.get(header[0].lower()) not in (HOP, CONNECTION)
    ]


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
