"""Load of every kind, each by the program that is good at it, all giving the same figures.

wrk sends plain requests, h2load those over HTTP/2, and `wire_load.py` plays streams of events and
WebSockets. Each runs as a process of its own, away from the proxy's core.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from wire_load import Loaded, percentile
from wire_process import HERE, LOAD_CORES, BenchStopped, pinned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wire_proxies import Target

OVERTIME = 30.0  # seconds a generator may take beyond its time
HEADERS = {
    "Content-Type": "application/json",
    "Accept": "application/json",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": "bench/1",
    "Authorization": "Bearer 0123456789abcdef0123456789abcdef",
    "X-Client-Version": "1.2.3",
    "X-Client-Platform": "linux",
    "X-Client-Retry": "0",
}
SCRIPT = """
wrk.method = "%(method)s"
wrk.body = %(body)s
%(headers)s
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\n{"units":%%d,"seconds":%%f,"p50_us":%%f,"p99_us":%%f,"errors":%%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


class Load(Protocol):
    """Something that can be run against a target."""

    @property
    def unit(self) -> str:
        """What is counted: a request, an event, a message."""

    def run(self, target: Target, folder: Path, seconds: float) -> Loaded:
        """Run it for about so long and say what came of it."""


def body(size: int) -> str:
    """A JSON request of this many bytes."""
    start, end = '{"model":"bench","messages":[{"role":"user","content":"', '"}]}'
    return start + "." * (size - len(start) - len(end)) + end


@dataclass(frozen=True, slots=True)
class Wrk:
    """Requests over HTTP/1.1, one at a time on each connection."""

    connections: int
    upload: int = 0  # bytes; nothing is a GET
    path: str = "/v1/messages"
    unit: str = "request"
    cores: Sequence[int] = LOAD_CORES

    def run(self, target: Target, folder: Path, seconds: float) -> Loaded:
        script = folder / "wrk.lua"
        script.write_text(
            SCRIPT
            % {
                "method": "POST" if self.upload else "GET",
                "body": json.dumps(body(self.upload)) if self.upload else "nil",
                "headers": "\n".join(
                    f'wrk.headers["{name}"] = "{value}"' for name, value in HEADERS.items()
                ),
            }
        )
        url = f"{target.scheme}://127.0.0.1:{target.port}{self.path}"
        # wrk knows whole seconds only
        command = ["wrk", "-t", "1", "-c", str(self.connections)]
        command += ["-d", f"{max(1, round(seconds))}s", "-s", str(script), url]
        return Loaded(**json.loads(last_line(run(command, self.cores, seconds))))


@dataclass(frozen=True, slots=True)
class H2Load:
    """Requests over HTTP/2, several at a time on each connection."""

    connections: int
    streams: int
    upload: int
    unit: str = "request"

    def run(self, target: Target, folder: Path, seconds: float) -> Loaded:
        data, log = folder / "h2load.body", folder / "h2load.log"
        data.write_text(body(self.upload))
        log.unlink(missing_ok=True)
        headers = [part for pair in HEADERS.items() for part in ("-H", ": ".join(pair))]
        command = ["h2load", "-c", str(self.connections), "-m", str(self.streams), "-d", str(data)]
        command += ["-D", str(max(1, round(seconds))), f"--log-file={log}", *headers]
        command.append(f"http://127.0.0.1:{target.port_h2}/v1/messages")
        return from_h2load(run(command, LOAD_CORES, seconds), log.read_text())


@dataclass(frozen=True, slots=True)
class Streams:
    """Streams of events."""

    connections: int
    count: int
    pause: float
    unit: str = "event"

    def run(self, target: Target, folder: Path, seconds: float) -> Loaded:  # noqa: ARG002
        return own_load(
            ["events", target.port, self.connections, seconds, self.count, self.pause], seconds
        )


@dataclass(frozen=True, slots=True)
class Echo:
    """WebSocket messages there and back."""

    connections: int
    size: int
    unit: str = "message"

    def run(self, target: Target, folder: Path, seconds: float) -> Loaded:  # noqa: ARG002
        return own_load(["echo", target.port, self.connections, seconds, self.size], seconds)


def own_load(arguments: list[str | int | float], seconds: float) -> Loaded:
    """Run the bench's own generator."""
    command = [sys.executable, str(HERE / "wire_load.py"), *map(str, arguments)]
    return Loaded(**json.loads(last_line(run(command, LOAD_CORES, seconds))))


def from_h2load(said: str, log: str) -> Loaded:
    """What h2load says, with the percentiles from its log: start, status, microseconds."""
    counts = re.search(r"requests: .* (\d+) succeeded, (\d+) failed, (\d+) errored", said)
    took = re.search(r"finished in ([\d.]+)(ms|s),", said)
    if counts is None or took is None:
        raise BenchStopped(f"h2load said something unexpected:\n{said}")
    taken = [int(row.split("\t")[2]) for row in log.splitlines() if row]
    seconds = float(took[1]) / (1000 if took[2] == "ms" else 1)
    failed = int(counts[2]) + sum(row.split("\t")[1] != "200" for row in log.splitlines() if row)
    return Loaded(int(counts[1]), seconds, percentile(taken, 50), percentile(taken, 99), failed)


def last_line(said: str) -> str:
    """The line a generator puts its figures on."""
    return said.rstrip().rpartition("\n")[2]


def run(command: list[str], cores: Sequence[int], seconds: float) -> str:
    """The output of a generator."""
    try:
        done = subprocess.run(
            pinned(command, cores),
            check=False,
            capture_output=True,
            text=True,
            timeout=seconds + OVERTIME,
        )
    except subprocess.TimeoutExpired:
        raise BenchStopped(f"{command[0]} did not end; is what it asks stuck?") from None
    if done.returncode:
        raise BenchStopped(f"{' '.join(command[:8])} ... failed:\n{done.stdout}{done.stderr}")
    return done.stdout
