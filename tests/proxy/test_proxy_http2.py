"""HTTP/2 from clients: curl, nghttp, many streams at once, flow control both ways, goodbyes."""

from __future__ import annotations

import hashlib
import random
import subprocess
from typing import TYPE_CHECKING

import pytest
from proxy_h2 import H2
from proxy_plays import CHUNKED, LAST_CHUNK, PATIENCE, Gate, answers, chunk, says
from proxy_process import peak, program, resident

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_process import Weft
    from proxy_upstream import Exchange, Upstream

MEGABYTE = 1024 * 1024


@pytest.fixture
def h2(proxy: Weft) -> Iterator[H2]:
    with H2(proxy.address) as client:
        yield client


def out(*command: str, stdin: bytes = b"") -> bytes:
    ran = subprocess.run(command, input=stdin, capture_output=True, timeout=PATIENCE, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    return ran.stdout


def curl(*arguments: str, stdin: bytes = b"") -> bytes:
    binary = program("curl", "curl")
    assert b"HTTP2" in out(binary, "--version"), "this curl has no HTTP/2; install Debian's curl"
    return out(binary, "-sS", "--noproxy", "*", "--http2-prior-knowledge", *arguments, stdin=stdin)


def test_curl_with_prior_knowledge(proxy: Weft, upstream: Upstream, path: str) -> None:
    upstream.on(
        path, answers(201, b"made", ("X-Reply", "r"), ("Set-Cookie", "a"), ("Set-Cookie", "b"))
    )
    got = curl("-i", "-H", "X-Mine: m", "-d", "body", proxy.url + path + "?q=%2F")
    head, _, body = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/2 201")
    assert b"x-reply: r" in head
    assert head.index(b"set-cookie: a") < head.index(b"set-cookie: b")
    assert body == b"made"
    seen = upstream.seen(path)
    assert (seen.target, bytes(seen.body)) == (f"{path}?q=%2F".encode(), b"body")
    assert (seen.value(b"x-mine"), seen.value(b"host")) == (b"m", upstream.host.encode())


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_every_method(h2: H2, upstream: Upstream, path: str, method: str) -> None:
    body = b"sent" if method in {"POST", "PUT", "PATCH"} else b""
    answer = h2.ask(method, path, body=body)
    assert (answer.status, bytes(answer.body)) == (200, body)
    assert upstream.seen(path).method == method.encode()


def test_nghttp_fetches_many_at_once(proxy: Weft, upstream: Upstream, path: str) -> None:
    urls = [f"{proxy.url}{path}?n={number}" for number in range(30)]
    upstream.on(path, answers(200, b"one of many\n"))
    got = out(program("nghttp", "nghttp2-client"), "--no-dep", *urls)
    assert got.count(b"one of many\n") == 30
    assert {seen.target for seen in upstream.all(path)} == {
        f"{path}?n={number}".encode() for number in range(30)
    }


def test_a_large_upload_with_curl(proxy: Weft, upstream: Upstream, path: str) -> None:
    body = random.Random(3).randbytes(20 * MEGABYTE)
    curl("--data-binary", "@-", "-H", "Content-Type: x/y", proxy.url + path, stdin=body)
    assert upstream.seen(path).digest == hashlib.sha256(body).hexdigest()


def test_h2load_gets_every_answer(proxy: Weft, upstream: Upstream, path: str) -> None:
    upstream.on(path, answers(200, b"x" * 1000))
    load = ["-n", "600", "-c", "3", "-m", "20", proxy.url + path]
    said = out(program("h2load", "nghttp2-client"), *load).decode()
    assert "600 succeeded, 0 failed, 0 errored" in said


def test_answers_come_in_any_order(h2: H2, upstream: Upstream, path: str) -> None:
    gate = Gate()
    upstream.on(path, says(gate, b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow", keep=True))
    slow = h2.begin("GET", path)
    for number in range(10):
        assert h2.ask("POST", f"{path}{number}", body=b"fast").body == b"fast"
    gate.open()
    assert h2.finish(slow).body == b"slow"


def test_a_hundred_streams_at_once(h2: H2, upstream: Upstream, path: str) -> None:
    gate = Gate()
    upstream.on(path, says(gate, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", keep=True))
    while h2.h2.remote_settings.max_concurrent_streams > 2**31:
        h2.pump()  # until its settings are here
    count = min(100, h2.h2.remote_settings.max_concurrent_streams)
    numbers = [h2.begin("GET", path) for _ in range(count)]
    upstream.seen(path, count)
    gate.open()
    assert [bytes(h2.finish(number).body) for number in numbers] == [b"ok"] * count


def test_headers_follow_the_same_rules(h2: H2, upstream: Upstream, path: str) -> None:
    upstream.on(path, answers(200, b"", ("Connection", "X-P"), ("X-P", "1"), ("Keep-Alive", "1")))
    answer = h2.ask(
        "GET", path, ("x-headroom-mode", "m"), ("x-a", "1"), ("x-a", "2"), ("te", "trailers")
    )
    seen = upstream.seen(path)
    assert not seen.values(b"x-headroom-mode")
    assert seen.values(b"x-a") == [b"1", b"2"]
    assert seen.values(b"x-forwarded-host") == [b"client.example"]
    assert seen.values(b"host") == [upstream.host.encode()]
    assert not any(name.startswith(b":") for name in seen.names)
    names = {name for name, _ in answer.headers}
    assert not names & {b"connection", b"keep-alive", b"transfer-encoding", b"x-p"}
    assert all(name == name.lower() for name in names)


def test_crumbs_of_a_cookie_are_put_together(h2: H2, upstream: Upstream, path: str) -> None:
    h2.ask("GET", path, ("cookie", "a=1"), ("cookie", "b=2"))
    assert upstream.seen(path).values(b"cookie") == [b"a=1; b=2"]  # RFC 9113, section 8.2.3


def test_trailers_both_ways(h2: H2, upstream: Upstream, path: str) -> None:
    upstream.on(path, says(CHUNKED + chunk(b"a") + b"0\r\nX-Sum: 7\r\n\r\n", keep=True))
    number = h2.begin("POST", path, end=False)
    h2.send(number, b"body")
    h2.h2.send_headers(number, [("x-mine", "8")], end_stream=True)
    h2.flush()
    answer = h2.finish(number)
    assert (bytes(answer.body), answer.trailers) == (b"a", [(b"x-sum", b"7")])
    seen = upstream.seen(path)
    assert (bytes(seen.body), seen.trailers) == (b"body", [(b"x-mine", b"8")])


def test_a_stream_passes_event_by_event(h2: H2, upstream: Upstream, path: str) -> None:
    gates = [Gate() for _ in range(5)]
    parts = [part for n, gate in enumerate(gates) for part in (chunk(b"event %d\n" % n), gate)]
    upstream.on(path, says(CHUNKED, *parts, LAST_CHUNK, keep=True))
    stream = h2.streams[number := h2.begin("GET", path)]
    for n, gate in enumerate(gates):
        while not stream.body.endswith(b"event %d\n" % n):
            h2.pump()
        gate.open()
    assert h2.finish(number).ended


def test_interim_answers_pass(h2: H2, upstream: Upstream, path: str) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    upstream.on(path, says(hints, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", keep=True))
    answer = h2.ask("GET", path)
    assert (answer.interim, answer.status) == ([103], 200)


def test_a_reset_stream_lets_the_upstream_go(h2: H2, upstream: Upstream, path: str) -> None:
    async def endless(exchange: Exchange) -> None:
        await exchange.send(CHUNKED + chunk(b"first"))
        await exchange.until_gone()

    upstream.on(path, endless)
    stream = h2.streams[number := h2.begin("GET", path)]
    while not stream.body:
        h2.pump()
    h2.h2.reset_stream(number, 8)
    h2.flush()
    assert upstream.seen(path).gone.wait(2.0)
    assert h2.ask("POST", path + "b", body=b"on").body == b"on"  # the connection lives on


def test_a_lost_connection_lets_all_its_upstreams_go(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    async def silent(exchange: Exchange) -> None:
        await exchange.until_gone()

    upstream.on(path, silent)
    with H2(proxy.address) as client:
        for _ in range(5):
            client.begin("GET", path)
        upstream.seen(path, 5)
    assert all(upstream.seen(path, nth).gone.wait(2.0) for nth in range(1, 6))


def test_an_upstream_that_dies_resets_the_stream(h2: H2, upstream: Upstream, path: str) -> None:
    async def dies(exchange: Exchange) -> None:
        await exchange.send(CHUNKED + chunk(b"part"))
        exchange.reset()

    upstream.on(path, dies)
    answer = h2.ask("GET", path)
    assert not answer.ended
    assert answer.reset not in (None, 0)
    assert h2.ask("GET", path + "b").status == 200


def test_no_answer_is_a_502(h2: H2, upstream: Upstream, path: str) -> None:
    upstream.on(path, says(b""))
    assert h2.ask("POST", path, body=b"x").status == 502


def test_a_client_that_takes_nothing_holds_only_itself(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    sent = [0]

    async def floods(exchange: Exchange) -> None:
        await exchange.send(CHUNKED)
        for _ in range(400):
            await exchange.send(chunk(b"x" * 262144))
            sent[0] += 262144

    upstream.on(path, floods)
    before = resident(proxy.pid)
    with H2(proxy.address, takes=False) as client:
        stream = client.streams[client.begin("GET", path)]
        while len(stream.body) < 60_000:  # its window and no more
            client.pump()
        assert len(stream.body) <= 65_535
        other = client.begin("GET", "/healthz")
        assert client.streams[other].status == 0
    assert sent[0] < 24 * MEGABYTE
    assert peak(proxy.pid) - before < 64 * MEGABYTE


def test_a_large_answer_within_the_windows(h2: H2, upstream: Upstream, path: str) -> None:
    body = random.Random(4).randbytes(5 * MEGABYTE)
    upstream.on(path, answers(200, body))
    assert bytes(h2.ask("GET", path).body) == body


def test_health_over_http2(h2: H2) -> None:
    assert b'"ok":true' in bytes(h2.ask("GET", "/healthz").body).replace(b" ", b"")
