"""What a client is told when something is wrong: the status, and a body in the path's dialect."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from proxy_plays import answers, says
from proxy_process import Weft
from proxy_raw import request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_raw import Raw
    from proxy_upstream import Exchange, Upstream

NOWHERE = "http://127.0.0.1:9"  # the discard port, where nothing listens
ANTHROPIC, OPENAI = "/v1/messages", "/v1/chat/completions"
SECRET = "sk-ant-secret-of-a-client"


@pytest.fixture(scope="module")
def lonely() -> Iterator[Weft]:
    with Weft("--listen", "127.0.0.1:0", "--upstream", NOWHERE) as running:
        yield running


@pytest.fixture(scope="module")
def hasty(upstream: Upstream) -> Iterator[Weft]:
    arguments = ["--listen", "127.0.0.1:0", "--upstream", upstream.url]
    with Weft(*arguments, "--upstream-timeout", "600ms") as running:
        yield running


def test_no_upstream_is_a_502_that_says_so(lonely: Weft) -> None:
    with lonely.raw() as client:
        answer = client.ask("GET", "/somewhere")
        assert answer.status == 502
        assert b"127.0.0.1:9" in answer.body
        assert client.ask("GET", "/healthz").status == 200  # the connection goes on


@pytest.mark.parametrize("target", [ANTHROPIC, ANTHROPIC + "/count_tokens?beta=true"])
def test_an_anthropic_client_gets_anthropics_shape(lonely: Weft, target: str) -> None:
    with lonely.raw() as client:
        answer = client.ask("POST", target, ("X-Api-Key", SECRET), body=b"{}")
        told = json.loads(answer.body)
        assert (answer.status, answer.value(b"content-type")) == (502, b"application/json")
        assert (told["type"], told["error"]["type"]) == ("error", "api_error")
        assert told["error"]["message"]
        assert SECRET.encode() not in answer.raw + answer.body


@pytest.mark.parametrize("target", [OPENAI, "/v1/responses", "/v1/embeddings"])
def test_an_openai_client_gets_openais_shape(lonely: Weft, target: str) -> None:
    with lonely.raw() as client:
        answer = client.ask("POST", target, body=b"{}")
        error = json.loads(answer.body)["error"]
        assert (answer.status, answer.value(b"content-type")) == (502, b"application/json")
        assert error["message"]
        assert {"type", "code", "param"} <= error.keys()


def test_a_gemini_client_gets_googles_shape(lonely: Weft) -> None:
    with lonely.raw() as client:
        answer = client.ask("POST", "/v1beta/models/m:generateContent", body=b"{}")
        assert json.loads(answer.body)["error"]["code"] == answer.status == 502


def test_a_host_that_does_not_exist_is_a_502(path: str) -> None:
    arguments = ["--listen", "127.0.0.1:0", "--upstream", "http://no-such-host.invalid"]
    with Weft(*arguments) as lost, lost.raw() as client:
        answer = client.ask("GET", path)
        assert answer.status == 502
        assert b"no-such-host.invalid" in answer.body


def test_silence_before_the_answer_is_a_504(hasty: Weft, upstream: Upstream) -> None:
    async def silent(exchange: Exchange) -> None:
        await exchange.body()
        await exchange.until_gone()

    upstream.on(ANTHROPIC, silent)
    with hasty.raw() as client:
        answer = client.ask("POST", ANTHROPIC, body=b"{}")
        told = json.loads(answer.body)
        assert (answer.status, told["error"]["type"]) == (504, "timeout_error")
    assert upstream.seen(ANTHROPIC).gone.wait(5)  # and the upstream was let go


def test_a_stream_that_is_alive_is_never_cut(hasty: Weft, upstream: Upstream, path: str) -> None:
    import asyncio

    async def slow(exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
        for _ in range(9):
            await asyncio.sleep(0.15)  # in all more than twice the timeout
            await exchange.send(b".")

    upstream.on(path, slow)
    with hasty.raw() as client:
        assert client.ask("GET", path).body == b"." * 9


def test_silence_in_the_middle_is_an_abort(hasty: Weft, upstream: Upstream, path: str) -> None:
    async def stalls(exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n.")
        await exchange.until_gone()

    upstream.on(path, stalls)
    with hasty.raw() as client:
        client.send(request("GET", path))
        assert client.head().status == 200
        assert client.last_words() == b"."
    assert upstream.seen(path).gone.wait(5)


@pytest.mark.parametrize(
    "bad",
    [
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 999999 Bad\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nBad Name: 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nX-Half: way",
        b"",
    ],
)
def test_an_answer_that_is_no_http_is_a_502(
    proxy: Weft, upstream: Upstream, path: str, bad: bytes
) -> None:
    upstream.on(path, says(bad))
    with proxy.raw() as client:
        assert client.ask("POST", path, body=b"{}").status == 502
        assert client.ask("GET", path + "x").status == 200


def test_an_upstream_with_endless_headers_is_a_502(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    flood = b"".join(b"X-%d: %b\r\n" % (n, b"v" * 100) for n in range(20_000))
    upstream.on(path, says(b"HTTP/1.1 200 OK\r\n" + flood + b"\r\n"))
    with proxy.raw() as client:
        assert client.ask("GET", path).status == 502


def test_the_upstreams_own_errors_are_its_own(client: Raw, upstream: Upstream) -> None:
    overloaded = b'{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'
    upstream.on("/v1/messages/batches", answers(529, overloaded, ("retry-after", "3")))
    answer = client.ask("GET", "/v1/messages/batches")
    assert (answer.status, answer.body) == (529, overloaded)
    assert answer.value(b"retry-after") == b"3"


@pytest.mark.parametrize(
    ("raw", "statuses"),
    [
        (b"GET /\x00 HTTP/1.1\r\nHost: h\r\n\r\n", {400}),
        (b"nonsense\r\n\r\n", {400}),
        (b"GET / HTTP/1.1\r\n\r\n", {400}),  # no Host
        (b"GET / HTTP/9.9\r\nHost: h\r\n\r\n", {400, 505}),
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n", {414}),
        (b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", {431}),
        (b"GET / HTTP/1.1\r\nHost: h\r\n" + b"X: 1\r\n" * 5000 + b"\r\n", {431}),
    ],
)
def test_a_malformed_request_is_refused(
    proxy: Weft, upstream: Upstream, raw: bytes, statuses: set[int]
) -> None:
    before = len(upstream.all("/"))
    with proxy.raw() as client:
        client.send(raw)
        answer = client.answer()
        assert answer.status in statuses
        assert client.last_words() == b""  # and the connection ends
    assert len(upstream.all("/")) == before
