"""Several workers behind one address: shared, healed when one dies, ended together."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from proxy_plays import CHUNKED, LAST_CHUNK, PATIENCE, Gate, chunk, says
from proxy_process import Weft, children
from proxy_raw import Cut, Raw, request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_upstream import Exchange, Upstream


@pytest.fixture
def pair(upstream: Upstream) -> Iterator[Weft]:
    arguments = ["--listen", "127.0.0.1:0", "--upstream", upstream.url]
    with Weft(*arguments, "--workers", "2") as running:
        yield running


def workers(proxy: Weft, count: int = 2, *, but: int = 0) -> list[int]:
    """The worker processes, as soon as there are so many."""
    until = time.monotonic() + PATIENCE
    while len(found := [pid for pid in children(proxy.pid) if pid != but]) != count:
        assert time.monotonic() < until, f"there are {len(found)} workers"
        time.sleep(0.01)
    return found


def answered(proxy: Weft, path: str) -> bool:
    try:
        with proxy.raw() as client:
            return client.ask("GET", path).status == 200
    except (Cut, ConnectionError):
        return False


def holder(client: Raw, pids: list[int]) -> int:
    """The worker that holds the other end of this connection."""
    local, remote = client.sock.getsockname()[1], client.sock.getpeername()[1]
    pattern = f":{remote:04X} 0100007F:{local:04X} "
    lines = Path("/proc/net/tcp").read_text().splitlines()
    inode = next(line for line in lines if pattern in line).split()[9]
    links = [(pid, link) for pid in pids for link in Path(f"/proc/{pid}/fd").iterdir()]
    return next(pid for pid, link in links if link.readlink().name == f"socket:[{inode}]")


def test_both_serve_one_address(pair: Weft, path: str) -> None:
    pids = workers(pair)
    with_whom = set()
    for _ in range(60):
        with pair.raw() as client:
            assert client.ask("GET", path).status == 200
            with_whom.add(holder(client, pids))
    assert with_whom == set(pids)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_dead_worker_is_replaced(pair: Weft, path: str, number: signal.Signals) -> None:
    first, second = workers(pair)
    os.kill(first, number)
    pair.wait_for(f"worker {first}")
    healed = workers(pair, but=first)
    assert second in healed
    until = time.monotonic() + PATIENCE
    while not all(answered(pair, path) for _ in range(20)):
        assert time.monotonic() < until
    assert pair.process.poll() is None


def test_the_others_exchanges_go_on(pair: Weft, upstream: Upstream, path: str) -> None:
    gate = Gate()
    upstream.on(path, says(CHUNKED + chunk(b"first"), gate, chunk(b"last") + LAST_CHUNK))
    pids = workers(pair)
    with pair.raw() as client:
        client.send(request("GET", path))
        client.head()
        assert client.chunk() == b"first"
        held = holder(client, pids)
        os.kill(next(pid for pid in pids if pid != held), signal.SIGKILL)
        pair.wait_for(r"worker \d+ ended")
        gate.open()
        assert client.chunk() == b"last"
        assert client.chunk() == b""


def test_they_end_together(pair: Weft, path: str) -> None:
    pids = workers(pair)
    with pair.raw() as client:
        assert client.ask("GET", path).status == 200
        pair.process.terminate()
        assert client.last_words() == b""
    assert pair.exit_code() == 0
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_what_is_begun_is_finished_by_each(pair: Weft, upstream: Upstream, path: str) -> None:
    gate = Gate()
    upstream.on(path, says(gate, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    clients = [pair.raw() for _ in range(8)]
    for nth, client in enumerate(clients, start=1):
        client.send(request("POST", path, body=b"x"))
        upstream.seen(path, nth)
    pair.process.terminate()
    gate.open()
    assert [client.answer().body for client in clients] == [b"ok"] * 8
    for client in clients:
        client.sock.close()
    assert pair.exit_code() == 0


def test_a_signal_to_all_of_them_is_one_signal(pair: Weft, upstream: Upstream, path: str) -> None:
    """A terminal and systemd tell every process; that the supervisor passes it on is no second."""
    gate = Gate()
    upstream.on(path, says(CHUNKED + chunk(b"first"), gate, chunk(b"last") + LAST_CHUNK))
    pids = workers(pair)
    with pair.raw() as client:
        client.send(request("GET", path))
        client.head()
        assert client.chunk() == b"first"
        for pid in pids:
            os.kill(pid, signal.SIGTERM)
        pair.wait_for("stopping")
        pair.process.terminate()
        time.sleep(0.2)  # for a second one to arrive, if it is one
        gate.open()
        assert client.chunk() == b"last"
        assert client.chunk() == b""
    assert pair.exit_code() == 0


def test_a_second_signal_ends_them_all_now(pair: Weft, upstream: Upstream, path: str) -> None:
    async def endless(exchange: Exchange) -> None:
        await exchange.send(CHUNKED + chunk(b"first"))
        await exchange.until_gone()

    upstream.on(path, endless)
    pids = workers(pair)
    with pair.raw() as client:
        client.send(request("GET", path))
        client.head()
        assert client.chunk() == b"first"
        pair.process.terminate()
        pair.wait_for("stopping")
        pair.process.terminate()
        pair.exit_code()  # far below the 30 s that it may finish
        assert not client.last_words().endswith(LAST_CHUNK)
    assert not any(alive(pid) for pid in pids)


def test_workers_never_outlive_their_supervisor(pair: Weft) -> None:
    pids = workers(pair)
    pair.process.kill()
    pair.process.wait(PATIENCE)
    until = time.monotonic() + PATIENCE
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < until, "a worker is still there"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"  # dead, and nobody has asked how it died


def test_workers_on_a_unix_socket(upstream: Upstream, tmp_path: Path, path: str) -> None:
    where = tmp_path / "weft.sock"
    arguments = ["--listen", f"unix:{where}", "--upstream", upstream.url, "--workers", "2"]
    with Weft(*arguments) as proxy:
        assert len(workers(proxy)) == 2
        for _ in range(10):
            with Raw(where) as client:
                assert client.ask("GET", path).status == 200
    assert not where.exists()
