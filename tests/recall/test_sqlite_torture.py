"""Real processes against one SQLite file: nothing acknowledged is lost, torn or decided twice.

`WEFT_TORTURE_SECONDS` says for how long; the default keeps `make test` short.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import ChainMap
from contextlib import closing
from pathlib import Path

import pytest
from workers import batch, holds, replayed

from weft.recall.clock import SteadyClock
from weft.recall.store import Limits, from_url

SECONDS = float(os.environ.get("WEFT_TORTURE_SECONDS", "3"))
KILLS = max(50, int(200 * SECONDS / 30))
PROCESSES = 8
WORKERS = Path(__file__).with_name("workers.py")


def start(role: str, url: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", str(WORKERS), role, url, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate()
    assert process.returncode == 0, err
    return out


def check_whole(path: Path) -> None:
    """Every page is sound, and the totals are those of the rows."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute(
            "SELECT originals, decisions, stored_bytes FROM totals"
        ).fetchone() == (
            *connection.execute("SELECT count(*) FROM originals").fetchone(),
            *connection.execute("SELECT count(*) FROM decisions").fetchone(),
            *connection.execute(
                "SELECT (SELECT coalesce(sum(cost), 0) FROM originals) "
                "+ (SELECT coalesce(sum(cost), 0) FROM decisions)"
            ).fetchone(),
        )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "recall.db"


def test_a_crowd_agrees(path: Path) -> None:
    crowd = [start("crowd", f"sqlite:{path}", f"process {n}", SECONDS) for n in range(PROCESSES)]
    decided = [{int(k): said for k, said in json.loads(finish(each)).items()} for each in crowd]
    agreed = dict(ChainMap(*decided))
    for each in decided:
        assert each.items() <= agreed.items()
    assert len({said.split(" decided")[0] for said in agreed.values()}) > 1
    with closing(from_url(f"sqlite:{path}")) as store:
        for number, said in agreed.items():
            assert holds(store, number)
            assert replayed(store, number) == said
        assert store.stats().originals == store.stats().decisions == len(agreed)
    check_whole(path)


def test_writers_that_are_killed_lose_nothing(path: Path, tmp_path: Path) -> None:
    log = tmp_path / "acknowledged"
    log.touch()
    finish(start("serve", f"sqlite:{path}", log, KILLS))
    logged = [json.loads(line) for line in log.read_text().splitlines()]
    acknowledged = [line["said"] for line in logged if "said" in line]
    assert len(acknowledged) > KILLS
    assert max(map(len, acknowledged)) > 1
    with closing(from_url(f"sqlite:{path}")) as store:
        for said in acknowledged:
            for number, counts in said.items():
                assert holds(store, int(number))
                assert replayed(store, int(number)) == counts
        for first in {line["begun"] for line in logged}:  # all that is written together, or none
            assert len({holds(store, number) for number in batch(first)}) == 1
            assert len({replayed(store, number) is None for number in batch(first)}) == 1
    check_whole(path)


def test_a_full_disk_changes_nothing(path: Path) -> None:
    assert int(finish(start("fill_the_disk", f"sqlite:{path}"))) > 0
    check_whole(path)


def test_pressure_takes_nothing_that_is_in_use(path: Path) -> None:
    pressed = [start("press", f"sqlite:{path}", f"process {n}", SECONDS) for n in range(4)]
    counts = [json.loads(finish(each)) for each in pressed]
    assert all(each["kept in use"] > 0 for each in counts)
    with closing(from_url(f"sqlite:{path}")) as store:
        assert store.stats().evicted > 0
    check_whole(path)


def test_a_fork_in_the_middle(path: Path) -> None:
    finish(start("fork", f"sqlite:{path}"))
    check_whole(path)


DAY = 86_400.0


@pytest.mark.parametrize("jump", [-3650 * DAY, -DAY, 0.9 * DAY, 3650 * DAY])
def test_a_wall_clock_that_jumps_loses_nothing(path: Path, jump: float) -> None:
    wall, elapsed = [1_800_000_000.0], [100.0]

    def clock() -> SteadyClock:
        return SteadyClock(lambda: wall[0], lambda: elapsed[0])

    with (
        closing(from_url(f"sqlite:{path}", Limits(), clock=clock())) as one,
        closing(from_url(f"sqlite:{path}", Limits(), clock=clock())) as other,
    ):
        receipt = one.put("acme", "text")
        for _ in range(20):
            wall[0] += jump
            elapsed[0] += 0.9 * DAY
            assert other.open("acme", receipt.hash) is not None
            assert one.purge() == 0
            wall[0] -= jump
            assert one.open("acme", receipt.hash) is not None


@pytest.mark.parametrize("jump", [-3650 * DAY, -DAY, 0.9 * DAY])
def test_a_restart_under_another_wall_clock_loses_nothing(path: Path, jump: float) -> None:
    with closing(from_url(f"sqlite:{path}", clock=lambda: 1_800_000_000.0)) as store:
        receipt = store.put("acme", "text")
    with closing(from_url(f"sqlite:{path}", clock=lambda: 1_800_000_000.0 + jump)) as store:
        assert store.put("acme", "other").hash != receipt.hash
        assert store.purge() == 0
    with closing(from_url(f"sqlite:{path}", clock=lambda: 1_800_000_000.0)) as store:
        assert store.open("acme", receipt.hash) is not None
