"""Tally: sums over many exchanges, which can be added up in any order, and written as JSON.

Pure. A tally is tables of whole numbers (see `counted`) and spans of time. To merge two is to add
their numbers; which comes first, and which were merged before, makes no difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from weft.observe.counted import rows, times

if TYPE_CHECKING:
    from weft.gateway.events import Exchanged


class Span(msgspec.Struct, array_like=True):
    """Times of one thing, in microseconds: how often, how long in all, how long at most."""

    count: int = 0
    total: int = 0
    most: int = 0

    def add(self, other: Span) -> None:
        """Take another in."""
        self.count += other.count
        self.total += other.total
        self.most = max(self.most, other.most)

    def milliseconds(self) -> dict[str, float]:
        """As statistics show it."""
        average = self.total / self.count / 1000 if self.count else 0.0
        return {
            "average_ms": round(average, 3),
            "max_ms": self.most / 1000,
            "count": self.count,
        }


class Tally(msgspec.Struct, omit_defaults=True):
    """Sums. `tables` by table and row, `spans` by group and name."""

    tables: dict[str, dict[str, int]] = {}
    spans: dict[str, dict[str, Span]] = {}

    def add(self, event: Exchanged) -> None:
        """One more exchange: all of it, or with any error nothing."""
        counted, timed = rows(event), times(event)
        for table, row, number in counted:
            if number:
                self.count(table, row, number)
        for group, name, microseconds in timed:
            self._time(group, name, Span(1, microseconds, microseconds))

    def take(self, other: Tally) -> None:
        """Add another one to this one."""
        for table, numbers in other.tables.items():
            for row, number in numbers.items():
                self.count(table, row, number)
        for group, spans in other.spans.items():
            for name, span in spans.items():
                self._time(group, name, span)

    def of(self, table: str) -> dict[str, int]:
        """The rows of a table; empty where nothing was counted."""
        return self.tables.get(table, {})

    def number(self, table: str, row: str) -> int:
        """One number."""
        return self.of(table).get(row, 0)

    @property
    def exchanges(self) -> int:
        """How many were counted."""
        return sum(self.of("requests").values())

    def json(self) -> bytes:
        """As it lies at rest."""
        return _ENCODER.encode(self)

    def count(self, table: str, row: str, number: int) -> None:
        """Add to one number."""
        numbers = self.tables.setdefault(table, {})
        numbers[row] = numbers.get(row, 0) + number

    def _time(self, group: str, name: str, span: Span) -> None:
        self.spans.setdefault(group, {}).setdefault(name, Span()).add(span)


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Tally)


def merge(*tallies: Tally) -> Tally:
    """The sum, in a tally of its own."""
    whole = Tally()
    for each in tallies:
        whole.take(each)
    return whole


def from_json(data: bytes) -> Tally:
    """A tally that was written, also by another version. Raises `msgspec.MsgspecError`."""
    return _DECODER.decode(data)
