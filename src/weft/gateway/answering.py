"""Words for what the gateway answers itself: a `Door` at a path, what is `Asked`, the `Answer`.

Data only, and pure: no sockets, no clock. `own` finds the door of a request, reads the body and
writes the answer; `guard` says who may pass. So whoever has something to answer writes handlers of
these words, and is given to the gateway as a `Doors`:

    async def stats(asked: Asked) -> Answer:
        return Answer.of({"requests": 3})

    doors = {"/stats": Door({"GET": stats}), "/v1/explain/{request_id}": Door({"GET": explain})}

A part of a path in braces stands for one segment, which the handler finds in `asked.named`. A door
for GET is one for HEAD. What cannot be answered is `Refused`, raised wherever it turns out. Every
other exception is a fault of ours: a 500 whose reason only the journal knows.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weft.wire.head import value_of

if TYPE_CHECKING:
    from weft.recall.store import Store
    from weft.wire.head import Headers

JSON = "application/json"

# The kind of each refusal, where the raiser does not name another.
_TYPES = {
    400: "invalid_request",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "request_too_large",
    415: "unsupported_media_type",
    503: "unavailable",
    504: "timeout",
}
_INTERNAL = "internal_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request to the gateway itself.

    `path` is as it was sent; `named` are the segments that the door's path names, and `query` the
    parameters, both decoded; of a repeated parameter `all_of` gives every value. `peer` is the
    client's address, empty on a Unix socket.
    """

    method: str
    path: str
    named: Mapping[str, str] = field(default_factory=dict)
    parameters: tuple[tuple[str, str], ...] = ()
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    peer: str = ""
    request_id: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The parameters behind the `?`; of a repeated one the last counts."""
        return dict(self.parameters)

    def all_of(self, name: str) -> tuple[str, ...]:
        """Every value of one parameter."""
        return tuple(value for each, value in self.parameters if each == name)

    def header(self, name: str) -> str | None:
        """The first header of this (lower-case) name."""
        value = value_of(self.headers, name.encode())
        return None if value is None else value.decode("latin-1")

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Anything else is refused."""
        try:
            found = json.loads(self.body.decode(), parse_constant=_no_json)
        except (ValueError, RecursionError) as error:
            raise Refused(400, f"the body is not JSON: {error}", code="bad_json") from None
        if not isinstance(found, dict):
            raise Refused(400, "the body is not a JSON object", code="bad_json")
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: the body whole, its media type, and headers beside those of any answer.

    `fault` is what went wrong of ours though there is an answer; the journal is told.
    """

    body: bytes
    media_type: str = JSON
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    fault: Exception | None = None

    @classmethod
    def of(cls, told: object, status: int = 200) -> Answer:
        """An answer of JSON. Half a character stays the escape that it is in JSON."""
        return cls(json.dumps(told, separators=(",", ":")).encode(), status=status)


class Refused(Exception):
    """What cannot be answered, and why: the message says what to do.

    `kind` is the type of the error and `code` the one word by which a program knows this reason.
    `more` stands beside `error` in the body.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "",
        code: str = "",
        headers: tuple[tuple[str, str], ...] = (),
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind or _TYPES.get(status, _INTERNAL)
        self.code = code or self.kind
        self.headers = headers
        self.more = more or {}

    def answer(self, request_id: str) -> Answer:
        """As it is told, in the shape that clients of providers know."""
        error = {
            "type": self.kind,
            "message": str(self),
            "code": self.code,
            "request_id": request_id,
        }
        body = json.dumps({"error": error, **self.more}, separators=(",", ":")).encode()
        return Answer(body, JSON, self.status, self.headers)


Handle = Callable[[Asked], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Door:
    """What is answered at one path, by method. One that is not `guarded` is open to everybody.

    `cap` is the most bytes a body may have; without one, it is that of every JSON body.
    """

    methods: Mapping[str, Handle]
    guarded: bool = True
    cap: int | None = None

    @property
    def allow(self) -> str:
        """The methods, as the header of this name has them."""
        methods = list(self.methods)
        if "GET" in methods:
            methods.insert(methods.index("GET") + 1, "HEAD")
        return ", ".join(methods)

    def handle(self, method: str) -> Handle:
        """Who answers this method. A HEAD is answered as a GET; the wire leaves the body out."""
        found = self.methods.get("GET" if method == "HEAD" else method)
        if found is None:
            raise Refused(405, f"this path answers {self.allow}", headers=(("allow", self.allow),))
        return found


Doors = Mapping[str, Door]
"""Doors by path."""

Whose = Callable[[Asked], str]
"""The tenant of whoever asks: of a provider's credential, or who is on this machine."""

Furnish = Callable[["Store", Whose], Doors]
"""Makes doors that need a store, once in each worker."""


def _no_json(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


__all__ = ["JSON", "Answer", "Asked", "Door", "Doors", "Furnish", "Handle", "Refused", "Whose"]
