"""One who listens: it answers for all workers, never waits, and never fails an exchange."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from observed import block, exchange, gateway, listening

from weft.gateway.answering import Refused
from weft.observe.book import Worker
from weft.observe.observe import MOST_WAITING, PAUSE, Closed
from weft.recall.store import StoreStats, StoreUnavailable

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "observe.db"


def until(found: Any, wanted: Any) -> None:
    """Wait for what another worker has written."""
    last = time.monotonic() + 10
    while found() != wanted:
        assert time.monotonic() < last, f"{found()} is not {wanted}"
        time.sleep(0.02)


def test_any_worker_tells_the_numbers_of_all(path: Path) -> None:
    observing = gateway(path)
    one = listening(None, observing=observing, pid=101)
    other = listening(None, observing=observing, pid=102)
    one.ear.listen(exchange("one", status=200))
    other.ear.listen(exchange("other", status=429))
    for asked in (one, other):
        until(
            lambda asked=asked: asked.json("/stats")["requests"]["by_status"],
            {
                "200": 1,
                "429": 1,
            },
        )
        workers = asked.json("/stats")["workers"]
        assert sorted((each["pid"], each["requests"]) for each in workers) == [(101, 1), (102, 1)]
        for request_id in ("one", "other"):
            told = asked.json("/v1/explain/{request_id}", request_id=request_id)
            assert told["request_id"] == request_id
    first, second = (each.json("/stats") for each in (one, other))
    for told in (first, second):
        for name in ("time", "uptime_seconds", "workers"):
            del told[name]
    assert first == second
    one.ear.close()
    other.ear.close()


def test_what_this_worker_heard_is_there_at_once(path: Path) -> None:
    listener = listening(path)
    for number in range(1, 20):
        listener.ear.listen(exchange())
        assert listener.json("/stats")["requests"]["total"] == number
    listener.ear.close()


def test_what_nobody_asks_for_is_written_soon(path: Path) -> None:
    listener = listening(path)
    assert listener.json("/stats")["requests"]["total"] == 0
    listener.ear.listen(exchange())

    def written() -> int:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT count(*) FROM told").fetchone()[0]

    begun = time.monotonic()
    until(written, 1)
    assert time.monotonic() - begun < PAUSE + 5.0  # the machine may be busy
    listener.ear.close()


def test_the_lifetime_survives_a_restart_and_the_run_does_not(path: Path) -> None:
    for number in (1, 2):
        listener = listening(None, observing=gateway(path, name=number))
        listener.ear.listen(exchange(f"r{number}"))
        told = listener.json("/stats")
        assert told["requests"]["total"] == 1
        assert told["lifetime"]["requests"]["total"] == number
        assert told["lifetime"]["since"] <= told["time"]
        assert told["uptime_seconds"] < 60
        assert listener.json("/v1/explain/{request_id}", request_id="r1")["request_id"] == "r1"
        listener.ear.close()


def test_a_worker_that_dies_is_still_counted(path: Path) -> None:
    observing = gateway(path)
    dying = listening(None, observing=observing, pid=2**22 + 1)  # nobody has this number
    dying.ear.listen(exchange())
    assert dying.json("/stats")["requests"]["total"] == 1
    living = listening(None, observing=observing, pid=1)
    told = living.json("/stats")
    assert told["requests"]["total"] == 1
    states = {each["pid"]: each["alive"] for each in told["workers"]}
    assert states == {2**22 + 1: False, 1: True}
    dying.ear.close()
    living.ear.close()


def test_a_flood_is_counted_to_the_last(path: Path) -> None:
    listener = listening(path)
    for number in range(4 * MOST_WAITING):
        listener.ear.listen(exchange(f"r{number}"))
    told = listener.json("/stats")
    assert told["requests"]["total"] == 4 * MOST_WAITING
    assert told["observe"] == {"unwritten": 0, "faults": 0}
    listener.ear.close()


def test_listening_takes_no_time(path: Path) -> None:
    listener = listening(path)
    event, taken = exchange(), []
    for _ in range(200):
        begun = time.perf_counter()
        listener.ear.listen(event)
        taken.append(time.perf_counter() - begun)
    listener.ear.close()
    assert sorted(taken)[100] < 20e-6


def test_an_event_that_makes_no_sense_ends_nothing(path: Path) -> None:
    listener = listening(path)
    listener.ear.listen(exchange(blocks=None))
    listener.ear.listen(exchange("r2"))
    told = listener.json("/stats")
    assert told["requests"]["total"] == 1
    assert told["observe"]["faults"] > 0
    assert "is our fault" in listener.said.getvalue()
    listener.ear.close()


def test_a_place_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    listener = listening(tmp_path / "missing" / "observe.db")
    for number in range(3):
        listener.ear.listen(exchange(f"r{number}"))
        told = listener.json("/stats")
        assert told["requests"]["total"] == number + 1
        assert told["lifetime"]["requests"]["total"] == number + 1
        assert "observe.db cannot be written" in told["trouble"]
    said = [json.loads(line) for line in listener.said.getvalue().splitlines()]
    assert [line["level"] for line in said] == ["error"]
    with pytest.raises(Refused, match="cannot be read now"):
        listener.ask("/v1/explain")
    (tmp_path / "missing").mkdir()
    assert listener.json("/stats")["trouble"] == ""
    assert listener.json("/v1/explain/{request_id}", request_id="r0")["request_id"] == "r0"
    listener.ear.close()


def test_a_book_that_is_locked_delays_nobody_but_who_asks(path: Path) -> None:
    listener = listening(path)
    assert listener.json("/stats")["requests"]["total"] == 0
    with closing(sqlite3.connect(path, isolation_level=None)) as locking:
        locking.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        for number in range(50):
            listener.ear.listen(exchange(f"r{number}"))
        assert time.monotonic() - begun < 0.5
        told = listener.json("/stats")
        assert "locked" in told["trouble"]
        assert told["requests"]["total"] == 50
        locking.execute("ROLLBACK")
    told = listener.json("/stats")
    assert (told["trouble"], told["requests"]["total"]) == ("", 50)
    assert listener.json("/v1/explain/{request_id}", request_id="r7")["request_id"] == "r7"
    listener.ear.close()


def test_who_is_closed_has_written_everything_and_answers_no_more(path: Path) -> None:
    listener = listening(path)
    listener.ear.listen(exchange())
    listener.ear.close()
    listener.ear.listen(exchange())
    with pytest.raises(Closed):
        listener.ear.observe.ask(lambda view: view).result()
    with pytest.raises(Refused, match="stopping"):
        listener.ask("/stats")
    again = listening(path)
    assert again.json("/stats")["lifetime"]["requests"]["total"] == 1
    assert again.ear.observe.worker == Worker(
        bytes([7] * 8).hex(), 1, again.ear.observe.worker.begun
    )
    again.ear.close()


def test_an_asker_that_hangs_up_disturbs_nobody(path: Path) -> None:
    listener = listening(path)

    async def hang_up() -> None:
        asking = asyncio.wrap_future(listener.ear.observe.ask(lambda view: view))
        asking.cancel()
        await asyncio.sleep(0)

    asyncio.run(hang_up())
    assert listener.json("/stats")["requests"]["total"] == 0
    listener.ear.close()


def test_the_journal_has_a_line_for_each_at_debug(path: Path) -> None:
    listener = listening(path, level="debug")
    listener.ear.listen(exchange())
    listener.ear.listen(exchange("nothing", blocks=(), replayed=0, replayed_saved=0))
    listener.json("/stats")
    listener.ear.close()
    line, last = [json.loads(each) for each in listener.said.getvalue().splitlines()]
    assert last["message"] == "worker 1: 2 exchanges, 1,700 tokens not sent, net $0.01"
    assert line["message"] == (
        "anthropic generate: 1,700 tokens not sent; 1 of 2 new texts shorter (990 → 490); "
        "3 as before; net $0.002900"
    )
    assert (line["request_id"], line["tokens_saved"], line["status"]) == ("r1", 1_700, 200)


def test_the_store_is_told_and_may_fail() -> None:
    found = StoreStats("memory", 3, 4, 500, 200, 1, 0)
    listener = listening(None, store=lambda: found)
    assert listener.json("/stats")["store"] == {
        "backend": "memory",
        "originals": 3,
        "decisions": 4,
        "original_bytes": 500,
        "stored_bytes": 200,
        "evicted": 1,
        "expired": 0,
    }
    listener.ear.close()

    def gone() -> StoreStats:
        raise StoreUnavailable("the store does not answer")

    listener = listening(None, store=gone)
    assert listener.json("/stats")["store"] == {"error": "the store does not answer"}
    listener.ear.close()


def test_explanations_are_for_programs_and_for_people() -> None:
    listener = listening(None)
    listener.ear.listen(exchange("r1", blocks=(block(),)))
    listener.ear.listen(exchange("r2"))
    named = {"request_id": "r1"}
    assert listener.ask("/v1/explain/{request_id}", **named).media_type == "application/json"
    page = listener.ask("/v1/explain/{request_id}", accept="text/plain", **named)
    assert page.media_type.startswith("text/plain")
    assert page.body.startswith(b"request r1\n")
    both = listener.ask("/v1/explain", accept="application/json, text/plain")
    assert [each["request_id"] for each in json.loads(both.body)["requests"]] == ["r2", "r1"]
    assert listener.ask("/v1/explain", accept="text/plain").body.startswith(b"request ")
    with pytest.raises(Refused) as refused:
        listener.ask("/v1/explain/{request_id}", request_id="r3")
    assert refused.value.status == 404
    assert "kept for 24 hours, of the newest 500 exchanges" in str(refused.value)
    listener.ear.close()


def test_metrics_are_told_in_the_format_that_is_asked_for() -> None:
    listener = listening(None)
    plain = listener.ask("/metrics")
    assert plain.media_type.startswith("text/plain; version=0.0.4")
    assert b"weft_info{version=" in plain.body
    assert b"weft_workers 1.0" in plain.body
    opened = listener.ask("/metrics", accept="application/openmetrics-text; version=1.0.0")
    assert opened.media_type.startswith("application/openmetrics-text; version=1.0.0")
    assert opened.body.endswith(b"# EOF\n")
    listener.ear.close()
