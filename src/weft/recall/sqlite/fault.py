"""What SQLite's errors mean to whoever uses a store.

What may stand here: the table of errors and nothing that causes one.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from weft.recall.sqlite.schema import ADVICE
from weft.recall.store import StoreDamaged, StoreError, StoreUnavailable

if TYPE_CHECKING:
    from pathlib import Path

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# What SQLite and its binding raise; the second for a damaged text, even in an error message.
FAULTS = (sqlite3.Error, UnicodeDecodeError)
_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY: "another process holds it locked",
    sqlite3.SQLITE_LOCKED: "another process holds it locked",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk does not read or write",
    sqlite3.SQLITE_READONLY: "it has become read-only",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened any more",
    sqlite3.SQLITE_NOMEM: "memory is exhausted",
    sqlite3.SQLITE_PROTOCOL: "its lock is contested",
}


def explain(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> StoreError:
    """What this error means to whoever uses the store."""
    code = getattr(error, "sqlite_errorcode", None)
    # Without a code it comes from the binding, which could not make sense of a value.
    undecodable = code is None and isinstance(error, sqlite3.OperationalError | UnicodeDecodeError)
    code = (code or 0) & 0xFF
    if code in _DAMAGED or undecodable:
        return StoreDamaged(f"the store {path} is damaged: {error}. {ADVICE}")
    if code in _UNAVAILABLE:
        return StoreUnavailable(f"the store {path} does not answer: {_UNAVAILABLE[code]} ({error})")
    return StoreError(f"the store {path} could not do it: {error}")


__all__ = ["FAULTS", "explain"]
