"""What may not be sent: each is refused with a well-formed answer, and the connection ends.

Nothing behind a refused request is ever a request: every case carries one along.
"""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from h1_peer import echo, ok, served, target, whole

from weft.wire.limits import Limits

if TYPE_CHECKING:
    from h1_peer import Play

    from weft.wire.exchange import Inbound

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"


def get(line: bytes = b"GET / HTTP/1.1", *headers: bytes, host: bytes = b"Host: a") -> bytes:
    return b"\r\n".join([line, *([host] if host else []), *headers, b"", b""])


def post(*headers: bytes, body: bytes = b"") -> bytes:
    return get(b"POST / HTTP/1.1", *headers) + body


CHUNKED = b"Transfer-Encoding: chunked"

REFUSED = {
    # Two ways to tell where a body ends.
    "length beside chunked": (400, post(b"Content-Length: 5", CHUNKED, body=b"0\r\n\r\n")),
    "chunked beside length": (400, post(CHUNKED, b"Content-Length: 5", body=b"0\r\n\r\n")),
    "the same length twice": (400, post(b"Content-Length: 0", b"Content-Length: 0")),
    "two lengths": (400, post(b"Content-Length: 0", b"Content-Length: 36")),
    "a list of lengths": (400, post(b"Content-Length: 0, 36")),
    "a signed length": (400, post(b"Content-Length: +0")),
    "a negative length": (400, post(b"Content-Length: -1")),
    "a hexadecimal length": (400, post(b"Content-Length: 0x0")),
    "an empty length": (400, post(b"Content-Length: ")),
    "an endless length": (400, post(b"Content-Length: " + b"9" * 40)),
    "another coding": (400, post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n")),
    "chunked, not last": (400, post(b"Transfer-Encoding: chunked, gzip", body=b"0\r\n\r\n")),
    "chunked twice": (400, post(CHUNKED, CHUNKED, body=b"0\r\n\r\n")),
    "nearly chunked": (400, post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n")),
    "quoted chunked": (400, post(b'Transfer-Encoding: "chunked"', body=b"0\r\n\r\n")),
    "chunked and identity": (400, post(b"Transfer-Encoding: identity, chunked", body=b"0\r\n\r\n")),
    "a coding before 1.1": (
        400,
        get(b"POST / HTTP/1.0", CHUNKED) + b"0\r\n\r\n",
    ),
    "a tab before chunked": (400, post(b"Transfer-Encoding: \x0bchunked", body=b"0\r\n\r\n")),
    # Lines.
    "a folded header": (400, get(b"GET / HTTP/1.1", b"X: a", b" b")),
    "a folded first header": (400, get(b"GET / HTTP/1.1", b" X: a")),
    "a bare LF": (400, get(b"GET / HTTP/1.1", b"X: a\nY: b")),
    "a bare LF after the line": (400, b"GET / HTTP/1.1\nHost: a\n\n"),
    "a bare CR": (400, get(b"GET / HTTP/1.1", b"X: a\rY: b")),
    "a blank before the colon": (400, get(b"GET / HTTP/1.1", b"Content-Length : 5")),
    "a blank in a name": (400, get(b"GET / HTTP/1.1", b"X Y: 5")),
    "no colon": (400, get(b"GET / HTTP/1.1", b"X")),
    "no name": (400, get(b"GET / HTTP/1.1", b": x")),
    "NUL in a value": (400, get(b"GET / HTTP/1.1", b"X: a\0b")),
    "a control byte in a value": (400, get(b"GET / HTTP/1.1", b"X: a\x01b")),
    "DEL in a value": (400, get(b"GET / HTTP/1.1", b"X: a\x7fb")),
    "NUL in a name": (400, get(b"GET / HTTP/1.1", b"X\0: a")),
    "a byte beyond ASCII in a name": (400, get(b"GET / HTTP/1.1", b"X\x80: a")),
    # Targets.
    "NUL in the target": (400, get(b"GET /\0 HTTP/1.1")),
    "a control byte in the target": (400, get(b"GET /a\x1fb HTTP/1.1")),
    "a byte beyond ASCII in the target": (400, get(b"GET /\xe9 HTTP/1.1")),
    "a blank in the target": (400, get(b"GET /a b HTTP/1.1")),
    "no slash": (400, get(b"GET a HTTP/1.1")),
    "a star for GET": (400, get(b"GET * HTTP/1.1")),
    "another scheme": (400, get(b"GET ftp://a/ HTTP/1.1")),
    "a file": (400, get(b"GET file:///etc/passwd HTTP/1.1")),
    "no authority": (400, get(b"GET http:///x HTTP/1.1")),
    "a user in the target": (400, get(b"GET http://user@a/ HTTP/1.1")),
    "an authority for GET": (400, get(b"GET a:443 HTTP/1.1")),
    "a tunnel": (405, get(b"CONNECT a:443 HTTP/1.1", host=b"Host: a:443")),
    # The request line.
    "an unknown method": (400, get(b"BREW / HTTP/1.1")),
    "a method in lower case": (400, get(b"get / HTTP/1.1")),
    "a method of streaming": (400, get(b"DESCRIBE / HTTP/1.1")),
    "another protocol": (405, get(b"SOURCE / ICE/1.0")),
    "HTTP/2 in the line of HTTP/1": (505, get(b"GET / HTTP/2.0")),
    "HTTP/0.9": (505, get(b"GET / HTTP/0.9")),
    "no version": (505, get(b"GET /")),
    "a version to come": (400, get(b"GET / HTTP/1.2")),
    "TLS to a plain port": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
    # Host.
    "no Host": (400, get(host=b"")),
    "two Hosts": (400, get(b"GET / HTTP/1.1", b"Host: b")),
    "two Hosts, one absolute": (400, get(b"GET http://a/ HTTP/1.1", b"Host: b")),
    "a list of Hosts": (400, get(host=b"Host: a, b/")),
    "a user in Host": (400, get(host=b"Host: a@b")),
    "a path in Host": (400, get(host=b"Host: a/b")),
    "a port of letters": (400, get(host=b"Host: a:b")),
    # Chunks.
    "a chunk of no size": (400, post(CHUNKED, body=b"\r\nhello\r\n0\r\n\r\n")),
    "a chunk of negative size": (400, post(CHUNKED, body=b"-5\r\nhello\r\n0\r\n\r\n")),
    "a chunk size with 0x": (400, post(CHUNKED, body=b"0x5\r\nhello\r\n0\r\n\r\n")),
    "a chunk size beyond all": (400, post(CHUNKED, body=b"f" * 17 + b"\r\nhello\r\n0\r\n\r\n")),
    "a bare LF after a size": (400, post(CHUNKED, body=b"5\nhello\r\n0\r\n\r\n")),
    "a chunk without its end": (400, post(CHUNKED, body=b"5\r\nhello0\r\n\r\n")),
    "a bare LF in an extension": (400, post(CHUNKED, body=b"5;a\nhello\r\n0\r\n\r\n")),
    "a length among trailers": (400, post(CHUNKED, body=b"0\r\nContent-Length: 5\r\n\r\n")),
    # Sizes.
    "a long target": (414, get(b"GET /" + b"a" * 20_000 + b" HTTP/1.1")),
    "many headers": (431, get(b"GET / HTTP/1.1", *[b"X-%d: 1" % n for n in range(101)])),
    "a large header": (431, get(b"GET / HTTP/1.1", b"X: " + b"a" * 70_000)),
    "large headers": (431, get(b"GET / HTTP/1.1", *[b"X: " + b"a" * 1000] * 80)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(play: Play, case: str) -> None:
    status, request = REFUSED[case]
    seen = []

    async def handler(inbound: Inbound) -> None:
        seen.append(inbound.head.target)
        await whole(inbound)

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            client.send(SMUGGLED.replace(b"/smuggled", b"/before") + request + SMUGGLED)
            assert (await client.answer()).status == 200
            answer = await client.answer()
            assert answer.status == status, answer
            assert answer.value(b"connection") == b"close"
            assert answer.value(b"content-type") == b"application/json"
            assert answer.body.startswith(b'{"error": {"type": "')
            assert await client.closed()

    play(scenario())
    assert b"/smuggled" not in seen


@pytest.mark.parametrize("case", ["a long target", "large headers", "many headers"])
def test_floods_are_refused_before_they_end(play: Play, case: str) -> None:
    status, request = REFUSED[case]

    async def scenario() -> None:
        async with served(target) as server:
            client = await server.client()
            for at in range(0, len(request) - 4, 999):
                client.send(request[: len(request) - 4][at : at + 999])
                await asyncio.sleep(0.001)
            assert (await client.answer()).status == status

    play(scenario())


def test_one_endless_header_is_refused(play: Play) -> None:
    async def scenario() -> None:
        async with served(target) as server:
            client = await server.client()
            client.send(b"GET / HTTP/1.1\r\nHost: a\r\nX: ")
            for _ in range(40):
                client.send(b"a" * 10_000)
                await asyncio.sleep(0.002)
            assert (await client.answer()).status == 431

    play(scenario())


ACCEPTED = {
    "an absolute target": (get(b"GET http://a/x?y HTTP/1.1"), b"/x?y"),
    "an absolute target without a path": (get(b"GET http://a HTTP/1.1"), b"/"),
    "an absolute target with a query only": (get(b"GET http://a?x HTTP/1.1"), b"/?x"),
    "OPTIONS of a server": (get(b"OPTIONS http://a HTTP/1.1"), b"*"),
    "a star": (get(b"OPTIONS * HTTP/1.1"), b"*"),
    "two slashes": (get(b"GET //a/x HTTP/1.1"), b"//a/x"),
    "an empty Host": (get(host=b"Host: "), b"/"),
    "an IPv6 Host": (get(host=b"Host: [::1]:80"), b"/"),
    "1.0 without Host": (get(b"GET / HTTP/1.0", host=b""), b"/"),
    "empty lines before": (b"\r\n\r\n" + get(), b"/"),
    "a byte beyond ASCII in a value": (get(b"GET / HTTP/1.1", b"X: \xff"), b"/"),
    "as many headers as may be": (get(b"GET / HTTP/1.1", *[b"X: 1"] * 99), b"/"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_accepted(play: Play, case: str) -> None:
    request, expected = ACCEPTED[case]

    async def scenario() -> None:
        async with served(target) as server:
            assert (await server.ask(request)).body == expected

    play(scenario())


def test_an_absolute_target_names_the_authority(play: Play) -> None:
    seen = []

    async def handler(inbound: Inbound) -> None:
        seen.append(inbound.head.authority)
        await inbound.start(ok(0), end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            await server.ask(get(b"GET http://real.test:81/ HTTP/1.1", host=b"Host: other.test"))

    play(scenario())
    assert seen == [b"real.test:81"]


def test_a_million_tiny_chunks_cost_little_memory(play: Play) -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            client = await server.client()
            client.send(post(b"Connection: close", CHUNKED))
            await client.head()
            gc.collect()
            tracemalloc.start()
            for _ in range(50):
                client.send(b"1\r\nx\r\n" * 4_000)
                await client.writer.drain()
                await client.reader.read(1_000_000)
            client.send(b"0\r\n\r\n")
            assert (await client.rest()).endswith(b"0\r\n\r\n")
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert peak < 30_000_000

    play(scenario())


def test_tiny_chunks_that_nobody_reads_are_bounded(play: Play) -> None:
    async def scenario() -> None:
        gate = asyncio.Event()
        sizes = []

        async def handler(inbound: Inbound) -> None:
            await gate.wait()
            while data := await inbound.read():
                sizes.append(len(data))
            await inbound.start(ok(0), end=True)

        async with served(handler) as server:
            client = await server.client()
            body = b"1\r\nx\r\n" * 400_000
            client.send(post(CHUNKED) + body)
            await asyncio.sleep(0.3)
            gate.set()
            client.send(b"0\r\n\r\n")
            assert (await client.answer()).status == 200
            assert sum(sizes) == 400_000
            assert max(sizes) < 600_000

    play(scenario())


@pytest.mark.parametrize(
    "flood", [b"1;" + b"e" * 60_000 + b"\r\nx\r\n", b"0\r\n" + b"X-T: " + b"e" * 60_000]
)
def test_what_carries_no_body_is_bounded(play: Play, flood: bytes) -> None:
    """Extensions of chunks and trailers are read and thrown away, which is work for nothing."""

    async def scenario() -> None:
        async with served(whole) as server:
            client = await server.client()
            client.send(post(CHUNKED))
            await asyncio.sleep(0.02)
            for at in range(0, len(flood), 5_000):
                client.send(flood[at : at + 5_000])
                await asyncio.sleep(0.002)
            assert (await client.answer()).status == 400

    play(scenario())


def test_what_comes_after_a_refusal_is_thrown_away_up_to_a_bound(play: Play) -> None:
    async def scenario() -> None:
        async with served(whole, Limits(linger_bytes=100_000)) as server:
            client = await server.client()
            client.send(REFUSED["two Hosts"][1])
            assert (await client.answer()).status == 400
            client.send(b"x" * 5_000_000)
            while server.service.connections:
                await asyncio.sleep(0.01)

    play(scenario())
