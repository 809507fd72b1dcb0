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

from weft.wire.exchange import HIGH_WATER, LOW_WATER
from weft.wire.fault import UpstreamBroken, UpstreamFault, UpstreamSilent
from weft.wire.h1_outbound import H1Outbound
from weft.wire.serialize import SMALL, request_block
from weft.wire.strict import answer_head, trailer_allowed
from weft.wire.tunnel import RawTunnel

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.head import Headers, RequestHead, ResponseHead
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
        "_drainer",
        "_headers",
        "_home",
        "_interim",
        "_keep",
        "_limits",
        "_loop",
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
        "used",
        "waiter",
    )

    def __init__(self, home: Home, limits: Limits, watch: Watch) -> None:
        self._home = home
        self._limits = limits
        self._watch = watch
        self._loop = asyncio.get_running_loop()
        self.waiter = self._loop.create_future
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
        self._drainer: asyncio.Future[None] | None = None
        self._since = watch.now
        self.full = False
        self.dead = False
        self.used = False  # it has carried an answer before

    # From the transport.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = wire = cast("asyncio.Transport", transport)
        wire.set_write_buffer_limits(high=HIGH_WATER, low=LOW_WATER)
        self.send = wire.write
        self.send_all = wire.writelines
        self._watch.add(self)

    def data_received(self, data: bytes) -> None:
        out = self._out
        if out is None:
            self.close()
            return
        self._since = self._watch.now
        self._batch = len(data)
        before = out.size
        out.again = None
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as stop:
            self._rest = data[stop.args[0] :]
            self._transport.pause_reading()
        except HttpParserError as error:
            self._malformed(error)
        else:
            if out.size > HIGH_WATER:
                self._hold(out)
            elif out.size == before and not out.complete:
                self._bound(out)

    def eof_received(self) -> bool:
        out = self._out
        if out is not None and self._until_close and out.answered:
            self._keep = False
            self._complete(out)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.dead = True
        self._watch.drop(self)
        self._home.forget(self)
        out, self._out = self._out, None
        if out is not None:
            why = f": {exc}" if exc else ""
            out.fail(UpstreamBroken(f"the upstream closed the connection before its answer{why}"))
        drainer, self._drainer = self._drainer, None
        if drainer is not None and not drainer.done():
            drainer.set_result(None)

    def pause_writing(self) -> None:
        self.full = True

    def resume_writing(self) -> None:
        self.full = False
        drainer, self._drainer = self._drainer, None
        if drainer is not None and not drainer.done():
            drainer.set_result(None)

    # llhttp's callbacks, in the order in which they come.

    def on_status(self, part: bytes) -> None:
        self._reason += part

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        headers, reason = self._headers, self._reason
        self._headers, self._reason = [], b""
        out = self._out
        if out is None or out.answered:
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
        out.answer(head)
        if out.request.method == b"HEAD":
            self._parser = HttpResponseParser(self)  # llhttp would wait for a body
            self._complete(out)

    def on_body(self, data: bytes) -> None:
        if self._out is None:
            raise UpstreamBroken("the upstream sent more than its answer")
        self._seen = 0
        self._out.feed(data)

    def on_message_complete(self) -> None:
        out = self._out
        if out is not None and out.answered and not self._switched:
            if self._headers:
                trailers, self._headers = self._headers, []
                out.trailers = [pair for pair in trailers if trailer_allowed(pair[0])]
            self._complete(out)

    # One exchange.

    def begin(
        self,
        request: RequestHead,
        data: bytes,
        end: bool,
        inform: Callable[[ResponseHead], None] | None,
    ) -> H1Outbound:
        """Send a request's head, and what there is of its body."""
        out = H1Outbound(self, request, end, inform)
        self.carry(out, data, end)
        return out

    def carry(self, out: H1Outbound, data: bytes, end: bool) -> None:
        """Send it here."""
        self._interim = 0
        self._since = self._watch.now
        block = request_block(out.request)
        pieces = out.begin(data, end=end)
        self._out = out
        out.connection = self
        if not pieces:
            self.send(block)
        elif len(data) <= SMALL:
            self.send(block + b"".join(pieces))
        else:
            self.send_all([block, *pieces])

    def _informed(self, out: H1Outbound, head: ResponseHead) -> None:
        self._interim += 1
        if head.status == 101:
            if not out.request.protocol:
                raise UpstreamBroken("the upstream switched protocols without being asked")
            self._switched = True
            out.answer(head)
        elif self._interim > INTERIM:
            raise UpstreamBroken("the upstream sent a flood of interim answers")
        elif out.inform is not None:
            out.inform(head)

    def _complete(self, out: H1Outbound) -> None:
        out.complete = True
        self._out = None
        out.wake()
        self.used = True
        if self._keep and out.sent and not self.dead:
            self.room()
            self._home.release(self)
        else:
            self.close()

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

    def _hold(self, out: H1Outbound) -> None:
        self._seen = 0
        if not out.complete and not self._paused:
            self._paused = True
            self._transport.pause_reading()

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
        elif idle > self._limits.upstream_timeout and (out.waiting or self._drainer is not None):
            self._out = None
            seconds = f"{self._limits.upstream_timeout:g}"
            out.fail(UpstreamSilent(f"nothing came from the upstream for {seconds} seconds"))
            self.close()

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

    # Faults.

    def _malformed(self, error: HttpParserError) -> None:
        cause = error.__context__
        if cause is not None and not isinstance(cause, UpstreamFault):
            raise cause
        out, self._out = self._out, None
        self.close()
        if out is not None:
            out.fail(cause or UpstreamBroken(f"the upstream's answer is not HTTP/1.1: {error}"))

    def _bound(self, out: H1Outbound) -> None:
        """Heads, trailers and chunk extensions without an end bring no body, but cost us."""
        self._seen += self._batch
        limits = self._limits
        if self._seen > limits.answer_head or len(self._headers) > limits.answer_headers:
            self._out = None
            self.close()
            out.fail(UpstreamBroken("the upstream's answer has too large a head"))

    def _check_head(self, headers: Headers) -> None:
        limits = self._limits
        if len(headers) > limits.answer_headers:
            raise UpstreamBroken(f"the answer has more than {limits.answer_headers} headers")
        if sum(len(name) + len(value) + 4 for name, value in headers) > limits.answer_head:
            raise UpstreamBroken(f"the answer's headers exceed {limits.answer_head} bytes")
