"""Originals in SQLite.

What may stand here: the promise of `Store`. The ledger on the same file stands in `ledger`, the
limits in `room`, connections and errors in `database`.

To put an original that is already there reads it back and compares it: two texts with one name
are never mixed up, and what was damaged at rest is repaired by whoever still has the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.recall.folio import Folio, pack
from weft.recall.marker import Keyring, Receipt, is_name
from weft.recall.sqlite import part
from weft.recall.sqlite.ledger import SqliteLedger
from weft.recall.sqlite.room import PURGE_ROWS, Room
from weft.recall.sqlite.schema import ENTRY_BYTES, row_of
from weft.recall.store import StoreDamaged, StoreError, StoreStats

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from weft.recall.sqlite.database import Database
    from weft.recall.store import Limits

TRIES = 8  # another process may be faster, but not again and again
INLINE_BYTES = 32 * 1024  # folios up to here are read by the statement that finds them

_FIND = """
    SELECT o.seen, o.cost, length(f.data), CASE WHEN length(f.data) <= ? THEN f.data END
    FROM originals o JOIN folios f ON f.id = o.id
    WHERE o.id = ? AND o.tenant = ? AND o.hash = ?"""
_OWNER = "SELECT tenant, seen FROM originals WHERE id = ? AND hash = ?"
_WHO = "SELECT tenant, hash, seen FROM originals WHERE id = ?"
_DELETE = "DELETE FROM originals WHERE id = ?"
_KEEP = "INSERT INTO originals(id, tenant, hash, bytes, cost, seen) VALUES(?, ?, ?, ?, ?, ?)"
_KEEP_FOLIO = "INSERT OR REPLACE INTO folios(id, data) VALUES(?, ?)"
_REPRICE = "UPDATE originals SET cost = ? WHERE id = ?"
_STATS = """
    SELECT originals, decisions, original_bytes, stored_bytes, evicted, expired FROM totals"""


class SqliteStore:
    """A store in one file."""

    def __init__(self, database: Database, limits: Limits, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock
        self._room = Room(limits)
        self._keyring = Keyring(database.secret)
        self._ledger = SqliteLedger(database, self._room, self._keyring, clock)

    @property
    def keyring(self) -> Keyring:
        """The keys of this installation."""
        return self._keyring

    @property
    def ledger(self) -> SqliteLedger:
        """The replay ledger in the same file."""
        return self._ledger

    def put(self, tenant: str, original: str) -> Receipt:
        """Keep an original. Durable when this returns."""
        return self.put_all(tenant, [original])[0]

    def put_all(self, tenant: str, originals: Sequence[str]) -> list[Receipt]:
        """Keep many. What is new becomes durable in one transaction, before this returns."""
        names = [self._keyring.reference(tenant, original).hash for original in originals]
        pending = dict(zip(names, originals, strict=True))
        packed: dict[str, bytes] = {}
        for _ in range(TRIES):
            pending = {n: text for n, text in pending.items() if not self._renew(tenant, n, text)}
            packed.update({n: pack(text) for n, text in pending.items() if n not in packed})
            pending = self._insert(tenant, pending, packed) if pending else {}
            if not pending:
                return [Receipt(name, tenant, self._keyring) for name in names]
        raise StoreDamaged(
            f"the original {next(iter(pending))} is there for one index and not for another"
        )

    def open(self, tenant: str, hash_: str) -> Folio | None:
        """The original under this hash; `None` if it is not there."""
        if not self._keyring.owns(tenant, hash_):
            return None
        key, row, now = _key(tenant), row_of(hash_), self._clock()
        found = self._find(row, key, hash_, now)
        if found is None:
            return None
        seen, size, data = found
        if seen < now and not self._touch(row, now):
            return None
        return Folio(
            self._fetcher(row, data), size, lambda text: self._keyring.names(tenant, hash_, text)
        )

    def owner(self, hash_: str) -> str | None:
        """The tenant whose original has this name."""
        if not is_name(hash_):
            return None
        values = (row_of(hash_), hash_)
        found = self._database.read(lambda each: each.execute(_OWNER, values).fetchone())
        if found is None or found[1] < self._room.horizon(self._clock()):
            return None
        tenant: str = found[0].decode("utf-8", "surrogatepass")
        return tenant

    def stats(self) -> StoreStats:
        """What is in the file."""
        totals = self._database.read(lambda each: each.execute(_STATS).fetchone())
        return StoreStats("sqlite", *totals)

    def purge(self, tenant: str | None = None, *, everything: bool = False) -> int:
        """Delete what has expired (or everything), of one tenant or of all."""
        key = None if tenant is None else _key(tenant)
        if everything:
            return self._clear(key)
        purged, now = 0, self._clock()
        while True:
            with self._database.writing() as connection:
                originals, decisions = self._room.sweep(connection, now, key, PURGE_ROWS)
            purged += originals
            if originals < PURGE_ROWS and decisions < PURGE_ROWS:
                return purged

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _find(
        self, row: int, key: bytes, hash_: str, now: float
    ) -> tuple[float, int, bytes | None] | None:
        values = (INLINE_BYTES, row, key, hash_)
        found = self._database.read(lambda each: each.execute(_FIND, values).fetchone())
        if found is None or found[0] < self._room.horizon(now):
            return None
        seen, cost, size, data = found
        if size + ENTRY_BYTES != cost:
            raise StoreDamaged(f"the original {hash_} has another size than it was kept with")
        return seen, size, data

    def _fetcher(self, row: int, data: bytes | None) -> Callable[[int, int], bytes]:
        if data is not None:
            return lambda offset, length: data[offset : offset + length]

        return lambda offset, length: self._database.read(
            lambda connection: part.read(connection, row, offset, length)
        )

    def _renew(self, tenant: str, hash_: str, original: str) -> bool:
        """Whether this very original is there already, and then its life begins anew."""
        key, row, now = _key(tenant), row_of(hash_), self._clock()
        try:
            found = self._find(row, key, hash_, now)
            if found is None:
                return False
            seen, size, data = found
            text = Folio(self._fetcher(row, data), size).text()
        except StoreDamaged:
            return self._repair(row, original)
        if text != original:
            raise StoreError(
                f"two different originals have the name {hash_}; the second is not kept"
            )
        return seen >= now or self._touch(row, now)

    def _repair(self, row: int, original: str) -> bool:
        data, now = pack(original), self._clock()
        with self._database.writing() as connection:
            if connection.execute(_WHO, (row,)).fetchone() is None:
                return False
            connection.execute(_KEEP_FOLIO, (row, data))
            connection.execute(_REPRICE, (len(data) + ENTRY_BYTES, row))
            return self._room.touch(connection, now, [row]) == 1

    def _insert(
        self, tenant: str, originals: Mapping[str, str], packed: Mapping[str, bytes]
    ) -> dict[str, str]:
        """Keep these; gives those that another process keeps since we looked."""
        key, now = _key(tenant), self._clock()
        there: dict[str, str] = {}
        rows: list[tuple[int, bytes, str, int, int, float]] = []
        with self._database.writing() as connection:
            for name, original in originals.items():
                if self._taken(connection, key, name, now):
                    there[name] = original
                    continue
                size = len(original.encode("utf-8", "surrogatepass"))
                cost = len(packed[name]) + ENTRY_BYTES
                rows.append((row_of(name), key, name, size, cost, now))
            if rows:
                self._room.make(connection, sum(row[4] for row in rows), now, len(rows))
                connection.executemany(_KEEP, rows)
                folios = [(row[0], packed[row[2]]) for row in rows]
                connection.executemany(_KEEP_FOLIO, folios)
        return there

    def _taken(self, connection: sqlite3.Connection, key: bytes, hash_: str, now: float) -> bool:
        """Whether something lives under this name; what does not goes."""
        row = row_of(hash_)
        there = connection.execute(_WHO, (row,)).fetchone()
        if there is None:
            return False
        if there[2] < self._room.horizon(now):
            connection.execute(_DELETE, (row,))
            return False
        if there[:2] != (key, hash_):
            raise StoreError(f"the name {hash_} is too close to another one")
        return True

    def _touch(self, row: int, now: float) -> bool:
        with self._database.writing(durable=False) as connection:
            return self._room.touch(connection, now, [row]) == 1

    def _clear(self, key: bytes | None) -> int:
        with self._database.writing(erase=True) as connection:
            purged = self._room.clear(connection, key)
        self._database.shrink_log()
        return purged


def _key(tenant: str) -> bytes:
    return tenant.encode("utf-8", "surrogatepass")


__all__ = ["SqliteStore"]
