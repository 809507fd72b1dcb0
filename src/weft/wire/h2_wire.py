"""What both sides of an HTTP/2 connection share: the socket, h2's state machine, who may send next.

Bytes come in through `h2_frames` and the guard, frame by frame, into h2, and its events go to the
streams. Bytes go out once per turn of the loop: streams that have something line up, each sends one
frame and goes to the back of the line, until the peer's windows or the socket's buffer are full.

No policy here: what a request or an answer is, `H2Server` and `H2Client` know.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from h2 import events
from h2.errors import ErrorCodes
from h2.exceptions import NoSuchStreamError, ProtocolError
from h2.settings import SettingCodes

from weft.wire import h2_frames
from weft.wire.exchange import HIGH_WATER, LOW_WATER
from weft.wire.fault import WireFault
from weft.wire.h2_frames import Frames, H2Refused, content_of, goaway_frame, settings_kept
from weft.wire.h2_guard import FINISHED, RESET, USEFUL, Guard
from weft.wire.h2_library import CONNECTION_WINDOW, connection
from weft.wire.h2_line import Line
from weft.wire.h2_stream import WINDOW, H2Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.wire.head import Header, Headers
    from weft.wire.limits import Limits
    from weft.wire.watch import Watch

UNSENT = 4 * HIGH_WATER  # bytes in the socket's buffer; beyond it the peer is not read either
FAREWELL = 1.0  # seconds a peer has to read why it was refused
ROOM = 4  # times the announced header list that is decoded, so that too much can be answered


class H2Wire(asyncio.Protocol, ABC):
    """One HTTP/2 connection."""

    def __init__(self, *, client: bool, list_size: int, limits: Limits, watch: Watch) -> None:
        self._limits = limits
        self._watch = watch
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._list_size = list_size
        self._h2, self._decoder = connection(
            client=client, settings=self._settings(), list_size=ROOM * list_size
        )
        self._frames = Frames(preface=not client)
        self._guard = Guard(self._loop.time(), ROOM * list_size)
        self._line = Line(self._h2, self._guard, self._end_sent)
        self._streams: dict[int, H2Stream] = {}
        self._highest = 0  # the last stream that was opened
        self._flush_due = False
        self._owed = 0  # bytes of the connection's window that came and are not given back
        self._paused_since: float | None = None
        self._unsent = 0
        self._reading = True
        self.ended = False  # nothing can be said any more
        self._on: dict[type[events.Event], Callable[..., None]] = {
            events.DataReceived: self._on_data,
            events.StreamEnded: self._on_end,
            events.TrailersReceived: self._on_trailers,
            events.StreamReset: self._on_reset,
            events.WindowUpdated: self._on_window,
            events.RemoteSettingsChanged: self._on_settings,
        }

    # The socket.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say our settings."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(HIGH_WATER, LOW_WATER)
        self._watch.add(self)
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Frames, or parts of them."""
        if self.ended:
            return
        now = self._loop.time()
        try:
            for frame in self._frames.feed(data):
                self._frame(frame, now)
        except H2Refused as refused:
            self._refuse(refused.code, str(refused))
        except ProtocolError as error:
            self._refuse(None, str(error))  # h2 has put a GOAWAY into its buffer
        else:
            self.flush_soon()

    def eof_received(self) -> bool:
        """A peer that says nothing more has gone."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Tell everybody."""
        self.ended = True
        self._transport = None
        self._watch.drop(self)
        self._break_all("the connection was lost")

    def pause_writing(self) -> None:
        """The socket's buffer is full."""
        self._paused_since = self._watch.now

    def resume_writing(self) -> None:
        """It has room again."""
        self._paused_since = None
        if not self._reading and self._transport is not None:
            self._reading = True
            self._transport.resume_reading()
        self.flush_soon()

    def look(self, now: float) -> None:
        """End what is overdue."""
        transport = self._transport
        if transport is None or self.ended:
            return
        if self._paused_since is not None:
            unsent = transport.get_write_buffer_size()
            if unsent != self._unsent:
                self._unsent, self._paused_since = unsent, now
            elif now - self._paused_since > self._limits.write_timeout:
                transport.abort()
                return
        block = self._guard.block_since
        if block is not None and now - block > self._limits.head_timeout:
            self._refuse(ErrorCodes.ENHANCE_YOUR_CALM, "a header block takes too long")
            return
        for stream in tuple(self._streams.values()):
            self._look_at(stream, now)

    # What differs between the two sides.

    def _settings(self) -> dict[SettingCodes, int]:
        return {
            SettingCodes.INITIAL_WINDOW_SIZE: WINDOW,
            SettingCodes.MAX_FRAME_SIZE: h2_frames.MAX_FRAME,
            SettingCodes.MAX_HEADER_LIST_SIZE: self._list_size,
        }

    @abstractmethod
    def _look_at(self, stream: H2Stream, now: float) -> None:
        """End what is overdue on one stream."""

    @abstractmethod
    def _lost(self, message: str) -> WireFault:
        """The fault of a stream that is gone."""

    @abstractmethod
    def _malformed(self, message: str) -> WireFault | None:
        """What who reads is told when the peer broke the rules, if not the same."""

    @abstractmethod
    def _trailers(self, fields: Sequence[Header]) -> Headers:
        """Trailers the peer sent."""

    @abstractmethod
    def _on_goaway(self, frame: h2_frames.Frame) -> None:
        """The peer wants no more streams."""

    @abstractmethod
    def _was_reset(self, stream: H2Stream, code: int) -> None:
        """The peer, or h2 for its fault, reset a stream."""

    @abstractmethod
    def _said_all(self, stream: H2Stream) -> None:
        """Our side of a stream has ended well."""

    @abstractmethod
    def _left(self, stream: H2Stream) -> None:
        """A stream has ended on both sides, well or not."""

    # A stream's `Carrier`.

    def now(self) -> float:
        """The time, as the watch has it."""
        return self._watch.now

    def opened(self, stream: int, size: int) -> None:
        """Let the peer send this much more on a stream."""
        if not self.ended and stream in self._streams:
            self._h2.increment_flow_control_window(size, stream)
            self.flush_soon()

    def ready(self, stream: H2Stream) -> None:
        """Put a stream in line."""
        if not self.ended:
            self._line.add(stream)
            self.flush_soon()

    def send_head(self, stream: H2Stream, fields: Headers, *, end: bool = False) -> None:
        """A head, and the end if that is all."""
        self._h2.send_headers(stream.id, fields, end_stream=end)
        if end:
            stream.ending = True
            self._end_sent(stream)
        self.flush_soon()

    def reset(self, stream: H2Stream, code: ErrorCodes) -> None:
        """End a stream at once."""
        self._reset(stream, code, "this side ended the stream")

    # Sending.

    def flush_soon(self) -> None:
        """Send at the end of this turn of the loop."""
        if not self._flush_due:
            self._flush_due = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._flush_due = False
        transport = self._transport
        if transport is None or self.ended:
            return
        more = self._paused_since is None and self._line.serve()
        data = self._h2.data_to_send()
        if data:
            transport.write(data)
        if more:
            self.flush_soon()
        elif (
            self._paused_since is not None
            and self._reading
            and transport.get_write_buffer_size() > UNSENT
        ):
            self._reading = False
            transport.pause_reading()

    def _end_sent(self, stream: H2Stream) -> None:
        stream.end_sent = True
        stream.writing_since = None
        self._guard.earn(FINISHED)
        self._said_all(stream)
        self._settle(stream)

    # Receiving.

    def _frame(self, frame: h2_frames.Frame, now: float) -> None:
        if self.ended:
            return
        number = frame.stream
        live = number in self._streams
        self._guard.weigh(frame, now, on_closed=not live and 0 < number <= self._highest)
        raw = frame.raw
        if frame.kind == h2_frames.GOAWAY:
            self._on_goaway(frame)
            return
        if frame.kind == h2_frames.SETTINGS:
            raw = settings_kept(frame)
        elif frame.kind == h2_frames.DATA and live:
            self._count(self._streams[number], frame)
        for event in self._h2.receive_data(raw):
            handle = self._on.get(type(event))
            if handle is not None:
                handle(event)

    def _count(self, stream: H2Stream, frame: h2_frames.Frame) -> None:
        """Hold a body to its declared length, before h2 gets to see it."""
        stream.got += content_of(frame)
        if stream.declared is None:
            return
        ends = frame.flags & h2_frames.END_STREAM
        if stream.got > stream.declared or (ends and stream.got != stream.declared):
            self._break(stream, "a body is not as long as its Content-Length says")

    def _on_data(self, event: events.DataReceived) -> None:
        weight = event.flow_controlled_length
        assert weight is not None
        assert event.data is not None
        assert event.stream_id is not None
        self._owed += weight
        if self._owed >= CONNECTION_WINDOW // 2:
            self._h2.increment_flow_control_window(self._owed)
            self._owed = 0
        stream = self._streams.get(event.stream_id)
        if stream is not None:
            self._guard.earn(len(event.data) / USEFUL)
            stream.arrived(event.data, weight)

    def _on_end(self, event: events.StreamEnded) -> None:
        stream = self._streams.get(event.stream_id or 0)
        if stream is not None and not stream.in_ended:
            stream.finished()
            self._settle(stream)

    def _on_trailers(self, event: events.TrailersReceived) -> None:
        stream = self._streams.get(event.stream_id or 0)
        if stream is None:
            return
        if stream.declared is not None and stream.got != stream.declared:
            self._break(stream, "a body is not as long as its Content-Length says")
            return
        try:
            trailers = self._trailers(self._decoder.fields)
        except WireFault as fault:
            self._break(stream, str(fault))
            return
        stream.finished(trailers)
        self._settle(stream)

    def _on_reset(self, event: events.StreamReset) -> None:
        stream = self._streams.pop(event.stream_id or 0, None)
        if not event.remote_reset:
            self._guard.charge(RESET, self._loop.time())
        if stream is not None:
            self._line.drop(stream)
            self._was_reset(stream, event.error_code or ErrorCodes.NO_ERROR)
            self._left(stream)

    def _on_window(self, event: events.WindowUpdated) -> None:
        if event.stream_id:
            stream = self._streams.get(event.stream_id)
            if stream is not None and stream.outbox:
                self.ready(stream)

    def _on_settings(self, event: events.RemoteSettingsChanged) -> None:
        if SettingCodes.INITIAL_WINDOW_SIZE in event.changed_settings:
            for stream in self._streams.values():
                if stream.outbox:
                    self.ready(stream)

    # Ending.

    def _settle(self, stream: H2Stream) -> None:
        if stream.over and self._streams.pop(stream.id, None) is not None:
            self._left(stream)

    def _break(self, stream: H2Stream, message: str) -> None:
        """The peer broke the rules on one stream."""
        self._guard.charge(RESET, self._loop.time())
        self._reset(stream, ErrorCodes.PROTOCOL_ERROR, message, self._malformed(message))

    def _reset(
        self, stream: H2Stream, code: ErrorCodes, message: str, reading: WireFault | None = None
    ) -> None:
        known = self._streams.pop(stream.id, None) is not None
        self._line.drop(stream)
        if known and not self.ended:
            # Where both sides had ended it in the very frame that is at fault, nobody is told.
            with suppress(NoSuchStreamError):
                self._h2.reset_stream(stream.id, code)
            self.flush_soon()
        stream.broken(self._lost(message), reading)
        if known:
            self._left(stream)

    def _break_all(self, message: str) -> None:
        self._line.clear()
        streams = tuple(self._streams.values())
        self._streams.clear()
        for stream in streams:
            stream.broken(self._lost(message))
            self._left(stream)

    def _close(self) -> None:
        """End the connection: everything was said."""
        if self._transport is not None and not self.ended:
            self._flush()
            self.ended = True
            self._transport.close()

    def _refuse(self, code: ErrorCodes | None, message: str) -> None:
        """End the connection, saying why; h2 has said it already where there is no `code`."""
        transport = self._transport
        if self.ended or transport is None:
            return
        last = b"" if code is None else goaway_frame(self._highest, code, message)
        transport.write(self._h2.data_to_send() + last)
        self.ended = True
        self._break_all(message)
        # What it still sends is read and dropped for a moment: closing at once would reset the
        # connection and take our GOAWAY with it.
        if transport.can_write_eof():
            transport.write_eof()
        else:
            transport.close()
        self._loop.call_later(FAREWELL, transport.abort)
