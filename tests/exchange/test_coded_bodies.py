"""Compressed request bodies: rewritten as plain ones are, and compressed again as they came."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import brotli
import pytest
from exchange_talk import STYLES, Client, example
from exchange_world import JSON, send
from scripted_upstream import body_of

from weft.gateway.coding import decoded, encoded, zstd

if TYPE_CHECKING:
    from collections.abc import Callable

    from proxy_process import Weft
    from proxy_upstream import Seen
    from scripted_upstream import Scripted

CLIENT = Client("anthropic", STYLES[0])
KEY = "sk-ant-api-coded"
MOST = 100_000_000
WRITERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


def post(weft: Weft, scripted: Scripted, body: bytes, coding: str) -> Seen:
    """Send a body in this coding; the request as it reached the upstream."""
    before = len(scripted.all(CLIENT.path))
    headers = (JSON, ("x-api-key", KEY), ("Content-Encoding", coding))
    with weft.raw() as raw:
        answer = raw.ask("POST", CLIENT.path, *headers, body=body)
    assert answer.status == 200, answer.body
    seen = scripted.seen(CLIENT.path, before + 1)
    body_of(seen)  # all of it is there
    assert seen.values(b"content-encoding") == [coding.encode()]
    assert seen.values(b"content-length") == [b"%d" % len(seen.body)]
    return seen


@pytest.mark.parametrize("coding", WRITERS)
def test_a_compressed_body_is_rewritten_as_a_plain_one_is(
    coding: str, weft: Weft, scripted: Scripted
) -> None:
    talk = example(f"coded {coding}")
    for number in range(len(talk.rounds) + 1):
        came = CLIENT.body(talk, number)
        seen = post(weft, scripted, WRITERS[coding](came), coding)
        plain = send(weft, scripted, CLIENT, came, KEY)  # what was decided is replayed
        assert decoded(bytes(seen.body), coding.encode(), MOST) == plain.went
        if plain.went != came:
            assert bytes(seen.body) == encoded(plain.went, coding.encode())
    assert len(plain.went) < len(came)


@pytest.mark.parametrize("coding", WRITERS)
def test_where_nothing_is_rewritten_the_body_goes_as_it_came(
    coding: str, weft: Weft, scripted: Scripted
) -> None:
    body = WRITERS[coding](CLIENT.body(example("short"), 0))
    assert bytes(post(weft, scripted, body, coding).body) == body


DAMAGED = {
    "cut off": ("gzip", gzip.compress(b'{"messages": []}')[:-3]),
    "not what it claims": ("zstd", gzip.compress(b'{"messages": []}')),
    "more behind it": ("deflate", zlib.compress(b"{}") + b"more"),
    "unknown": ("compress", b"\x1f\x9d\x90"),
    "no text of ours": ("br", brotli.compress(b"no JSON")),
}


@pytest.mark.parametrize(("coding", "body"), DAMAGED.values(), ids=DAMAGED)
def test_what_cannot_be_read_goes_as_it_came(
    coding: str, body: bytes, weft: Weft, scripted: Scripted
) -> None:
    before = len(scripted.all(CLIENT.path))
    headers = (JSON, ("x-api-key", KEY), ("Content-Encoding", coding))
    with weft.raw() as raw:
        raw.ask("POST", CLIENT.path, *headers, body=body)
    seen = scripted.seen(CLIENT.path, before + 1)
    assert seen.whole.wait(10.0)
    assert bytes(seen.body) == body
    assert seen.values(b"content-encoding") == [coding.encode()]
