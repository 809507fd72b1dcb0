"""Many processes on one server: what was acknowledged is there, each block has one decision."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import redis_worker
from redis_server import RedisServer, running

from weft.recall.ledger import Identity
from weft.recall.store import Store, from_url

if TYPE_CHECKING:
    from collections.abc import Iterable

SECONDS = os.environ.get("WEFT_TORTURE_SECONDS", "5")
PROCESSES = 8
CRASHES = "50"


def spawn(*arguments: str) -> subprocess.Popen[str]:
    program = Path(redis_worker.__file__)
    return subprocess.Popen(
        [sys.executable, str(program), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(processes: Iterable[subprocess.Popen[str]]) -> list[str]:
    """All acknowledgements of these processes, none of which may have failed."""
    lines: list[str] = []
    for process in processes:
        said, errors = process.communicate()
        assert process.returncode == 0, errors
        lines += said.splitlines()
    return lines


def check(store: Store, lines: list[str]) -> None:
    decisions: dict[str, set[str]] = {}
    puts: dict[str, int] = {}
    for line in lines:
        verb, name, value = line.split(" ")
        if verb == "put":
            puts[name] = int(value)
        else:
            decisions.setdefault(name, set()).add(value)

    assert puts
    assert decisions
    for hash_, number in puts.items():
        folio = store.open(redis_worker.TENANT, hash_)
        assert folio is not None
        assert folio.text() == redis_worker.text(number)
    asked = [Identity(bytes.fromhex(name)) for name in decisions]
    kept = store.ledger.replay(redis_worker.TENANT, asked)
    assert {name.hex(): {decision.replacement} for name, decision in kept.items()} == decisions


def test_eight_processes_agree_and_lose_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        workers = [spawn("write", server.url, SECONDS, str(seed)) for seed in range(PROCESSES)]
        lines = finish(workers)
        store = from_url(server.url)
        check(store, lines)
        stats = store.stats()
        assert stats.originals == len({line for line in lines if line.startswith("put ")})
        store.close()


def test_writers_killed_at_any_moment_lose_nothing_they_acknowledged(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        lines = finish([spawn("crash", server.url, CRASHES, "17")])
        store = from_url(server.url)
        check(store, lines)
        store.close()


def test_a_server_killed_under_load_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    with running(tmp_path, "--appendonly", "yes", "--appendfsync", "always") as server:
        lines = finish([spawn("crash", server.url, "10", "23")])
        writer = spawn("write", server.url, "30", "29")
        assert writer.stdout is not None
        lines += [writer.stdout.readline().strip() for _ in range(100)]
        kill_server_under(writer, server, lines)
        server.start()
        store = from_url(server.url)
        check(store, lines)
        store.close()


def kill_server_under(writer: subprocess.Popen[str], server: RedisServer, lines: list[str]) -> None:
    """The writer ends with the error it should, and everything it said before counts."""
    server.kill()
    assert writer.stdout is not None
    assert writer.stderr is not None
    lines += writer.stdout.read().splitlines()
    errors = writer.stderr.read()
    writer.communicate()
    assert "StoreUnavailable" in errors.splitlines()[-1]
