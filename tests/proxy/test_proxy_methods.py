"""Requests and answers pass through as they are: methods, statuses, queries, bodies, trailers."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING

import pytest
from proxy_plays import CHUNKED, LAST_CHUNK, Gate, answers, chunk, says
from proxy_raw import request

if TYPE_CHECKING:
    from proxy_process import Weft
    from proxy_raw import Raw
    from proxy_upstream import Exchange, Upstream

BODIES = ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]


@pytest.mark.parametrize("method", ["GET", "HEAD", *BODIES])
def test_every_method_makes_the_round_trip(
    client: Raw, upstream: Upstream, path: str, method: str
) -> None:
    body = b"what is sent" if method in BODIES else b""
    answer = client.ask(method, path, ("X-Mine", "yes"), body=body)
    seen = upstream.seen(path)
    assert (seen.method, seen.values(b"x-mine"), bytes(seen.body)) == (
        method.encode(),
        [b"yes"],
        body,
    )
    assert (answer.status, answer.body) == (200, body)


@pytest.mark.parametrize("method", ["PROPFIND", "QUERY", "SEARCH", "MKCOL", "REPORT"])
def test_rarer_methods_too(client: Raw, upstream: Upstream, path: str, method: str) -> None:
    assert client.ask(method, path, body=b"x").body == b"x"
    assert upstream.seen(path).method == method.encode()


@pytest.mark.parametrize(
    "status", [200, 201, 203, 301, 307, 400, 401, 404, 429, 500, 502, 503, 529]
)
def test_a_status_passes_with_its_body(
    client: Raw, upstream: Upstream, path: str, status: int
) -> None:
    upstream.on(path, answers(status, b"said the upstream", ("Location", "http://else.example/")))
    answer = client.ask("GET", path)
    assert (answer.status, answer.reason, answer.body) == (
        status,
        b"Scripted",
        b"said the upstream",
    )
    assert answer.value(b"location") == b"http://else.example/"  # and nobody followed it


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_ends_at_its_head(
    client: Raw, upstream: Upstream, path: str, status: int
) -> None:
    head = f'HTTP/1.1 {status} Bare\r\nETag: "e"\r\n\r\n'.encode()
    upstream.on(path, says(head, keep=True))
    answer = client.ask("GET", path)
    assert (answer.status, answer.value(b"etag")) == (status, b'"e"')
    assert client.ask("GET", path + "x").status == 200  # the connection goes on


def test_head_keeps_the_length_of_the_body_it_does_not_send(
    client: Raw, upstream: Upstream, path: str
) -> None:
    upstream.on(path, says(b"HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n", keep=True))
    assert client.ask("HEAD", path).value(b"content-length") == b"12345"
    assert client.ask("HEAD", path).value(b"content-length") == b"12345"


@pytest.mark.parametrize(
    "query",
    [
        "?a=1&b=2",
        "?",
        "?q=%2F%2f%20+",
        "?a=b?c",
        "??",
        "?x=%zz",
        "?a[]=1&b={}|^`",
    ],
)
def test_a_query_string_stays_as_it_is(
    client: Raw, upstream: Upstream, path: str, query: str
) -> None:
    client.send(
        request("GET", "@", ("Host", "h")).replace(b"@", (path + query).encode("latin-1"), 1)
    )
    assert client.answer().status == 200
    assert upstream.seen(path).target == (path + query).encode("latin-1")


@pytest.mark.parametrize(
    "odd", ["//double//slash", "/a/../b/./c", "/%2e%2e/%41", "/a;v=1,2", "/|^"]
)
def test_a_path_is_neither_decoded_nor_tidied(
    client: Raw, upstream: Upstream, path: str, odd: str
) -> None:
    assert client.ask("GET", path + odd).status == 200
    assert upstream.seen(path + odd).target == (path + odd).encode()


@pytest.mark.parametrize("size", [1_000_000, 5_000_000])
def test_a_large_body_arrives_byte_for_byte(
    client: Raw, upstream: Upstream, path: str, size: int
) -> None:
    body = random.Random(size).randbytes(size)
    answer = client.ask("POST", path, body=body)
    seen = upstream.seen(path)
    assert (seen.size, seen.digest) == (size, hashlib.sha256(body).hexdigest())
    assert hashlib.sha256(answer.body).hexdigest() == seen.digest


def test_the_first_byte_leaves_before_the_answer_ends(
    client: Raw, upstream: Upstream, path: str
) -> None:
    gate = Gate()
    upstream.on(path, says(CHUNKED + chunk(b"first"), gate, chunk(b"last") + LAST_CHUNK, keep=True))
    client.send(request("GET", path))
    assert client.head().status == 200
    assert client.chunk() == b"first"
    gate.open()
    assert client.chunk() == b"last"
    assert client.chunk() == b""


def test_a_head_alone_leaves_before_its_body(client: Raw, upstream: Upstream, path: str) -> None:
    gate = Gate()
    upstream.on(path, says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", gate, b"ok", keep=True))
    client.send(request("GET", path))
    assert client.head().status == 200
    gate.open()
    assert client.exactly(2) == b"ok"


def test_the_first_byte_of_a_request_arrives_before_its_end(
    client: Raw, upstream: Upstream, path: str
) -> None:
    client.send(request("POST", path, ("Transfer-Encoding", "chunked")) + chunk(b"early"))
    seen = upstream.seen(path)
    while bytes(seen.body) != b"early":
        assert not seen.broken.wait(0.005)
    client.send(chunk(b" late") + LAST_CHUNK)
    assert client.answer().body == b"early late"


def test_an_answer_may_come_before_the_request_has_ended(
    client: Raw, upstream: Upstream, path: str
) -> None:
    async def refuses(exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 413 No\r\nContent-Length: 8\r\n\r\ntoo long")
        await exchange.until_gone()

    upstream.on(path, refuses)
    client.send(request("POST", path, ("Content-Length", "1000000")) + b"only a part")
    answer = client.answer()
    assert (answer.status, answer.body) == (413, b"too long")


def test_an_answer_that_ends_with_its_connection(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    upstream.on(path, says(b"HTTP/1.1 200 OK\r\nX-A: b\r\n\r\n", b"all ", b"of it"))
    with proxy.raw() as client:
        answer = client.ask("GET", path)
        assert (answer.body, answer.value(b"x-a")) == (b"all of it", b"b")


def test_a_chunked_body_stays_a_body_with_trailers(
    client: Raw, upstream: Upstream, path: str
) -> None:
    end = b"0\r\nX-Sum: 7\r\n\r\n"
    upstream.on(path, says(CHUNKED + chunk(b"a") + end, keep=True))
    client.send(request("POST", path, ("Transfer-Encoding", "chunked"), ("Trailer", "X-Sum")))
    client.send(chunk(b"one") + chunk(b"two") + end)
    answer = client.answer()
    seen = upstream.seen(path)
    assert (bytes(seen.body), seen.trailers) == (b"onetwo", [(b"X-Sum", b"7")])
    assert (answer.body, answer.trailers) == (b"a", [(b"X-Sum", b"7")])


def test_pipelined_requests_are_answered_in_order(
    client: Raw, upstream: Upstream, path: str
) -> None:
    gate = Gate()
    upstream.on(path, says(gate, b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow", keep=True))
    client.send(request("GET", path) + request("POST", path + "b", body=b"fast"))
    client.send(request("GET", path + "c"))
    gate.open()
    assert [client.answer().body for _ in range(3)] == [b"slow", b"fast", b""]


def test_expect_100_continue(client: Raw, upstream: Upstream, path: str) -> None:
    client.send(request("POST", path, ("Expect", "100-continue"), ("Content-Length", "4")))
    assert client.head().status == 100
    client.send(b"body")
    assert client.answer().body == b"body"


def test_other_interim_answers_pass_on(client: Raw, upstream: Upstream, path: str) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"
    upstream.on(
        path, says(hints + hints, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", keep=True)
    )
    client.send(request("GET", path))
    heads = [client.head() for _ in range(3)]
    assert [head.status for head in heads] == [103, 103, 200]
    assert heads[0].value(b"link") == b"</a>; rel=preload"


def test_one_connection_carries_many_requests(client: Raw, upstream: Upstream, path: str) -> None:
    first = upstream.connections
    for number in range(50):
        assert client.ask("POST", path, body=b"%d" % number).body == b"%d" % number
    assert upstream.connections - first <= 1  # kept towards the upstream as well


def test_connection_close_is_honoured(client: Raw, path: str) -> None:
    answer = client.ask("GET", path, ("Connection", "close"))
    assert answer.value(b"connection") == b"close"
    assert client.rest() == b""


def test_an_http_1_0_client_gets_an_answer_it_can_read(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    upstream.on(path, says(CHUNKED + chunk(b"in ") + chunk(b"chunks") + LAST_CHUNK, keep=True))
    with proxy.raw() as client:
        client.send(f"GET {path} HTTP/1.0\r\nHost: h\r\n\r\n".encode())
        answer = client.answer()
        assert answer.body == b"in chunks"
        assert not answer.values(b"transfer-encoding")
        assert client.rest() == b""
