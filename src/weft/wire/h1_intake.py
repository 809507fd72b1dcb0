"""Requests out of bytes: llhttp's callbacks, gathered into `H1Inbound`s. The base of `H1Server`.

No sockets and no time here. What comes out stands in `requests`, in the order of its arrival; a
request that may not be stands there too, with its fault, and nothing after it is read (`deaf`).

An offer to upgrade stops the parser (`stopped`): the bytes after it belong to whatever protocol
comes next, and are read as a request only when the answer was not 101. Only a request without a
body may upgrade. Where one with a body offers it (HTTP clients that try h2c do), llhttp would skip
the body; so its body is parsed as if it followed a head that does not offer.

Of a large body of a declared length the parser sees the beginning only, which saves a copy of it;
the next request has a fresh parser.

The callbacks run for every request: they call as little as they can.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from httptools import (
    HttpParserError,
    HttpParserInvalidURLError,
    HttpParserUpgrade,
    HttpRequestParser,
)

from weft.wire.fault import ClientFault
from weft.wire.head import Headers, RequestHead
from weft.wire.strict import request_head, trailer_allowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.h1_inbound import H1Inbound
    from weft.wire.limits import Limits

    Make = Callable[[RequestHead, bool, bool], H1Inbound]

FAULTY = RequestHead(b"GET", b"/", b"", [])  # stands in for a head that could not be read
BULK = 64 * 1024  # bytes; a body larger than this is past the parser
HONEST_CHUNK = 16  # bytes of framing around a chunk that nobody need explain


class H1Intake(asyncio.Protocol):
    """The parser of one connection, and what it has parsed."""

    __slots__ = (
        "_batch",
        "_fresh",
        "_headers",
        "_left",
        "_limits",
        "_make",
        "_parser",
        "_partial",
        "_peer",
        "_scheme",
        "_seen",
        "_skipped",
        "_spare",
        "_target",
        "current",
        "deaf",
        "requests",
        "stopped",
    )

    def __init__(self, limits: Limits, make: Make) -> None:
        self._limits = limits
        self._make = make
        self._scheme = b"http"
        self._peer = ""
        self._parser = HttpRequestParser(self)
        self.requests: deque[H1Inbound] = deque()
        self.current: H1Inbound | None = None  # whose body is arriving
        self.stopped: H1Inbound | None = None  # who offered to upgrade
        self.deaf = False
        self._partial = False  # a head has begun and not ended
        self._target = b""
        self._headers: Headers = []
        self._batch = 0  # bytes in the batch that is being parsed
        self._seen = 0  # bytes of a head, after its first batch
        self._spare = 0  # bytes of framing that were allowed beyond those that came
        self._left = 0  # bytes of a large body that are still to come
        self._skipped = False  # some of it the parser was not shown
        self._fresh = False  # this batch began before the body did

    # llhttp's callbacks, in the order in which they come.

    def on_url(self, part: bytes) -> None:
        """Of the target."""
        self._target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header, or one trailer."""
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """A request: it may be handled before its body is here."""
        headers, target = self._headers, self._target
        self._headers, self._target = [], b""
        limits = self._limits
        if (
            len(headers) > limits.headers
            or self._batch + self._seen > limits.head
            or len(target) > limits.target
        ):
            self._check_head(target, headers)
        if len(self.requests) >= limits.pipelined:
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
        if head.protocol and not parser.should_upgrade():
            head.protocol = b""  # named, but not offered: the parser does not stop behind it
        self.current = current = self._make(head, parser.should_keep_alive(), expects)
        self.requests.append(current)
        length = head.length
        if length is not None and length > BULK and not parser.should_upgrade():
            self._left = length
        self._fresh = True
        self._partial = False
        self._seen = 0

    def on_body(self, data: bytes) -> None:
        """Of the body."""
        if self._left:
            self._left -= len(data)
        self._spare += 2 * len(data) + HONEST_CHUNK
        current = self.current
        if current is not None:
            current.pieces.append(data)
            current.size += len(data)
            if current.reader is not None:
                current.wake()

    def on_message_complete(self) -> None:
        """The end of the request."""
        current = self.current
        if current is None or (current.head.length != 0 and self._parser.should_upgrade()):
            return
        if self._headers:
            trailers, self._headers = self._headers, []
            current.trailers = [field for field in trailers if trailer_allowed(field[0])]
        self.current = None
        current.complete = True
        if current.reader is not None:
            current.wake()

    def _past_parser(self, data: bytes) -> bytes:
        """Take what is of a large body; what remains is for the parser."""
        current, left = self.current, self._left
        if current is None:
            self._left = 0
            return data
        if len(data) < left:
            self._skipped = True
            self.on_body(data)
            return b""
        if not self._skipped:
            return data
        self.on_body(data[:left])
        self._skipped = False
        self._parser = HttpRequestParser(self)
        self.on_message_complete()
        rest = data[left:]
        if rest and not current.keep:
            self.deaf = True  # as the parser is after `Connection: close`
            return b""
        return rest

    # What is not a whole and well-formed request.

    def _faulty(self, stop: HttpParserError) -> None:
        """The parser met what it cannot read, or one of the callbacks did."""
        cause = stop.__context__
        if isinstance(cause, _EnoughError):
            self.requests[-1].keep = False
            self.deaf = True
        elif isinstance(cause, ClientFault):
            self.refuse(cause)
        elif cause is not None:
            raise cause
        elif "after `Connection: close`" in str(stop):
            self.deaf = True
        elif isinstance(stop, HttpParserInvalidURLError):
            self.refuse(ClientFault(400, "the request's target contains what a target may not"))
        else:
            self.refuse(ClientFault(400, f"this is not well-formed HTTP/1.1: {stop}"))

    def _offered(self, rest: bytes) -> bytes:
        """The parser stopped before `rest`, behind an offer to upgrade. Gives back what waits."""
        current = self.current
        if current is None:
            self.stopped = self.requests[-1] if self.requests else None
            return rest
        length = current.head.length
        framing = b"Content-Length: %d" % length if length else b"Transfer-Encoding: chunked"
        self._parser = HttpRequestParser(_Resumed(self))
        self._parser.feed_data(b"POST / HTTP/1.1\r\n%b\r\n\r\n" % framing)
        again = None
        try:
            self._parser.feed_data(rest)
        except HttpParserUpgrade as offer:
            again = rest[offer.args[0] :]
        except HttpParserError as stop:
            self._faulty(stop)
        # Not while the offer is handled: it would stand as the cause of whatever comes after it.
        return b"" if again is None else self._offered(again)

    def _unfinished(self) -> None:
        """A batch ended within a request: hold what is under way to its bounds."""
        current = self.current
        if current is not None:
            if len(current.pieces) > 1:
                current.pieces[:] = [b"".join(current.pieces)]  # a byte in a list costs fifty
            self._bound_body(current)
            return
        if self._partial:
            self._seen += self._batch
        self._partial = True
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

    def _bound_body(self, current: H1Inbound) -> None:
        """Chunk extensions, and trailers without an end, are read by nobody but cost us."""
        if self._fresh:
            self._fresh = False
            self._spare = 0
            return
        self._spare = min(0, self._spare - self._batch)
        if current.head.length is None and self._spare < -self._limits.slack:
            self.refuse(ClientFault(400, "the chunks of the body carry too much beside the body"))

    def refuse(self, fault: ClientFault) -> None:
        """Put a fault where the request stands, or would stand, and read no further."""
        self.deaf = True
        self._partial = False
        current, self.current = self.current, None
        self._headers, self._target = [], b""
        if current is None:
            current = self._make(FAULTY, False, False)
            self.requests.append(current)
        current.keep = False
        current.fail(fault)


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
