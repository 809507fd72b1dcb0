"""The Book: the file in which all workers of a host add up their tallies, and keep explanations.

One SQLite file beside the store, with a write-ahead log, because it is what a host's processes can
share without a server: a worker that is killed takes nothing with it, the numbers survive a
restart, and a torn file is noticed. Shared memory would be faster; but a thread writes here at most
twice a second, so 0.3 ms per write are of no account, and memory would be gone with the last
worker. No commit waits for the disk: a power cut may lose the last moments, never the file.

Rows are added to, never overwritten: a worker brings what is new since its last write. So a row can
be folded into `earlier` at any time, and nothing counts twice.

What may stand here: statements; the tables stand in `layout`. Every method may wait for the disk
and raises `FAULTS`; one thread at a time may call.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from weft.observe.layout import emptied_log, opened
from weft.observe.packed import Damaged
from weft.observe.tally import Tally, from_json, merge

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FAULTS = (sqlite3.Error, OSError, msgspec.MsgspecError, UnicodeDecodeError, Damaged)

NEWEST = 500  # exchanges that can be explained
MOST_BYTES = 16 * 1024 * 1024  # of their explanations
KEPT_SECONDS = 24 * 3600.0  # how long
OLD_SECONDS = 7 * 24 * 3600.0  # a run that wrote nothing for so long is folded


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that counts: one of a run, which is a gateway from its start to its end."""

    run: str
    pid: int
    begun: float


@dataclass(frozen=True, slots=True)
class Record:
    """An exchange to be explained: its summary as JSON, its explanation packed."""

    request_id: str
    time: float
    summary: bytes
    explanation: bytes

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return len(self.summary) + len(self.explanation)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a worker has written."""

    worker: Worker
    seen: float
    ended: bool
    tally: Tally


@dataclass(frozen=True, slots=True)
class Pages:
    """All that is in a book: the workers of one run, and the sum of everything ever counted."""

    entries: tuple[Entry, ...]
    lifetime: Tally
    since: float


class Book:
    """An open book. Without a path it lies in memory, and is this process's alone."""

    def __init__(self, path: Path | None) -> None:
        self._connection = opened(path)

    def write(
        self, worker: Worker, now: float, news: Tally, records: Sequence[Record], *, ended: bool
    ) -> None:
        """Add what is new to this worker's row, and keep explanations; all of it or nothing."""
        with self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            key = (worker.run, worker.pid, worker.begun)
            found = connection.execute(
                "SELECT tally FROM workers WHERE run = ? AND pid = ? AND begun = ?", key
            ).fetchone()
            tally = merge(from_json(found[0]), news) if found else news
            connection.execute(
                "INSERT OR REPLACE INTO workers VALUES (?, ?, ?, ?, ?, ?)",
                (*key, now, ended, tally.json()),
            )
            connection.executemany(
                "INSERT INTO told (request_id, time, size, summary, explanation)"
                " VALUES (?, ?, ?, ?, ?)",
                [(r.request_id, r.time, r.size, r.summary, r.explanation) for r in records],
            )
            _prune(connection, now)

    def fold(self, run: str, now: float) -> None:
        """Add the rows of runs that ended long ago to `earlier`."""
        with self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            old = (run, now - OLD_SECONDS)
            rows = connection.execute(
                "SELECT begun, tally FROM workers WHERE run != ? AND seen < ?", old
            ).fetchall()
            if not rows:
                return
            rows += connection.execute("SELECT begun, tally FROM earlier").fetchall()
            connection.execute("DELETE FROM workers WHERE run != ? AND seen < ?", old)
            connection.execute(
                "INSERT OR REPLACE INTO earlier VALUES (1, ?, ?)",
                (min(row[0] for row in rows), merge(*(from_json(row[1]) for row in rows)).json()),
            )

    def read(self, run: str) -> Pages:
        """The numbers."""
        with self._connection as connection:
            connection.execute("BEGIN")
            rows = connection.execute(
                "SELECT run, pid, begun, seen, ended, tally FROM workers ORDER BY begun, pid"
            ).fetchall()
            before = connection.execute("SELECT begun, tally FROM earlier").fetchall()
        entries = [
            Entry(Worker(row[0], row[1], row[2]), row[3], bool(row[4]), from_json(row[5]))
            for row in rows
        ]
        everything = [entry.tally for entry in entries] + [from_json(row[1]) for row in before]
        begun = [entry.worker.begun for entry in entries] + [row[0] for row in before]
        return Pages(
            tuple(entry for entry in entries if entry.worker.run == run),
            merge(*everything),
            min(begun, default=0.0),
        )

    def explanation(self, request_id: str, now: float) -> bytes | None:
        """The newest explanation under this id, as it was packed."""
        row = self._connection.execute(
            "SELECT explanation FROM told WHERE request_id = ? AND time >= ?"
            " ORDER BY number DESC LIMIT 1",
            (request_id, now - KEPT_SECONDS),
        ).fetchone()
        return bytes(row[0]) if row else None

    def recent(self, now: float, most: int) -> list[bytes]:
        """Summaries, the newest first."""
        rows = self._connection.execute(
            "SELECT summary FROM told WHERE time >= ? ORDER BY number DESC LIMIT ?",
            (now - KEPT_SECONDS, most),
        )
        return [bytes(row[0]) for row in rows]

    def forget(self, now: float, *, everything: bool) -> int:
        """Delete explanations that are too old, or all of them; says how many. Numbers stay."""
        with self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            past = (everything, now - KEPT_SECONDS)
            count = connection.execute("DELETE FROM told WHERE ? OR time < ?", past).rowcount
        emptied_log(self._connection)
        return count

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _prune(connection: sqlite3.Connection, now: float) -> None:
    """Keep the newest, within their number, their bytes and their time."""
    connection.execute("DELETE FROM told WHERE time < ?", (now - KEPT_SECONDS,))
    taken = 0
    rows = connection.execute("SELECT number, size FROM told ORDER BY number DESC").fetchall()
    for place, (number, size) in enumerate(rows):
        taken += size
        if place >= NEWEST or taken > MOST_BYTES:
            connection.execute("DELETE FROM told WHERE number <= ?", (number,))
            return
