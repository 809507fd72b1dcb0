"""The file in which all workers add up, and what happens to it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from observed import exchange, listening

from weft.observe.book import FAULTS, MOST_BYTES, NEWEST, OLD_SECONDS, Book, Record, Worker
from weft.observe.tally import Tally, merge

HERE = Path(__file__).parent
SECONDS = 60


def start(role: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(HERE / "observe_workers.py"), role, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, f"{process.args} ended with {process.returncode}"
    return output


def counted(number: int = 1) -> Tally:
    tally = Tally()
    for _ in range(number):
        tally.add(exchange())
    return tally


def record(request_id: str, time: float = 0.0, size: int = 10) -> Record:
    return Record(request_id, time, b"{}", b"x" * size)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "observe.db"


def test_what_is_written_is_added_up(path: Path) -> None:
    one, other, stranger = Worker("a", 1, 5.0), Worker("a", 2, 6.0), Worker("b", 1, 4.0)
    with closing(Book(path)) as book:
        for worker, number in ((one, 1), (other, 2), (one, 3), (stranger, 4)):
            book.write(worker, 9.0, counted(number), (), ended=worker is other)
        pages = book.read("a")
    assert [(each.worker, each.tally.exchanges, each.ended) for each in pages.entries] == [
        (one, 4, False),
        (other, 2, True),
    ]
    assert pages.lifetime == counted(10)
    assert pages.since == 4.0


def test_only_its_owner_may_read_it(path: Path) -> None:
    with closing(Book(path)) as book:
        book.write(Worker("a", 1, 0.0), 0.0, counted(), (), ended=False)
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_what_ended_long_ago_is_folded_and_counts_once(path: Path) -> None:
    with closing(Book(path)) as book:
        for run, seen in (("a", 0.0), ("b", 100.0), ("c", OLD_SECONDS)):
            book.write(Worker(run, 1, seen), seen, counted(), (), ended=False)
        book.fold("d", OLD_SECONDS + 50)
        assert [book.read(run).entries == () for run in "abc"] == [True, False, False]
        assert book.read("d").lifetime == counted(3)
        assert book.read("d").since == 0.0
        # One that was only idle goes on, and nothing of it counts twice.
        book.write(Worker("a", 1, 0.0), OLD_SECONDS, counted(), (), ended=False)
        book.fold("d", 3 * OLD_SECONDS)
        assert book.read("d").lifetime == counted(4)


def test_the_newest_are_explained(path: Path) -> None:
    worker = Worker("a", 1, 0.0)
    with closing(Book(path)) as book:
        many = [record(f"r{n}") for n in range(NEWEST + 5)]
        book.write(worker, 0.0, Tally(), many, ended=False)
        assert book.explanation("r4", 0.0) is None
        assert book.explanation("r5", 0.0) is not None
        assert len(book.recent(0.0, 10_000)) == NEWEST
        large = [record(f"l{n}", size=MOST_BYTES // 4) for n in range(6)]
        book.write(worker, 0.0, Tally(), large, ended=False)
        assert book.explanation("l2", 0.0) is None
        assert book.explanation("l3", 0.0) is not None
        assert book.explanation("l3", 86_401.0) is None  # kept, and too old to be shown
        book.write(worker, 86_401.0, Tally(), (), ended=False)
        assert book.recent(0.0, 10_000) == []  # and now gone


def test_what_is_forgotten_is_overwritten(path: Path) -> None:
    worker, kept = Worker("a", 1, 0.0), b"a text of somebody " * 500
    with closing(Book(path)) as book, closing(Book(path)) as other:
        for time in (0.0, 90_000.0):
            records = [Record("r", time, b"{}", kept)]
            book.write(worker, 0.0, counted(), records, ended=False)
        assert other.forget(90_000.0, everything=False) == 1
        assert other.explanation("r", 90_000.0) == kept
        assert other.forget(90_000.0, everything=True) == 1
        assert book.explanation("r", 90_000.0) is None
        assert book.read("a").lifetime == counted(2)
        for file in path.parent.iterdir():
            assert b"text of somebody" not in file.read_bytes(), file


def test_of_two_with_one_id_the_newer_is_told(path: Path) -> None:
    with closing(Book(path)) as book:
        twice = [Record("r", 0.0, b"{}", b"older"), Record("r", 0.0, b"{}", b"newer")]
        book.write(Worker("a", 1, 0.0), 0.0, Tally(), twice, ended=False)
        assert book.explanation("r", 0.0) == b"newer"


def test_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    writers = [start("count", path, 300) for _ in range(3)]
    said = [json.loads(finish(writer))["message"] for writer in writers]
    assert said == [
        f"worker {w.pid}: 300 exchanges, 510,000 tokens not sent, net $0.87" for w in writers
    ]
    with closing(Book(path)) as book:
        pages = book.read(bytes([7] * 8).hex())
    assert sorted(entry.worker.pid for entry in pages.entries) == sorted(w.pid for w in writers)
    assert all(entry.ended for entry in pages.entries)
    totals = [merge(*(entry.tally for entry in pages.entries)), pages.lifetime]
    assert [total.exchanges for total in totals] == [900, 900]
    assert totals[0].number("tokens", "replayed") == 900 * 1_200


def test_a_writer_that_is_killed_takes_nothing_with_it(path: Path) -> None:
    seen = 0
    for _ in range(4):
        with start("serve", path) as writer:
            assert writer.stdout is not None
            for _ in range(5):
                writer.stdout.readline()
            os.kill(writer.pid, signal.SIGKILL)
            seen += 5 + len(writer.stdout.read().split())
    listener = listening(path)
    told = listener.json("/stats")
    listener.ear.close()
    assert seen <= told["requests"]["total"] <= seen + 4  # one may be written and not yet said
    assert [worker["alive"] for worker in told["workers"][:4]] == [False] * 4
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_full_disk_is_told_once_and_nothing_is_lost(path: Path) -> None:
    told = json.loads(finish(start("fill_the_disk", path)))
    full, after = told["full"], told["after"]
    assert "cannot be written" in full["trouble"]
    assert (full["total"], full["lifetime"], full["explained"]) == (51, 51, 200)
    assert len(full["said"]) == 1
    assert "cannot be written" in full["said"][0]
    assert (after["trouble"], after["total"], after["lifetime"]) == ("", 51, 51)
    assert after["unwritten"] > 0
    assert after["explained"] == 200
    assert after["said"] == full["said"]


@pytest.mark.parametrize("size", [3, 5_000])
def test_what_is_no_book_is_left_alone(path: Path, size: int) -> None:
    path.write_bytes(b"notes, " * size)
    with pytest.raises(FAULTS):
        Book(path)
    assert path.read_bytes() == b"notes, " * size


@pytest.mark.parametrize("of_theirs", ["PRAGMA user_version = 99", "CREATE TABLE theirs (x)"])
def test_a_book_of_somebody_else_is_left_alone(path: Path, of_theirs: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(of_theirs)
    before = path.read_bytes()
    with pytest.raises(FAULTS, match="another version"):
        Book(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] < 2
    assert len(path.read_bytes()) == len(before)


def test_many_may_open_a_new_book_at_once(tmp_path: Path) -> None:
    def open_and_close(path: Path, gate: threading.Barrier) -> None:
        gate.wait()
        Book(path).close()

    with ThreadPoolExecutor(8) as pool:
        for number in range(10):
            gate = threading.Barrier(8)
            path = tmp_path / f"{number}.db"
            for opening in [pool.submit(open_and_close, path, gate) for _ in range(8)]:
                opening.result()


def test_without_a_path_it_lies_in_memory() -> None:
    with closing(Book(None)) as one, closing(Book(None)) as other:
        one.write(Worker("a", 1, 0.0), 0.0, counted(), (), ended=False)
        assert one.read("a").lifetime.exchanges == 1
        assert other.read("a").lifetime.exchanges == 0
