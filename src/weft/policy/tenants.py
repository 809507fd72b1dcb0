"""Whose request it is: a name for whoever holds a credential, from which it cannot be told.

The law of this file: two who hold different credentials never get the same tenant. What one tenant
left out, or had decided, is seen by no other. So a tenant is a keyed hash of everything in a
request that may be a credential, and of nothing that anybody could just write down: claims inside
a token are not looked at, since nobody here can verify them.

What that costs: an OAuth token is replaced from time to time, and its conversations then begin
anew: one cache write, no more. Who wants to avoid it sends `x-weft-tenant` with a secret of at
least 16 characters, always the same. It stands in the place of a token that rotates, and of no
other credential. It never goes upstream.

Where none of the known fields is there, whatever looks like a credential takes their place. No
credential at all is one tenant, `local`.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from weft.policy.auth import KEY_FIELDS, PROTOCOL_KEY, bearer, rotates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.policy.auth import Headers

LOCAL = "local"
OWN_FIELD = b"x-weft-tenant"
MIN_OWN = 16  # characters: less could be guessed
MEMO = 512  # credentials whose tenant is remembered
MEMO_LENGTH = 4_096  # bytes; longer ones are hashed every time

_QUERY = re.compile(rb"[?&]((?:api[-_]?)?key|(?:access_|api_)?token)=([^&#]+)", re.IGNORECASE)
_KNOWN = frozenset((b"authorization", *KEY_FIELDS))
_SUSPECT = re.compile(rb"auth|token|key|secret|credential|cookie|password")
# Their names look like credentials, and are none: most change with every request.
_FLEETING = frozenset(
    (b"idempotency-key", b"x-idempotency-key", b"sec-websocket-key", b":authority")
)

Credential = tuple[bytes, bytes]  # where it stood, and what it is


class Tenants:
    """Names tenants with the secret of this installation. All that share it agree."""

    __slots__ = ("_memo", "_secret")

    def __init__(self, secret: bytes) -> None:
        self._secret = hashlib.blake2b(secret, person=b"weft tenants").digest()
        self._memo: dict[tuple[Credential, ...], str] = {}

    def tenant(self, headers: Headers, target: bytes = b"") -> str:
        """The tenant of a request."""
        found = tuple(_credentials(headers, target)) or tuple(_suspects(headers))
        if not found:
            return LOCAL
        return self._memo.get(found) or self._remembered(found)

    def _remembered(self, found: tuple[Credential, ...]) -> str:
        name = self._name(found)
        if sum(len(value) for _, value in found) <= MEMO_LENGTH:
            if len(self._memo) >= MEMO:
                self._memo.pop(next(iter(self._memo)), None)
            self._memo[found] = name
        return name

    def _name(self, found: tuple[Credential, ...]) -> str:
        digest = hashlib.blake2b(key=self._secret, person=b"weft tenant", digest_size=16)
        for where, value in sorted(found):
            for part in (where, value):
                digest.update(len(part).to_bytes(8, "big"))
                digest.update(part)
        return digest.hexdigest()


def _credentials(headers: Headers, target: bytes) -> Iterator[Credential]:
    """What stands where credentials stand. A secret of the client's own is given first."""
    own = b""
    for name, value in headers:
        if len(name) == len(OWN_FIELD) and name.lower() == OWN_FIELD:
            own = value.strip() if len(value.strip()) >= MIN_OWN else b""
    for name, value in headers:
        kind = name.lower()
        if kind in _KNOWN:
            if own and kind == b"authorization" and rotates(bearer(value)):
                yield OWN_FIELD, own
            elif value.strip():
                yield kind, value.strip()
        elif kind == b"sec-websocket-protocol" and (match := PROTOCOL_KEY.search(value)):
            yield kind, match[1]
    if b"?" in target:
        yield from ((name.lower(), value) for name, value in _QUERY.findall(target))


def _suspects(headers: Headers) -> Iterator[Credential]:
    """What may be a credential, of a kind that is not known here."""
    for name, value in headers:
        kind = name.lower()
        if kind not in _FLEETING and kind != OWN_FIELD and _SUSPECT.search(kind) and value.strip():
            yield kind, value.strip()
