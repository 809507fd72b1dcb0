"""Offers to upgrade as a way to smuggle: what is not taken is HTTP, and so is what follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from proxy_raw import Cut, request

if TYPE_CHECKING:
    from proxy_process import Weft
    from proxy_raw import Raw
    from proxy_upstream import Upstream


def test_an_upgrade_is_no_way_to_smuggle(client: Raw, upstream: Upstream, path: str) -> None:
    """An upstream that answers an upgrade with 200 goes on speaking HTTP, and so do we."""
    upgrade = (("Connection", "Upgrade"), ("Upgrade", "websocket"))
    keys = (("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="))
    client.send(request("GET", path, *upgrade, *keys) + request("GET", path + "b"))
    assert client.answer().status == 200
    try:
        assert client.answer().status == 200
    except Cut:
        return  # or the connection ends: what followed an upgrade is nobody's request
    assert upstream.seen(path + "b").values(b"x-forwarded-for")  # it came through our rules


def test_an_upgrade_to_something_else_is_not_passed(
    client: Raw, upstream: Upstream, path: str
) -> None:
    client.ask(
        "GET",
        path,
        ("Connection", "Upgrade, HTTP2-Settings"),
        ("Upgrade", "h2c"),
        ("HTTP2-Settings", "AAMAAABk"),
    )
    seen = upstream.seen(path)
    assert not seen.values(b"upgrade")
    assert not seen.values(b"http2-settings")


@pytest.mark.parametrize(
    ("after", "status"),
    [
        (b"\x00\x16\x03\x01", 400),
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
    ],
)
def test_what_follows_an_offer_with_a_body_is_judged_for_itself(
    proxy: Weft, upstream: Upstream, path: str, after: bytes, status: int
) -> None:
    offer = (("Connection", "Upgrade"), ("Upgrade", "h2c"))
    with proxy.raw() as client:
        client.send(request("POST", path, *offer, body=b"mine") + after)
        assert client.answer().body == b"mine"
        assert client.answer().status == status
        assert client.last_words() == b""
    assert len(upstream.all(path)) == 1
    assert "event loop" not in proxy.output
