"""Bodies over the cap: 413, and where the length is declared the upstream never hears of it.

The cap is for bodies that may come to be held in memory, which are JSON; what only passes has none.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from proxy_plays import LAST_CHUNK, chunk
from proxy_process import Weft
from proxy_raw import request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_raw import Raw
    from proxy_upstream import Upstream

CAP = 1_000_000
JSON = ("Content-Type", "application/json; charset=utf-8")


@pytest.fixture(scope="module")
def proxy(upstream: Upstream) -> Iterator[Weft]:
    arguments = ["--listen", "127.0.0.1:0", "--upstream", upstream.url]
    with Weft(*arguments, "--max-body-bytes", "1MB") as running:
        yield running


def test_a_body_of_the_cap_passes(client: Raw, path: str) -> None:
    assert len(client.ask("POST", path, JSON, body=b"1" * CAP).body) == CAP


def test_a_declared_length_over_the_cap_never_reaches_the_upstream(
    client: Raw, upstream: Upstream, path: str
) -> None:
    before = upstream.connections
    client.send(request("POST", path, JSON, ("Content-Length", str(CAP + 1))))
    assert client.answer().status == 413  # not a byte of the body was needed
    assert (upstream.all(path), upstream.connections) == ([], before)


def test_a_client_that_waits_for_leave_is_told_no(
    client: Raw, upstream: Upstream, path: str
) -> None:
    large = ("Content-Length", str(CAP * 1000))
    client.send(request("POST", path, JSON, large, ("Expect", "100-continue")))
    assert client.head().status == 413
    assert not upstream.all(path)


def test_chunks_over_the_cap_are_a_413_too(proxy: Weft, upstream: Upstream, path: str) -> None:
    with proxy.raw() as client:
        client.send(request("POST", path, JSON, ("Transfer-Encoding", "chunked")))
        for _ in range(11):
            client.send(chunk(b"1" * (CAP // 10)))
        assert client.answer().status == 413
    for seen in upstream.all(path):
        assert seen.broken.wait(2.0)
        assert not seen.whole.is_set()  # what the upstream got has no well-formed end


def test_chunks_up_to_the_cap_pass(client: Raw, path: str) -> None:
    client.send(request("POST", path, JSON, ("Transfer-Encoding", "chunked")))
    for _ in range(10):
        client.send(chunk(b"1" * (CAP // 10)))
    client.send(LAST_CHUNK)
    assert len(client.answer().body) == CAP


@pytest.mark.parametrize(
    "kind",
    ["application/octet-stream", "multipart/form-data; boundary=b", "application/x-ndjson", ""],
)
def test_what_only_passes_has_no_cap(client: Raw, path: str, kind: str) -> None:
    body = b"x" * (3 * CAP)
    headers = [("Content-Type", kind)] if kind else []
    assert client.ask("POST", path, *headers, body=body).body == body


@pytest.mark.parametrize("kind", ["APPLICATION/JSON", "application/vnd.api+json;v=1"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_json_by_any_name_has_one(proxy: Weft, path: str, method: str, kind: str) -> None:
    with proxy.raw() as client:
        large = ("Content-Length", str(CAP + 1))
        client.send(request(method, path, ("Content-Type", kind), large))
        assert client.answer().status == 413


def test_an_anthropic_client_is_told_in_its_own_words(client: Raw) -> None:
    client.send(request("POST", "/v1/messages", JSON, ("Content-Length", str(CAP + 1))))
    answer = client.answer()
    told = json.loads(answer.body)
    assert (answer.status, told["type"]) == (413, "error")
    assert told["error"]["type"] == "request_too_large"
    assert str(CAP) in told["error"]["message"]


@pytest.mark.parametrize(
    ("text", "cap"), [("2048", 2048), ("1KB", 1000), ("1KiB", 1024), ("0.5 MB", 500_000)]
)
def test_sizes_as_people_write_them(upstream: Upstream, path: str, text: str, cap: int) -> None:
    arguments = ["--listen", "127.0.0.1:0", "--upstream", upstream.url]
    with Weft(*arguments, "--max-body-bytes", text) as other, other.raw() as client:
        assert client.ask("POST", path, JSON, body=b"1" * cap).status == 200
        assert client.ask("POST", path, JSON, body=b"1" * (cap + 1)).status == 413
