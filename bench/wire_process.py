"""Processes under measurement: started on chosen cores, weighed from outside, ended by their pid.

CPU time is what the scheduler counted for every thread of a process and of all it has started:
it stays the same when another program holds the core, which requests a second do not. Nothing
here knows what the processes do.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PROC = Path("/proc")
PATIENCE = 15.0  # seconds a process may take to listen, or to end
LOAD_CORES = (0,)
PROXY_CORES = (1,)
HERE = Path(__file__).parent


class BenchStopped(Exception):
    """The bench cannot go on. The message says what to do."""


_GIVEN: set[int] = set()  # the system may offer a port again that was just given out
_STARTED: list[subprocess.Popen[bytes]] = []


def free_port() -> int:
    """A port of the loopback interface nobody listens on now, and no other caller was given."""
    while True:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = int(found.getsockname()[1])
        if port not in _GIVEN:
            _GIVEN.add(port)
            return port


def environment() -> dict[str, str]:
    """What a started process gets: none of Weft's settings, compiled files kept between starts."""
    dropped = {"PYTHONDONTWRITEBYTECODE"}
    return {
        name: value
        for name, value in os.environ.items()
        if name not in dropped
        and not name.startswith(("WEFT_", "HEADROOM_"))
        and not name.lower().endswith("_proxy")
    }


def pinned(command: Sequence[str], cores: Sequence[int]) -> list[str]:
    """The command, held to these cores where the machine has them and `taskset` is there."""
    there = os.sched_getaffinity(0)
    if not cores or not set(cores) <= there or not shutil.which("taskset"):
        return list(command)
    return ["taskset", "-c", ",".join(map(str, cores)), *command]


@dataclass(slots=True)
class Running:
    """A started process that listens."""

    name: str
    process: subprocess.Popen[bytes]
    ready_seconds: float

    def pids(self) -> list[int]:
        """It and all its descendants."""
        return tree(self.process.pid)

    def cpu_ns(self) -> int:
        """CPU time so far, in user and system mode together."""
        return sum(map(cpu_ns, self.pids()))

    def resident_mb(self) -> float:
        """Resident memory of all its processes; shared pages count once for each."""
        return sum(map(resident_bytes, self.pids())) / 1e6

    def stop(self) -> None:
        """End it, gently first."""
        _end(self.process)


def start(name: str, command: Sequence[str], port: int, cores: Sequence[int], log: Path) -> Running:
    """Start a process and wait until it accepts a connection on its port."""
    began = time.perf_counter()
    with log.open("ab") as sink:
        process = subprocess.Popen(
            pinned(command, cores),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            env=environment(),
        )
    _STARTED.append(process)
    while time.perf_counter() - began < PATIENCE:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return Running(name, process, time.perf_counter() - began)
        time.sleep(0.002)
    process.kill()
    process.wait()
    said = log.read_text(errors="replace")[-2000:]
    raise BenchStopped(f"{name} does not listen on port {port}; it said:\n{said}")


def end_all() -> None:
    """End whatever was started here and has not ended."""
    for process in _STARTED:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    left = tree(process.pid)
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        for pid in left:
            if (PROC / str(pid)).exists():
                os.kill(pid, 9)
        process.wait(PATIENCE)


def upstream_command(port: int) -> list[str]:
    """How the bench's own upstream is started."""
    return [sys.executable, str(HERE / "wire_upstream.py"), str(port)]


def tree(pid: int) -> list[int]:
    """A process and its descendants that are alive."""
    found, todo = [], [pid]
    while todo:
        each = todo.pop()
        try:
            tasks = list((PROC / str(each) / "task").iterdir())
            todo += [int(child) for task in tasks for child in _read(task / "children").split()]
        except FileNotFoundError:
            continue
        found.append(each)
    return found


def cpu_ns(pid: int) -> int:
    """Time on a core of all the threads of a process that are alive."""
    total = 0
    for task in (PROC / str(pid) / "task").iterdir():
        fields = _read(task / "schedstat").split()
        total += int(fields[0]) if fields else 0
    return total


def resident_bytes(pid: int) -> int:
    """Resident memory of one process."""
    fields = _read(PROC / str(pid) / "statm").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") if fields else 0


def descriptors(pid: int) -> tuple[int, int]:
    """How many file descriptors a process has open, and how many of them are sockets."""
    links = []
    for link in (PROC / str(pid) / "fd").iterdir():
        try:
            links.append(str(link.readlink()))
        except FileNotFoundError:  # closed while we looked
            continue
    return len(links), sum(link.startswith("socket:") for link in links)


def _read(path: Path) -> str:
    """A file of a thread that may have ended meanwhile: then nothing."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
