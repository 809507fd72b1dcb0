"""The replay ledger in SQLite, in the file of its originals.

What may stand here: the promise of `Ledger`. A decision points to its original by row; deleting
the original deletes the decision (a trigger in `schema`), so that what is found is whole.

A decision that is damaged at rest is said aloud once, and forgotten by that: the block then
counts as never seen, instead of failing for ever.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from weft.recall.folio import pack, unpack
from weft.recall.ledger import Decision, Identity, counting, homeless
from weft.recall.sqlite.schema import ENTRY_BYTES, row_of
from weft.recall.store import StoreDamaged

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from weft.recall.ledger import Recorded
    from weft.recall.marker import Keyring
    from weft.recall.sqlite.database import Database
    from weft.recall.sqlite.room import Room

TRIES = 8  # of one look-up, while others delete what it finds
# How many identities a look-up asks for: few different statements, so that each is prepared once.
BATCHES = (1, 4, 16, 64, 256, 1024)

_COLUMNS = """
    SELECT d.identity, d.sealed, d.id, d.seen, d.original, o.seen, o.hash
    FROM decisions d LEFT JOIN originals o ON o.id = d.original
    WHERE d.tenant = ? AND d.identity IN """
_LOOK_UP = {size: f"{_COLUMNS}({','.join('?' * size)})" for size in BATCHES}
_ORIGINAL = "SELECT seen FROM originals WHERE id = ? AND tenant = ? AND hash = ?"
_FORGET = "DELETE FROM decisions WHERE id = ?"
_KEEP = """
    INSERT INTO decisions(tenant, identity, original, cost, seen, sealed)
    VALUES(?, ?, ?, ?, ?, ?)"""

_SEAL = Struct("<I")


class _Row(NamedTuple):
    """A decision as looked up; the last two are of its original, where that is there."""

    identity: bytes
    sealed: bytes
    id: int
    seen: float
    original: int | None
    original_seen: float | None
    hash: str | None


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
                answer[Identity(row.identity)] = self._read(key, row)
        return answer

    def record(self, tenant: str, identity: Identity, decision: Decision) -> Decision:
        """Record a first decision and give back the one that counts."""
        return counting(self.record_all(tenant, {identity: decision})[identity])

    def record_all(
        self, tenant: str, decisions: Mapping[Identity, Decision]
    ) -> Mapping[Identity, Recorded]:
        """Record many in one transaction; says for each what counts, or why it was refused."""
        if not decisions:
            return {}
        key, now = _key(tenant), self._clock()
        sealed = {each: _seal(key, each, decision) for each, decision in decisions.items()}
        with self._database.writing() as connection:
            answer = self._made(connection, key, list(decisions), now)
            fresh = [each for each in decisions if each not in answer]
            # All originals are marked as used before room is made: none of them has to go for it.
            originals = {each: decisions[each].hash for each in fresh}
            rows = self._originals(connection, tenant, originals.values(), now)
            kept = []
            for each, hash_ in originals.items():
                if hash_ is not None and hash_ not in rows:
                    answer[each] = homeless(hash_)
                    continue
                cost, row = len(sealed[each]) + ENTRY_BYTES, rows[hash_] if hash_ else None
                kept.append((key, each, row, cost, now, sealed[each]))
                answer[each] = decisions[each]
            if kept:
                self._room.make(connection, sum(row[3] for row in kept), now, len(kept))
                connection.executemany(_KEEP, kept)
        return answer

    def _made(
        self, connection: sqlite3.Connection, key: bytes, identities: list[Identity], now: float
    ) -> dict[Identity, Recorded]:
        """What was recorded before and counts, marked as used; what does not is forgotten."""
        answer: dict[Identity, Recorded] = {}
        living: list[_Row] = []
        for start in range(0, len(identities), BATCHES[-1]):
            for row in _rows(connection, key, identities[start : start + BATCHES[-1]]):
                if not self._lives(row, now):
                    connection.execute(_FORGET, (row.id,))
                    continue
                try:
                    answer[Identity(row.identity)] = _unseal(key, row)
                    living.append(row)
                except StoreDamaged as error:
                    connection.execute(_FORGET, (row.id,))
                    answer[Identity(row.identity)] = _said(error)
        self._touch(connection, living, now)
        return answer

    def _look_up(self, key: bytes, identities: Sequence[Identity]) -> list[_Row]:
        """What lives, and is marked as used."""
        for _ in range(TRIES):
            now = self._clock()
            found = self._database.read(lambda each: _rows(each, key, identities))
            rows = [row for row in found if self._lives(row, now)]
            worn = [row for row in rows if min(row.seen, row.original_seen or row.seen) < now]
            if not worn:
                return rows
            with self._database.writing(durable=False) as connection:
                if self._touch(connection, worn, now):
                    return rows
            # Something went between the look and the mark. Look again.
        raise StoreDamaged("a decision is there for one index of the ledger and not for another")

    def _lives(self, row: _Row, now: float) -> bool:
        horizon = self._room.horizon(now)
        if row.original is None:
            return row.seen >= horizon
        return (
            row.seen >= horizon and row.original_seen is not None and row.original_seen >= horizon
        )

    def _touch(self, connection: sqlite3.Connection, rows: list[_Row], now: float) -> bool:
        originals = {row.original for row in rows if row.original is not None}
        decisions = [row.id for row in rows]
        touched = self._room.touch(connection, now, originals, decisions)
        return touched == len(originals) + len(decisions)

    def _read(self, key: bytes, row: _Row) -> Decision:
        try:
            return _unseal(key, row)
        except StoreDamaged as error:
            with self._database.writing() as connection:
                connection.execute(_FORGET, (row.id,))
            raise _said(error) from error

    def _originals(
        self,
        connection: sqlite3.Connection,
        tenant: str,
        hashes: Iterable[str | None],
        now: float,
    ) -> dict[str, int]:
        """The rows of the originals that are there, marked as used."""
        rows: dict[str, int] = {}
        for hash_ in hashes:
            if hash_ is None or hash_ in rows or not self._keyring.owns(tenant, hash_):
                continue
            row = row_of(hash_)
            found = connection.execute(_ORIGINAL, (row, _key(tenant), hash_)).fetchone()
            if found is not None and found[0] >= self._room.horizon(now):
                rows[hash_] = row
        self._room.touch(connection, now, rows.values())
        return rows


def _rows(connection: sqlite3.Connection, key: bytes, identities: Sequence[Identity]) -> list[_Row]:
    """What is there of so many as one statement asks for."""
    size = next(size for size in BATCHES if size >= len(identities))
    values = (key, *identities, *[identities[-1]] * (size - len(identities)))
    return [_Row._make(row) for row in connection.execute(_LOOK_UP[size], values)]


def _said(error: StoreDamaged) -> StoreDamaged:
    return StoreDamaged(f"a decision in the ledger was damaged ({error})")


def _seal(key: bytes, identity: bytes, decision: Decision) -> bytes:
    """What is kept of a decision: nothing of it can be taken for that of another block."""
    data = b"" if decision.replacement is None else pack(decision.replacement)
    return _SEAL.pack(_checksum(key, identity, decision.hash, data)) + data


def _unseal(key: bytes, row: _Row) -> Decision:
    seal, data = row.sealed[: _SEAL.size], row.sealed[_SEAL.size :]
    if seal != _SEAL.pack(_checksum(key, row.identity, row.hash, data)):
        raise StoreDamaged("its checksum is wrong")
    return Decision(unpack(data) if data else None, row.hash)


def _checksum(key: bytes, identity: bytes, hash_: str | None, data: bytes) -> int:
    return crc32(b"".join([key, identity, (hash_ or "").encode(), data]))


def _key(tenant: str) -> bytes:
    return tenant.encode("utf-8", "surrogatepass")


__all__ = ["SqliteLedger"]
