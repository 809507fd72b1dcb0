"""How fast stores are: put, get, ranged get and replay, by backend, size and number of processes.

    python bench/recall.py [--backend memory|sqlite|redis ...] [--seconds S]

Every figure is the time of one call as the caller sees it, in microseconds: p50, p99, and in
brackets p50 as a multiple of the memory backend in the same run. Texts are log lines and JSON
lines, every one different; a read goes to a text at random, a ranged get takes 20 lines from the
middle, a replay looks up one block. A put is durable: SQLite has synced, Redis has answered as it
is configured here (every write appended and synced).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from weft.recall.ledger import Decision, identity
from weft.recall.store import from_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from weft.recall.store import Store

SIZES = {"1 KB": 1_000, "10 KB": 10_000, "100 KB": 100_000, "1 MB": 1_000_000}
PROCESSES = (1, 8)
OPERATIONS = ("put", "get", "ranged get", "replay")
TENANT = "bench"
START_SECONDS = 10.0
Times = dict[str, list[float]]
Result = TypeVar("Result")


class Texts:
    """Realistic texts, every one different, made before the clock runs."""

    def __init__(self, seed: str, size: int) -> None:
        self._chance, self._size, self._made = random.Random(seed), size, 0
        self._lines = [self._log() if n % 8 < 4 else self._json() for n in range(20_000)]

    def next(self) -> str:
        """A text nobody has seen before."""
        self._made += 1
        start = self._chance.randrange(len(self._lines))
        length, lines = 0, [f"run {self._chance.getrandbits(64):x} step {self._made}\n"]
        while length < self._size:
            lines.append(self._lines[start % len(self._lines)])
            length += len(lines[-1])
            start += 1
        return "".join(lines)[: self._size]

    def _log(self) -> str:
        chance = self._chance
        what = chance.choice(["handled request", "cache miss", "retrying upstream", "slow query"])
        level = chance.choice(["DEBUG", "INFO", "INFO", "WARN"])
        return (
            f"2026-01-{chance.randrange(1, 29):02}T{chance.randrange(24):02}:"
            f"{chance.randrange(60):02}:{chance.randrange(60):02}Z {level} "
            f"worker-{chance.randrange(16)} {what} id={chance.getrandbits(40):x} "
            f"took={chance.random() * 80:.2f}ms\n"
        )

    def _json(self) -> str:
        chance = self._chance
        row = {
            "id": chance.randrange(10**6),
            "path": f"/srv/{chance.choice(['api', 'web', 'core'])}/mod_{chance.randrange(500)}.py",
            "status": chance.choice(["ok", "failed", "pending"]),
            "ms": round(chance.random() * 900, 3),
        }
        return json.dumps(row) + "\n"


def measure(url: str, who: str, size: int, seconds: float, begin: float) -> Times:
    """Call everything in turn for so long, from a time on at which all begin."""
    store, texts, chance = from_url(url), Texts(f"{who} {size}", size), random.Random(who)
    times: Times = {operation: [] for operation in OPERATIONS}
    known: list[tuple[str, bytes, int]] = []
    time.sleep(max(0.0, begin - time.time()))
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(known) < 2:
        _put(store, texts.next(), times, known)
        for _ in range(2):
            hash_, block, lines = chance.choice(known)
            _read(store, hash_, block, lines, times)
    store.close()
    return times


def _put(store: Store, text: str, times: Times, known: list[tuple[str, bytes, int]]) -> None:
    block = identity(text)
    receipt = _timed(times["put"], lambda: store.put(TENANT, text))
    short = f"{text[:400]}\n<<ccr:{receipt.hash} rest>>"
    store.ledger.record(TENANT, block, Decision(short, receipt.hash))
    store.ledger.replay(TENANT, [block])  # the first use is written down; what follows only reads
    known.append((receipt.hash, block, text.count("\n")))


def _read(store: Store, hash_: str, block: bytes, lines: int, times: Times) -> None:
    def get() -> None:
        found = store.open(TENANT, hash_)
        assert found is not None
        found.text()

    def ranged() -> None:
        found = store.open(TENANT, hash_)
        assert found is not None
        found.lines(lines // 2, lines // 2 + 20)

    _timed(times["get"], get)
    _timed(times["ranged get"], ranged)
    _timed(times["replay"], lambda: store.ledger.replay(TENANT, [block]))


def _timed(into: list[float], call: Callable[[], Result]) -> Result:
    start = time.perf_counter()
    result = call()
    into.append(time.perf_counter() - start)
    return result


def measure_together(url: str, processes: int, size: int, seconds: float) -> Times:
    """The times of so many processes that begin at the same moment."""
    begin = time.time() + 0.4 + 0.15 * processes
    workers = [
        subprocess.Popen(
            [sys.executable, __file__, "--worker"]
            + [str(each) for each in (url, n, size, seconds, begin)],
            stdout=subprocess.PIPE,
        )
        for n in range(processes)
    ]
    times: Times = {operation: [] for operation in OPERATIONS}
    for worker in workers:
        out, _ = worker.communicate()
        if worker.returncode:
            raise SystemExit(f"a worker on {url} failed")
        for operation, each in json.loads(out).items():
            times[operation] += each
    return times


@contextmanager
def memory() -> Iterator[str]:
    """Each process has its own; the measure for all others."""
    yield "memory:"


@contextmanager
def sqlite() -> Iterator[str]:
    """A file in the directory for temporary files."""
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as directory:
        yield f"sqlite:{directory}/recall.db"


@contextmanager
def redis() -> Iterator[str]:
    """A server of our own on a Unix socket, which syncs every write."""
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as directory, ExitStack() as stack:
        socket = Path(directory) / "redis.sock"
        options = f"--port 0 --unixsocket {socket} --dir {directory} --appendonly yes"
        server = subprocess.Popen(
            ["redis-server", *options.split(), "--appendfsync", "always", "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        stack.callback(server.wait)
        stack.callback(server.terminate)
        deadline = time.monotonic() + START_SECONDS
        while not socket.exists():
            if time.monotonic() > deadline or server.poll() is not None:
                raise SystemExit("redis-server did not start")
            time.sleep(0.02)
        yield f"unix://{socket}"


BACKENDS = {"memory": memory, "sqlite": sqlite, "redis": redis}


def quantile(values: list[float], share: float) -> float:
    """In microseconds."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] * 1e6


def table(processes: int, found: dict[tuple[str, str], Times]) -> str:
    """The figures of one number of processes."""
    title = "1 process" if processes == 1 else f"{processes} processes"
    lines = [
        f"{title}, {os.cpu_count()} cores; microseconds: p50 / p99 (p50 times that of memory)",
        f"{'':16}" + "".join(f"{operation:>26}" for operation in OPERATIONS),
    ]
    for (backend, size), times in found.items():
        base = found.get(("memory", size))
        cells = ""
        for operation in OPERATIONS:
            p50, p99 = quantile(times[operation], 0.5), quantile(times[operation], 0.99)
            ratio = f" ({p50 / quantile(base[operation], 0.5):.1f})" if base else ""
            cells += f"{f'{p50:.0f} / {p99:.0f}{ratio}':>26}"
        lines.append(f"{backend:8}{size:>8}{cells}")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--backend", nargs="+", choices=BACKENDS, default=list(BACKENDS))
    parser.add_argument("--seconds", type=float, default=0.8, help="for each cell of the table")
    parser.add_argument("--worker", nargs=5, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.worker:
        url, who, size, seconds, begin = chosen.worker
        print(json.dumps(measure(url, who, int(size), float(seconds), float(begin))))
        return
    backends = chosen.backend
    if "redis" in backends and shutil.which("redis-server") is None:
        print("redis is not measured: there is no redis-server on the PATH\n")
        backends = [backend for backend in backends if backend != "redis"]
    for processes in PROCESSES:
        found: dict[tuple[str, str], Times] = {}
        for name, size in SIZES.items():
            for backend in backends:
                with BACKENDS[backend]() as url:
                    found[backend, name] = measure_together(url, processes, size, chosen.seconds)
        print(table(processes, found), flush=True)


if __name__ == "__main__":
    main()
