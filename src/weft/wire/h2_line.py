"""Whose turn it is to send: the streams of one connection that have something, in line.

Each sends one frame and goes to the back, until the peer's window or our share of the socket's
buffer is used up. A stream whose own window is used up leaves the line, and comes back when the
peer opens it: who reads slowly holds up nobody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.wire.exchange import HIGH_WATER
from weft.wire.h2_guard import USEFUL
from weft.wire.h2_head import trailer_fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from h2.connection import H2Connection

    from weft.wire.h2_guard import Guard
    from weft.wire.h2_stream import H2Stream

MAX_SENT = 64 * 1024  # bytes in one frame, so that a long one holds nobody up


class Line:
    """Streams with something to send."""

    __slots__ = ("_guard", "_h2", "_on_end", "_waiting")

    def __init__(self, h2: H2Connection, guard: Guard, on_end: Callable[[H2Stream], None]) -> None:
        self._h2 = h2
        self._guard = guard
        self._on_end = on_end  # called when a stream's end was sent
        self._waiting: dict[int, H2Stream] = {}

    def add(self, stream: H2Stream) -> None:
        """To the back, or where it stands already."""
        self._waiting[stream.id] = stream

    def drop(self, stream: H2Stream) -> None:
        """It has nothing to send any more."""
        self._waiting.pop(stream.id, None)

    def clear(self) -> None:
        """Nobody has."""
        self._waiting.clear()

    def serve(self) -> bool:
        """Put frames into h2's buffer; whether there is more that could go."""
        waiting = self._waiting
        room = HIGH_WATER
        while waiting and room > 0:
            stream = next(iter(waiting.values()))
            if stream.outbox and self._h2.outbound_flow_control_window <= 0:
                return False
            del waiting[stream.id]
            sent = self._send(stream)
            room -= sent
            if sent and stream.outbox:
                waiting[stream.id] = stream
        return bool(waiting)

    def _send(self, stream: H2Stream) -> int:
        if stream.fault is not None or stream.end_sent:
            return 0
        size = len(stream.outbox)
        if size:
            h2 = self._h2
            window = h2.local_flow_control_window(stream.id)
            size = min(size, window, h2.max_outbound_frame_size, MAX_SENT)
            if size <= 0:
                return 0
            end = stream.ending and size == len(stream.outbox) and not stream.last_trailers
            h2.send_data(stream.id, bytes(stream.outbox[:size]), end_stream=end)
            self._guard.earn(size / USEFUL)
            stream.sent(size)
            if end:
                self._on_end(stream)
        if stream.ending and not stream.outbox and not stream.end_sent:
            if stream.last_trailers:
                fields = trailer_fields(stream.last_trailers)
                self._h2.send_headers(stream.id, fields, end_stream=True)
            else:
                self._h2.end_stream(stream.id)
            self._on_end(stream)
        return size


__all__ = ["Line"]
