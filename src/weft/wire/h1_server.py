"""A client's HTTP/1.1 connection: bytes in, `H1Inbound`s to the handler in turn, answers out.

One task for each connection runs the handler for one request after the other; nothing is created
for a request but its `H1Inbound`. While requests wait for their turn, later bytes stay unparsed, so
a client can make us hold one parsed batch and `HIGH_WATER` bytes at most.

What is overdue is told by `look`:

    the connection is                and for longer than    then
    -----------------------------    -------------------    ---------------------------
    idle                             keep_alive             it is closed
    in the midst of a head           head_timeout           408
    waited on for more of a body     body_timeout           the reader is told: 408
    not taking the answer            write_timeout          it is aborted
    closing, or read on after that   linger                 it is aborted
"""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING, cast

from weft.wire.exchange import HIGH_WATER, LOW_WATER
from weft.wire.fault import ClientFault, ClientGone
from weft.wire.h1_intake import H1Intake
from weft.wire.hangup import Hangup
from weft.wire.serialize import CLOSE, response_block
from weft.wire.tunnel import RawTunnel

if TYPE_CHECKING:
    from weft.wire.h1_inbound import H1Inbound
    from weft.wire.service import Service


class H1Server(asyncio.Protocol):
    """One connection of a client."""

    __slots__ = (
        "_ahead",
        "_ahead_size",
        "_drainer",
        "_hangup",
        "_idle",
        "_intake",
        "_leaving",
        "_limits",
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
        self._service = service
        self._limits = service.limits
        self._watch = service.watch
        self._loop = asyncio.get_running_loop()
        self.waiter = self._loop.create_future
        self._task: asyncio.Task[None] | None = None
        self._idle: asyncio.Future[None] | None = None
        self._live: H1Inbound | None = None  # the one that is being handled
        self._ahead: list[bytes] = []
        self._ahead_size = 0
        self._paused = False
        self._drainer: asyncio.Future[None] | None = None
        self._hangup: Hangup | None = None
        self._leaving = False  # the last answer was sent; what still comes is thrown away
        self._spilled = 0
        self._since = self._watch.now
        self.full = False
        self.lost = False
        self.draining = False

    # From the transport.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = wire = cast("asyncio.Transport", transport)
        wire.set_write_buffer_limits(high=HIGH_WATER, low=LOW_WATER)
        self.send = wire.write
        self.send_all = wire.writelines
        scheme = b"http" if wire.get_extra_info("ssl_object") is None else b"https"
        peer = wire.get_extra_info("peername")
        self._intake = H1Intake(
            self, self._limits, scheme, str(peer[0]) if isinstance(peer, tuple) else ""
        )
        self._service.connections.add(self)
        self._watch.add(self)

    def data_received(self, data: bytes) -> None:
        intake = self._intake
        if not intake.partial:  # a head is timed from its first byte
            self._since = self._watch.now
        if self._ahead or intake.requests or intake.stopped is not None or intake.deaf:
            self._hold(data)
            return
        rest = intake.feed(data)
        if intake.requests:
            self._begin()
        if rest:
            self._hold(rest)
        current = intake.current
        if current is not None and current.size > HIGH_WATER:
            self._pause()

    def eof_received(self) -> bool:
        live = self._live
        intake = self._intake
        waiting = live or (intake.requests[-1] if intake.requests else None)
        if waiting is None or intake.current is not None or waiting.started or self._leaving:
            if not self._leaving and waiting is not None:
                self._transport.abort()
            return False
        if not self._transport.can_write_eof():
            return False
        self.draining = True
        if waiting.head.version == b"1.1":
            self._hangup = Hangup(self._loop, self._transport)
            self._hangup.probe()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self._retire()
        intake = self._intake
        intake.deaf = True
        intake.requests.clear()
        self._ahead.clear()
        if self._live is not None:
            self._live.fail(ClientGone("the client closed the connection"))
        drainer, self._drainer = self._drainer, None
        if drainer is not None and not drainer.done():
            drainer.set_result(None)
        self._rouse()

    def pause_writing(self) -> None:
        self.full = True
        self._since = self._watch.now

    def resume_writing(self) -> None:
        self.full = False
        drainer, self._drainer = self._drainer, None
        if drainer is not None and not drainer.done():
            drainer.set_result(None)

    # The row of requests.

    def _begin(self) -> None:
        """There is a request to handle."""
        if self._idle is not None:
            self._rouse()
        elif self._task is None:
            self._task = self._loop.create_task(self._serve())
            self._task.add_done_callback(self._ended)

    async def _serve(self) -> None:
        requests = self._intake.requests
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
                if live.fault is None:
                    await handler(live)
                else:
                    self._refuse(live)
            except ClientGone:
                live.abort()
            except ClientFault as fault:
                live.fault = fault
                self._refuse(live)
            if not live.done:
                raise RuntimeError("the handler returned before it had ended the answer")
            self._live = None
            self._since = self._watch.now
            if not (live.keep and live.complete) or self.draining:
                if self._leave_after(live):
                    return
            elif self._ahead or self._intake.stopped is not None:
                self._go_on()

    def _leave_after(self, live: H1Inbound) -> bool:
        """Close, unless a client that has finished speaking still waits for other answers."""
        if live.keep and live.complete and (self._intake.requests or self._ahead):
            self._go_on()
            return False
        if self._leaving or self.lost:
            return True
        self._leaving = True
        if live.complete or (self._intake.deaf is False and not self._transport.can_write_eof()):
            self._transport.close()
        else:
            self._linger()
        return True

    def _refuse(self, live: H1Inbound) -> None:
        """Answer a request that may not be, if it was not answered yet."""
        if live.started:
            live.abort()
            return
        fault = cast("ClientFault", live.fault)
        head, body = self._service.refusal(fault)
        live.keep = live.complete = False
        live.started = live.done = True
        self.send(response_block(head, CLOSE) + body)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """The task is over; if the handler raised, nobody knows what the client has seen."""
        if task.cancelled():
            self._transport.abort()
            return
        fault = task.exception()
        if fault is not None:
            if self._live is not None and not self._live.done:
                self._live.abort()
            self._service.report(fault)

    # Bytes that wait.

    def _hold(self, data: bytes) -> None:
        if self._intake.deaf or self._leaving:
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
        if self._intake.stopped is not None:
            if self._intake.stopped is self._live:
                return
            self._intake.go_on()
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
            self._drainer = self.waiter()
            await self._drainer
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
        if started and not must_reset:
            self._transport.close()
            return
        if must_reset:
            wire = self._transport.get_extra_info("socket")
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    # Endings.

    def drain(self) -> None:
        """Answer what is under way, then close."""
        self.draining = True
        if self._live is None and not self._intake.requests and not self._leaving:
            self._leaving = True
            self._transport.close()

    def abort(self) -> None:
        """Close now, whatever is under way."""
        self._transport.abort()

    def look(self, now: float) -> None:
        """Act on what is overdue."""
        limits = self._limits
        idle = now - self._since
        intake = self._intake
        live = self._live
        if self._hangup is not None:
            self._hangup.look()
        if self._leaving:
            if idle > limits.linger:
                self._transport.abort()
        elif self.full:
            if idle > limits.write_timeout:
                self._transport.abort()
        elif intake.partial:
            if idle > limits.head_timeout:
                intake.refuse(ClientFault(408, "the request's head did not arrive in time"))
                self._begin()
        elif live is not None:
            if live.waiting and idle > limits.body_timeout:
                live.fail(ClientFault(408, "the request's body stopped coming"))
        elif idle > limits.keep_alive:
            self._leaving = True
            self._transport.close()

    def _linger(self) -> None:
        """Say that nothing more comes, and read on so that no reset overtakes the answer."""
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

    def _rouse(self) -> None:
        idle, self._idle = self._idle, None
        if idle is not None and not idle.done():
            idle.set_result(None)
