"""How much of what costs us more than it costs them a peer may send: one budget per connection.

Each frame has a price in points. A connection starts with a purse of `BURST`, time fills it up
again, and so does work that is of use (content sent and received, answers finished). Who spends
more has its connection ended with ENHANCE_YOUR_CALM. One budget instead of a counter per attack,
because the attacks mix.

| what comes                                        | known as                     | points |
|---------------------------------------------------|------------------------------|--------|
| a stream reset, by them or through their fault    | rapid reset, made you reset  | 5      |
| a stream over the limit, or on a closed one       |                              | 5      |
| SETTINGS                                          | settings flood               | 10     |
| PING                                              | ping flood                   | 2      |
| PRIORITY, WINDOW_UPDATE, frames of unknown kinds  | priority flood, data dribble | 1      |
| DATA with nothing in it, DATA on a closed stream  | empty frames flood           | 2      |
| HEADERS or CONTINUATION that ends no header block | CONTINUATION flood           | 4      |

h2 itself bounds CONTINUATION frames (64 per block) and the decoded size of a header block; a
block's encoded size, and the time it may take, are bounded here. Time is passed in. No I/O.
"""

from __future__ import annotations

from h2.errors import ErrorCodes

from weft.wire.h2_frames import (
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    HEADERS,
    PING,
    RST_STREAM,
    SETTINGS,
    Frame,
    H2Refused,
)

BURST = 1000.0  # points: 200 resets, 100 SETTINGS or 500 PINGs at once
RATE = 100.0  # points a second
RESET = 5.0  # points
USEFUL = 1024  # bytes of content, either way, that earn one point
FINISHED = 10.0  # points an answer earns by reaching its end

_PRICE = {RST_STREAM: RESET, SETTINGS: 10.0, PING: 2.0}
_OTHER = 1.0
_EMPTY = 2.0
_OPEN_BLOCK = 4.0


class Guard:
    """The purse of one connection, and the header block it may be in the middle of."""

    __slots__ = ("_at", "_block", "_max_block", "_points", "block_since")

    def __init__(self, now: float, max_block: int) -> None:
        self._points = BURST
        self._at = now
        self._max_block = max_block
        self._block = 0
        self.block_since: float | None = None

    def weigh(self, frame: Frame, now: float, *, on_closed: bool) -> None:
        """Take a frame's price. Raises `H2Refused` when there is nothing left to pay with."""
        kind = frame.kind
        if kind == DATA:
            if on_closed or (len(frame.raw) == 9 and not frame.flags & END_STREAM):
                self.charge(_EMPTY, now)
        elif kind in (HEADERS, CONTINUATION):
            if on_closed:
                self.charge(RESET, now)
            self._weigh_block(frame, now)
        else:
            self.charge(_PRICE.get(kind, _OTHER), now)

    def charge(self, points: float, now: float) -> None:
        """Take points. Raises `H2Refused`."""
        self._points = min(BURST, self._points + (now - self._at) * RATE) - points
        self._at = now
        if self._points < 0:
            raise H2Refused(ErrorCodes.ENHANCE_YOUR_CALM, "too many frames for too little work")

    def earn(self, points: float) -> None:
        """Give points back for work of use."""
        self._points = min(BURST, self._points + points)

    def _weigh_block(self, frame: Frame, now: float) -> None:
        self._block = len(frame.raw) if frame.kind == HEADERS else self._block + len(frame.raw)
        if self._block > self._max_block:
            raise H2Refused(ErrorCodes.ENHANCE_YOUR_CALM, "a header block is too large")
        if frame.flags & END_HEADERS:
            self.block_since = None
        else:
            self.charge(_OPEN_BLOCK, now)
            if self.block_since is None:
                self.block_since = now


__all__ = ["BURST", "FINISHED", "RATE", "RESET", "USEFUL", "Guard"]
