"""WebSocket: the upstream's answer is the client's answer, then bytes pass untouched."""

from __future__ import annotations

import contextlib
import random
import threading
from typing import TYPE_CHECKING

import pytest
from proxy_plays import PATIENCE, answers
from proxy_process import Weft
from proxy_raw import Raw, request, trusting
from proxy_sockets import echoing
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK, InvalidStatus
from websockets.sync.client import connect as websockets_connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_upstream import Exchange, Upstream
    from websockets.sync.client import ClientConnection
    from websockets.sync.server import Server

    from conftest import Certificates

UPGRADE = (
    ("Connection", "Upgrade"),
    ("Upgrade", "websocket"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
)
LARGE = 3_000_000


@pytest.fixture(scope="module")
def echo() -> Iterator[Server]:
    with echoing() as server:
        yield server


@pytest.fixture(scope="module")
def relay(echo: Server) -> Iterator[Weft]:
    port = echo.socket.getsockname()[1]
    with Weft("--listen", "127.0.0.1:0", "--upstream", f"http://127.0.0.1:{port}") as running:
        yield running


def connect(relay: Weft, path: str = "/", **options: object) -> ClientConnection:
    url = relay.url.replace("http", "ws", 1) + path
    return websockets_connect(url, proxy=None, max_size=None, open_timeout=PATIENCE, **options)


@pytest.mark.parametrize("path", ["/", "/v1/responses", "/deep/er?a=b", "/v1/realtime?model=x"])
def test_text_and_binary_come_back(relay: Weft, path: str) -> None:
    with connect(relay, path) as socket:
        for number in range(5):
            socket.send(f"text {number} ✓")
            assert socket.recv(PATIENCE) == f"text {number} ✓"
            socket.send(b"\x00\xff%d" % number)
            assert socket.recv(PATIENCE) == b"\x00\xff%d" % number


def test_an_upstreams_close_reaches_the_client(relay: Weft) -> None:
    with connect(relay, "/closes") as socket:
        with pytest.raises(ConnectionClosedError) as closed:
            socket.recv(PATIENCE)
        assert closed.value.rcvd
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4001, "enough")


def test_a_clients_close_reaches_the_upstream(relay: Weft) -> None:
    with connect(relay) as socket:
        socket.close(1000, "done")
        with pytest.raises(ConnectionClosedOK) as closed:
            socket.recv(PATIENCE)
        assert closed.value.rcvd  # the upstream's own close frame came back
        assert closed.value.rcvd.code == 1000


def test_the_upstream_chooses_the_subprotocol(relay: Weft) -> None:
    with connect(relay, subprotocols=["chat.v1", "chat.v2"]) as socket:
        assert socket.subprotocol == "chat.v2"


def test_extensions_are_agreed_between_the_ends(relay: Weft) -> None:
    with connect(relay, compression="deflate") as socket:
        assert socket.response
        assert "permessage-deflate" in socket.response.headers["Sec-WebSocket-Extensions"]
        socket.send("a" * 10_000)
        assert socket.recv(PATIENCE) == "a" * 10_000


def test_a_refusal_is_passed_on(relay: Weft) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(relay, "/refused")
    answer = refused.value.response
    assert (answer.status_code, answer.body) == (401, b"no key\n")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_large_message(relay: Weft) -> None:
    message = random.Random(1).randbytes(LARGE)
    with connect(relay, compression=None) as socket:
        socket.send(message)
        assert socket.recv(PATIENCE) == message


def test_fragments_stay_fragments(relay: Weft) -> None:
    with connect(relay, "/fragments") as socket:
        socket.send(["one ", "two ", "three"])
        got = list(socket.recv_streaming())
        assert ("".join(got), got[:2]) == ("one two three", ["one t", "wo three"])


def test_ping_and_pong_are_between_the_ends(relay: Weft) -> None:
    with connect(relay) as socket:
        assert socket.ping(b"are you there").wait(PATIENCE)


def test_both_directions_at_once(relay: Weft) -> None:
    """Neither side reads before it has written all: the relay holds back nobody for the other."""
    messages = [random.Random(n).randbytes(20_000) for n in range(100)]
    with connect(relay, compression=None) as socket:
        sending = threading.Thread(target=lambda: [socket.send(each) for each in messages])
        sending.start()
        assert [socket.recv(PATIENCE) for _ in messages] == messages
        sending.join(PATIENCE)


def test_many_sockets_at_once(relay: Weft) -> None:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(connect(relay, f"/{n}")) for n in range(20)]
        for number, socket in enumerate(sockets):
            socket.send(f"for {number}")
        for number, socket in enumerate(sockets):
            assert socket.recv(PATIENCE) == f"for {number}"


async def switches(exchange: Exchange) -> None:
    """Answer 101 with the first bytes in the same packet, then echo whatever comes, unframed."""
    await exchange.send(
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzhZRbK+xOo=\r\n\r\nearly"
    )
    while data := await exchange.reader.read(65536):
        await exchange.send(data)
    exchange.keep = False
    exchange.seen.gone.set()


def test_after_101_bytes_are_nobodys_business(client: Raw, upstream: Upstream, path: str) -> None:
    upstream.on(path, switches)
    client.send(request("GET", path, *UPGRADE) + b"sent along ")
    head = client.head()
    assert (head.status, head.reason) == (101, b"Switching Protocols")
    assert head.value(b"sec-websocket-accept") == b"s3pPLMBiTxaQ9kYGzhZRbK+xOo="
    assert (head.value(b"upgrade") or b"").lower() == b"websocket"
    assert b"upgrade" in (head.value(b"connection") or b"").lower()
    client.send(b"GET / HTTP/1.1\r\n\r\n\x00\xff")
    expected = {b"early", b"sent along ", b"GET / HTTP/1.1\r\n\r\n\x00\xff"}
    got = client.exactly(sum(map(len, expected)))
    assert all(each in got for each in expected)


def test_the_head_reaches_the_upstream_whole(client: Raw, upstream: Upstream, path: str) -> None:
    upstream.on(path, switches)
    client.send(request("GET", path, *UPGRADE, ("Authorization", "Bearer k"), ("Origin", "o")))
    assert client.head().status == 101
    seen = upstream.seen(path)
    assert (seen.value(b"upgrade") or b"").lower() == b"websocket"
    assert b"upgrade" in (seen.value(b"connection") or b"").lower()
    for name, value in [*UPGRADE[2:], ("Authorization", "Bearer k"), ("Origin", "o")]:
        assert seen.values(name.lower().encode()) == [value.encode()]
    assert seen.values(b"host") == [upstream.host.encode()]


def test_a_client_that_vanishes_is_noticed(proxy: Weft, upstream: Upstream, path: str) -> None:
    upstream.on(path, switches)
    with proxy.raw() as client:
        client.send(request("GET", path, *UPGRADE))
        client.head()
        client.reset()
    assert upstream.seen(path).gone.wait(2.0)


def test_an_upstream_without_websocket_answers_for_itself(
    client: Raw, upstream: Upstream, path: str
) -> None:
    upstream.on(path, answers(426, b"not here"))
    answer = client.ask("GET", path, *UPGRADE)
    assert (answer.status, answer.body) == (426, b"not here")


def test_no_upstream_at_all_is_a_502(path: str) -> None:
    arguments = ["--listen", "127.0.0.1:0", "--upstream", "http://127.0.0.1:9"]
    with Weft(*arguments) as lonely, lonely.raw() as client:
        assert client.ask("GET", path, *UPGRADE).status == 502


def test_wss_on_both_sides(certificates: Certificates) -> None:
    with echoing(certificates.serving()) as server:
        port = server.socket.getsockname()[1]
        with Weft(
            *("--listen", "127.0.0.1:0", "--upstream", f"https://localhost:{port}"),
            *("--upstream-ca", str(certificates.authority)),
            *("--tls-cert", str(certificates.chain), "--tls-key", str(certificates.key)),
        ) as relay:
            url = relay.url.replace("http", "wss", 1).replace("127.0.0.1", "localhost")
            trust = trusting(certificates.authority)
            with websockets_connect(url, proxy=None, ssl=trust) as socket:
                socket.send("secret")
                assert socket.recv(PATIENCE) == "secret"
