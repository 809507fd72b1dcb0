"""WebSocket over HTTP/2 (RFC 8441): a stream among others, and upstream one like any other."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from h2.settings import SettingCodes
from proxy_h2 import H2
from proxy_h2_socket import Socket
from proxy_plays import answers
from proxy_process import Weft
from proxy_raw import trusting
from proxy_sockets import echoing
from websockets.frames import Opcode
from websockets.utils import accept_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_upstream import Exchange, Upstream

    from conftest import Certificates

CANCEL = 8
LARGE = 3_000_000  # bytes, many times what a window holds


@pytest.fixture(scope="module")
def relay() -> Iterator[Weft]:
    with echoing() as server:
        upstream = f"http://127.0.0.1:{server.socket.getsockname()[1]}"
        with Weft("--listen", "127.0.0.1:0", "--upstream", upstream) as running:
            yield running


@pytest.fixture
def h2(relay: Weft) -> Iterator[H2]:
    with connected(relay) as client:
        yield client


def connected(relay: Weft) -> H2:
    """A connection whose server has said what it can do."""
    client = H2(relay.address)
    while not client.h2.remote_settings.enable_connect_protocol:
        client.pump()
    return client


def test_it_is_offered(h2: H2) -> None:
    assert h2.h2.remote_settings[SettingCodes.ENABLE_CONNECT_PROTOCOL] == 1


@pytest.mark.parametrize("path", ["/", "/v1/realtime?model=x"])
def test_text_and_binary_come_back(h2: H2, path: str) -> None:
    socket = Socket(h2, path)
    assert socket.stream.status == 200
    for number in range(5):
        socket.send(f"text {number} ✓")
        assert socket.receive() == f"text {number} ✓".encode()
        socket.send(b"\x00\xff%d" % number)
        assert socket.receive() == b"\x00\xff%d" % number


def test_the_upstream_chooses_the_subprotocol(h2: H2) -> None:
    socket = Socket(h2, "/", ("sec-websocket-protocol", "chat.v1, chat.v2"))
    assert socket.stream.values(b"sec-websocket-protocol") == [b"chat.v2"]
    assert not socket.stream.values(b"sec-websocket-accept")  # RFC 8441, section 5


def test_an_upstreams_close_reaches_the_client(h2: H2) -> None:
    socket = Socket(h2, "/closes")
    frame = socket.frame()
    assert (frame.opcode, frame.data[2:]) == (Opcode.CLOSE, b"enough")
    socket.answer()
    assert h2.finish(socket.number).ended


def test_a_clients_close_reaches_the_upstream(h2: H2) -> None:
    socket = Socket(h2, "/")
    socket.close(1000, "done")
    assert socket.frame().opcode == Opcode.CLOSE  # the upstream's own
    assert h2.finish(socket.number).ended
    assert h2.ask("GET", "/healthz").status == 200  # the connection goes on


def test_ping_and_pong_are_between_the_ends(h2: H2) -> None:
    socket = Socket(h2, "/")
    socket.ping(b"there?")
    frame = socket.frame()
    assert (frame.opcode, frame.data) == (Opcode.PONG, b"there?")


def test_a_large_message_within_the_windows(h2: H2) -> None:
    socket = Socket(h2, "/")
    message = random.Random(8441).randbytes(LARGE)
    socket.send(message)
    assert socket.receive() == message


def test_many_sockets_and_requests_on_one_connection(h2: H2) -> None:
    sockets = [Socket(h2, f"/{number}") for number in range(20)]
    for number, socket in enumerate(sockets):
        socket.send(f"for {number}")
    assert h2.ask("GET", "/healthz").status == 200
    for number, socket in reversed(list(enumerate(sockets))):
        assert socket.receive() == b"for %d" % number


def test_a_refusal_is_passed_on(h2: H2) -> None:
    socket = Socket(h2, "/refused")
    stream = h2.finish(socket.number)
    assert (stream.status, bytes(stream.body)) == (401, b"no key\n")
    assert stream.values(b"www-authenticate") == [b"Bearer"]


def test_an_upstream_sees_an_upgrade_like_any_other(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    upstream.on(path, answers(426, b"not here"))
    with connected(proxy) as client:
        socket = Socket(client, path, ("authorization", "Bearer k"), ("x-weft-mode", "m"))
        assert bytes(client.finish(socket.number).body) == b"not here"
    seen = upstream.seen(path)
    assert (seen.method, seen.version) == (b"GET", b"HTTP/1.1")
    assert seen.value(b"upgrade") == b"websocket"
    assert (seen.value(b"connection") or b"").lower() == b"upgrade"
    assert len(seen.value(b"sec-websocket-key") or b"") == 24
    assert seen.values(b"sec-websocket-version") == [b"13"]
    assert seen.values(b"authorization") == [b"Bearer k"]
    assert not seen.values(b"x-weft-mode")
    assert not any(name.startswith(b":") for name in seen.names)


def test_an_upstream_that_answers_200_has_not_switched(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    """A 2xx to an extended CONNECT would be a yes, and the upstream has said no such thing."""
    upstream.on(path, answers(200, b"a page"))
    with connected(proxy) as client:
        assert Socket(client, path).stream.status == 502


async def unproven(exchange: Exchange) -> None:
    await exchange.send(
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzhZRbK+xOo=\r\n\r\n"
    )
    await exchange.until_gone()


def test_an_upstream_must_prove_that_it_read_the_key(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    """The key is the proxy's own, so nobody behind it could check."""
    upstream.on(path, unproven)
    with connected(proxy) as client:
        assert Socket(client, path).stream.status == 502
    assert upstream.seen(path).gone.wait(2.0)


def test_another_protocol_is_no_way_through(proxy: Weft, upstream: Upstream, path: str) -> None:
    with connected(proxy) as client:
        number = client.begin("CONNECT", path, end=False, protocol="connect-udp")
        while not (stream := client.streams[number]).status and stream.reset is None:
            client.pump()
        assert stream.status in {0, 405, 501}
    assert not upstream.all(path)


async def switches(exchange: Exchange) -> None:
    key = exchange.seen.value(b"sec-websocket-key") or b""
    await exchange.send(
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Accept: %b\r\n\r\nearly" % accept_key(key.decode()).encode()
    )
    await exchange.until_gone()


@pytest.mark.parametrize("how", ["stream", "connection"])
def test_a_client_that_vanishes_is_noticed(
    proxy: Weft, upstream: Upstream, path: str, how: str
) -> None:
    upstream.on(path, switches)
    with connected(proxy) as client:
        socket = Socket(client, path)
        while socket.stream.body != b"early":
            client.pump()
        if how == "stream":
            client.h2.reset_stream(socket.number, CANCEL)
            client.flush()
            assert upstream.seen(path).gone.wait(2.0)
            assert client.ask("GET", "/healthz").status == 200
    assert upstream.seen(path).gone.wait(2.0)


def test_wss_on_both_sides(certificates: Certificates) -> None:
    with echoing(certificates.serving()) as server:
        port = server.socket.getsockname()[1]
        with (
            Weft(
                *("--listen", "127.0.0.1:0", "--upstream", f"https://localhost:{port}"),
                *("--upstream-ca", str(certificates.authority)),
                *("--tls-cert", str(certificates.chain), "--tls-key", str(certificates.key)),
            ) as relay,
            H2(relay.address, trusting(certificates.authority, "h2")) as client,
        ):
            while not client.h2.remote_settings.enable_connect_protocol:
                client.pump()
            socket = Socket(client, "/")
            socket.send("secret")
            assert socket.receive() == b"secret"
