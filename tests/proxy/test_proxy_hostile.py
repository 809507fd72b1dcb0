"""Hostile bytes over HTTP/1.1: each is refused or bounded, and the process goes on as before."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proxy_plays import LAST_CHUNK, chunk
from proxy_process import Weft, resident
from proxy_raw import Cut, Raw, request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxy_upstream import Upstream

GROWTH = 32 * 1024 * 1024  # bytes; what attack after attack may leave behind in all
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"


@pytest.fixture(scope="module")
def proxy(upstream: Upstream) -> Iterator[Weft]:
    with Weft("--listen", "127.0.0.1:0", "--upstream", upstream.url) as running:
        with running.raw() as client:
            assert client.ask("GET", "/warm").status == 200
        before = resident(running.pid)
        yield running
        assert running.process.poll() is None
        with running.raw() as client:
            assert client.ask("POST", "/alive", body=b"still here").body == b"still here"
        assert resident(running.pid) - before < GROWTH
        assert not upstream.all("/smuggled")
        assert not re.search("Traceback|our fault|event loop", running.output)


def framed(*lines: bytes, body: bytes = b"") -> bytes:
    return b"\r\n".join([b"POST /victim HTTP/1.1", b"Host: h", *lines, b"", b""]) + body


CHUNK_ATTACK = b"5\r\nhello\r\n0\r\n\r\n"
REFUSED = {
    "length and chunked": framed(
        b"Content-Length: 6", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + SMUGGLED
    ),
    "chunked and length": framed(
        b"Transfer-Encoding: chunked", b"Content-Length: 3", body=CHUNK_ATTACK + SMUGGLED
    ),
    "two lengths": framed(b"Content-Length: 5", b"Content-Length: 6", body=b"hello" + SMUGGLED),
    "a list of lengths": framed(b"Content-Length: 5, 6", body=b"hello" + SMUGGLED),
    "a signed length": framed(b"Content-Length: +5", body=b"hello"),
    "a negative length": framed(b"Content-Length: -1", body=b""),
    "a length in hex": framed(b"Content-Length: 0x5", body=b"hello"),
    "a length with a blank": framed(b"Content-Length: 5 5", body=b"hello"),
    "an empty length": framed(b"Content-Length:", body=b""),
    "a length beyond all numbers": framed(b"Content-Length: 99999999999999999999999", body=b""),
    "an unknown coding": framed(b"Transfer-Encoding: xchunked", body=CHUNK_ATTACK),
    "chunked, then more": framed(b"Transfer-Encoding: chunked, identity", body=CHUNK_ATTACK),
    "chunked twice": framed(
        b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", body=CHUNK_ATTACK
    ),
    "a coding with a control byte": framed(b"Transfer-Encoding: \x0bchunked", body=CHUNK_ATTACK),
    "a blank before the colon": framed(b"Transfer-Encoding : chunked", body=CHUNK_ATTACK),
    "a folded line": framed(b"X-A: 1", b" folded", b"Content-Length: 0"),
    "a folded coding": framed(b"Transfer-Encoding:", b" chunked", body=CHUNK_ATTACK),
    "a blank before the first header": b"GET / HTTP/1.1\r\n X: 1\r\nHost: h\r\n\r\n",
    "a NUL in a value": framed(b"X-A: a\x00b", b"Content-Length: 0"),
    "a CR in a value": framed(b"X-A: a\rb", b"Content-Length: 0"),
    "a control byte in a value": framed(b"X-A: a\x01b", b"Content-Length: 0"),
    "a delete in a value": framed(b"X-A: a\x7fb", b"Content-Length: 0"),
    "a control byte in a name": framed(b"X\x01A: b", b"Content-Length: 0"),
    "a name with a blank": framed(b"X A: b", b"Content-Length: 0"),
    "no name": framed(b": b", b"Content-Length: 0"),
    "no colon": framed(b"nonsense", b"Content-Length: 0"),
    "bare line feeds": b"GET /bare HTTP/1.1\nHost: h\n\n",
    "one bare line feed": b"GET /bare HTTP/1.1\r\nHost: h\nX: 1\r\n\r\n",
    "no Host": b"GET / HTTP/1.1\r\n\r\n",
    "two Hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "a Host with a path": b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "a Host with a user": b"GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
    "a Host with a blank": b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
    "a NUL in the target": b"GET /\x00 HTTP/1.1\r\nHost: h\r\n\r\n",
    "a blank in the target": b"GET /a b HTTP/1.1\r\nHost: h\r\n\r\n",
    "a tab for a blank": b"GET\t/\tHTTP/1.1\r\nHost: h\r\n\r\n",
    "no target": b"GET  HTTP/1.1\r\nHost: h\r\n\r\n",
    "no slash": b"GET victim HTTP/1.1\r\nHost: h\r\n\r\n",
    "a bad method": b"G\x00T / HTTP/1.1\r\nHost: h\r\n\r\n",
    "a version of ours": b"GET / HTTP/1.9\r\nHost: h\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "version 2 in text": b"GET / HTTP/2.0\r\nHost: h\r\n\r\n",
    "TLS on a plain port": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    "chunked in version 1.0": b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"
    + CHUNK_ATTACK,
    "a long line": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n",
    "a long header": framed(b"X: " + b"a" * 500_000),
    "a long name": framed(b"X" * 500_000 + b": 1"),
    "many headers": framed(*[b"X-%d: 1" % number for number in range(20_000)]),
    "a proxy to elsewhere": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_and_the_connection_ends(proxy: Weft, upstream: Upstream, name: str) -> None:
    before = len(upstream.all("/victim"))
    with proxy.raw() as client:
        said = shouted(client, REFUSED[name])
        status = said.split(b" ")[1]
        assert said.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5")), said[:80]
        assert status in {b"400", b"405", b"414", b"417", b"431", b"501", b"505"}
        assert len(re.findall(rb"HTTP/1\.1 \d", said)) == 1  # nothing after it was one
    for seen in upstream.all("/victim")[before:]:
        assert not seen.whole.is_set()


def shouted(client: Raw, data: bytes) -> bytes:
    """Send what is refused perhaps before it ends; what is said until the connection ends."""
    try:
        client.send(data)
    except ConnectionError:
        return client.last_words()
    return client.last_words()


BROKEN_BODIES = {
    "a size that is none": b"zz\r\nhello\r\n0\r\n\r\n",
    "a signed size": b"+5\r\nhello\r\n0\r\n\r\n",
    "a negative size": b"-1\r\n\r\n",
    "a size in C": b"0x5\r\nhello\r\n0\r\n\r\n",
    "a size beyond all numbers": b"fffffffffffffffff\r\nhello",
    "a blank before the size": b" 5\r\nhello\r\n0\r\n\r\n",
    "bare line feeds": b"5\nhello\n0\n\n",
    "no end after the data": b"5\r\nhelloXX0\r\n\r\n",
    "a control byte in an extension": b"5;a=\x00\r\nhello\r\n0\r\n\r\n",
    "a bare line feed in an extension": b"5;a=\nb\r\nhello\r\n0\r\n\r\n",
    # Larger than one read can be: what a single read brings whole is well-formed, and answered.
    "an endless extension": b"5;" + b"a" * 2_000_000 + b"\r\nhello\r\n0\r\n\r\n",
    "endless trailers": b"0\r\n" + b"X: 1\r\n" * 300_000 + b"\r\n",
    "a folded trailer": b"0\r\nX: 1\r\n fold\r\n\r\n",
}


@pytest.mark.parametrize("name", BROKEN_BODIES)
def test_a_broken_body_never_ends_well(
    proxy: Weft, upstream: Upstream, path: str, name: str
) -> None:
    """By then the upstream may have a part of it; what it must not have is a whole."""
    with proxy.raw() as client:
        head = request("POST", path, ("Transfer-Encoding", "chunked"))
        said = shouted(client, head + BROKEN_BODIES[name] + SMUGGLED)
        assert said == b"" or said.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5")), said[:80]
        assert len(re.findall(rb"HTTP/1\.1 \d", said)) <= 1
    for seen in upstream.all(path):
        assert seen.broken.wait(5)
        assert not seen.whole.is_set()


def test_trailers_cannot_become_headers(client: Raw, upstream: Upstream, path: str) -> None:
    end = (
        b"0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nHost: evil\r\nX-Weft-A: 1\r\n\r\n"
    )
    client.send(request("POST", path, ("Transfer-Encoding", "chunked")) + chunk(b"a") + end)
    client.answer()
    for seen in upstream.all(path):
        names = {name.lower() for name, _ in seen.trailers}
        assert not names & {b"content-length", b"transfer-encoding", b"host", b"x-weft-a"}
        assert seen.values(b"host") == [upstream.host.encode()]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("http://127.0.0.1:1{path}?x", "{path}?x"),
        ("http://evil.example{path}", "{path}"),
        ("HTTP://evil.example:80{path}", "{path}"),
        ("https://user@evil.example{path}", "{path}"),
    ],
)
def test_an_absolute_target_goes_to_our_upstream_only(
    proxy: Weft, upstream: Upstream, path: str, target: str, expected: str
) -> None:
    """Its authority replaces Host (RFC 9112, section 3.2.2) and never chooses where to connect."""
    with proxy.raw() as client:
        answer = client.ask("GET", target.format(path=path))
        if "user@" in target and answer.status == 400:
            return  # a user in a URL may be refused
        assert answer.status == 200
    seen = upstream.seen(path)
    assert seen.target == expected.format(path=path).encode()
    assert seen.values(b"host") == [upstream.host.encode()]


@pytest.mark.parametrize("target", ["//evil.example/x", "/\\evil.example", "/@evil.example", "*"])
def test_a_tricky_target_stays_a_path(client: Raw, upstream: Upstream, target: str) -> None:
    before = len(upstream.all(target))
    assert client.ask("OPTIONS", target).status == 200
    assert upstream.seen(target, before + 1).values(b"host") == [upstream.host.encode()]


def test_a_million_tiny_chunks(proxy: Weft, upstream: Upstream, path: str) -> None:
    """They pass, or are refused as what they are; they cost no memory."""
    before = resident(proxy.pid)
    with proxy.raw() as client:
        try:
            client.send(request("POST", path, ("Transfer-Encoding", "chunked")))
            for _ in range(100):
                client.send(b"1\r\nx\r\n" * 10_000)
            client.send(LAST_CHUNK)
            answer = client.answer()
            assert answer.status in {200, 400, 413}
        except (Cut, ConnectionError):
            assert not upstream.seen(path).whole.is_set()
    assert resident(proxy.pid) - before < GROWTH


def test_thousands_of_pipelined_requests_are_held_back(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    """So many in one piece are answered in part, then the connection ends: all in order."""
    before = resident(proxy.pid)
    asked = b"".join(request("GET", f"{path}?{number}") for number in range(3000))
    with proxy.raw() as client:
        said = shouted(client, asked)
    heads = re.findall(rb"HTTP/1\.1 \d+", said)
    seen = [each.target for each in upstream.all(path)]
    assert heads.count(b"HTTP/1.1 200") == len(heads) >= 16
    assert seen[: len(heads)] == [f"{path}?{n}".encode() for n in range(len(heads))]
    assert resident(proxy.pid) - before < GROWTH


def test_hundreds_of_slow_heads_do_not_stop_others(proxy: Weft, path: str) -> None:
    slow = [proxy.raw() for _ in range(200)]
    try:
        for each in slow:
            each.send(b"GET / HTTP/1.1\r\nHost: h\r\nX-S")
        with proxy.raw() as client:
            for _ in range(20):
                assert client.ask("POST", path, body=b"served").body == b"served"
    finally:
        for each in slow:
            each.sock.close()


def test_connections_that_come_and_go_leave_nothing(proxy: Weft) -> None:
    def open_files() -> int:
        return len(list(Path(f"/proc/{proxy.pid}/fd").iterdir()))

    with proxy.raw() as client:
        client.ask("GET", "/warm")
    before = open_files()
    for number in range(300):
        with proxy.raw() as client:
            client.send(b"GET /x HTTP/1.1\r\nHost"[: number % 22])
            if number % 2:
                client.reset()
    until = time.monotonic() + 5
    while open_files() > before + 3 and time.monotonic() < until:
        time.sleep(0.02)
    assert open_files() <= before + 3


WORDS = [
    *(b"GET ", b"/ ", b"HTTP/1.1", b"\r\n", b"\n", b"Host: h\r\n", b"\x00", b":", b" "),
    *(b"Transfer-Encoding: chunked\r\n", b"Content-Length: 3\r\n", b"0\r\n\r\n", b"3\r\nabc"),
    *(b"Connection: upgrade\r\nUpgrade: websocket\r\n", b"PRI * HTTP/2.0\r\n\r\n"),
]


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    junk=st.one_of(
        st.binary(min_size=1, max_size=300),
        st.lists(st.sampled_from(WORDS), max_size=30).map(b"".join),
    )
)
def test_any_bytes_at_all(proxy: Weft, junk: bytes) -> None:
    with proxy.raw() as client:
        shouted_and_left(client, junk)
    assert proxy.process.poll() is None


def shouted_and_left(client: Raw, junk: bytes) -> None:
    import socket

    try:
        client.send(junk)
        client.sock.shutdown(socket.SHUT_WR)
    except OSError:
        return
    said = client.last_words()
    assert said == b"" or said.startswith(b"HTTP/1.1 ") or said[3:4] == b"\x04"  # SETTINGS
