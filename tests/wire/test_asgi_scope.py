"""What an application is told of a request."""

from __future__ import annotations

from typing import Any

import pytest
from asgi_inbound import handshake, request

from weft.wire.asgi_scope import http_scope, subprotocols, websocket_scope
from weft.wire.head import RequestHead

ABOUT: dict[str, Any] = {"root_path": "", "server": None, "state": {}}


def test_a_request() -> None:
    head = request(b"GET", b"/a%20b/%C3%A9?q=%20&r", (b"X-One", b"1"), (b"x-one", b"2"))
    assert http_scope(head, root_path="/app", server=("::1", 80), state={"a": 1}) == {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/a b/é",
        "raw_path": b"/a%20b/%C3%A9",
        "query_string": b"q=%20&r",
        "root_path": "/app",
        "headers": [(b"host", b"weft.test"), (b"x-one", b"1"), (b"x-one", b"2")],
        "client": ("192.0.2.7", 0),
        "server": ("::1", 80),
        "state": {"a": 1},
        "extensions": {"http.response.trailers": {}},
    }


def test_each_request_has_a_state_of_its_own() -> None:
    about = {**ABOUT, "state": {"shared": []}}
    one, two = (http_scope(request(), **about)["state"] for _ in range(2))
    one["mine"] = 1
    assert "mine" not in two
    assert one["shared"] is two["shared"]


def test_a_path_that_is_no_text_still_has_a_name() -> None:
    scope = http_scope(request(b"GET", b"/%ff%2"), **ABOUT)
    assert scope["path"] == "/\ufffd%2"
    assert scope["raw_path"] == b"/%ff%2"


def test_the_authority_stands_where_the_host_stood() -> None:
    head = request(b"GET", b"/", (b"a", b"1"), (b"Host", b"other"), (b"b", b"2"))
    assert http_scope(head, **ABOUT)["headers"] == [
        (b"a", b"1"),
        (b"host", b"weft.test"),
        (b"b", b"2"),
    ]


def test_http_2_looks_like_http_1() -> None:
    headers = [(b"cookie", b"a=1"), (b"accept", b"*/*"), (b"cookie", b"b=2")]
    head = RequestHead(b"GET", b"/", b"weft.test", headers, scheme=b"https", version=b"2")
    scope = http_scope(head, **ABOUT)
    assert (scope["http_version"], scope["scheme"]) == ("2", "https")
    assert scope["client"] is None
    assert scope["headers"] == [
        (b"host", b"weft.test"),
        (b"accept", b"*/*"),
        (b"cookie", b"a=1; b=2"),
    ]


@pytest.mark.parametrize(("scheme", "seen"), [(b"http", "ws"), (b"https", "wss")])
def test_a_websocket(scheme: bytes, seen: str) -> None:
    head = handshake(b"/socket?a", (b"Sec-WebSocket-Protocol", b"one, two"))
    head.scheme = scheme
    scope = websocket_scope(head, **ABOUT)
    assert "method" not in scope
    assert scope["type"] == "websocket"
    assert scope["scheme"] == seen
    assert scope["subprotocols"] == ["one", "two"]
    assert scope["extensions"] == {"websocket.http.response": {}}


@pytest.mark.parametrize(
    ("values", "names"),
    [([], []), ([b""], []), ([b"a ,b,", b"c"], ["a", "b", "c"])],
)
def test_subprotocols_are_read_in_their_order(values: list[bytes], names: list[str]) -> None:
    assert subprotocols([(b"Sec-WebSocket-Protocol", value) for value in values]) == names
