"""Requests out of bytes: llhttp's callbacks, gathered into `H1Inbound`s for one connection.

No sockets and no time here. What comes out stands in `requests`, in the order of its arrival; a
request that may not be stands there too, with its fault, and nothing after it is read (`deaf`).

An offer to upgrade stops the parser (`stopped`): the bytes after it belong to whatever protocol
comes next, and are read as a request only when the answer was not 101. Only a request without a
body may upgrade. Where one with a body offers it (HTTP clients that try h2c do), llhttp would skip
the body; so its body is parsed as if it followed a head that does not offer.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from httptools import (
    HttpParserError,
    HttpParserInvalidURLError,
    HttpParserUpgrade,
    HttpRequestParser,
)

from weft.wire.fault import ClientFault
from weft.wire.h1_inbound import H1Inbound
from weft.wire.head import Headers, RequestHead
from weft.wire.strict import request_head, trailer_allowed

if TYPE_CHECKING:
    from weft.wire.h1_server import H1Server
    from weft.wire.limits import Limits

FAULTY = RequestHead(b"GET", b"/", b"", [])  # stands in for a head that could not be read
HONEST_CHUNK = 16  # bytes of framing around a chunk that nobody need explain


class H1Intake:
    """The parser of one connection, and what it has parsed."""

    __slots__ = (
        "_batch",
        "_connection",
        "_fresh",
        "_headers",
        "_limits",
        "_parser",
        "_peer",
        "_scheme",
        "_seen",
        "_spare",
        "_target",
        "current",
        "deaf",
        "partial",
        "requests",
        "stopped",
    )

    def __init__(self, connection: H1Server, limits: Limits, scheme: bytes, peer: str) -> None:
        self._connection = connection
        self._limits = limits
        self._scheme = scheme
        self._peer = peer
        self._parser = HttpRequestParser(self)
        self.requests: deque[H1Inbound] = deque()
        self.current: H1Inbound | None = None  # whose body is arriving
        self.stopped: H1Inbound | None = None  # who offered to upgrade
        self.deaf = False
        self.partial = False  # a head has begun and not ended
        self._target = b""
        self._headers: Headers = []
        self._batch = 0
        self._seen = 0  # bytes of a head that came in more than one batch
        self._spare = 0
        self._fresh = False

    def feed(self, data: bytes) -> bytes:
        """Parse; gives back what stands behind an offer to upgrade."""
        self._batch = len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as stop:
            return self._offered(data[stop.args[0] :])
        except HttpParserError as error:
            self._faulty(error)
        else:
            if self.current is not None:
                self._bound_body(self.current, len(data))
            elif self._target or self._headers:
                self._bound_head(len(data))
        return b""

    def go_on(self) -> None:
        """The offer was not taken: what follows is the next request."""
        self.stopped = None

    # llhttp's callbacks, in the order in which they come.

    def on_url(self, part: bytes) -> None:
        self._target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        headers, target = self._headers, self._target
        self._headers, self._target = [], b""
        if len(headers) > self._limits.headers or self._batch + self._seen > self._limits.head:
            self._check_head(target, headers)
        if len(self.requests) >= self._limits.pipelined:
            raise _EnoughError
        parser = self._parser
        head, expects = request_head(
            parser.get_method(),
            target,
            parser.get_http_version(),
            headers,
            self._scheme,
            self._peer,
        )
        self.current = current = H1Inbound(
            self._connection, head, parser.should_keep_alive(), expects
        )
        self.requests.append(current)
        self._fresh = True
        self.partial = False
        self._seen = 0

    def on_body(self, data: bytes) -> None:
        self._spare += 2 * len(data) + HONEST_CHUNK
        if self.current is not None:
            self.current.feed(data)

    def on_message_complete(self) -> None:
        current = self.current
        if current is None or (current.head.length != 0 and self._parser.should_upgrade()):
            return
        if self._headers:
            trailers, self._headers = self._headers, []
            current.trailers = [pair for pair in trailers if trailer_allowed(pair[0])]
        self.current = None
        current.finish()

    # The rare cases.

    def _offered(self, rest: bytes) -> bytes:
        """The parser stopped behind a head that offers to upgrade."""
        current = self.current
        if current is None:
            self.stopped = self.requests[-1] if self.requests else None
            return rest
        length = current.head.length
        framing = (
            b"Transfer-Encoding: chunked" if length is None else b"Content-Length: %d" % length
        )
        self._parser = HttpRequestParser(_Resumed(self))
        self._parser.feed_data(b"POST / HTTP/1.1\r\n%b\r\n\r\n" % framing)
        return self.feed(rest) if rest else b""

    def _faulty(self, error: HttpParserError) -> None:
        cause = error.__context__
        if isinstance(cause, _EnoughError):
            self.requests[-1].keep = False
            self.deaf = True
        elif isinstance(cause, ClientFault):
            self.refuse(cause)
        elif cause is not None:
            raise cause
        elif "after `Connection: close`" in str(error):
            self.deaf = True
        elif isinstance(error, HttpParserInvalidURLError):
            self.refuse(ClientFault(400, "the request's target contains what a target may not"))
        else:
            self.refuse(ClientFault(400, f"this is not well-formed HTTP/1.1: {error}"))

    def refuse(self, fault: ClientFault) -> None:
        """Put a fault where the request stands, or would stand, and read no further."""
        self.deaf = True
        self.partial = False
        current, self.current = self.current, None
        self._headers, self._target = [], b""
        if current is None:
            current = H1Inbound(self._connection, FAULTY, keep=False)
            self.requests.append(current)
        current.keep = False
        current.fail(fault)

    def _bound_head(self, size: int) -> None:
        if self.partial:
            self._seen += size
        self.partial = True
        try:
            self._check_head(self._target, self._headers)
            if self._seen > self._limits.head:
                raise ClientFault(431, "the request's header section is too large")
        except ClientFault as fault:
            self.refuse(fault)

    def _check_head(self, target: bytes, headers: Headers) -> None:
        limits = self._limits
        if len(target) > limits.target:
            raise ClientFault(414, f"the request's target is longer than {limits.target} bytes")
        if len(headers) > limits.headers:
            raise ClientFault(431, f"the request has more than {limits.headers} headers")
        if sum(len(name) + len(value) + 4 for name, value in headers) > limits.head:
            raise ClientFault(431, f"the request's headers are larger than {limits.head} bytes")

    def _bound_body(self, current: H1Inbound, size: int) -> None:
        """Chunk extensions, and trailers without an end, are read by nobody but cost us."""
        if self._fresh:
            self._fresh = False
            self._spare = 0
            return
        self._spare = min(0, self._spare - size)
        if current.head.length is None and self._spare < -self._limits.slack:
            self.refuse(ClientFault(400, "the chunks of the body carry too much beside the body"))


class _EnoughError(Exception):
    """More requests in one batch than are read ahead."""


class _Resumed:
    """Callbacks for a parser whose first head is ours and not the client's."""

    __slots__ = ("_intake", "_muted", "on_body", "on_message_complete")

    def __init__(self, intake: H1Intake) -> None:
        self._intake = intake
        self._muted = True
        self.on_body = intake.on_body
        self.on_message_complete = intake.on_message_complete

    def on_url(self, part: bytes) -> None:
        if not self._muted:
            self._intake.on_url(part)

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._muted:
            self._intake.on_header(name, value)

    def on_headers_complete(self) -> None:
        if self._muted:
            self._muted = False
        else:
            self._intake.on_headers_complete()
