"""A `Watch` looks at connections now and then, and tells each what time it is.

It stands in for a timer per request: setting and cancelling one costs as much as parsing the head
it guards. Connections note `watch.now` when something happens and compare when they are looked at,
so a deadline is kept to within two periods. It ticks only while there is something to look at.

It knows nothing of what it watches but the one method.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 1.0  # seconds between two looks
SHORTEST = 0.01
LOOKS = 8  # within the shortest of the times that are kept


class Watched(Protocol):
    """Something with deadlines of its own."""

    def look(self, now: float) -> None:
        """Act on what is overdue."""


class Watch:
    """The clock of a group of connections."""

    __slots__ = ("_loop", "_period", "_timer", "_watched", "now")

    def __init__(self, times: Iterable[float]) -> None:
        self._loop = asyncio.get_running_loop()
        self._period = min(LONGEST, max(SHORTEST, min(times) / LOOKS))
        self._timer: asyncio.TimerHandle | None = None
        self._watched: set[Watched] = set()
        self.now = self._loop.time()

    def add(self, watched: Watched) -> None:
        """Look at this one from now on."""
        self._watched.add(watched)
        if self._timer is None:
            self.now = self._loop.time()
            self._timer = self._loop.call_later(self._period, self._tick)

    def drop(self, watched: Watched) -> None:
        """Look at this one no more."""
        self._watched.discard(watched)

    def _tick(self) -> None:
        self.now = now = self._loop.time()
        for watched in tuple(self._watched):
            watched.look(now)
        self._timer = self._loop.call_later(self._period, self._tick) if self._watched else None
