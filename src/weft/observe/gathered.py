"""Gathered: what a worker has counted and not yet written, and what it has written in all.

Safe to count into from several threads. What waits to be explained is bounded as in the book.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

import msgspec

from weft.observe.book import MOST_BYTES, NEWEST, Record
from weft.observe.explained import explained, summary
from weft.observe.packed import packer
from weft.observe.tally import Tally, merge

if TYPE_CHECKING:
    from weft.gateway.events import Exchanged


class Gathered:
    """Sums and explanations of one worker."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # of what is new
        self._new = Tally()
        self._written = Tally()
        self._pack = packer()  # of the thread that keeps
        self.records: deque[Record] = deque(maxlen=NEWEST)

    def count(self, event: Exchanged) -> None:
        """Add an exchange."""
        with self._lock:
            self._new.add(event)

    def fault(self) -> None:
        """Count an exchange that could not be counted or explained."""
        with self._lock:
            self._new.count("observe", "faults", 1)

    def keep(self, event: Exchanged) -> None:
        """Keep what explains an exchange."""
        told = summary(event)
        packed = self._pack(msgspec.json.encode(explained(event)))
        self.records.append(
            Record(told["request_id"], event.time, msgspec.json.encode(told), packed)
        )

    def take(self) -> Tally:
        """What is new, to be written."""
        with self._lock:
            new, self._new = self._new, Tally()
        return new

    def wrote(self, taken: Tally) -> None:
        """It is written, and so are the records."""
        self._written.take(taken)
        self.records.clear()

    def failed(self, taken: Tally) -> None:
        """It is not. It waits, within bounds."""
        with self._lock:
            self._new.take(taken)
            self._new.count("observe", "unwritten", 1)
        while sum(record.size for record in self.records) > MOST_BYTES:
            self.records.popleft()

    def new(self) -> Tally:
        """What is not written yet."""
        with self._lock:
            return merge(self._new)

    def all(self) -> Tally:
        """Everything that this worker has counted."""
        return merge(self._written, self.new())

    def explanation(self, request_id: str) -> bytes | None:
        """Of an exchange that is not written yet."""
        found = (each for each in reversed(self.records) if each.request_id == request_id)
        record = next(found, None)
        return None if record is None else record.explanation
