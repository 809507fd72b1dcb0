"""How long entries live and what goes when the store is full: the limits, kept inside transactions.

What may stand here: expiry, eviction, purge and the writing of `seen`. All of it works on a
connection that somebody else gives, inside a transaction that somebody else ends.

`seen` is written ahead: a use writes the time until which no further use needs to be written.
So looking up stays reading, and `seen` is never earlier than the last use. An entry lives at
least `idle_seconds` after its last use, and at most a step longer. Nothing that was used
within `active_seconds` goes. `seen` never moves back, whatever the clock does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.recall.store import StoreFull

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from weft.recall.store import Limits

STEPS_OF_IDLE = 16
STEPS_OF_ACTIVE = 4
SWEEP_EVERY = 64  # entries; the first of a process sweeps, so that short ones do their share
SWEEP_ROWS = 64  # of each table at a time: as many as were written since, so it keeps up
PURGE_ROWS = 1000  # in one transaction, so that others get their turn
VICTIMS = 32

_TOUCH_ORIGINAL = "UPDATE originals SET seen = max(seen, ?) WHERE id = ?"
_TOUCH_DECISION = "UPDATE decisions SET seen = max(seen, ?) WHERE id = ?"
_STORED = "SELECT stored_bytes FROM totals"
_OLDEST = """
    SELECT * FROM (SELECT seen, 0, id FROM originals WHERE seen < :before ORDER BY seen LIMIT :rows)
    UNION ALL
    SELECT * FROM (SELECT seen, 1, id FROM decisions WHERE seen < :before ORDER BY seen LIMIT :rows)
    ORDER BY 1, 2 LIMIT :rows"""
_DELETE = ("DELETE FROM originals WHERE id = ?", "DELETE FROM decisions WHERE id = ?")
_SWEEP_ORIGINALS = """
    DELETE FROM originals WHERE id IN (
        SELECT id FROM originals WHERE seen < :before AND (:tenant IS NULL OR tenant = :tenant)
        ORDER BY seen LIMIT :rows)"""
_SWEEP_DECISIONS = """
    DELETE FROM decisions WHERE id IN (
        SELECT id FROM decisions WHERE seen < :before AND (:tenant IS NULL OR tenant = :tenant)
        ORDER BY seen LIMIT :rows)"""
_COUNT = "UPDATE totals SET evicted = evicted + ?, expired = expired + ?"
_CLEAR_ORIGINALS = "DELETE FROM originals WHERE :tenant IS NULL OR tenant = :tenant"
_CLEAR_DECISIONS = "DELETE FROM decisions WHERE :tenant IS NULL OR tenant = :tenant"


class Room:
    """The limits of one store."""

    __slots__ = ("_limits", "_step", "_until_sweep")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._step = min(
            limits.idle_seconds / STEPS_OF_IDLE, limits.active_seconds / STEPS_OF_ACTIVE
        )
        self._until_sweep = 0

    def horizon(self, now: float) -> float:
        """What was last seen before this has expired."""
        return now - self._limits.idle_seconds

    def touch(
        self,
        connection: sqlite3.Connection,
        now: float,
        originals: Iterable[int],
        decisions: Iterable[int] = (),
    ) -> int:
        """Write down that these were used; gives how many of them are there."""
        seen = now + self._step
        touched = connection.executemany(_TOUCH_ORIGINAL, [(seen, id_) for id_ in originals])
        count = max(touched.rowcount, 0)
        touched = connection.executemany(_TOUCH_DECISION, [(seen, id_) for id_ in decisions])
        return count + max(touched.rowcount, 0)

    def make(self, connection: sqlite3.Connection, need: int, now: float, entries: int = 1) -> None:
        """Make room for so many bytes in so many entries, or raise `StoreFull`.

        Sweeps now and then.
        """
        if self._until_sweep <= 0:
            self.sweep(connection, now, None, max(SWEEP_ROWS, entries))
            self._until_sweep = SWEEP_EVERY
        self._until_sweep -= entries
        (stored,) = connection.execute(_STORED).fetchone()
        if stored + need > self._limits.max_bytes:
            self._evict(connection, need, now)

    def sweep(
        self, connection: sqlite3.Connection, now: float, tenant: bytes | None, rows: int
    ) -> tuple[int, int]:
        """Delete some of what has expired; gives how many originals and decisions went."""
        which = {"before": self.horizon(now), "rows": rows, "tenant": tenant}
        originals = connection.execute(_SWEEP_ORIGINALS, which).rowcount
        decisions = connection.execute(_SWEEP_DECISIONS, which).rowcount
        if originals:
            connection.execute(_COUNT, (0, originals))
        return originals, decisions

    def clear(self, connection: sqlite3.Connection, tenant: bytes | None) -> int:
        """Delete everything; gives how many originals went."""
        originals = connection.execute(_CLEAR_ORIGINALS, {"tenant": tenant}).rowcount
        connection.execute(_CLEAR_DECISIONS, {"tenant": tenant})
        return originals

    def _evict(self, connection: sqlite3.Connection, need: int, now: float) -> None:
        horizon = self.horizon(now)
        oldest = {"before": now - self._limits.active_seconds, "rows": VICTIMS}
        while need <= self._limits.max_bytes:
            victims = connection.execute(_OLDEST, oldest).fetchall()
            for seen, table, id_ in victims:
                gone = connection.execute(_DELETE[table], (id_,)).rowcount
                if gone and table == 0:
                    connection.execute(_COUNT, (0, 1) if seen < horizon else (1, 0))
                (stored,) = connection.execute(_STORED).fetchone()
                if stored + need <= self._limits.max_bytes:
                    return
            if not victims:
                break
        raise StoreFull(
            f"the store may keep {self._limits.max_bytes} bytes, and what it holds was in use "
            f"within the last {self._limits.active_seconds:g} seconds; {need} more do not fit. "
            "Give it a larger budget"
        )


__all__ = ["PURGE_ROWS", "Room"]
