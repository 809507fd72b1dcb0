"""Byte for byte: the SHA-256 of what a client sends is the SHA-256 of what the upstream gets."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proxy_plays import CHUNKED, LAST_CHUNK, chunk, says
from proxy_raw import request

if TYPE_CHECKING:
    from proxy_process import Weft
    from proxy_raw import Raw
    from proxy_upstream import Upstream

MODELS = [
    "/v1/messages",
    "/v1/chat/completions",
    "/v1/responses",
    "/v1beta/models/m:generateContent",
]
LONG = json.dumps(
    {
        "model": "m",
        "messages": [{"role": "user", "content": f"line {n}\n" * 50} for n in range(200)],
    },
    indent=1,
).encode()
BODIES = {
    "small": b'{"model":"m","messages":[{"role":"user","content":"hi"}]}',
    "long": LONG,
    "not json": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "broken json": b'{"model": "m", "messages": [',
    "unicode": ('{"t":"' + "𝒲𝑒𝒻𝓉 🧵 ёжик\\u00e9 " * 200 + '"}').encode(),
    "numbers": b'{"a":1.0,"b":1e-9,"c":12345678901234567,"d":-0,"e":1E+2,"a":2}',
    "spaces": b' \n{\t"b" : 1 ,\r\n "a":[ ]}\n\n',
    "latin": "naïve".encode("latin-1"),
}


@pytest.mark.parametrize("kind", ["application/json", "application/octet-stream", "text/plain"])
@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("target", [*MODELS, "/files"])
def test_a_request_arrives_as_it_was_sent(
    client: Raw, upstream: Upstream, name: str, target: str, kind: str
) -> None:
    before = len(upstream.all(target))
    body = BODIES[name]
    answer = client.ask("POST", target, ("Content-Type", kind), body=body)
    seen = upstream.seen(target, before + 1)
    assert seen.digest == hashlib.sha256(body).hexdigest()
    assert seen.values(b"content-type") == [kind.encode()]
    assert hashlib.sha256(answer.body).hexdigest() == seen.digest


@pytest.mark.parametrize("name", BODIES)
def test_chunks_or_a_length_make_no_difference(
    client: Raw, upstream: Upstream, path: str, name: str
) -> None:
    body = BODIES[name]
    client.send(request("POST", path, ("Transfer-Encoding", "chunked")))
    for at in range(0, len(body), 1000):
        client.send(chunk(body[at : at + 1000]))
    client.send(LAST_CHUNK)
    assert client.answer().body == body
    assert upstream.seen(path).digest == hashlib.sha256(body).hexdigest()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(st.binary(min_size=1, max_size=4000), max_size=8),
    parts=st.lists(st.binary(min_size=1, max_size=4000), max_size=8),
)
def test_any_bytes_in_any_pieces_both_ways(
    proxy: Weft, upstream: Upstream, path: str, pieces: list[bytes], parts: list[bytes]
) -> None:
    upstream.on(path, says(CHUNKED, *map(chunk, parts), LAST_CHUNK, keep=True))
    before = len(upstream.all(path))
    with proxy.raw() as client:
        client.send(request("POST", path, ("Transfer-Encoding", "chunked")))
        for piece in pieces:
            client.send(chunk(piece))
        client.send(LAST_CHUNK)
        assert client.answer().body == b"".join(parts)
    seen = upstream.seen(path, before + 1)
    assert seen.digest == hashlib.sha256(b"".join(pieces)).hexdigest()
