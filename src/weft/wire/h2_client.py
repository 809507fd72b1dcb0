"""A connection to an upstream that speaks HTTP/2: many requests at once on one socket.

A pool keeps these. It asks `available` before it opens a stream, and lets go of a connection when
`idle`. Requests an upstream surely did not look at (refused, or beyond the last stream of its
GOAWAY) end with `UpstreamRefused`, which says that they may be sent again on another connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2 import events
from h2.errors import ErrorCodes
from h2.settings import SettingCodes

from weft.wire.fault import UpstreamBroken, UpstreamRefused, UpstreamSilent, WireFault
from weft.wire.h2_frames import goaway_frame, goaway_said
from weft.wire.h2_head import request_fields, response_of, trailers_of
from weft.wire.h2_outbound import H2Outbound
from weft.wire.h2_wire import H2Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.wire.h2_frames import Frame
    from weft.wire.h2_stream import H2Stream
    from weft.wire.head import Header, Headers, RequestHead, ResponseHead
    from weft.wire.limits import Limits
    from weft.wire.watch import Watch

MOST = 100  # requests at once on one connection, whatever the upstream allows
MOST_IDS = 2**30  # stream numbers used up before a connection is given up


class H2Client(H2Wire):
    """One connection to an upstream.

    `on_change` is told when it may have become available, or idle, or neither for ever.
    """

    def __init__(
        self, limits: Limits, watch: Watch, on_change: Callable[[H2Client], None] | None = None
    ) -> None:
        super().__init__(client=True, list_size=limits.answer_head, limits=limits, watch=watch)
        self._on_change = on_change
        self._idle_since: float | None = self._loop.time()
        self._going = False  # no new streams: the upstream said so, or we did
        self._on[events.ResponseReceived] = self._on_response
        self._on[events.InformationalResponseReceived] = self._on_informational

    # The pool's side.

    @property
    def available(self) -> bool:
        """Whether another request may be sent here."""
        if self._going or self.ended or self._transport is None:
            return False
        most = min(MOST, self._h2.remote_settings.max_concurrent_streams)
        return len(self._streams) < most

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._streams

    @property
    def tunnels(self) -> bool:
        """Whether the upstream takes WebSockets as streams (RFC 8441)."""
        return bool(self._h2.remote_settings.enable_connect_protocol)

    def open(
        self,
        head: RequestHead,
        data: bytes = b"",
        *,
        end: bool = False,
        on_interim: Callable[[ResponseHead], None] | None = None,
    ) -> H2Outbound:
        """Send a request's head, with the body's first bytes, and its end if that is all."""
        out = H2Outbound(self, 0, head, on_interim)
        self.carry(out, data, end=end)
        return out

    def carry(self, out: H2Outbound, data: bytes, *, end: bool) -> None:
        """Send a request on a stream of this connection; another may have refused it before."""
        if not self.available:
            raise UpstreamRefused("the connection to the upstream takes no more requests")
        number = self._h2.get_next_available_stream_id()
        self._highest = number
        self._idle_since = None
        out.join(self, number, kept=number > 1)
        self._streams[number] = out
        end = end and not out.request.protocol
        self.send_head(out, request_fields(out.request), end=end and not data)
        if data:
            out.outbox += data
            self.ready(out)
        if end:
            out.close()
        if number >= MOST_IDS:
            self._going = True

    def close(self) -> None:
        """Open nothing more, and close when what is under way has ended."""
        if not self._going and not self.ended and self._transport is not None:
            self._transport.write(self._h2.data_to_send() + goaway_frame(0, ErrorCodes.NO_ERROR))
        self._going = True
        self._close_if_done()

    def abort(self) -> None:
        """Close now, whatever is under way."""
        self._going = True
        if self._transport is not None:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """The upstream has gone."""
        for stream in self._streams.values():
            if isinstance(stream, H2Outbound):
                stream.stale = stream.kept
        super().connection_lost(exc)
        self._changed()

    def look(self, now: float) -> None:
        """End what is overdue."""
        super().look(now)
        if self._idle_since is not None and now - self._idle_since > self._limits.idle_timeout:
            self.close()

    # Answers.

    def _on_informational(self, event: events.InformationalResponseReceived) -> None:
        stream = self._streams.get(event.stream_id or 0)
        if isinstance(stream, H2Outbound):
            head = self._response(stream, ended=False)
            if head is not None:
                stream.informed(head)

    def _on_response(self, event: events.ResponseReceived) -> None:
        stream = self._streams.get(event.stream_id or 0)
        if isinstance(stream, H2Outbound):
            ended = event.stream_ended is not None
            head = self._response(stream, ended=ended)
            if head is None:
                return
            stream.answered(head)
            if ended and stream.declared:
                self._break(stream, "a body is not as long as its Content-Length says")

    def _response(self, stream: H2Outbound, *, ended: bool) -> ResponseHead | None:
        fields = self._decoder.fields
        try:
            if len(fields) > self._limits.answer_headers:
                raise UpstreamBroken("the upstream's answer has too many headers")
            return response_of(fields, ended=ended and stream.request.method != b"HEAD")
        except UpstreamBroken as fault:
            self._break(stream, str(fault))
            return None

    # What the connection asks.

    def _settings(self) -> dict[SettingCodes, int]:
        return {**super()._settings(), SettingCodes.ENABLE_PUSH: 0}

    def _look_at(self, stream: H2Stream, now: float) -> None:
        assert isinstance(stream, H2Outbound)
        if stream.tunnelled:
            return
        patience = self._limits.upstream_timeout
        for since in (stream.reading_since, stream.writing_since):
            if since is not None and now - since > patience:
                silence = UpstreamSilent("the upstream was silent for too long")
                stream.silent(silence)
                self._reset(stream, ErrorCodes.CANCEL, str(silence))
                return

    def _lost(self, message: str) -> WireFault:
        return UpstreamBroken(message)

    def _malformed(self, message: str) -> None:
        """Who reads is told the same as who writes."""

    def _trailers(self, fields: Sequence[Header]) -> Headers:
        return trailers_of(fields, answer=True)

    def _on_goaway(self, frame: Frame) -> None:
        last, _ = goaway_said(frame)
        self._going = True
        for stream in tuple(self._streams.values()):
            if stream.id > last:
                self._streams.pop(stream.id, None)
                self._line.drop(stream)
                stream.broken(UpstreamRefused("the upstream is going away"))
        self._changed()
        self._close_if_done()

    def _was_reset(self, stream: H2Stream, code: int) -> None:
        assert isinstance(stream, H2Outbound)
        if code == ErrorCodes.REFUSED_STREAM and not stream.is_answered:
            stream.broken(UpstreamRefused("the upstream refused the stream"))
        elif stream.in_ended:
            stream.relieve()
        else:
            stream.broken(UpstreamBroken(f"the upstream reset the stream ({_name(code)})"))

    def _said_all(self, stream: H2Stream) -> None:
        """The request was sent; the answer is still awaited."""

    def _left(self, stream: H2Stream) -> None:  # noqa: ARG002
        if not self._streams:
            self._idle_since = self._loop.time()
        self._changed()
        self._close_if_done()

    def _changed(self) -> None:
        if self._on_change is not None:
            self._on_change(self)

    def _close_if_done(self) -> None:
        if self._going and not self._streams:
            self._close()


def _name(code: int) -> str:
    try:
        return ErrorCodes(code).name
    except ValueError:
        return str(code)


__all__ = ["H2Client"]
