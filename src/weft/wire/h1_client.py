"""A connection to an upstream, HTTP/1.1: `H1Outbound`s one after the other.

It goes back to its pool the moment an answer is whole, if request and answer both left it in a
known state; in any other case it is closed. Bytes that nobody asked for close it, too.

    while it              and nothing came for longer than    then
    ------------------    --------------------------------    ------------------------------
    is waited on          upstream_timeout                    `UpstreamSilent` to who waits
    lies in the pool      idle_timeout                        it is closed
"""

from __future__ import annotations

import asyncio
import select
from typing import TYPE_CHECKING, Protocol, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from weft.wire.errand import desk
from weft.wire.exchange import HIGH_WATER, LOW_WATER
from weft.wire.fault import UpstreamBroken, UpstreamFault, UpstreamSilent
from weft.wire.gather import send_all
from weft.wire.serialize import LAST_CHUNK, SMALL, chunk, request_block
from weft.wire.strict import answer_head, trailer_allowed
from weft.wire.tunnel import RawTunnel

if TYPE_CHECKING:
    from weft.wire.errand import Waiter
    from weft.wire.h1_outbound import H1Outbound
    from weft.wire.head import Headers, ResponseHead
    from weft.wire.limits import Limits
    from weft.wire.watch import Watch

INTERIM = 64  # answers of 1xx before the final one; more is a flood


class Home(Protocol):
    """Where a connection belongs."""

    def release(self, connection: H1Client) -> None:
        """It can be used again."""

    def forget(self, connection: H1Client) -> None:
        """It cannot."""


class H1Client(asyncio.Protocol):
    """One connection to an upstream."""

    __slots__ = (
        "_batch",
        "_desk",
        "_drainer",
        "_headers",
        "_home",
        "_interim",
        "_keep",
        "_limits",
        "_out",
        "_parser",
        "_paused",
        "_reason",
        "_rest",
        "_seen",
        "_since",
        "_switched",
        "_transport",
        "_until_close",
        "_watch",
        "dead",
        "full",
        "send",
        "send_all",
        "waiter",
    )

    def __init__(self, home: Home, limits: Limits, watch: Watch) -> None:
        self._home = home
        self._limits = limits
        self._watch = watch
        self._desk = desk()
        self.waiter = self._desk.waiter
        self._parser = HttpResponseParser(self)
        self._out: H1Outbound | None = None
        self._headers: Headers = []
        self._reason = b""
        self._rest = b""
        self._batch = self._seen = 0
        self._interim = 0
        self._keep = False
        self._switched = False
        self._until_close = False
        self._paused = False
        self._drainer: Waiter | None = None
        self._since = watch.now
        self.full = False
        self.dead = False

    # From the transport.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        self._transport = wire = cast("asyncio.Transport", transport)
        wire.set_write_buffer_limits(high=HIGH_WATER, low=LOW_WATER)
        self.send = wire.write
        self.send_all = send_all(wire)
        self._watch.add(self)

    def data_received(self, data: bytes) -> None:
        """Of the answer."""
        out = self._out
        if out is None:
            self.close()  # nobody asked
            return
        self._since = self._watch.now
        self._batch = len(data)
        out.again = None
        desk = self._desk
        desk.expected = True
        try:
            self._parse(out, data)
        finally:
            desk.run()

    def _parse(self, out: H1Outbound, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as switch:
            self._rest = data[switch.args[0] :]
            self._transport.pause_reading()
        except HttpParserError as stop:
            self._faulty(stop)
        else:
            if not out.complete:
                self._unfinished(out)

    def eof_received(self) -> bool:
        """Which is the end of some answers."""
        out = self._out
        if out is not None and self._until_close and out.answer is not None:
            self._keep = False
            self._complete(out)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self.dead = True
        self._watch.drop(self)
        self._home.forget(self)
        out, self._out = self._out, None
        if out is not None:
            why = f": {exc}" if exc else ""
            out.fail(UpstreamBroken(f"the upstream closed the connection before its answer{why}"))
        self._full_no_more()

    def pause_writing(self) -> None:
        """The upstream takes it slowly."""
        self.full = True

    def resume_writing(self) -> None:
        """There is room again."""
        self.full = False
        self._full_no_more()

    def _full_no_more(self) -> None:
        drainer, self._drainer = self._drainer, None
        if drainer is not None and not drainer.done():
            drainer.set_result(None)

    # llhttp's callbacks, in the order in which they come.

    def on_status(self, part: bytes) -> None:
        """Of the reason."""
        self._reason += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header, or one trailer."""
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """An answer's head, interim or final."""
        headers, reason = self._headers, self._reason
        self._headers, self._reason = [], b""
        out = self._out
        if out is None or out.answer is not None:
            raise UpstreamBroken("the upstream sent more than one answer")
        limits = self._limits
        if len(headers) > limits.answer_headers or self._batch + self._seen > limits.answer_head:
            self._check_head(headers)
        self._seen = 0
        parser = self._parser
        head, chunked = answer_head(parser.get_status_code(), reason, headers)
        if head.status < 200:
            self._informed(out, head)
            return
        self._keep = parser.should_keep_alive()
        self._until_close = head.length is None and not chunked
        out.answer = head
        if out.reader is not None:
            out.wake()
        if out.request.method == b"HEAD":
            self._parser = HttpResponseParser(self)  # llhttp would wait for a body
            self._complete(out)

    def on_body(self, data: bytes) -> None:
        """Of the body."""
        out = self._out
        if out is None:
            raise UpstreamBroken("the upstream sent more than its answer")
        out.pieces.append(data)
        out.size += len(data)
        if out.reader is not None:
            out.wake()

    def on_message_complete(self) -> None:
        """The end of an answer."""
        out = self._out
        if out is None or out.answer is None or self._switched:
            return
        if self._headers:
            trailers, self._headers = self._headers, []
            out.trailers = [field for field in trailers if trailer_allowed(field[0])]
        self._complete(out)

    def _complete(self, out: H1Outbound) -> None:
        out.complete = True
        self._out = None
        if out.reader is not None:
            out.wake()
        if self._keep and out.sent and not self.dead:
            if self._paused:
                self.room()
            self._home.release(self)
        else:
            self.close()

    # One exchange.

    def carry(self, out: H1Outbound, data: bytes, end: bool) -> None:
        """Send its head, and what there is of its body."""
        request = out.request
        block = request_block(request)
        length = request.length
        if length is None:
            pieces = chunk(data) if data else ()
            data = b"".join((*pieces, LAST_CHUNK) if end else pieces)
        else:
            out.left = length - len(data)
            if out.left < 0 or (end and out.left):
                self.close()
                raise ValueError("the request's body does not have the length its head declares")
        out.connection = self
        self._out = out
        self._interim = 0
        self._since = self._watch.now
        if len(data) <= SMALL:
            self.send(block + data)
        else:
            self.send_all((block, data))

    def _informed(self, out: H1Outbound, head: ResponseHead) -> None:
        self._interim += 1
        if head.status == 101:
            if not out.request.protocol:
                raise UpstreamBroken("the upstream switched protocols without being asked")
            self._switched = True
            out.answer = head
            out.wake()
        elif self._interim > INTERIM:
            raise UpstreamBroken("the upstream sent a flood of interim answers")
        elif out.inform is not None:
            out.inform(head)

    def let_go(self, out: H1Outbound) -> None:
        """The exchange is given up, and the connection with it."""
        if self._out is out:
            self._out = None
            self.close()
            out.fail(UpstreamBroken("the exchange was given up"))

    def into_tunnel(self) -> RawTunnel:
        """Leave HTTP."""
        self._out = None
        self.dead = True
        self._watch.drop(self)
        return RawTunnel(self._transport, self._rest, lambda: self._home.forget(self))

    def room(self) -> None:
        """Read on, if reading was held."""
        if self._paused and not self.dead:
            self._paused = False
            self._transport.resume_reading()

    async def drained(self) -> None:
        """There is room for more to write. Raises `UpstreamFault`."""
        out = self._out
        while self.full and not self.dead:
            self._drainer = self.waiter()
            await self._drainer
        if self.dead:
            raise (out and out.fault) or UpstreamBroken("the upstream closed the connection")

    # Time, and endings.

    def stamp(self) -> None:
        """Something went out, or somebody begins to wait."""
        self._since = self._watch.now

    def look(self, now: float) -> None:
        """Act on what is overdue."""
        idle = now - self._since
        out = self._out
        if out is None:
            if idle > self._limits.idle_timeout:
                self.close()
        elif idle > self._limits.upstream_timeout and (out.reader or self._drainer):
            seconds = f"{self._limits.upstream_timeout:g}"
            self._fail(UpstreamSilent(f"nothing came from the upstream for {seconds} seconds"))

    def fresh(self) -> bool:
        """Whether a kept connection still looks alive."""
        if self.dead or self._transport.is_closing():
            return False
        if self._watch.now == self._since:
            return True
        wire = self._transport.get_extra_info("socket")
        poll = select.poll()
        poll.register(wire.fileno(), select.POLLIN)
        return not poll.poll(0)  # what can be read now is its end, or what nobody asked for

    def close(self) -> None:
        """Be done with it."""
        self.dead = True
        self._transport.abort()

    # What is not a whole and well-formed answer.

    def _faulty(self, stop: HttpParserError) -> None:
        cause = stop.__context__
        if cause is not None and not isinstance(cause, UpstreamFault):
            raise cause
        self._fail(cause or UpstreamBroken(f"the upstream's answer is not HTTP/1.1: {stop}"))

    def _unfinished(self, out: H1Outbound) -> None:
        """A batch ended within an answer: hold what is under way to its bounds."""
        if out.pieces:
            self._seen = 0
            if len(out.pieces) > 1:
                out.pieces[:] = [b"".join(out.pieces)]  # a byte in a list costs fifty
            if out.size > HIGH_WATER and not self._paused:
                self._paused = True
                self._transport.pause_reading()
            return
        # Heads, trailers and chunk extensions without an end bring no body, but cost us.
        self._seen += self._batch
        limits = self._limits
        if self._seen > limits.answer_head or len(self._headers) > limits.answer_headers:
            self._fail(UpstreamBroken("the upstream's answer has too large a head"))

    def _fail(self, fault: UpstreamFault) -> None:
        out, self._out = self._out, None
        if out is not None:
            out.fail(fault)
        self.close()

    def _check_head(self, headers: Headers) -> None:
        limits = self._limits
        if len(headers) > limits.answer_headers:
            raise UpstreamBroken(f"the answer has more than {limits.answer_headers} headers")
        if sum(len(name) + len(value) + 4 for name, value in headers) > limits.answer_head:
            raise UpstreamBroken(f"the answer's headers exceed {limits.answer_head} bytes")
