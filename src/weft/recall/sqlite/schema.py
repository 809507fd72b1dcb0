"""What lies in the file, and whether a file is ours.

What may stand here: tables, the marks by which we know them, and making them. Statements that
work on them stand with their callers.

- `originals` is narrow, because `seen` is written often; the texts lie apart in `folios`, so that
  marking a text as used never moves it.
- The id of an original is made from its name (`row_of`): one look-up finds it, and a text deleted
  and put again has the same id, so that no reader ever meets another text under the id it holds.
- Triggers keep the totals exact and take folio and decisions along with their original, whoever
  deletes it. `cost` is what an entry counts in the budget.
- `seen` is never earlier than the last use of an entry; how much later it may be, says `room`.

A new file gets its schema in one transaction of a rollback journal, before it is switched to
WAL: so the header of the file itself says at any moment whether the file is empty or ours, and a
stranger's file can be refused without being opened as a database, which might change it.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from weft.recall.marker import SECRET_BYTES
from weft.recall.store import StoreRefused

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

MAGIC = b"SQLite format 3\x00"
HEADER_BYTES = 100
APPLICATION_ID = 0x57656674  # "Weft"
VERSION = 1

QUICK_CHECK_PAGES = 1024  # up to here looking at every page takes some milliseconds
ENTRY_BYTES = 160  # what a row takes beside its text: names, times, indexes (measured, rounded up)

_STATEMENTS = (
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    """CREATE TABLE totals(
        id INTEGER PRIMARY KEY CHECK (id = 1),
        originals INTEGER NOT NULL, decisions INTEGER NOT NULL,
        original_bytes INTEGER NOT NULL, stored_bytes INTEGER NOT NULL,
        evicted INTEGER NOT NULL, expired INTEGER NOT NULL)""",
    "INSERT INTO totals VALUES(1, 0, 0, 0, 0, 0, 0)",
    """CREATE TABLE originals(
        id INTEGER PRIMARY KEY, tenant BLOB NOT NULL, hash TEXT NOT NULL,
        bytes INTEGER NOT NULL, cost INTEGER NOT NULL, seen REAL NOT NULL)""",
    "CREATE INDEX originals_seen ON originals(seen)",
    "CREATE TABLE folios(id INTEGER PRIMARY KEY, data BLOB NOT NULL)",
    """CREATE TABLE decisions(
        id INTEGER PRIMARY KEY, tenant BLOB NOT NULL, identity BLOB NOT NULL,
        original INTEGER, cost INTEGER NOT NULL, seen REAL NOT NULL, sealed BLOB NOT NULL,
        UNIQUE(tenant, identity))""",
    "CREATE INDEX decisions_seen ON decisions(seen)",
    "CREATE INDEX decisions_original ON decisions(original) WHERE original IS NOT NULL",
    """CREATE TRIGGER original_kept AFTER INSERT ON originals BEGIN
        UPDATE totals SET originals = originals + 1, original_bytes = original_bytes + new.bytes,
            stored_bytes = stored_bytes + new.cost;
    END""",
    """CREATE TRIGGER original_repaired AFTER UPDATE OF cost ON originals BEGIN
        UPDATE totals SET stored_bytes = stored_bytes + new.cost - old.cost;
    END""",
    """CREATE TRIGGER original_gone AFTER DELETE ON originals BEGIN
        DELETE FROM folios WHERE id = old.id;
        DELETE FROM decisions WHERE original = old.id;
        UPDATE totals SET originals = originals - 1, original_bytes = original_bytes - old.bytes,
            stored_bytes = stored_bytes - old.cost;
    END""",
    """CREATE TRIGGER decision_kept AFTER INSERT ON decisions BEGIN
        UPDATE totals SET decisions = decisions + 1, stored_bytes = stored_bytes + new.cost;
    END""",
    """CREATE TRIGGER decision_gone AFTER DELETE ON decisions BEGIN
        UPDATE totals SET decisions = decisions - 1, stored_bytes = stored_bytes - old.cost;
    END""",
)
_NAMES = frozenset(
    statement.split("(")[0].split()[2]
    for statement in _STATEMENTS
    if statement.startswith("CREATE")
)


def row_of(hash_: str) -> int:
    """The id of the original with this name: as much of its digest as an id can hold."""
    return int(hash_[:16], 16) >> 1


def refuse_stranger(path: Path, header: bytes) -> None:
    """Refuse a file whose first bytes say that it is not a store of ours."""
    if not header:
        return
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        raise StoreRefused(
            f"{path} is not a store: it is not an SQLite file; choose another path, "
            "or move that file away"
        )
    _refuse_marks(path, int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big"))


def ensure(path: Path, connection: sqlite3.Connection) -> bytes:
    """The secret of the installation, from a new file or one that is ours and looks whole."""
    if connection.execute("PRAGMA page_count").fetchone() == (0,):
        _create(connection)
    _refuse_marks(
        path,
        connection.execute("PRAGMA application_id").fetchone()[0],
        connection.execute("PRAGMA user_version").fetchone()[0],
    )
    _check_pages(path, connection)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if {name for name in names if not name.startswith("sqlite_")} != _NAMES:
        raise StoreRefused(f"{path} is damaged: its tables are not those of a store. {ADVICE}")
    (secret,) = connection.execute("SELECT max(value) FROM meta WHERE key = 'secret'").fetchone()
    totals = connection.execute("SELECT count(*) FROM totals").fetchone()
    if totals != (1,) or not isinstance(secret, bytes) or len(secret) != SECRET_BYTES:
        raise StoreRefused(f"{path} is damaged: it lacks what every store has. {ADVICE}")
    return secret


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN EXCLUSIVE")
    # Another process may have been faster; then there is nothing left to do.
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,):
        for statement in _STATEMENTS:
            connection.execute(statement)
        secret = secrets.token_bytes(SECRET_BYTES)
        connection.execute("INSERT INTO meta VALUES('secret', ?)", (secret,))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _check_pages(path: Path, connection: sqlite3.Connection) -> None:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    if pages > QUICK_CHECK_PAGES:
        return
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise StoreRefused(f"{path} is damaged: {verdict}. {ADVICE}")


ADVICE = (
    "Restore it from a backup, or move it away (with its -wal and -shm files) to start a new store"
)


def _refuse_marks(path: Path, application_id: int, version: int) -> None:
    if application_id != APPLICATION_ID:
        raise StoreRefused(
            f"{path} is the SQLite file of another program; choose another path for the store"
        )
    if version > VERSION:
        raise StoreRefused(
            f"{path} was written by a newer Weft (its schema is version {version}, this one reads "
            f"up to {VERSION}); update Weft or choose another path for the store"
        )
    if version < VERSION:
        raise StoreRefused(f"{path} is damaged: its schema has version {version}. {ADVICE}")


__all__ = ["ADVICE", "ENTRY_BYTES", "HEADER_BYTES", "ensure", "refuse_stranger", "row_of"]
