"""What looking at requests and rewriting them costs, beside the plain relay of the same build.

`python bench/exchange.py [--quick] [--page FILE]`. Two gateways run at once, one of them with
`--mode off`, and are asked in turn: so whatever else the machine does, it does to both. The
upstream answers at once. A request's time is from its first byte sent to its answer's last byte;
what rewriting adds is the difference of the two gateways. Conversations are made of generated
texts, each new to the gateway where it says so.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine import table
from exchange_grown import Line, Talk, grown
from wire_generators import own_load
from wire_load import percentile
from wire_process import BenchStopped, Running, end_all, free_port, start, upstream_command

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WEFT = Path(sys.executable).with_name("weft")
LARGE, NEW, SMALL = 1_000_000, 20_000, 1_500  # bytes
MODES = ("off", "full")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    conversations: int  # large ones
    turns: int  # of each
    small: int  # requests
    seconds: float  # of a load
    remembered: int  # conversations, for memory


FULL, QUICK = Size(12, 10, 2000, 5.0, 10_000), Size(1, 2, 20, 0.3, 20)


@contextmanager
def gateway(
    upstream: int, mode: str, folder: Path, workers: int = 1
) -> Iterator[tuple[int, Running]]:
    """A gateway in a state of its own; its port, and the process."""
    port, state = free_port(), folder / f"{mode}-{workers}"
    folder.mkdir(parents=True, exist_ok=True)
    command = [str(WEFT), "proxy", "--state-dir", str(state), "--listen", f"127.0.0.1:{port}"]
    command += ["--upstream", f"http://127.0.0.1:{upstream}", "--mode", mode, "--log-level"]
    command += ["warn", "--workers", str(workers)]
    running = start(f"weft proxy --mode {mode}", command, port, (), folder / "log")
    try:
        yield port, running
    finally:
        running.stop()


class Pair:
    """The two gateways, asked in turn. Times in milliseconds, by mode."""

    def __init__(self, ports: dict[str, int]) -> None:
        self.ports = ports
        self._lines = {mode: Line(port) for mode, port in ports.items()}

    def ask(self, body: bytes, took: dict[str, list[float]]) -> None:
        """The same request to both."""
        for mode in MODES:
            took[mode].append(self._lines[mode].ask(body) * 1000)

    def close(self) -> None:
        """End both connections."""
        for line in self._lines.values():
            line.close()


def nothing() -> dict[str, list[float]]:
    return {mode: [] for mode in MODES}


def added(took: dict[str, list[float]], percent: float) -> float:
    """What rewriting adds, at this percentile."""
    return percentile(took["full"], percent) - percentile(took["off"], percent)


def row(name: str, took: dict[str, list[float]], aims: Sequence[str]) -> list[str]:
    cells = [name, str(len(took["full"]))]
    for percent, aim in zip((50, 99), aims, strict=True):
        cells += [f"{percentile(took[mode], percent):.2f}" for mode in MODES]
        cells += [f"{added(took, percent):+.2f}", aim]
    return cells


def latencies(pair: Pair, size: Size) -> Iterator[str]:
    """Large conversations at first sight and turn by turn, and small requests."""
    first, later, again, small = nothing(), nothing(), nothing(), nothing()
    pair.ask(grown("warm", NEW, NEW).body(), nothing())  # what is read once is read
    for number in range(size.conversations):
        talk = grown(f"large {number}", LARGE, NEW)
        pair.ask(talk.body(), first)
        for _ in range(size.turns):
            talk.grow(NEW - 500)
            pair.ask(talk.body(), later)
            pair.ask(talk.body(), again)
    for number in range(size.small):
        body = b'{"model":"m","messages":[{"role":"user","content":"%d %b"}]}'
        pair.ask(body % (number, b"." * SMALL), small)
    heads = ["", "requests", "p50 relay", "p50", "added", "aim", "p99 relay", "p99", "added", "aim"]
    yield "## Time, in milliseconds"
    yield ""
    rows = [
        row("1 MB, all but 20 KB of it seen", later, ("2", "5")),
        row("1 MB, all of it seen", again, ("", "")),
        row("1 MB, at first sight", first, ("60", "")),
        row("1.5 KB", small, ("0.1", "")),
    ]
    yield from table(heads, rows)


def beside(ports: dict[str, int], size: Size) -> Iterator[str]:
    """How late events of other streams come while whole large conversations are looked at."""
    yield "## Other streams meanwhile"
    yield ""
    yield (
        "Four streams with an event every 10 ms, each event's time from the upstream to the "
        "client, in milliseconds; alone, and while conversations of 1 MB come in that the gateway "
        "has never seen, ten a second. The aim is that p99 grows by no more than 5 ms, beyond "
        "what it grows in the relay."
    )
    yield ""
    rows = []
    for mode in MODES:
        alone = events(ports[mode], size)
        over = threading.Event()
        sender = threading.Thread(target=keep_sending, args=(ports[mode], over))
        sender.start()
        try:
            busy = events(ports[mode], size)
        finally:
            over.set()
            sender.join()
        grown = busy[1] - alone[1]
        cells = [f"{each:.2f}" for each in (*alone, *busy)]
        rows.append([{"off": "relay", "full": "rewriting"}[mode], *cells, f"{grown:+.2f}"])
    yield from table(["", "p50 alone", "p99 alone", "p50", "p99", "p99 grows"], rows)


def events(port: int, size: Size) -> tuple[float, float]:
    """p50 and p99 of how late an event is, in milliseconds."""
    made = own_load(["events", port, 4, size.seconds, 50, 0.01], size.seconds)
    if made.errors:
        raise BenchStopped(f"{made.errors} streams failed")
    return made.p50_us / 1000, made.p99_us / 1000


def keep_sending(port: int, over: threading.Event) -> None:
    """New large conversations until it is over, ten a second."""
    line, number = Line(port), 0
    bodies = [grown(f"beside {number}", LARGE, NEW).body() for number in range(3)]
    while not over.wait(0.1):
        # Another opening is another conversation.
        body = bodies[number % 3].replace(b"mails sent", b"%d mails sent" % number, 1)
        line.ask(body)
        number += 1
    line.close()


def workers(upstream: int, folder: Path, size: Size) -> Iterator[str]:
    """Requests a second of one worker and of two."""
    yield "## Workers"
    yield ""
    yield (
        f"Eight clients, each with a conversation of 100 KB that grows by 2 KB a turn. Load, "
        f"upstream and gateway share {os.cpu_count()} cores, so two workers cannot give twice."
    )
    yield ""
    rows = []
    for mode in MODES:
        rates, cpu = [], []
        for count in (1, 2):
            with gateway(upstream, mode, folder / f"w{count}", count) as (port, running):
                before = running.cpu_ns()
                rates.append(rate(port, size.seconds))
                cpu.append((running.cpu_ns() - before) / 1e6 / max(1, rates[-1] * size.seconds))
        figures = [f"{rates[0]:.0f}", f"{rates[1]:.0f}", f"{rates[1] / rates[0]:.2f}"]
        rows.append([{"off": "relay", "full": "rewriting"}[mode], *figures, f"{cpu[0]:.2f}"])
    yield from table(["", "1 worker, requests/s", "2 workers", "ratio", "CPU, ms/request"], rows)


def rate(port: int, seconds: float) -> float:
    """Requests a second of eight clients."""
    command = [sys.executable, str(Path(__file__).with_name("exchange_load.py"))]
    made = subprocess.run(
        [*command, str(port), "8", str(seconds)], check=True, capture_output=True, text=True
    )
    return float(made.stdout)


def memory(upstream: int, folder: Path, size: Size) -> Iterator[str]:
    """Resident memory after many conversations."""
    rows = []
    for mode in MODES:
        with gateway(upstream, mode, folder / "memory") as (port, running):
            fresh = running.resident_mb()
            lines = [Line(port) for _ in range(4)]
            begun = time.perf_counter()
            threads = [
                threading.Thread(target=converse, args=(line, at, size.remembered // 4))
                for at, line in enumerate(lines)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            took = time.perf_counter() - begun
            held = running.resident_mb()
        name = {"off": "relay", "full": "rewriting"}[mode]
        rows.append([name, f"{fresh:.0f}", f"{held:.0f}", "80", f"{took:.0f}"])
    yield "## Memory, in megabytes"
    yield ""
    yield f"Before, and after {size.remembered:,} conversations of 2 KB, each with a tool's result."
    yield ""
    yield from table(["", "started", "afterwards", "aim", "seconds it took"], rows)


def converse(line: Line, at: int, count: int) -> None:
    """So many conversations of one request."""
    for number in range(count):
        talk = Talk(f"memory {at} {number}")
        talk.grow(1500)
        body = talk.body()
        start = body.index(b'"system":') + 10
        end = body.index(b'","messages"')
        line.ask(body[:start] + body[end:])  # the long system prompt is left out


def report(size: Size, folder: Path) -> Iterator[str]:
    """The whole page."""
    yield "# What rewriting in flight costs"
    yield ""
    yield (
        "Made by `make bench`, so anyone can repeat it: `weft proxy`, and beside it "
        f"`weft proxy --mode off` of the same build. Python {platform.python_version()}, "
        f"{platform.machine()}, {os.cpu_count()} cores for everything. Where other work shares "
        "the machine, p99 says more about that than about Weft: compare with the relay."
    )
    yield ""
    port = free_port()
    upstream = start("the upstream", upstream_command(port), port, (), folder / "log")
    with ExitStack() as stack:
        stack.callback(upstream.stop)
        ports = {m: stack.enter_context(gateway(port, m, folder))[0] for m in MODES}
        pair = Pair(ports)
        stack.callback(pair.close)
        yield from latencies(pair, size)
        yield from beside(ports, size)
        yield from workers(port, folder, size)
        yield from memory(port, folder, size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="little, in a few seconds")
    parser.add_argument("--page", type=Path, help="write the tables into this file too")
    given = parser.parse_args()
    lines = []
    try:
        with tempfile.TemporaryDirectory(prefix="weft-bench-") as folder:
            for line in report(QUICK if given.quick else FULL, Path(folder)):
                print(line, flush=True)
                lines.append(line)
    except BenchStopped as error:
        sys.exit(f"bench: {error}")
    finally:
        end_all()
    if given.page:
        given.page.parent.mkdir(parents=True, exist_ok=True)
        given.page.write_text("\n".join(lines).rstrip("\n") + "\n")


if __name__ == "__main__":
    main()
