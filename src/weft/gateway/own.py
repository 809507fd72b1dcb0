"""What the gateway answers itself: finds the door of a request, and has it answered.

    find -> guard -> method -> body -> handler -> answer

`find` runs before every request that begins like one of ours, and is all that relayed ones meet of
this; they take one look at `prefixes`. Everything that is answered here is JSON where it is an
error, is kept by no cache, and is readable by no page of another site: there is no CORS.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from weft.gateway.answering import Answer, Asked, Refused
from weft.gateway.coding import decoded
from weft.gateway.errors import REASONS
from weft.recall.store import StoreError
from weft.wire.fault import ClientFault, ClientGone
from weft.wire.head import ResponseHead, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from weft.gateway.answering import Door, Doors
    from weft.gateway.guard import Guard
    from weft.wire.exchange import Inbound
    from weft.wire.head import Headers, RequestHead

_NAMED = re.compile(r"\{([a-z_]+)\}")
_MOST_PARAMETERS = 100
_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
Found = tuple["Door", "Mapping[str, bytes]"]


class Own:
    """The doors, and how they are answered.

    `cap` bounds a body where its door does not; `report` is told of what a handler raised, which is
    a fault of ours.
    """

    def __init__(
        self,
        doors: Doors,
        guard: Guard,
        *,
        cap: int,
        report: Callable[[BaseException], None],
    ) -> None:
        self._fixed: dict[bytes, Found] = {
            path.encode(): (door, {}) for path, door in doors.items() if "{" not in path
        }
        self._shaped = [(_shape(path), door) for path, door in doors.items() if "{" in path]
        self._guard = guard
        self._cap = cap
        self._report = report
        self.prefixes = _prefixes(path.partition("{")[0].encode() for path in doors)

    def find(self, target: bytes) -> Found | None:
        """The door for this target, and the segments that its path names; if it is one of ours."""
        path = target.partition(b"?")[0]
        found: Found | None = self._fixed.get(path)
        if found is not None:
            return found
        for shape, door in self._shaped:
            match = shape.fullmatch(path)
            if match is not None:
                return door, match.groupdict()
        return None

    async def answer(self, inbound: Inbound, found: Found, fresh_id: bytes) -> None:
        """Answer a request that was found."""
        head = inbound.head
        request_id = value_of(head.headers, b"x-request-id") or fresh_id
        try:
            told = await self._told(inbound, *found, request_id.decode("latin-1"))
            await inbound.start(_head(told, request_id), told.body, end=True)
        except ClientGone:
            inbound.abort()

    async def _told(
        self, inbound: Inbound, door: Door, named: Mapping[str, bytes], request_id: str
    ) -> Answer:
        head = inbound.head
        try:
            if door.guarded:
                self._guard.admit(head)
            handle = door.handle(head.method.decode("latin-1"))
            body = await self._body(inbound, door) if head.method not in _BARE else b""
            asked = Asked(
                method=head.method.decode("latin-1"),
                path=head.target.partition(b"?")[0].decode("latin-1"),
                named={name: unquote(raw) for name, raw in named.items()},
                parameters=_parameters(head.target),
                headers=self._guard.without_token(head.headers),
                body=body,
                peer=head.peer,
                request_id=request_id,
            )
            told = await handle(asked)
            if told.fault is not None:
                self._report(told.fault)
            return told
        except Refused as refused:
            return refused.answer(request_id)
        except ClientFault as fault:
            return Refused(fault.status, str(fault)).answer(request_id)
        except StoreError as error:
            return Refused(503, f"the store: {error}", code="store_failed").answer(request_id)
        except ClientGone:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler does, its client is told
            self._report(error)
            message = "this failed, and it is our fault; the gateway's journal says why"
            return Refused(500, message).answer(request_id)

    async def _body(self, inbound: Inbound, door: Door) -> bytes:
        head = inbound.head
        cap = self._cap if door.cap is None else min(door.cap, self._cap)
        if head.length is not None and head.length > cap:
            raise _too_large(cap)
        body = inbound.buffered()
        if body is None:
            pieces, size = [], 0
            while data := await inbound.read():
                size += len(data)
                if size > cap:
                    raise _too_large(cap)
                pieces.append(data)
            body = b"".join(pieces)
        if len(body) > cap:
            raise _too_large(cap)
        return _plain(head, body, cap)


_BARE = frozenset({b"GET", b"HEAD"})  # a body that these have means nothing


def _plain(head: RequestHead, body: bytes, cap: int) -> bytes:
    """The body without its coding."""
    coding = value_of(head.headers, b"content-encoding")
    if coding is None or not coding.strip():
        return body
    text = decoded(body, coding, cap)
    if text is None:
        raise Refused(
            415,
            "the body is not in its content-encoding, in one not known here, or too large; send "
            "it in gzip, br, zstd, deflate or plain",
            code="bad_encoding",
        )
    return text


def _too_large(cap: int) -> Refused:
    return Refused(413, f"the body is larger than {cap} bytes, the most that is read here")


def _head(told: Answer, request_id: bytes) -> ResponseHead:
    own = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in told.headers]
    named = {name for name, _ in own}
    headers: Headers = [
        (b"content-type", told.media_type.encode("latin-1")),
        (b"content-length", b"%d" % len(told.body)),
        *(each for each in _HEADERS if each[0] not in named),
        (b"x-request-id", request_id),
        *own,
    ]
    reason = REASONS.get(told.status, b"OK")
    return ResponseHead(told.status, headers, reason, len(told.body))


def _parameters(target: bytes) -> tuple[tuple[str, str], ...]:
    query = target.partition(b"?")[2].decode("latin-1")
    try:
        found = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        raise Refused(400, f"more than {_MOST_PARAMETERS} parameters") from None
    return tuple(found)


def _shape(path: str) -> re.Pattern[bytes]:
    """The pattern of a path with named segments."""
    pieces = _NAMED.split(path)  # literal, name, literal, ...
    pattern = "".join(
        f"(?P<{piece}>[^/]+)" if number % 2 else re.escape(piece)
        for number, piece in enumerate(pieces)
    )
    return re.compile(pattern.encode())


def _prefixes(beginnings: Iterable[bytes]) -> tuple[bytes, ...]:
    """With what the targets of these begin, each said once."""
    shortest: list[bytes] = []
    for each in sorted(beginnings):
        if not shortest or not each.startswith(shortest[-1]):
            shortest.append(each)
    return tuple(shortest)


__all__ = ["Own"]
