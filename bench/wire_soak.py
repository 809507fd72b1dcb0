"""Hours in `weft proxy`'s life, in short: `python bench/wire_soak.py [--minutes 30]`.

Moderate load of every kind, clients that leave in the middle, an upstream that is killed and comes
back, readers that are slow. Every few seconds the memory and the file descriptors of the proxy are
written down. At the end they must be flat, no exchange may be stuck or wrong, and once the load
has stopped every connection must be gone. Exit 1 where one of this is not so. However it ends, it
takes along what it has started.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop

from wire_process import (
    BenchStopped,
    Running,
    descriptors,
    end_all,
    free_port,
    resident_bytes,
    start,
    tree,
    upstream_command,
)
from wire_proxies import Target, nginx_proxy, weft_proxy
from wire_soak_load import CLIENTS, Book, client

if TYPE_CHECKING:
    from collections.abc import Sequence

WARM = 0.2  # of the time, in which memory may still grow to what the load needs
MEMORY_SLACK_MB = 4.0
MEMORY_SLACK = 0.08
DESCRIPTORS_SLACK = 12
DESCRIPTORS_SHARE = 0.25
DRAIN_SECONDS = 20.0
DOWN_SECONDS = 1.0
TERMINATED = 143  # 128 and the number of SIGTERM, as shells have it


@dataclass(frozen=True, slots=True)
class Sample:
    """The proxy at one moment."""

    seconds: float
    memory_mb: float
    descriptors: int
    exchanges: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Where a series went between its first and its last quarter."""

    first: float
    last: float
    slope_per_hour: float
    allowed: float

    @property
    def flat(self) -> bool:
        """Whether it has not grown by more than chance explains."""
        return self.last - self.first <= self.allowed


def trend(samples: Sequence[tuple[float, float]], slack: float, share: float) -> Trend:
    """The trend of (seconds, value) pairs after the warm part."""
    kept = list(samples)[int(len(samples) * WARM) :]
    if len(kept) < 8:
        raise BenchStopped("too few samples to say anything; let it run longer")
    quarter = len(kept) // 4
    first = statistics.median(value for _, value in kept[:quarter])
    last = statistics.median(value for _, value in kept[-quarter:])
    times, values = zip(*kept, strict=True)
    slope = statistics.linear_regression(times, values).slope * 3600
    return Trend(first, last, slope, max(slack, first * share))


def sample(running: Running, began: float, book: Book) -> Sample:
    """The proxy now."""
    pids = running.pids()
    return Sample(
        time.monotonic() - began,
        sum(map(resident_bytes, pids)) / 1e6,
        sum(descriptors(pid)[0] for pid in pids),
        book.open,
    )


def sockets(running: Running) -> int:
    """How many sockets the proxy's processes hold."""
    return sum(descriptors(pid)[1] for pid in tree(running.process.pid))


async def restarts(folder: Path, port: int, each: float, stop: asyncio.Event) -> int:
    """Kill the upstream and start it again, over and over; end it at the end."""
    count = 0
    log = folder / "upstream.log"
    while True:
        upstream = await asyncio.to_thread(
            start, "the upstream", upstream_command(port), port, (), log
        )
        try:
            await asyncio.wait_for(stop.wait(), each)
        except TimeoutError:
            count += 1
            upstream.process.kill() if count % 2 else upstream.process.terminate()
            await asyncio.to_thread(upstream.process.wait)
            await asyncio.sleep(DOWN_SECONDS)
        else:
            upstream.stop()
            return count


async def soak(options: argparse.Namespace, folder: Path) -> tuple[list[Sample], Book, int]:
    """The load for as long as asked: samples, outcomes, sockets that stayed when it was over."""
    own = asyncio.current_task()
    assert own is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, own.cancel)
    upstream_port, seconds = free_port(), options.minutes * 60
    make = nginx_proxy if options.control else weft_proxy
    direct = Target("direct", upstream_port, upstream_port)
    target = make(folder / "proxy", direct, None, 1, "the proxy")
    port, weft = target.port, target.running
    assert weft is not None
    book, samples, stop = Book(), [], asyncio.Event()
    try:
        await asyncio.sleep(1)
        idle = sockets(weft)
        began = time.monotonic()
        pause = max(5.0, min(60.0, seconds / 12))
        upstream = asyncio.create_task(restarts(folder, upstream_port, pause, stop))
        await asyncio.sleep(0.5)
        chance = random.Random(options.seed)
        clients = [
            asyncio.create_task(
                client(port, options.rate / CLIENTS, random.Random(chance.random()), book, stop)
            )
            for _ in range(CLIENTS)
        ]
        every = max(0.5, min(5.0, seconds / 60))
        while time.monotonic() - began < seconds and weft.process.poll() is None:
            await asyncio.sleep(every)
            samples.append(sample(weft, began, book))
            if options.verbose:
                print(samples[-1], flush=True)
        stop.set()
        await asyncio.gather(*clients)
        restarted = await upstream
        print(f"the upstream was restarted {restarted} times")
        left = await drained(weft, idle)
        samples.append(sample(weft, began, book))
    finally:
        stop.set()  # a client that is cancelled as its connection ends may miss the former
    return samples, book, left


async def drained(weft: Running, idle: int) -> int:
    """Wait until the proxy holds no more sockets than at first; how many more it still holds."""
    until = time.monotonic() + DRAIN_SECONDS
    while (left := sockets(weft) - idle) > 0 and time.monotonic() < until:
        await asyncio.sleep(0.2)
    return left


def report(samples: Sequence[Sample], book: Book, left: int) -> bool:
    """Print what was found; whether all is well."""
    running = samples[:-1]
    memory = trend(
        [(each.seconds, each.memory_mb) for each in running], MEMORY_SLACK_MB, MEMORY_SLACK
    )
    open_files = trend(
        [(each.seconds, each.descriptors) for each in running], DESCRIPTORS_SLACK, DESCRIPTORS_SHARE
    )
    for what, found in (("memory, MB", memory), ("descriptors", open_files)):
        verdict = "flat" if found.flat else "NOT FLAT"
        print(
            f"{what:12} first quarter {found.first:.1f}, last {found.last:.1f}, "
            f"{found.slope_per_hour:+.1f} an hour: {verdict}"
        )
    most = max(each.memory_mb for each in samples)
    print(f"most memory {most:.1f} MB, after the load {samples[-1].memory_mb:.1f} MB")
    for kind in sorted({kind for kind, _ in book.outcomes}):
        counts = {out: count for (each, out), count in book.outcomes.items() if each == kind}
        print(f"{kind:8} " + ", ".join(f"{out} {count}" for out, count in sorted(counts.items())))
    print(f"connections that stayed when the load was over: {left}")
    for fault, count in sorted({each: book.faults.count(each) for each in book.faults}.items())[
        :20
    ]:
        print(f"fault, {count} times: {fault}")
    return memory.flat and open_files.flat and not book.faults and left <= 0


def main() -> int:
    """Soak and judge."""
    parser = argparse.ArgumentParser(description="Moderate load on weft proxy, for long.")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=200.0, help="exchanges a second at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--control", action="store_true", help="nginx in Weft's place")
    parser.add_argument("--verbose", action="store_true", help="print every sample")
    options = parser.parse_args()
    os.nice(10)
    try:
        with tempfile.TemporaryDirectory(prefix="wire-soak-") as folder:
            well = report(*uvloop.run(soak(options, Path(folder))))
    except BenchStopped as stopped:
        sys.stderr.write(f"{stopped}\n")
        return 2
    except asyncio.CancelledError:
        sys.stderr.write("ended before its time\n")
        return TERMINATED
    finally:
        end_all()
    print("all is well" if well else "NOT WELL")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
