"""What a page starts in the background: it goes on until the page kills it, or ends.

The ports that pages name (87..) are free ones in truth, so that tests do not meet each other or
what else runs on the machine. A job is ready when it listens where it was told to.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECONDS = 30
_PORT = re.compile(r"\b87\d\d\b")
_KILL = re.compile(r"kill %(\d+)")


class Jobs:
    """The jobs of one page, numbered as a shell would number them."""

    def __init__(self, cwd: Path) -> None:
        self._cwd = cwd
        self._jobs: list[subprocess.Popen[bytes]] = []
        self._ports: dict[str, str] = {}

    def real(self, line: str) -> str:
        """A command line with the ports it really uses."""
        return _PORT.sub(lambda match: self._real_port(match[0]), line)

    def shown(self, output: str) -> str:
        """An output with the ports that the page names."""
        for named, port in self._ports.items():
            output = output.replace(port, named)
        return output

    def takes(self, line: str, environ: Mapping[str, str]) -> bool:
        """Do what a line says, if it starts or kills a job."""
        if line.endswith(" &"):
            self._start(self.real(line.removesuffix(" &")), environ)
            return True
        killed = _KILL.fullmatch(line)
        if killed:
            self._end(self._jobs[int(killed[1]) - 1])
        return killed is not None

    def close(self) -> None:
        """End what is left."""
        for job in self._jobs:
            self._end(job)

    def _real_port(self, named: str) -> str:
        if named not in self._ports:
            with socket.create_server(("127.0.0.1", 0)) as free:
                self._ports[named] = str(free.getsockname()[1])
        return self._ports[named]

    def _start(self, line: str, environ: Mapping[str, str]) -> None:
        job = subprocess.Popen(
            ["bash", "-c", line],
            cwd=self._cwd,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._jobs.append(job)
        ports = re.findall(r"(?:--listen 127\.0\.0\.1:|http\.server )(\d+)", line)
        sockets = re.findall(r"--listen unix:(\S+)", line)
        until = time.monotonic() + SECONDS
        while not all(map(_answers, ports)) or not all(
            (self._cwd / name).exists() for name in sockets
        ):
            assert job.poll() is None, f"{line}: ended with status {job.returncode}"
            assert time.monotonic() < until, f"{line}: not ready"
            time.sleep(0.05)

    @staticmethod
    def _end(job: subprocess.Popen[bytes]) -> None:
        if job.poll() is None:
            os.killpg(job.pid, signal.SIGTERM)
        status = job.wait(SECONDS)
        assert status in (0, -signal.SIGTERM), f"{job.args}: ended with status {status}"


def _answers(port: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) == 0
