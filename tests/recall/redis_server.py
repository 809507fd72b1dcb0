"""A real server of one's own: started in a directory, killed, restarted and frozen at will."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redis

from weft.recall.redis.address import parse
from weft.recall.redis.store import RedisStore
from weft.recall.store import Limits, Store, from_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import OpenStore

START_SECONDS = 20.0
SOCKET_PATH_BYTES = 100  # what every system allows


def program() -> str:
    """The server to start, or a failed test that says how to get one."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None:
        pytest.fail(
            "redis-server is not on the PATH; these tests talk to a real one. "
            "Install the Debian package redis-server (or valkey-server)"
        )
    return found


class RedisServer:
    """One server process on a Unix socket; `options` are those of its command line."""

    def __init__(self, directory: Path, *options: str) -> None:
        self.directory = directory
        self.options = options
        self._sockets = tempfile.mkdtemp(prefix="weft-redis-")  # tmp_path may be too long
        self.socket = str(Path(self._sockets) / "redis.sock")
        assert len(self.socket) < SOCKET_PATH_BYTES
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """A store URL with a time limit that suits tests."""
        return f"unix://{self.socket}?timeout=10s"

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self, *more: str, wait: bool = True) -> None:
        """Start it, and wait until it answers."""
        command = [program(), "--port", "0", "--unixsocket", self.socket]
        command += ["--dir", str(self.directory), "--save", "", "--daemonize", "no"]
        with (self.directory / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *self.options, *more], stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        if wait:
            self._wait()

    def kill(self) -> None:
        """End it as a power cut would."""
        process = self._process
        if process is not None:
            process.kill()
            process.wait()
            self._process = None

    def restart(self) -> None:
        """Kill it and start it again on what it has on disk."""
        self.kill()
        self.start()

    def pause(self) -> None:
        """Freeze it: connections stay open, nothing answers."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """Kill it and leave nothing behind."""
        self.kill()
        shutil.rmtree(self._sockets)

    @contextmanager
    def client(self) -> Iterator[redis.Redis]:
        """A client beside Weft's, to look and to meddle."""
        with redis.Redis(unix_socket_path=self.socket, protocol=2, socket_timeout=10) as client:
            yield client

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > deadline:
                log = (self.directory / "redis.log").read_text(errors="replace")
                pytest.fail(f"the private Redis server did not start:\n{log[-2000:]}")
            time.sleep(0.01)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            try:
                probe.connect(self.socket)
                probe.sendall(b"PING\r\n")
                answer = probe.recv(64)
            except OSError:
                return False
        return answer.startswith((b"+PONG", b"-NOAUTH"))


@contextmanager
def running(directory: Path, *options: str) -> Iterator[RedisServer]:
    """A server for as long as the block runs."""
    server = RedisServer(directory, *options)
    try:
        server.start()
        yield server
    finally:
        server.close()


@contextmanager
def stores(server: RedisServer) -> Iterator[OpenStore]:
    """Opens stores on this server, all under one fresh prefix, and closes them."""
    prefix = uuid.uuid4().hex
    with ExitStack() as stack:

        def open_store(
            limits: Limits | None = None, clock: Callable[[], float] = time.time
        ) -> Store:
            store = from_url(f"{server.url}&prefix={prefix}", limits, clock=clock)
            stack.callback(store.close)
            return store

        yield open_store


def root(store: Store) -> str:
    """What the names of this store's keys begin with."""
    assert isinstance(store, RedisStore)
    return store._installation.keys.root


@contextmanager
def fresh_url(directory: Path) -> Iterator[str]:
    """The URL of an empty store: on the server that the environment names, or on a private one."""
    given = os.environ.get("WEFT_TEST_REDIS_URL")
    if given is None:
        with running(directory) as server:
            yield server.url
        return
    prefix = f"weft-test-{uuid.uuid4().hex}"
    yield f"{given}{'&' if '?' in given else '?'}prefix={prefix}"
    at = parse(given)
    with redis.Redis(
        host=at.host,
        port=at.port,
        unix_socket_path=at.path or None,
        ssl=at.scheme == "rediss",
        username=at.username,
        password=at.password,
        db=at.db,
        protocol=2,
    ) as client:
        for key in client.scan_iter("{" + prefix + "}:*", count=1000):
            client.delete(key)
