"""Connections and transactions.

What may stand here: no table and no statement on one. A connection is used by one thread at a
time and goes back to a pool, from which the last one in comes out first: who works alone reads
and writes with the same one, and finds in its cache what was just written. A process that was
forked leaves its parent's connections alone and opens its own. Writers of one process queue on a
lock, because SQLite makes them sleep instead.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from weft.recall.sqlite import schema
from weft.recall.sqlite.fault import FAULTS, explain
from weft.recall.sqlite.location import head, prepare
from weft.recall.store import StoreError, StoreRefused, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from weft.recall.sqlite.location import Location

BUSY_SECONDS = 10.0
PAUSE = 0.0003  # between two tries for a lock; a commit takes about as long
MAX_IDLE = 8  # connections kept for the next caller; each may hold 2 MB of pages
WAL_BYTES = 32 * 1024 * 1024  # what the log is cut back to after a burst

Result = TypeVar("Result")

# To let go of a parent's connection would end the parent's locks; so they are kept, unused.
_abandoned: list[sqlite3.Connection] = []


class Database:
    """One file. Open, or refused with `StoreRefused`."""

    def __init__(self, location: Location) -> None:
        self.path = location.path
        self._sync = location.sync
        self._pid = os.getpid()
        self._idle: list[sqlite3.Connection] = []
        self._turn = threading.Lock()
        self._closed = False
        self.secret = self._open()

    def read(self, query: Callable[[sqlite3.Connection], Result]) -> Result:
        """What this query gives. It only reads, so that it can be asked again."""
        connection = self._borrow()
        try:
            return _patiently(query, connection)
        except FAULTS as error:
            raise explain(error, self.path) from error
        finally:
            self._give_back(connection)

    @contextmanager
    def writing(self, *, durable: bool = True, erase: bool = False) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it, or with any error nothing.

        `durable` waits for the disk, `erase` overwrites with zeros what is deleted.
        """
        connection = self._borrow()
        turn = self._turn
        try:
            if not turn.acquire(timeout=BUSY_SECONDS):
                raise StoreUnavailable(f"the store {self.path} did not let us write in time")
            try:
                if not durable:
                    connection.execute("PRAGMA synchronous = NORMAL")
                if erase:
                    connection.execute("PRAGMA secure_delete = ON")
                _patiently(_begin, connection)
                yield connection
                connection.execute("COMMIT")
            finally:
                try:
                    self._settle(connection, plain=durable and not erase)
                finally:
                    turn.release()
        except FAULTS as error:
            raise explain(error, self.path) from error
        finally:
            self._give_back(connection)

    def shrink_log(self) -> None:
        """Cut the log to nothing, so that what was deleted is not found there."""
        deadline = time.monotonic() + BUSY_SECONDS
        # It says in a row, not in an error, that it met a reader.
        while self.read(_truncate_log) and time.monotonic() < deadline:
            time.sleep(PAUSE)

    def close(self) -> None:
        """Close what is idle now, and the rest when it comes back."""
        self._closed = True
        if self._pid == os.getpid():
            self._drain()

    def _borrow(self) -> sqlite3.Connection:
        if self._pid != os.getpid():
            _abandoned.extend(self._idle)
            self._idle, self._turn, self._pid = [], threading.Lock(), os.getpid()
        if self._closed:
            raise StoreUnavailable(f"the store {self.path} is closed")
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _settle(self, connection: sqlite3.Connection, *, plain: bool) -> None:
        """Leave the connection as the next one needs it."""
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if not plain:
            connection.execute(f"PRAGMA synchronous = {self._sync}")
            connection.execute("PRAGMA secure_delete = OFF")

    def _give_back(self, connection: sqlite3.Connection) -> None:
        # One that could not end its transaction is of no use to anybody.
        if connection.in_transaction or len(self._idle) >= MAX_IDLE:
            connection.close()
            return
        self._idle.append(connection)
        if self._closed:
            self._drain()

    def _drain(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                f"file:{quote(str(self.path))}?mode=rw",
                timeout=0,
                uri=True,
                isolation_level=None,
                check_same_thread=False,
            )
        except FAULTS as error:
            raise explain(error, self.path) from error
        try:
            _patiently(self._configure, connection)
        except FAULTS as error:
            connection.close()
            raise explain(error, self.path) from error
        return connection

    def _configure(self, connection: sqlite3.Connection) -> None:
        for pragma in (
            f"synchronous = {self._sync}",
            f"journal_size_limit = {WAL_BYTES}",
            "secure_delete = OFF",
            "trusted_schema = OFF",
            "cell_size_check = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    def _open(self) -> bytes:
        prepare(self.path)
        schema.refuse_stranger(self.path, head(self.path, schema.HEADER_BYTES))
        try:
            connection = self._connect()
        except StoreError as error:
            raise StoreRefused(str(error)) from error
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
            secret = schema.ensure(self.path, connection)
            # The switch needs the file alone for a moment, and does not wait for it by itself.
            mode = _patiently(_switch_to_log, connection)
            connection.execute("PRAGMA busy_timeout = 0")
            if mode != "wal":
                raise StoreRefused(
                    f"the file system of {self.path} cannot be shared by processes as SQLite "
                    "needs it; choose a path on a local disk"
                )
        except FAULTS as error:
            connection.close()
            raise StoreRefused(str(explain(error, self.path))) from error
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        return secret


def _truncate_log(connection: sqlite3.Connection) -> bool:
    (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return bool(busy)


def _begin(connection: sqlite3.Connection) -> sqlite3.Cursor:
    return connection.execute("BEGIN IMMEDIATE")


def _switch_to_log(connection: sqlite3.Connection) -> str:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    return str(mode)


def _patiently(
    call: Callable[[sqlite3.Connection], Result], connection: sqlite3.Connection
) -> Result:
    """Call again and again while somebody else holds a lock.

    SQLite's own waiting sleeps up to 100 ms between two tries, and longer the longer one has
    waited. With 8 processes that only write, p99 of a put is 4 times better with even pauses.
    """
    deadline = 0.0
    while True:
        try:
            return call(connection)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            deadline = deadline or time.monotonic() + BUSY_SECONDS
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE)


__all__ = ["Database"]
