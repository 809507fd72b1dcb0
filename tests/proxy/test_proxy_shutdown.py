"""The end: SIGTERM refuses what is new and finishes what is begun; a second signal ends it now."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

import pytest
from proxy_h2 import H2
from proxy_plays import CHUNKED, LAST_CHUNK, Gate, chunk, says
from proxy_process import Weft
from proxy_raw import Raw, request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_upstream import Exchange, Upstream

HTTP_NO_ERROR = 0


@pytest.fixture
def proxy(upstream: Upstream) -> Iterator[Weft]:
    """One for each test: none survives its test."""
    with Weft("--listen", "127.0.0.1:0", "--upstream", upstream.url) as running:
        yield running


def refused(proxy: Weft) -> bool:
    assert isinstance(proxy.address, tuple)
    try:
        socket.create_connection(proxy.address, 2).close()
    except ConnectionRefusedError:
        return True
    except ConnectionResetError:  # it stood in the queue of the socket that was closed
        return False
    return False


def wait_until_refused(proxy: Weft) -> None:
    while not refused(proxy):
        assert proxy.process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_nothing_to_do_ends_at_once(proxy: Weft, number: signal.Signals, path: str) -> None:
    with proxy.raw() as client:
        assert client.ask("GET", path).status == 200
        proxy.process.send_signal(number)
        assert client.last_words() == b""  # an idle connection is closed
        assert proxy.exit_code() == 0


def test_what_is_begun_is_finished(proxy: Weft, upstream: Upstream, path: str) -> None:
    gate = Gate()
    upstream.on(path, says(CHUNKED + chunk(b"first"), gate, chunk(b"last") + LAST_CHUNK))
    with proxy.raw() as client:
        client.send(request("GET", path))
        client.head()
        assert client.chunk() == b"first"
        proxy.process.terminate()
        wait_until_refused(proxy)  # at once, not after the timeout
        gate.open()
        assert client.chunk() == b"last"
        assert client.chunk() == b""
        assert client.last_words() == b""
    assert proxy.exit_code() == 0


def test_an_answer_during_the_end_says_that_the_connection_ends(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    gate = Gate()
    upstream.on(path, says(gate, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", keep=True))
    with proxy.raw() as client:
        client.send(request("POST", path, body=b"x"))
        upstream.seen(path)
        proxy.process.terminate()
        wait_until_refused(proxy)
        gate.open()
        answer = client.answer()
        assert (answer.body, answer.value(b"connection")) == (b"ok", b"close")
        assert client.last_words() == b""
    assert proxy.exit_code() == 0


def stuck(upstream: Upstream, path: str) -> None:
    async def endless(exchange: Exchange) -> None:
        await exchange.send(CHUNKED + chunk(b"first"))
        await exchange.until_gone()

    upstream.on(path, endless)


def test_a_second_signal_ends_it_now(proxy: Weft, upstream: Upstream, path: str) -> None:
    stuck(upstream, path)
    with proxy.raw() as client:
        client.send(request("GET", path))
        client.head()
        proxy.process.terminate()
        wait_until_refused(proxy)
        proxy.process.terminate()
        proxy.exit_code()
        assert not client.last_words().endswith(LAST_CHUNK)


def test_the_timeout_bounds_the_end(upstream: Upstream, path: str) -> None:
    stuck(upstream, path)
    arguments = ["--listen", "127.0.0.1:0", "--upstream", upstream.url]
    with Weft(*arguments, "--graceful-shutdown-timeout", "300ms") as proxy, proxy.raw() as client:
        client.send(request("GET", path))
        client.head()
        proxy.process.terminate()
        proxy.exit_code()  # far below the 30 s of the default
        assert not client.last_words().endswith(LAST_CHUNK)
    assert upstream.seen(path).gone.wait(2)


def test_http2_clients_are_told_goodbye(proxy: Weft, upstream: Upstream, path: str) -> None:
    gate = Gate()
    upstream.on(path, says(gate, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", keep=True))
    with H2(proxy.address) as client:
        number = client.begin("GET", path)
        upstream.seen(path)
        proxy.process.terminate()
        while client.goaway is None and not client.closed:
            client.pump()
        assert client.goaway == HTTP_NO_ERROR
        gate.open()
        assert bytes(client.finish(number).body) == b"ok"
        while not client.closed:
            client.pump()
    assert proxy.exit_code() == 0


def test_an_idle_http2_client_is_told_goodbye(proxy: Weft, path: str) -> None:
    with H2(proxy.address) as client:
        assert client.ask("GET", path).status == 200
        proxy.process.terminate()
        while not client.closed:
            client.pump()
        assert client.goaway == HTTP_NO_ERROR
    assert proxy.exit_code() == 0


def test_a_tunnel_does_not_outlive_the_timeout(upstream: Upstream, path: str) -> None:
    async def switches(exchange: Exchange) -> None:
        head = b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
        await exchange.send(head + b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzhZRbK+xOo=\r\n\r\n")
        await exchange.until_gone()

    upstream.on(path, switches)
    arguments = ["--listen", "127.0.0.1:0", "--upstream", upstream.url]
    upgrade = [("Connection", "upgrade"), ("Upgrade", "websocket")]
    keys = [("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
    with Weft(*arguments, "--graceful-shutdown-timeout", "300ms") as proxy, proxy.raw() as client:
        client.send(request("GET", path, *upgrade, *keys))
        assert client.head().status == 101
        proxy.process.terminate()
        proxy.exit_code()
        assert client.last_words() == b""
    assert upstream.seen(path).gone.wait(2)


def test_sighup_is_no_end(proxy: Weft, path: str) -> None:
    with proxy.raw() as client:
        assert client.ask("GET", path).status == 200
        proxy.process.send_signal(signal.SIGHUP)
        assert client.ask("GET", path).status == 200
    with Raw(proxy.address) as client:
        assert client.ask("GET", path).status == 200


def test_a_signal_right_after_the_start(upstream: Upstream) -> None:
    """However early it comes, it ends the process and leaves nothing behind."""
    with Weft("--listen", "127.0.0.1:0", "--upstream", upstream.url, wait=False) as early:
        early.process.terminate()
        assert early.exit_code() in {0, -signal.SIGTERM, 128 + signal.SIGTERM}
