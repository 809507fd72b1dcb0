"""Clients that are slow on purpose: each is ended after its time, and until then stops nobody else.

The times are those of `hasty`, a proxy with less patience. Nothing here measures them: it is waited
for the end, and who is slow and honest must not meet it.
"""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hasty import BODY
from proxy_h2 import CONTINUATION, GOAWAY, H2, HEADERS, PREFACE, SETTINGS, frame
from proxy_plays import CHUNKED, PATIENCE, chunk
from proxy_process import Weft, resident
from proxy_raw import Raw, request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_upstream import Exchange, Upstream

    from conftest import Certificates

MANY = 200
GROWTH = 16 * 1024 * 1024  # bytes; what many slow clients may leave behind
DRIP = 0.05  # seconds between two bytes; none of them comes late


class Hasty(Weft):
    program = (sys.executable, str(Path(__file__).with_name("hasty.py")))


@pytest.fixture(scope="module")
def proxy(upstream: Upstream) -> Iterator[Weft]:
    with Hasty("--listen", "127.0.0.1:0", "--upstream", upstream.url) as running:
        yield running
        assert "Traceback" not in running.output


def dripped(clients: list[Raw], data: bytes) -> list[bytes]:
    """Send this to each, a byte at a time, until all have ended; what they were told."""
    told = {id(client): b"" for client in clients}
    left = list(clients)
    until = time.monotonic() + PATIENCE
    for number in range(len(data)):
        if not left:
            return [told[id(client)] for client in clients]
        assert time.monotonic() < until, f"{len(left)} slow clients are still there"
        for client in list(left):
            with contextlib.suppress(ConnectionError):
                client.send(data[number : number + 1])
            client.sock.setblocking(False)
            try:
                piece = client.sock.recv(65536)
            except BlockingIOError:
                continue
            except ConnectionError:
                piece = b""
            finally:
                client.sock.settimeout(PATIENCE)
            told[id(client)] += piece
            if not piece:
                left.remove(client)
        time.sleep(DRIP)
    pytest.fail("all of it was taken")


ENDLESS = b"X-A: 1\r\n" * 1000


def test_a_head_that_drips_is_ended(proxy: Weft, upstream: Upstream, path: str) -> None:
    with proxy.raw() as client:
        client.send(f"GET {path} HTTP/1.1\r\nHost: h\r\n".encode())
        [told] = dripped([client], ENDLESS)
    assert told.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in told.lower()
    assert not upstream.all(path)


def test_many_heads_that_drip_are_all_ended_and_stop_nobody(proxy: Weft, path: str) -> None:
    def open_files() -> int:
        return len(list(Path(f"/proc/{proxy.pid}/fd").iterdir()))

    with proxy.raw() as client:
        assert client.ask("POST", path, body=b"before").body == b"before"
    files, memory = open_files(), resident(proxy.pid)
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(proxy.raw()) for _ in range(MANY)]
        for each in slow:
            each.send(b"GET / HTTP/1.1\r\nHost: h\r\n")
        with proxy.raw() as client:
            assert client.ask("POST", path, body=b"served").body == b"served"
        told = dripped(slow, ENDLESS)
    assert [each[:13] for each in told] == [b"HTTP/1.1 408 "] * MANY
    until = time.monotonic() + PATIENCE
    while open_files() > files + 3 and time.monotonic() < until:
        time.sleep(0.05)
    assert open_files() <= files + 3
    assert resident(proxy.pid) - memory < GROWTH


@pytest.mark.parametrize("framing", [("Content-Length", "1000"), ("Transfer-Encoding", "chunked")])
def test_a_body_that_stands_still_is_ended(
    proxy: Weft, upstream: Upstream, path: str, framing: tuple[str, str]
) -> None:
    with proxy.raw() as client:
        client.send(request("POST", path, framing) + chunk(b"some of it"))
        assert client.answer().status == 408
        assert client.last_words() == b""
    assert upstream.seen(path).broken.wait(PATIENCE)


def test_a_body_that_is_slow_and_alive_is_not(proxy: Weft, path: str) -> None:
    """It takes several times what a pause may, and no pause is too long."""
    with proxy.raw() as client:
        client.send(request("POST", path, ("Content-Length", "12")))
        for _ in range(12):
            client.send(b"x")
            time.sleep(BODY / 4)
        assert client.answer().body == b"x" * 12


@pytest.mark.parametrize("said", [b"", b"G", b"\r\n", PREFACE[:10]])
def test_who_says_next_to_nothing_is_let_go(proxy: Weft, said: bytes) -> None:
    with proxy.raw() as client:
        client.send(said)
        assert client.last_words() == b""


def test_empty_lines_keep_no_connection(proxy: Weft, path: str) -> None:
    """They may stand before a request (RFC 9112, 2.2), and are none."""
    with proxy.raw() as client:
        assert client.ask("GET", path).status == 200
        assert dripped([client], b"\r\n" * 2000) == [b""]


def test_between_requests_it_just_ends(proxy: Weft, path: str) -> None:
    with proxy.raw() as client:
        assert client.ask("POST", path, body=b"x").body == b"x"
        assert client.rest() == b""


async def floods(exchange: Exchange) -> None:
    await exchange.body()
    await exchange.send(CHUNKED)
    with contextlib.suppress(ConnectionError):
        while True:
            await exchange.send(chunk(bytes(65536)))
    exchange.keep = False
    exchange.seen.gone.set()


def test_who_takes_nothing_of_the_answer_is_let_go(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    upstream.on(path, floods)
    with proxy.raw() as client:
        client.send(request("GET", path))
        assert upstream.seen(path).gone.wait(PATIENCE)
        assert not client.last_words().endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("hello", [b"", b"\x16\x03\x01\x02\x00\x01\x00"])
def test_a_handshake_that_never_ends_is_ended(
    upstream: Upstream, certificates: Certificates, hello: bytes
) -> None:
    with Hasty(
        *("--listen", "127.0.0.1:0", "--upstream", upstream.url),
        *("--tls-cert", str(certificates.chain), "--tls-key", str(certificates.key)),
    ) as secure:
        with secure.raw() as client:
            client.send(hello)
            assert client.last_words() == b""
        assert "Traceback" not in secure.output


# HTTP/2.

SETTLED = PREFACE + frame(SETTINGS)
OPENED = b"\x82\x84\x86\x41\x01h"  # GET / of h, with HPACK's static table


def test_a_header_block_that_drips_is_ended(proxy: Weft) -> None:
    with proxy.raw() as client:
        client.send(SETTLED + frame(HEADERS, OPENED, flags=1, stream=1))
        [told] = dripped([client], frame(CONTINUATION, b"\x00\x01a\x01b", stream=1) * 100)
    assert b"a header block takes too long" in told  # with its GOAWAY


def test_a_body_that_stands_still_is_ended_over_http2(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    with H2(proxy.address) as client:
        number = client.begin("POST", path, end=False)
        client.send(number, b"some of it")
        assert client.finish(number).status == 408
        assert client.ask("POST", path + "b", body=b"on").body == b"on"
    assert upstream.seen(path).broken.wait(PATIENCE)


@pytest.mark.parametrize("said", [PREFACE, SETTLED])
def test_an_idle_http2_connection_is_told_goodbye(proxy: Weft, said: bytes) -> None:
    with proxy.raw() as client:
        client.send(said)
        assert frame(GOAWAY, bytes(8))[:9] in client.last_words()


def test_a_window_that_stays_shut_ends_the_stream(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    upstream.on(path, floods)
    with H2(proxy.address, takes=False) as client:
        number = client.begin("GET", path)
        assert client.finish(number).reset is not None
        assert upstream.seen(path).gone.wait(PATIENCE)
        assert client.ask("GET", "/healthz").status == 200
