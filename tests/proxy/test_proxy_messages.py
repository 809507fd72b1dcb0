"""WebSockets whose messages are told and rewritten, between real clients and a real server."""

from __future__ import annotations

import random
import threading
import time
from typing import TYPE_CHECKING

import pytest
from proxy_h2 import H2
from proxy_h2_socket import Socket
from proxy_plays import PATIENCE
from proxy_sockets import echoing
from proxy_talking import MOST, Talking
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK, InvalidStatus
from websockets.frames import Opcode
from websockets.sync.client import connect as websockets_connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.client import ClientConnection

LARGE = 10_000_000


@pytest.fixture(scope="module")
def relay() -> Iterator[Talking]:
    with echoing() as server, Talking(server.socket.getsockname()[1]) as running:
        yield running


def connect(relay: Talking, path: str = "/", **options: object) -> ClientConnection:
    url = relay.url + path
    return websockets_connect(url, proxy=None, max_size=None, open_timeout=PATIENCE, **options)


@pytest.mark.parametrize("compression", [None, "deflate"])
def test_messages_are_rewritten_on_their_way(relay: Talking, compression: str | None) -> None:
    with connect(relay, compression=compression) as socket:
        for text in ["as it is", "long story", "long story", "as it is ✓", "long tale"]:
            socket.send(text)
            assert socket.recv(PATIENCE) == text.replace("long", "short")
        socket.send(b"long, in bytes")
        assert socket.recv(PATIENCE) == b"long, in bytes"


@pytest.mark.parametrize("compression", [None, "deflate"])
def test_a_hidden_turn(relay: Talking, compression: str | None) -> None:
    with connect(relay, compression=compression) as socket:
        socket.send("call me")
        assert socket.recv(PATIENCE) == "result of the call me"
    assert relay.conversations[-1].heard[:2] == [b"call me", b"result of the call me"]


def test_the_ends_still_agree_on_extensions(relay: Talking) -> None:
    with connect(relay, compression="deflate") as socket:
        assert socket.response
        assert "permessage-deflate" in socket.response.headers["Sec-WebSocket-Extensions"]


@pytest.mark.parametrize("compression", [None, "deflate"])
@pytest.mark.parametrize("begin", ["", "long"])
def test_large_messages(relay: Talking, begin: str, compression: str | None) -> None:
    message = begin + random.Random(1).randbytes(LARGE // 2).hex()
    with connect(relay, compression=compression) as socket:
        socket.send(message)
        assert socket.recv(PATIENCE) == message.replace("long", "short")


def test_a_message_larger_than_what_is_gathered(relay: Talking) -> None:
    message = "long" + "x" * MOST
    with connect(relay, compression=None) as socket:
        socket.send(message)
        assert socket.recv(PATIENCE) == message
        socket.send("long")
        assert socket.recv(PATIENCE) == "short"


def test_fragments_with_pings_between_them(relay: Talking) -> None:
    with connect(relay) as socket:

        def parts() -> Iterator[str]:
            for part in ("long ", "and ", "parted"):
                yield part
                assert socket.ping().wait(PATIENCE)

        socket.send(parts())
        assert socket.recv(PATIENCE) == "short and parted"


def test_a_close_of_the_upstream(relay: Talking) -> None:
    with connect(relay, "/closes") as socket:
        with pytest.raises(ConnectionClosedError) as closed:
            socket.recv(PATIENCE)
        assert closed.value.rcvd
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4001, "enough")


def test_a_close_of_the_client(relay: Talking) -> None:
    with connect(relay) as socket:
        socket.send("hold this")
        socket.send("seen")
        assert socket.recv(PATIENCE) == "seen"
        socket.close(1000, "done")
        assert socket.recv(PATIENCE) == "held"  # said before the upstream's close
        with pytest.raises(ConnectionClosedOK) as closed:
            socket.recv(PATIENCE)
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 1000


def test_a_refusal_begins_no_conversation(relay: Talking) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(relay, "/refused")
    assert refused.value.response.status_code == 401
    assert relay.conversations[-1].closings == 0


def test_a_client_that_vanishes_ends_its_conversation(relay: Talking) -> None:
    with connect(relay) as socket:
        socket.send("long")
        assert socket.recv(PATIENCE) == "short"
        socket.socket.close()
    until = time.monotonic() + PATIENCE
    while not relay.conversations[-1].closings and time.monotonic() < until:
        time.sleep(0.01)
    assert relay.conversations[-1].closings == 1


def test_both_directions_at_once(relay: Talking) -> None:
    """Neither side reads before it has written all: the relay holds back nobody for the other."""
    messages = ["long" + random.Random(n).randbytes(10_000).hex() for n in range(50)]
    with connect(relay, compression=None) as socket:
        sending = threading.Thread(target=lambda: [socket.send(each) for each in messages])
        sending.start()
        got = [socket.recv(PATIENCE) for _ in messages]
        sending.join(PATIENCE)
    assert got == [each.replace("long", "short") for each in messages]


def test_a_socket_on_a_stream_of_http2(relay: Talking) -> None:
    h2 = H2(relay.address)
    with h2:
        while not h2.h2.remote_settings.enable_connect_protocol:
            h2.pump()
        socket = Socket(h2, "/v1/responses")
        for text in ("long story", "as it is", "call"):
            socket.send(text)
        heard = [b"short story", b"as it is", b"result of the call"]
        assert [socket.receive() for _ in heard] == heard
        large = "long" + "x" * 3_000_000
        socket.send(large)
        assert socket.receive() == large.replace("long", "short").encode()
        socket.close(1000, "done")
        assert socket.frame().opcode == Opcode.CLOSE
        assert h2.finish(socket.number).ended
