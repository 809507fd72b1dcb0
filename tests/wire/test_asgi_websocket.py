"""WebSockets of an application behind a real listener, with a real client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from asgi_app import APP
from asgi_served import LONG, Served
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(APP) as running:
        yield running


def ws(served: Served, path: str, *subprotocols: str) -> Any:
    offered = [Subprotocol(name) for name in subprotocols]
    return connect(f"ws://127.0.0.1:{served.port}{path}", subprotocols=offered or None)


def test_messages_go_both_ways(served: Served) -> None:
    with ws(served, "/echo", "first", "second") as client:
        assert client.subprotocol == "first"
        assert client.response.headers["x-echo"] == "yes"
        for text in ("", "short", "é" * 200_000):
            client.send(text)
            assert client.recv(LONG) == text
        client.send(["in ", "three ", "frames"])
        assert client.recv(LONG) == "in three frames"
        assert client.ping().wait(LONG)


def test_the_application_closes(served: Served) -> None:
    with ws(served, "/echo") as client:
        client.send("close")
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(LONG)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4001, "as you wish")


def test_the_client_closes(served: Served) -> None:
    with ws(served, "/echo") as client:
        client.close(4002, "enough")
    assert client.protocol.close_rcvd.code == 4002


def test_an_application_that_fails_closes_with_1011(served: Served) -> None:
    with ws(served, "/echo") as client:
        client.send("fail")
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(LONG)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1011


@pytest.mark.parametrize(("path", "status"), [("/refuse", 403), ("/deny", 429)])
def test_a_refusal_is_an_answer(served: Served, path: str, status: int) -> None:
    with pytest.raises(InvalidStatus) as refused, ws(served, path):
        pass
    assert refused.value.response.status_code == status
