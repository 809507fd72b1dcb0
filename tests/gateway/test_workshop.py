"""The workshop: light and heavy looks give the same, in any coding, and nothing in it raises."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from typing import TYPE_CHECKING, Any

import brotli
import pytest
from exchange_talk import STYLES, Client, example

from weft.dialects.endpoint import endpoint
from weft.gateway.coding import decoded, encoded, zstd
from weft.gateway.options import Rewriting
from weft.gateway.workshop import Workshop, coding, workshop
from weft.policy.words import Auth, Mode, Reason
from weft.recall.store import from_url
from weft.wire.head import RequestHead

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.rewrite.told import Rewritten

WRITER = Client("anthropic", STYLES[0])
MOST = 100_000_000
CODERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


def head(*headers: tuple[bytes, bytes]) -> RequestHead:
    key = (b"x-api-key", b"sk-ant-api-1")
    return RequestHead(b"POST", b"/v1/messages", b"weft", [key, *headers])


def send(shop: Workshop, body: bytes, coded: str = "") -> Rewritten:
    at = head((b"content-encoding", coded.encode())) if coded else head()
    found = endpoint(at.method, at.target)
    assert found is not None
    asked = shop.asked(at, found, shop.terms(at), body)
    return asyncio.run(shop.rewritten(asked, coding(at)))


@pytest.mark.parametrize("coded", CODERS)
def test_in_every_coding_it_is_the_same_conversation(coded: str) -> None:
    """What came coded is decided once, also for the same as plain text; and the other way round."""
    store = from_url("memory:")
    shop, other = (workshop(store, Rewriting(), None) for _ in range(2))
    talk = example(f"coded {coded}", lines=200)
    for number in range(len(talk.rounds) + 1):
        plain = WRITER.body(talk, number)
        came = CODERS[coded](plain)
        went = send(shop, came, coded).body
        right = send(other, plain).body
        assert decoded(went, coded.encode(), MOST) == right
        assert went == (came if right == plain else encoded(right, coded.encode()))
    assert len(right) < len(plain)


def test_a_light_look_and_a_heavy_one_give_the_same() -> None:
    """A worker that goes on looks at little, in the loop; one that starts looks at all, aside."""
    store = from_url("memory:")
    steady, talk = workshop(store, Rewriting(), None), example("light", 6, 30)
    for number in range(len(talk.rounds) + 1):
        body = WRITER.body(talk, number)
        went = send(steady, body)
        assert send(workshop(store, Rewriting(), None), body).body == went.body
        assert send(steady, body).body == went.body


@pytest.mark.parametrize("coded", ["", "gzip", "identity", "compress"])
@pytest.mark.parametrize("body", [b"", b"{}", b"no json", b'{"messages":[7]}', b"[" * 10_000])
def test_what_is_not_understood_goes_as_it_came(body: bytes, coded: str) -> None:
    shop = workshop(from_url("memory:"), Rewriting(), None)
    came = gzip.compress(body) if coded == "gzip" else body
    for each in (came, body):
        done = send(shop, each, coded)
        assert done.body is each
        assert (done.blocks, done.failures) == ((), ())


def test_a_bug_of_ours_lets_the_request_go_as_it_came_and_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store: Any = from_url("memory:")
    shop = workshop(store, Rewriting(), None)
    body = WRITER.body(example("bug", 2, 100), 2)

    def breaks(*_: object) -> object:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(store, "replay", breaks)
    done = send(shop, body)
    assert done.body is body
    assert done.failures == (Reason.ENGINE_FAILED.value,)
    assert "a bug" in done.blocks[0].detail
    monkeypatch.undo()
    assert send(shop, body).failures == ()


@pytest.mark.parametrize(
    ("headers", "auth", "mode"),
    [
        ([], Auth.KEY, Mode.FULL),
        ([(b"x-weft-mode", b"observe")], Auth.KEY, Mode.OBSERVE),
        ([(b"x-weft-bypass", b"1")], Auth.KEY, Mode.OFF),
        ([(b"content-digest", b"sha-256=:x:")], Auth.KEY, Mode.OFF),
    ],
)
def test_headers_say_who_pays_and_how_far(
    headers: list[tuple[bytes, bytes]], auth: Auth, mode: Mode
) -> None:
    terms = workshop(from_url("memory:"), Rewriting(), None).terms(head(*headers))
    assert (terms.auth, terms.mode) == (auth, mode)


def test_identity_is_no_coding() -> None:
    assert coding(head()) == b""
    assert coding(head((b"content-encoding", b" Identity "))) == b""
    assert coding(head((b"content-encoding", b"gzip"))) == b"gzip"
