"""The proxy's bench counts right. How fast anything is stands nowhere here."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire_generators import Echo, Streams, body, from_h2load
from wire_load import percentile
from wire_process import BenchStopped, Running, cpu_ns, free_port, start, tree, upstream_command
from wire_proxies import Target
from wire_report import Aim, Measured, lines, table
from wire_soak import trend
from wire_soak_load import KINDS, Book, exchange
from wire_upstream import Frames, frame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    port = free_port()
    log = tmp_path_factory.mktemp("upstream") / "log"
    running = start("the upstream", upstream_command(port), port, (), log)
    yield Target("direct", port, port, running)
    running.stop()


def test_every_event_of_every_stream_is_counted(upstream: Target, tmp_path: Path) -> None:
    done = Streams(connections=3, count=7, pause=0.001).run(upstream, tmp_path, 0.05)
    assert done.errors == 0
    assert done.units >= 21
    assert done.units % 7 == 0
    assert done.first_us is not None


def test_a_message_is_counted_when_it_came_back_whole(upstream: Target, tmp_path: Path) -> None:
    done = Echo(connections=2, size=70_000).run(upstream, tmp_path, 0.05)
    assert done.errors == 0
    assert done.units >= 2


def test_the_upstream_says_how_much_it_was_sent(upstream: Target) -> None:
    url = f"http://127.0.0.1:{upstream.port}/sink"
    with urllib.request.urlopen(url, data=b"." * 300_000) as answer:
        said = answer.read()
    assert said.startswith(b'{"bytes":300000,')
    assert len(said) == 1024


@pytest.mark.parametrize("kind", [*KINDS])
def test_the_clients_of_the_soak_find_no_fault_in_an_upstream(kind: str, upstream: Target) -> None:
    book, chance = Book(), random.Random(4)
    asyncio.run(exchange(kind, upstream.port, chance, book))
    assert book.faults == []
    assert book.open == 0
    assert book.total("answered") + book.total("left") == 1


def test_a_client_of_the_soak_tells_an_upstream_that_is_away() -> None:
    book = Book()
    asyncio.run(exchange("small", free_port(), random.Random(1), book))
    assert book.outcomes["small", "broken"] == 1


@given(st.lists(st.binary(max_size=300) | st.just(b"x" * 70_000), max_size=3), st.randoms())
def test_frames_come_out_however_they_are_cut(messages: list[bytes], chance: random.Random) -> None:
    sent = b"".join(frame(2, message, mask=chance.random() < 0.5) for message in messages)
    frames, found, at = Frames(), [], 0
    while at < len(sent):
        size = chance.choice([1, 5, 4000, 100_000])
        found += frames.feed(sent[at : at + size])
        at += size
    assert found == [(2, message) for message in messages]


def test_the_time_of_children_belongs_to_a_process() -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    busy = "print(flush=True)\nwhile True: pass"
    with subprocess.Popen([sys.executable, "-c", code, busy], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        parent.stdout.readline()
        running = Running("parent", parent, 0.0)
        pids = tree(parent.pid)
        assert len(pids) == 2
        before = cpu_ns(parent.pid)
        all_before = running.cpu_ns()
        while cpu_ns(pids[1]) < 200_000_000:  # until the child has used a fifth of a second
            os.sched_yield()
        assert running.cpu_ns() - all_before > cpu_ns(parent.pid) - before
        assert running.resident_mb() > 5
        os.kill(pids[1], 9)


def test_a_process_that_does_not_listen_is_named_with_what_it_said(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such flag')"]
    with pytest.raises(BenchStopped, match=r"the thing does not listen(?s:.*)no such flag"):
        start("the thing", command, free_port(), (), tmp_path / "log")


def test_percentiles() -> None:
    assert percentile([], 99) == 0
    assert percentile([5], 99) == 5
    assert percentile(range(100), 50) == 50
    assert percentile(range(100), 99) == 99


def test_a_body_has_the_size_asked_for() -> None:
    assert len(body(1024)) == 1024


def test_the_figures_of_h2load() -> None:
    said = (
        "finished in 1.00s, 300.00 req/s, 1.0KB/s\n"
        "requests: 300 total, 308 started, 300 done, 299 succeeded, 1 failed, 0 errored, 0 timeout"
    )
    log = "1700000000000001\t200\t150\n1700000000000002\t200\t250\n1700000000000003\t502\t50\n"
    done = from_h2load(said, log)
    assert (done.units, done.seconds, done.p50_us, done.errors) == (299, 1.0, 150, 2)


def test_a_ratio_is_taken_within_a_round() -> None:
    def measured(cpu: float, p50: float) -> Measured:
        return Measured(cpu, 1000.0, p50, 2 * p50, 0)

    rounds = [
        {
            "direct": Measured(None, 1.0, 1.0, 1.0, 0),
            "nginx": measured(n, 50),
            "weft": measured(w, 90),
        }
        for n, w in ((10, 20), (100, 210), (10, 19))  # the machine was slow in the second round
    ]
    aims = {"cpu": Aim(1.95), "p50": Aim(60, over=True), "rate": Aim(0.9, "at least")}
    found = {line.what: line for line in lines("small", "request", rounds, aims)}
    cpu = found["CPU us per request"]
    assert (cpu.compared, cpu.least, cpu.most, cpu.met) == (2.0, 1.9, 2.1, False)
    assert found["p50 us"].compared == 40
    assert found["p50 us"].met
    assert found["requests per second"].met
    assert "first byte us" not in found
    told = table(list(found.values()), ["direct", "nginx", "weft"])
    assert "2.00 [1.90-2.10]" in told
    assert "at most 1.95  MISSED" in told
    assert "+40 us [+40 to +40]" in told


def test_what_grows_is_not_flat() -> None:
    chance = random.Random(1)
    noisy = [(float(n), 30 + chance.random()) for n in range(100)]
    grows = [(at, value + at / 10) for at, value in noisy]
    warms_up = [(at, min(value, 20 + 10 * at / 15)) for at, value in noisy]
    assert trend(noisy, 1.0, 0.05).flat
    assert trend(warms_up, 1.0, 0.05).flat
    assert not trend(grows, 1.0, 0.05).flat
    assert trend(grows, 1.0, 0.05).slope_per_hour == pytest.approx(360, rel=0.1)
    with pytest.raises(BenchStopped):
        trend(noisy[:5], 1.0, 0.05)
