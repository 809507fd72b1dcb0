"""A client's HTTP/1.1 connection: bytes in, `H1Inbound`s to the handler in turn, answers out.

One errand for each connection runs the handler for one request after the other; nothing is created
for a request but its `H1Inbound`. While requests wait for their turn, later bytes stay unparsed, so
a client can make us hold one parsed batch and `HIGH_WATER` bytes at most.

What is overdue is told by `look`:

    the connection is                and for longer than    then
    -----------------------------    -------------------    ---------------------------
    closing, or read on after that   linger                 it is aborted
    not taking the answer            write_timeout          it is aborted
    in the midst of a head           head_timeout           408
    waited on for more of a body     body_timeout           the reader is told: 408
    idle                             keep_alive             it is closed
"""

from __future__ import annotations

import asyncio
import socket
import struct
from functools import partial
from typing import TYPE_CHECKING, cast

from httptools import HttpParserError, HttpParserUpgrade

from weft.wire.errand import Errand, desk
from weft.wire.exchange import HIGH_WATER, LOW_WATER
from weft.wire.fault import ClientFault, ClientGone
from weft.wire.gather import send_all
from weft.wire.h1_inbound import H1Inbound
from weft.wire.h1_intake import H1Intake
from weft.wire.hangup import Hangup
from weft.wire.serialize import CLOSE, response_block
from weft.wire.tunnel import RawTunnel

if TYPE_CHECKING:
    from weft.wire.errand import Waiter
    from weft.wire.service import Service

RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close at once, with a reset


class H1Server(H1Intake):
    """One connection of a client."""

    __slots__ = (
        "_ahead",
        "_ahead_size",
        "_desk",
        "_drainer",
        "_finished",
        "_hangup",
        "_idle",
        "_leaving",
        "_live",
        "_loop",
        "_paused",
        "_service",
        "_since",
        "_spilled",
        "_task",
        "_transport",
        "_watch",
        "draining",
        "full",
        "lost",
        "send",
        "send_all",
        "waiter",
    )

    def __init__(self, service: Service) -> None:
        super().__init__(service.limits, partial(H1Inbound, self))
        self._service = service
        self._watch = service.watch
        self._loop = asyncio.get_running_loop()
        self._desk = desk()
        self.waiter = self._desk.waiter
        self._task: Errand | None = None
        self._idle: Waiter | None = None  # what the errand waits on between requests
        self._live: H1Inbound | None = None  # the one that is being handled
        self._ahead: list[bytes] = []  # what is parsed later
        self._ahead_size = 0
        self._paused = False
        self._drainer: Waiter | None = None
        self._finished = False  # the client has ended its side, and waits for its answers
        self._hangup: Hangup | None = None
        self._leaving = False  # the last answer was sent; what still comes is thrown away
        self._spilled = 0
        self._since = self._watch.now  # when something last happened
        self.full = False  # the client takes the answer slowly
        self.lost = False
        self.draining = False  # no more requests after those that are here

    # From the transport.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = wire = cast("asyncio.Transport", transport)
        wire.set_write_buffer_limits(high=HIGH_WATER, low=LOW_WATER)
        self.send = wire.write
        self.send_all = send_all(wire)
        if wire.get_extra_info("ssl_object") is not None:
            self._scheme = b"https"
        peer = wire.get_extra_info("peername")
        if isinstance(peer, tuple):
            self._peer = str(peer[0])
        self._service.connections.add(self)
        self._watch.add(self)

    def data_received(self, data: bytes) -> None:
        """Parse, unless earlier requests wait."""
        if self.requests or self._ahead or self.deaf or self.stopped is not None:
            self._hold(data)
            return
        desk = self._desk
        desk.expected = True
        try:
            self._parse(data)
        finally:
            desk.run()

    def _parse(self, data: bytes) -> None:
        since = self._since
        if not self._partial:  # a head is timed from its first byte
            self._since = self._watch.now
        self._batch = len(data)
        rest = None
        if self._left:
            data = self._past_parser(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as offer:
            rest = data[offer.args[0] :]
        except HttpParserError as stop:
            self._faulty(stop)
        if rest is not None:
            rest = self._offered(rest)
        if self.current is not None or self._target or self._headers:
            self._unfinished()
        if self.requests:
            self._begin()
        elif self.current is self._live is None and not self._partial:
            self._since = since  # empty lines, or half a method: it is as idle as before
        if rest:
            self._hold(rest)

    def _unfinished(self) -> None:
        super()._unfinished()
        if self.current is not None and self.current.size > HIGH_WATER:
            self._pause()

    def eof_received(self) -> bool:
        """Nothing more comes; whether the connection stays for what is still to be sent."""
        live = self._live or (self.requests[-1] if self.requests else None)
        if self._leaving or live is None:
            return False
        if self.current is not None or live.started or not self._transport.can_write_eof():
            self._transport.abort()
            return False
        self._finished = True
        if live.head.version == b"1.1":
            self._hangup = Hangup(self._loop, self._transport)
            self._hangup.probe()
        return True

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The client has gone."""
        self.lost = self.deaf = True
        self._retire()
        self.requests.clear()
        self._ahead.clear()
        if self._live is not None:
            self._live.fail(ClientGone("the client closed the connection"))
        self.resume_writing()
        self._begin()

    def pause_writing(self) -> None:
        """The client takes the answer slowly."""
        self.full = True
        self._since = self._watch.now

    def resume_writing(self) -> None:
        """There is room again."""
        self.full = False
        drainer, self._drainer = self._drainer, None
        if drainer is not None and not drainer.done():
            drainer.set_result(None)

    # The row of requests.

    def _begin(self) -> None:
        """Let the errand look: there is a request, or there will be none."""
        idle = self._idle
        if idle is not None:
            self._idle = None
            if not idle.done():
                idle.set_result(None)
        elif self._task is None and not self.lost:
            self._task = Errand(self._serve(), self._ended)

    async def _serve(self) -> None:
        requests = self.requests
        handler = self._service.handler
        while not self.lost:
            if not requests:
                self._idle = self.waiter()
                await self._idle
                continue
            self._live = live = requests.popleft()
            if self._ahead and not requests:
                self._go_on()
            try:
                if live.fault is not None:
                    raise live.fault
                await handler(live)
            except ClientFault as fault:
                self._refuse(live, fault)
            except ClientGone:
                live.abort()
            if not live.done:
                raise RuntimeError("the handler returned before it had ended the answer")
            self._live = None
            self._since = self._watch.now
            usual = live.keep and live.complete and not (self._finished or self.draining)
            if not (usual and self.stopped is None) and self._was_last(live):
                return
            if self._ahead:
                self._go_on()

    def _was_last(self, live: H1Inbound) -> bool:
        """Close, unless there are more; a client that has only finished speaking waits for all."""
        if live.keep and live.complete:
            if self.stopped is live:
                self.stopped = None
            if self.requests or self._ahead or not (self._finished or self.draining):
                return False
        if not self._leaving and not self.lost:
            self._leaving = True
            if live.complete and not self._ahead:
                self._transport.close()
            else:
                self._linger()
        return True

    def _refuse(self, live: H1Inbound, fault: ClientFault) -> None:
        """Answer a request that may not be, if it was not answered yet."""
        if live.started or self.lost:
            live.abort()
            return
        head, body = self._service.refusal(fault)
        live.keep = live.complete = False
        live.started = live.done = True
        self.send(response_block(head, (CLOSE,)) + body)

    def _ended(self, fault: BaseException | None) -> None:
        """The errand is over; if the handler raised, nobody knows what the client has seen."""
        cancelled = isinstance(fault, asyncio.CancelledError)
        if fault is not None and not cancelled:
            self._service.report(fault)
        if self._live is not None:
            self._live.abort()
            self._live = None
        elif cancelled:
            self._transport.abort()

    # Bytes that wait.

    def _hold(self, data: bytes) -> None:
        if self.deaf or self._leaving:
            self._spilled += len(data)
            if self._spilled > self._limits.linger_bytes:
                self._transport.abort()
            return
        self._ahead.append(data)
        self._ahead_size += len(data)
        if self._ahead_size > HIGH_WATER:
            self._pause()

    def _go_on(self) -> None:
        """Parse what was held while others were answered."""
        if self.stopped is not None:
            return  # whether it switches is not known yet
        data = b"".join(self._ahead)
        self._ahead.clear()
        self._ahead_size = 0
        self.room()
        if data:
            self.data_received(data)

    def _pause(self) -> None:
        if not self._paused and not self.lost:
            self._paused = True
            self._transport.pause_reading()

    def room(self) -> None:
        """Read on, if reading was held."""
        if self._paused and not self.lost:
            self._paused = False
            self._transport.resume_reading()

    # For the exchange.

    async def drained(self) -> None:
        """There is room for more to write. Raises `ClientGone`."""
        while self.full and not self.lost:
            self._drainer = drainer = self.waiter()
            await drainer
        if self.lost:
            raise ClientGone("the client went away before the answer's end")

    def into_tunnel(self) -> RawTunnel:
        """Leave HTTP."""
        first = b"".join(self._ahead)
        self._ahead.clear()
        self._retire()
        self._leaving = self.lost = True
        service = self._service
        tunnel = RawTunnel(self._transport, first, lambda: service.connections.discard(tunnel))
        service.connections.add(tunnel)
        return tunnel

    def break_off(self, started: bool, must_reset: bool) -> None:
        """End it so that the client cannot take what it has for a whole answer."""
        self._leaving = True
        self._since = self._watch.now
        if self.lost:
            return
        if started and not must_reset:
            self._transport.close()
            return
        if must_reset:
            wire = self._transport.get_extra_info("socket")
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self._transport.abort()

    # Endings.

    def drain(self) -> None:
        """Answer what is under way, then close."""
        self.draining = True
        if self._live is None and not self.requests and not self._leaving:
            self._leaving = True
            self._transport.close()

    def abort(self) -> None:
        """Close now, whatever is under way."""
        self._transport.abort()

    def look(self, now: float) -> None:
        """Act on what is overdue; the table is on top."""
        limits = self._limits
        since = now - self._since
        live = self._live
        if self._hangup is not None:
            self._hangup.look()
        if self._leaving or self.full:
            if since > (limits.linger if self._leaving else limits.write_timeout):
                self._transport.abort()
        elif self._partial:
            if since > limits.head_timeout:
                self.refuse(ClientFault(408, "the request's head did not arrive in time"))
                self._begin()
        elif live is not None:
            if live.reader is not None and since > limits.body_timeout:
                live.fail(ClientFault(408, "the request's body stopped coming"))
        elif since > limits.keep_alive:
            self.drain()

    def _linger(self) -> None:
        """Say that nothing more comes, and read on so that no reset overtakes the answer."""
        self.deaf = True
        self._ahead.clear()
        self.room()
        if self._transport.can_write_eof():
            self._transport.write_eof()
        else:
            self._transport.close()

    def _retire(self) -> None:
        self._watch.drop(self)
        self._service.connections.discard(self)
        if self._hangup is not None:
            self._hangup.stop()
