"""Proxies as processes: `weft proxy` as a user starts it, and nginx to compare it with.

Each is started on a free port of the loopback interface and ended by its pid.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from proxy_plays import PATIENCE
from proxy_raw import Address, Raw

WEFT = Path(sys.executable).with_name("weft")
READY = re.compile(r"listening on (\S+)")


def program(name: str, package: str) -> str:
    """The path of a program the tests need."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if not found:
        pytest.fail(f"these tests need {name}; install the package {package}", pytrace=False)
    return found


class Weft:
    """`weft proxy` with these arguments, in an environment without settings of its user."""

    program: tuple[str, ...] = (str(WEFT),)

    def __init__(self, *arguments: str, wait: bool = True, **environment: str) -> None:
        self.lines: list[str] = []
        self.addresses: list[Address] = []
        self._changed = threading.Condition()
        self._state = tempfile.TemporaryDirectory(prefix="weft-state-")
        kept = {"PATH", "HOME", "LANG", "SSL_CERT_FILE"}
        kept_environment = {name: os.environ[name] for name in kept & os.environ.keys()}
        self.process = subprocess.Popen(
            [*self.program, "proxy", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**kept_environment, "WEFT_STATE_DIR": self._state.name, **environment},
        )
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()
        if wait:
            self.wait_until_ready()

    def __enter__(self) -> Weft:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def address(self) -> Address:
        return self.addresses[0]

    @property
    def url(self) -> str:
        assert isinstance(self.address, tuple)
        return f"http://127.0.0.1:{self.address[1]}"

    @property
    def output(self) -> str:
        with self._changed:
            return "\n".join(self.lines)

    def raw(self) -> Raw:
        return Raw(self.address)

    def wait_until_ready(self) -> None:
        self.wait_for(READY.pattern)

    def wait_for(self, pattern: str) -> str:
        """The first line that matches, as soon as it is there."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with self._changed:
                for line in self.lines:
                    if re.search(pattern, line):
                        return line
                if not self._reading.is_alive():
                    break
                self._changed.wait(0.05)
        pytest.fail(f"no line like {pattern!r} from weft proxy, only:\n{self.output}")

    def exit_code(self) -> int:
        """Wait for the process to end."""
        code = self.process.wait(PATIENCE)
        self._reading.join(PATIENCE)
        return code

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE / 4)
            except subprocess.TimeoutExpired:
                for pid in [*children(self.pid), self.pid]:
                    os.kill(pid, signal.SIGKILL)
                self.process.wait(PATIENCE)
        self._reading.join(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()
        self._state.cleanup()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            text = line.decode("utf-8", "replace").rstrip()
            with self._changed:
                self.lines.append(text)
                for where in READY.findall(text):
                    self.addresses.append(_address(where))
                self._changed.notify_all()


def _address(where: str) -> Address:
    if "unix:" in where:
        return Path(where.partition("unix:")[2].rstrip(",;"))
    return ("127.0.0.1", int(re.findall(r":(\d+)", where)[-1]))


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`weft proxy` with arguments with which it should end at once."""
    kept = {"PATH", "HOME", "LANG"}
    kept_environment = {name: os.environ[name] for name in kept & os.environ.keys()}
    with tempfile.TemporaryDirectory(prefix="weft-state-") as state:
        return subprocess.run(
            [str(WEFT), "proxy", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            env={**kept_environment, "WEFT_STATE_DIR": state, **environment},
        )


class Nginx:
    """nginx with a `server` of this text, which listens where `address` says."""

    def __init__(self, folder: Path, server: str, outside: str = "", listen: str = "") -> None:
        # The port is bound here and handed over, so that no other test can take it meanwhile.
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address: Address = self._socket.getsockname()
        port = self._socket.getsockname()[1]
        config = folder / "nginx.conf"
        spool = "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.getuid() == 0 else ""  # else its workers cannot reach the folder
        config.write_text(
            f"daemon off; worker_processes 1; pid {folder}/nginx.pid; {user}\n"
            f"error_log {folder}/error.log;\nevents {{ worker_connections 512; }}\n"
            f"http {{ access_log off; {spool} {outside}\n"
            f"server {{ listen 127.0.0.1:{port} {listen}; {server} }} }}\n"
        )
        self._log = folder / "error.log"
        self.process = subprocess.Popen(
            [
                program("nginx", "nginx-light"),
                "-p",
                str(folder),
                "-e",
                str(self._log),
                "-c",
                str(config),
            ],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[self._socket.fileno()],
            env={"NGINX": f"{self._socket.fileno()};", "PATH": os.environ["PATH"]},
        )

    def __enter__(self) -> Nginx:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self.process.terminate()
        self.process.wait(PATIENCE)

    @property
    def port(self) -> int:
        assert isinstance(self.address, tuple)
        return self.address[1]

    def raw(self) -> Raw:
        return Raw(self.address)


def children(pid: int) -> list[int]:
    """The processes this one has started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid:
            found.append(int(status.parent.name))
    return sorted(found)


def resident(pid: int) -> int:
    """Bytes of memory this process has in use now."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) * 1024


def peak(pid: int) -> int:
    """The most bytes of memory this process ever had in use."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024
