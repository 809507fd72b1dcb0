"""The file of a book: how it is opened, and which tables it has.

What may stand here: nothing that reads or writes a number. A file that is not a book of this layout
is left as it is.
"""

from __future__ import annotations

import os
import sqlite3
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path

_BUSY_SECONDS = 2.0
_MOMENT = 0.005  # seconds between two tries
_LOG_BYTES = 4 * 1024 * 1024
_LAYOUT = 1
_TABLES = (
    """CREATE TABLE workers (
        run TEXT NOT NULL, pid INTEGER NOT NULL, begun REAL NOT NULL, seen REAL NOT NULL,
        ended INTEGER NOT NULL, tally BLOB NOT NULL, PRIMARY KEY (run, pid, begun)
    ) STRICT""",
    """CREATE TABLE earlier (
        one INTEGER PRIMARY KEY CHECK (one = 1), begun REAL NOT NULL, tally BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE told (
        number INTEGER PRIMARY KEY AUTOINCREMENT, request_id TEXT NOT NULL, time REAL NOT NULL,
        size INTEGER NOT NULL, summary BLOB NOT NULL, explanation BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX told_by_id ON told (request_id)",
    f"PRAGMA user_version = {_LAYOUT}",
)


def opened(path: Path | None) -> sqlite3.Connection:
    """The file, ready for use; without a path, memory."""
    where = ":memory:"
    if path is not None:
        # SQLite gives its other files the mode of this one.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        where = f"file:{quote(str(path))}?mode=rw"
    connection = sqlite3.connect(
        where, uri=True, isolation_level=None, check_same_thread=False, timeout=_BUSY_SECONDS
    )
    try:
        mode = _switched_to_log(connection)
        if path is not None and mode != "wal":
            raise sqlite3.OperationalError("its file system cannot be shared by processes")
        for pragma in (
            "synchronous = NORMAL",  # the log waits for the disk only when it is folded in
            f"journal_size_limit = {_LOG_BYTES}",
            "secure_delete = ON",  # texts that are not kept any more are overwritten
            "trusted_schema = OFF",
            "cell_size_check = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        _lay_out(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _switched_to_log(connection: sqlite3.Connection) -> str:
    """The switch needs the file alone for a moment, and does not wait for it by itself."""
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > until:
                raise
            time.sleep(_MOMENT)
        else:
            return str(mode)


def _lay_out(connection: sqlite3.Connection) -> None:
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        (layout,) = connection.execute("PRAGMA user_version").fetchone()
        if layout == _LAYOUT:
            return
        (objects,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if layout or objects:
            raise sqlite3.DatabaseError("it is another program's, or another version's")
        for statement in _TABLES:
            connection.execute(statement)


def emptied_log(connection: sqlite3.Connection) -> None:
    """Cut the log to nothing, so that what was deleted is not found there."""
    until = time.monotonic() + _BUSY_SECONDS
    while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if time.monotonic() > until:
            raise sqlite3.OperationalError("its log cannot be emptied while another process reads")
        time.sleep(_MOMENT)
