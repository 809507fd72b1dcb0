"""The messages in which an ASGI application answers, turned into one answer of an `Inbound`.

A table says which message may come when. The head waits for the first part of the body, so that a
short answer leaves in one piece. Fields that belong to a connection are not the application's to
send and are left out; what would break the head is refused.
"""

from __future__ import annotations

from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING

from weft.wire.fault import ClientGone
from weft.wire.head import ResponseHead, value_of

if TYPE_CHECKING:
    from weft.wire.asgi_scope import Message
    from weft.wire.exchange import Inbound
    from weft.wire.head import Headers

_HOP = frozenset({b"connection", b"keep-alive", b"transfer-encoding", b"upgrade"})
_BODILESS = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
_BREAKS_A_HEAD = (b"\r", b"\n", b"\0")
_LOWEST, _HIGHEST = 200, 599


class AppFault(Exception):
    """The application broke the rules of ASGI, or ended without an answer."""


class ClientLeft(OSError):
    """What an application gets when it sends to a client that is gone."""


class State(Enum):
    """What the application has sent so far."""

    NOTHING = "nothing"
    HEAD = "the head"
    BODY = "some of the body"
    TRAILERS = "the body"
    DONE = "all of the answer"


_NEXT = {
    State.NOTHING: "http.response.start",
    State.HEAD: "http.response.body",
    State.BODY: "http.response.body",
    State.TRAILERS: "http.response.trailers",
}


class Answer:
    """One answer. `started` says whether the client may have seen some of it."""

    def __init__(self, inbound: Inbound) -> None:
        self._inbound = inbound
        self._head = ResponseHead(0, [])
        self._trailers: Headers | None = None
        self.state = State.NOTHING
        self.started = False

    @property
    def done(self) -> bool:
        """Whether the answer is complete."""
        return self.state is State.DONE

    async def send(self, message: Message) -> None:
        """Take one message; returns when there is room for more."""
        kind = message["type"]
        if self.done:
            return  # the specification says to ignore what comes after the end
        if kind != _NEXT[self.state]:
            raise AppFault(f"the application sent {kind} after {self.state.value}")
        try:
            if kind == "http.response.start":
                self._take_head(message)
            elif kind == "http.response.body":
                await self._body(bytes(message.get("body", b"")), bool(message.get("more_body")))
            else:
                await self._more_trailers(message)
        except ClientGone as gone:
            self.state = State.DONE
            raise ClientLeft(str(gone)) from gone

    async def whole(self, status: int, text: str, headers: Headers | None = None) -> None:
        """An answer of ours, of one line."""
        kind = (b"content-type", b"text/plain; charset=utf-8")
        fields = [*(headers or []), kind]
        await self.send({"type": "http.response.start", "status": status, "headers": fields})
        await self.send({"type": "http.response.body", "body": f"{text}\n".encode()})

    def _take_head(self, message: Message) -> None:
        status = int(message["status"])
        if not _LOWEST <= status <= _HIGHEST:
            raise AppFault(f"the application answered with status {status}, which ends nothing")
        headers = checked(message.get("headers", []))
        length = value_of(headers, b"content-length")
        if length is not None and not (length.isdigit() and length.isascii()):
            raise AppFault(f"the application declared a length of {length!r}")
        self._head = ResponseHead(
            status, headers, reason(status), None if length is None else int(length)
        )
        self._trailers = [] if message.get("trailers") else None
        self.state = State.HEAD

    async def _body(self, data: bytes, more: bool) -> None:
        ends = not more and self._trailers is None
        if self._bodiless:
            data = b""
        if self.state is State.HEAD:
            await self._start(data, ends)
        else:
            if data:
                await self._inbound.write(data)
            if ends:
                await self._inbound.end()
        if not more:
            self.state = State.DONE if ends else State.TRAILERS
        else:
            self.state = State.BODY

    async def _start(self, data: bytes, ends: bool) -> None:
        head = self._head
        if ends and head.length is None and not self._bodiless:
            head.headers.append((b"content-length", b"%d" % len(data)))
            head.length = len(data)
        self.started = True
        await self._inbound.start(head, data, end=ends)

    async def _more_trailers(self, message: Message) -> None:
        assert self._trailers is not None
        self._trailers += checked(message.get("headers", []))
        if not message.get("more_trailers"):
            self.state = State.DONE
            await self._inbound.end(self._trailers)

    @property
    def _bodiless(self) -> bool:
        return self._inbound.head.method == b"HEAD" or self._head.status in _BODILESS


def checked(headers: object) -> Headers:
    """Headers as the application gave them, without those of a connection."""
    pairs = [(bytes(name), bytes(value)) for name, value in headers]  # type: ignore[attr-defined]
    for name, value in pairs:
        if not name or any(each in name or each in value for each in _BREAKS_A_HEAD):
            raise AppFault(f"the header {name!r} holds what would end the head")
    return [pair for pair in pairs if pair[0].lower() not in _HOP]


def reason(status: int) -> bytes:
    """The phrase of a status, for HTTP/1.1."""
    try:
        return HTTPStatus(status).phrase.encode("ascii")
    except ValueError:  # a status without a name
        return b""
