"""A client's HTTP/2 connection: requests in, each handled by a task of its own.

The connection answers by itself what never becomes an exchange: heads that are malformed (400) or
too large (431), streams beyond the limit (refused, so that the client may try again). A stream's
handler counts against the limit until it returns, even where the client reset the stream long ago:
that is what makes a rapid reset pointless, beside its price.

It ends well in three steps: a GOAWAY that announces the end, one that names the last stream once
the client has surely seen the first, and the close when the last stream is done.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from h2 import events
from h2.errors import ErrorCodes
from h2.settings import SettingCodes

from weft.wire.fault import ClientFault, ClientGone
from weft.wire.h2_frames import goaway_frame, goaway_said
from weft.wire.h2_guard import RESET
from weft.wire.h2_head import request_of, trailers_of
from weft.wire.h2_inbound import H2Inbound
from weft.wire.h2_wire import H2Wire
from weft.wire.head import RequestHead

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from weft.wire.h2_frames import Frame
    from weft.wire.h2_stream import H2Stream
    from weft.wire.head import Header, Headers
    from weft.wire.service import Service

NOTICE = 1.0  # seconds a client has to answer the PING behind the first GOAWAY
OVERHEAD = 32  # bytes each header counts more than its name and value (RFC 9113, 6.5.2)

_LAST = 2**31 - 1
_PING = b"goodbye!"


class H2Server(H2Wire):
    """One connection of a client."""

    def __init__(self, service: Service) -> None:
        self._service = service
        super().__init__(
            client=False,
            list_size=service.limits.head,
            limits=service.limits,
            watch=service.watch,
        )
        self._scheme = b"http"
        self._peer = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._idle_since: float | None = self._loop.time()
        self._leaving: float | None = None  # since when no new streams are wanted
        self._last: int | None = None  # the last stream that is served, once that was said
        self._on[events.RequestReceived] = self._on_request
        self._on[events.PingAckReceived] = self._on_ping_ack

    # The listener's side.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        if transport.get_extra_info("ssl_object") is not None:
            self._scheme = b"https"
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if isinstance(peer, tuple) else ""
        self._service.connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._service.connections.discard(self)
        super().connection_lost(exc)

    def drain(self) -> None:
        """Announce the end, answer what is under way, then close."""
        if self._leaving is None and not self.ended:
            self._leaving = self._loop.time()
            self._say(goaway_frame(_LAST, ErrorCodes.NO_ERROR))
            self._h2.ping(_PING)
            self.flush_soon()

    def abort(self) -> None:
        """Close now, whatever is under way."""
        if self._transport is not None:
            self._transport.abort()

    def look(self, now: float) -> None:
        """End what is overdue."""
        super().look(now)
        if self._leaving is not None and self._last is None and now - self._leaving > NOTICE:
            self._name_last()
        elif self._idle_since is not None and now - self._idle_since > self._limits.keep_alive:
            self._idle_since = now
            self.drain()

    def _on_ping_ack(self, event: events.PingAckReceived) -> None:
        if event.ping_data == _PING and self._leaving is not None and self._last is None:
            self._name_last()

    def _name_last(self) -> None:
        if self.ended:
            return
        self._last = self._highest
        self._say(goaway_frame(self._last, ErrorCodes.NO_ERROR))
        self._close_if_done()

    def _close_if_done(self) -> None:
        if self._last is not None and not self._streams:
            self._close()

    def _say(self, raw: bytes) -> None:
        """Send what h2 should not know of, behind what it has said so far."""
        if self._transport is not None:
            self._transport.write(self._h2.data_to_send() + raw)

    # Requests.

    def _on_request(self, event: events.RequestReceived) -> None:
        number = event.stream_id or 0
        self._highest = max(self._highest, number)
        if (
            self._last is not None
            or max(len(self._streams), len(self._tasks)) >= self._limits.streams
        ):
            self._guard.charge(RESET, self._loop.time())
            self._h2.reset_stream(number, ErrorCodes.REFUSED_STREAM)
            return
        ended = event.stream_ended is not None
        fields = self._decoder.fields
        try:
            self._measure(fields)
            head = request_of(fields, ended=ended, scheme=self._scheme, peer=self._peer)
        except ClientFault as fault:
            self._guard.charge(RESET, self._loop.time())
            method = b"HEAD" if (b":method", b"HEAD") in fields else b"GET"
            stream = H2Inbound(self, number, RequestHead(method, b"", b"", [], length=None))
            self._begin(stream, self._answer(stream, fault))
            return
        stream = H2Inbound(self, number, head)
        self._begin(stream, self._handle(stream))

    def _measure(self, fields: Sequence[Header]) -> None:
        limits = self._limits
        size = sum(len(name) + len(value) + OVERHEAD for name, value in fields)
        if size > limits.head or len(fields) > limits.headers:
            raise ClientFault(431, "the request's headers are too large")
        for name, value in fields:
            if name == b":path" and len(value) > limits.target:
                raise ClientFault(414, "the request's target is too long")

    def _begin(self, stream: H2Inbound, work: Coroutine[None, None, None]) -> None:
        self._streams[stream.id] = stream
        self._idle_since = None
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        try:
            error = task.exception()
        except asyncio.CancelledError:
            # Asked for it, the task lets go of it, and of the bytes its frames hold.
            return
        if error is not None:
            self._service.report(error)

    async def _handle(self, stream: H2Inbound) -> None:
        try:
            await self._service.handler(stream)
            if not stream.ending and not stream.tunnelled and stream.fault is None:
                raise RuntimeError("the handler returned before it had ended the answer")
        except ClientGone:
            stream.abort()
        except ClientFault as fault:
            await self._answer(stream, fault)
        finally:
            # Here too when the task is cancelled, or the handler raised what is ours.
            if not stream.ending:
                stream.abort()
            if stream.fault is not None:
                stream.fault.__traceback__ = None  # its frames hold the stream, and what was sent

    async def _answer(self, stream: H2Inbound, fault: ClientFault) -> None:
        """Refuse a request that may not be, if it was not answered yet."""
        if stream.started or stream.fault is not None:
            stream.abort()
            return
        head, body = self._service.refusal(fault)
        await stream.start(head, body, end=True)

    # What the connection asks.

    def _settings(self) -> dict[SettingCodes, int]:
        return {
            **super()._settings(),
            SettingCodes.MAX_CONCURRENT_STREAMS: self._service.limits.streams,
            SettingCodes.ENABLE_CONNECT_PROTOCOL: 1,
        }

    def _look_at(self, stream: H2Stream, now: float) -> None:
        limits = self._limits
        assert isinstance(stream, H2Inbound)
        writing, reading = stream.writing_since, stream.reading_since
        if writing is not None and now - writing > limits.write_timeout:
            self._guard.charge(RESET, now)
            self._reset(stream, ErrorCodes.CANCEL, "the client stopped taking the answer")
        elif stream.tunnelled:
            return
        elif reading is not None and now - reading > limits.body_timeout:
            stream.silent(ClientFault(408, "the request's body stopped coming"))

    def _lost(self, message: str) -> ClientGone:
        return ClientGone(message)

    def _malformed(self, message: str) -> ClientFault:
        return ClientFault(400, message)

    def _trailers(self, fields: Sequence[Header]) -> Headers:
        return trailers_of(fields, answer=False)

    def _on_goaway(self, frame: Frame) -> None:
        """The client will open no more streams; those it has are answered."""
        goaway_said(frame)
        self._last = self._highest
        self._close_if_done()

    def _was_reset(self, stream: H2Stream, code: int) -> None:  # noqa: ARG002
        stream.broken(ClientGone("the client reset the stream"))

    def _said_all(self, stream: H2Stream) -> None:
        assert isinstance(stream, H2Inbound)
        if not stream.in_ended and not stream.tunnelled:
            self._reset(stream, ErrorCodes.NO_ERROR, "the answer is complete")

    def _left(self, stream: H2Stream) -> None:
        stream.forget()
        if not self._streams:
            self._idle_since = self._loop.time()
            self._close_if_done()
