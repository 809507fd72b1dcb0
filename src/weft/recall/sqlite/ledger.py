"""The replay ledger in SQLite, in the file of its originals.

What may stand here: the promise of `Ledger`. A decision points to its original by row; deleting
the original deletes the decision (a trigger in `schema`), so that what is found is whole.

A decision that is damaged at rest is said aloud once, and forgotten by that: the block then
counts as never seen, instead of failing for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.recall.folio import pack, unpack
from weft.recall.ledger import Decision, Identity
from weft.recall.sqlite.schema import ENTRY_BYTES, row_of
from weft.recall.store import StoreDamaged, StoreError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from weft.recall.marker import Keyring
    from weft.recall.sqlite.database import Database
    from weft.recall.sqlite.room import Room

# How many identities a look-up asks for: few different statements, so that each is prepared once.
BATCHES = (1, 4, 16, 64, 256, 1024)

_COLUMNS = """
    SELECT d.identity, d.replacement, d.id, d.seen, o.id, o.seen, o.hash, d.original IS NOT NULL
    FROM decisions d LEFT JOIN originals o ON o.id = d.original
    WHERE d.tenant = ? AND d.identity IN """
_LOOK_UP = {size: f"{_COLUMNS}({','.join('?' * size)})" for size in BATCHES}
_ORIGINAL = "SELECT seen FROM originals WHERE id = ? AND tenant = ? AND hash = ?"
_FORGET = "DELETE FROM decisions WHERE id = ?"
_KEEP = """
    INSERT INTO decisions(tenant, identity, original, cost, seen, replacement)
    VALUES(?, ?, ?, ?, ?, ?)"""

_Row = tuple[bytes, bytes | None, int, float, int | None, float | None, str | None, int]


class SqliteLedger:
    """Remembers decisions in one file."""

    def __init__(
        self, database: Database, room: Room, keyring: Keyring, clock: Callable[[], float]
    ) -> None:
        self._database = database
        self._room = room
        self._keyring = keyring
        self._clock = clock

    def replay(self, tenant: str, identities: Sequence[Identity]) -> Mapping[Identity, Decision]:
        """The decisions already made."""
        key = _key(tenant)
        answer: dict[Identity, Decision] = {}
        for start in range(0, len(identities), BATCHES[-1]):
            rows = self._look_up(key, identities[start : start + BATCHES[-1]])
            for row in rows:
                answer[Identity(row[0])] = self._read(row)
        return answer

    def record(self, tenant: str, identity: Identity, decision: Decision) -> Decision:
        """Record a first decision and give back the one that counts."""
        key, now = _key(tenant), self._clock()
        data = None if decision.replacement is None else pack(decision.replacement)
        cost = len(data or b"") + ENTRY_BYTES
        with self._database.writing() as connection:
            row: _Row | None = connection.execute(_LOOK_UP[1], (key, identity)).fetchone()
            if row is not None:
                if self._lives(row, now):
                    self._touch(connection, [row], now)
                    return _decision(row)
                connection.execute(_FORGET, (row[2],))
            original = self._original(connection, tenant, decision.hash, now)
            self._room.make(connection, cost, now)
            connection.execute(_KEEP, (key, identity, original, cost, now, data))
        return decision

    def _look_up(self, key: bytes, identities: Sequence[Identity]) -> list[_Row]:
        """What lives, and is marked as used."""
        size = next(size for size in BATCHES if size >= len(identities))
        values = (key, *identities, *[identities[-1]] * (size - len(identities)))
        while True:
            now = self._clock()
            with self._database.reading() as connection:
                rows: list[_Row] = connection.execute(_LOOK_UP[size], values).fetchall()
            rows = [row for row in rows if self._lives(row, now)]
            worn = [row for row in rows if row[3] < now or (row[5] is not None and row[5] < now)]
            if not worn:
                return rows
            with self._database.writing(durable=False) as connection:
                if self._touch(connection, worn, now):
                    return rows
            # Something went between the look and the mark. Look again.

    def _lives(self, row: _Row, now: float) -> bool:
        horizon = self._room.horizon(now)
        if row[3] < horizon:
            return False
        return not row[7] or (row[5] is not None and row[5] >= horizon)

    def _touch(self, connection: sqlite3.Connection, rows: list[_Row], now: float) -> bool:
        originals = {row[4] for row in rows if row[4] is not None}
        decisions = [row[2] for row in rows]
        touched = self._room.touch(connection, now, originals, decisions)
        return touched == len(originals) + len(decisions)

    def _read(self, row: _Row) -> Decision:
        try:
            return _decision(row)
        except StoreDamaged as error:
            with self._database.writing() as connection:
                connection.execute(_FORGET, (row[2],))
            raise StoreDamaged(f"a decision in the ledger was damaged ({error})") from error

    def _original(
        self, connection: sqlite3.Connection, tenant: str, hash_: str | None, now: float
    ) -> int | None:
        """The row of the original that a decision stands on, marked as used."""
        if hash_ is None:
            return None
        if self._keyring.owns(tenant, hash_):
            row = row_of(hash_)
            found = connection.execute(_ORIGINAL, (row, _key(tenant), hash_)).fetchone()
            if found is not None and found[0] >= self._room.horizon(now):
                self._room.touch(connection, now, [row])
                return row
        raise StoreError(
            f"the decision stands on the original {hash_}, which is not in the store; put it first"
        )


def _key(tenant: str) -> bytes:
    return tenant.encode("utf-8", "surrogatepass")


def _decision(row: _Row) -> Decision:
    return Decision(None if row[1] is None else unpack(row[1]), row[6])


__all__ = ["SqliteLedger"]
