"""Large bodies at flat memory, at the pace of whoever is slower; and who leaves is noticed."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest
from proxy_plays import CHUNKED, PATIENCE, Gate, chunk, says
from proxy_process import Weft, peak, resident
from proxy_raw import Cut, request

if TYPE_CHECKING:
    from proxy_upstream import Exchange, Upstream

MEGABYTE = 1024 * 1024
PIECE = bytes(range(256)) * 1024  # 256 KB
PIECES = 1200  # 300 MB
GROWTH = 24 * MEGABYTE  # more than buffers of both sides, far less than a body
IN_FLIGHT = 24 * MEGABYTE  # what the sockets' buffers on four ends may hold when nobody reads


def test_a_large_request_passes_at_flat_memory(proxy: Weft, upstream: Upstream, path: str) -> None:
    async def counts(exchange: Exchange) -> None:
        async for _ in exchange.pieces():
            pass
        await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    upstream.on(path, counts)
    before = resident(proxy.pid)
    expected = hashlib.sha256()
    with proxy.raw() as client:
        client.send(request("PUT", path, ("Content-Length", str(PIECES * len(PIECE)))))
        for _ in range(PIECES):
            client.send(PIECE)
            expected.update(PIECE)
        assert client.answer().body == b"ok"
    assert upstream.seen(path).digest == expected.hexdigest()
    assert peak(proxy.pid) - before < GROWTH


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_a_large_answer_passes_at_flat_memory(
    proxy: Weft, upstream: Upstream, path: str, framing: str
) -> None:
    pieces = PIECES if framing == "length" else PIECES // 6
    heads = {
        "length": b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (pieces * len(PIECE)),
        "chunked": CHUNKED,
        "close": b"HTTP/1.1 200 OK\r\n\r\n",
    }

    async def floods(exchange: Exchange) -> None:
        await exchange.send(heads[framing])
        piece = chunk(PIECE) if framing == "chunked" else PIECE
        for _ in range(pieces):
            await exchange.send(piece)
        if framing == "chunked":
            await exchange.send(b"0\r\n\r\n")
        exchange.keep = framing != "close"

    upstream.on(path, floods)
    before = resident(proxy.pid)
    got, size = hashlib.sha256(), 0
    with proxy.raw() as client:
        client.send(request("GET", path))
        head = client.head()
        if head.values(b"content-length"):
            while size < pieces * len(PIECE):
                piece = client.some()
                size += len(piece)
                got.update(piece)
        else:
            while piece := client.chunk():
                size += len(piece)
                got.update(piece)
    expected = hashlib.sha256()
    for _ in range(pieces):
        expected.update(PIECE)
    assert (size, got.hexdigest()) == (pieces * len(PIECE), expected.hexdigest())
    assert peak(proxy.pid) - before < GROWTH


def settled(count: list[int]) -> int:
    """Wait until a counter stands still."""
    last = -1
    until = time.monotonic() + PATIENCE
    while last != count[0] and time.monotonic() < until:
        last = count[0]
        time.sleep(0.3)
    return count[0]


def test_a_client_that_reads_slowly_holds_the_upstream(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    sent = [0]

    async def floods(exchange: Exchange) -> None:
        await exchange.body()
        await exchange.send(CHUNKED)
        for _ in range(800):
            await exchange.send(chunk(PIECE))
            sent[0] += len(PIECE)

    upstream.on(path, floods)
    before = resident(proxy.pid)
    with proxy.raw() as client:
        client.send(request("GET", path))
        assert client.head().status == 200
        assert settled(sent) < IN_FLIGHT
        assert resident(proxy.pid) - before < GROWTH
        assert client.chunk()  # and it goes on when there is somebody to read


def test_an_upstream_that_reads_slowly_holds_the_client(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    gate = Gate()

    async def waits(exchange: Exchange) -> None:
        await gate.passed()
        await exchange.body()
        await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    upstream.on(path, waits)
    total, sent = 160, [0]
    before = resident(proxy.pid)
    with proxy.raw() as client:

        def pour() -> None:
            for _ in range(total):
                client.send(PIECE)
                sent[0] += len(PIECE)

        client.send(request("PUT", path, ("Content-Length", str(total * len(PIECE)))))
        pouring = threading.Thread(target=pour)
        pouring.start()
        upstream.seen(path)
        assert settled(sent) < IN_FLIGHT
        assert resident(proxy.pid) - before < GROWTH
        gate.open()
        pouring.join(PATIENCE)
        assert client.answer().body == b"ok"


def test_a_client_that_leaves_in_its_body_is_noticed(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    for nth, declared in enumerate(
        (("Content-Length", "1000000"), ("Transfer-Encoding", "chunked")), start=1
    ):
        with proxy.raw() as client:
            client.send(request("POST", path, declared) + chunk(b"x" * 1000))
            seen = upstream.seen(path, nth)
        assert seen.broken.wait(2.0)
        assert not seen.whole.is_set()


def test_a_client_that_ends_its_side_after_asking_is_still_answered(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    """Half-closed is not gone. An interim answer may come first, to find out which it is."""
    with proxy.raw() as client:
        client.send(request("POST", path, body=b"all I have"))
        client.sock.shutdown(socket.SHUT_WR)
        assert client.answer().body == b"all I have"
        assert client.last_words() == b""


@pytest.mark.parametrize("how", ["reset", "close"])
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_an_upstream_that_dies_leaves_no_well_formed_end(
    proxy: Weft, upstream: Upstream, path: str, framing: str, how: str
) -> None:
    head = CHUNKED if framing == "chunked" else b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"
    part = chunk(b"part") if framing == "chunked" else b"part"
    gate = Gate()

    async def dies(exchange: Exchange) -> None:
        await exchange.body()
        await exchange.send(head + part)
        await gate.passed()
        exchange.keep = False
        if how == "reset":
            exchange.reset()

    upstream.on(path, dies)
    with proxy.raw() as client:
        client.send(request("GET", path))
        client.head()
        assert client.exactly(len(part)) == part
        gate.open()
        with pytest.raises(Cut):
            client.exactly(5)


def test_an_upstream_that_resets_an_answer_until_its_end(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    """Without a length only a clean close is an end; a reset is not, and must not become one."""
    gate = Gate()

    async def dies(exchange: Exchange) -> None:
        await exchange.body()
        await exchange.send(b"HTTP/1.1 200 OK\r\n\r\npart")
        await gate.passed()
        exchange.reset()

    upstream.on(path, dies)
    with proxy.raw() as client:
        client.send(request("GET", path))
        head = client.head()
        assert head.values(b"transfer-encoding") == [b"chunked"]
        assert client.chunk() == b"part"
        gate.open()
        with pytest.raises(Cut):
            client.chunk()


def test_an_answer_with_more_than_it_declared_is_cut(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    """What comes after the end belongs to nobody's answer, least of all the next client's."""
    evil = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    upstream.on(path, says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + evil, keep=True))
    with proxy.raw() as client:
        for _ in range(3):
            assert client.ask("GET", path).body == b"ok"
            assert client.ask("POST", path + "b", body=b"mine").body == b"mine"
    connections = {upstream.seen(path, nth).connection for nth in (1, 2, 3)}
    assert len(connections) == 3  # none was used again


def test_clients_that_leave_full_buffers_behind_leave_no_memory(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    """Each round is given up with all buffers full; what they held is free for the next."""

    async def large(exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
        for _ in range(50):
            await exchange.send(bytes(1_000_000))

    upstream.on(path, large)
    sizes = []
    for done in range(0, 180, 30):
        with contextlib.ExitStack() as stack:
            for client in [stack.enter_context(proxy.raw()) for _ in range(30)]:
                client.send(request("GET", path))
            for nth in range(done + 1, done + 31):
                upstream.seen(path, nth)
            time.sleep(0.2)
        time.sleep(0.2)
        sizes.append(resident(proxy.pid))
    assert max(sizes) - sizes[0] < 2 * GROWTH
