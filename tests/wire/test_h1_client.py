"""HTTP/1.1 towards an upstream: what a scripted upstream answers, and what is made of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from h1_peer import QUICK, pooled

from weft.wire.exchange import HIGH_WATER
from weft.wire.fault import UpstreamBroken, UpstreamSilent
from weft.wire.head import RequestHead

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from h1_peer import Client, Play

    from weft.wire.exchange import Outbound
    from weft.wire.head import ResponseHead
    from weft.wire.pool import Pool

    Script = Callable[[Client], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def get(method: bytes = b"GET") -> RequestHead:
    return RequestHead(method, b"/", b"up.test", [])


def post(length: int | None = 5) -> RequestHead:
    said = [] if length is None else [(b"Content-Length", b"%d" % length)]
    return RequestHead(b"POST", b"/", b"up.test", [(b"X-A", b"1"), *said], length=length)


def says(*answers: bytes, linger: bool = True) -> Script:
    """For each request head one answer; then silence, or the end."""

    async def script(client: Client) -> None:
        for answer in answers:
            await client.head()
            client.send(answer)
        if linger:
            await client.rest()

    return script


async def body_of(out: Outbound) -> bytes:
    body = b""
    while data := await out.read():
        body += data
    return body


async def ask(pool: Pool, head: RequestHead | None = None) -> tuple[ResponseHead, bytes]:
    out = await pool.open(head or get(), end=True)
    return await out.head(), await body_of(out)


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (OK, b"ok"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", b"ok"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 70\r\n\r\n", b""),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", b"ok"),
    ],
)
def test_answers_that_keep_the_connection(play: Play, answer: bytes, body: bytes) -> None:
    async def scenario() -> None:
        async with pooled(says(answer, answer, OK)) as (pool, upstream):
            for _ in range(2):
                assert (await ask(pool))[1] == body
            assert (await ask(pool))[1] == b"ok"
            assert upstream.connections == 1

    play(scenario())


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", b"until the end"),
    ],
)
def test_answers_that_end_the_connection(play: Play, answer: bytes, body: bytes) -> None:
    async def scenario() -> None:
        async with pooled(says(answer, linger=False)) as (pool, upstream):
            for turn in range(2):
                assert (await ask(pool))[1] == body
                assert upstream.connections == turn + 1

    play(scenario())


def test_head_has_no_body(play: Play) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 70\r\n\r\n"

    async def scenario() -> None:
        async with pooled(says(answer, answer, OK)) as (pool, upstream):
            for _ in range(2):
                head, body = await ask(pool, get(b"HEAD"))
                assert (head.length, body) == (70, b"")
            assert (await ask(pool))[1] == b"ok"
            assert upstream.connections == 1

    play(scenario())


def test_what_the_upstream_sees(play: Play) -> None:
    async def script(client: Client) -> None:
        await client.sees(
            b"POST / HTTP/1.1\r\nHost: up.test\r\nX-A: 1\r\nContent-Length: 5\r\n\r\nhello"
        )
        client.send(OK)
        await client.sees(
            b"POST / HTTP/1.1\r\nHost: up.test\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"2\r\nhe\r\n3\r\nllo\r\n0\r\nX-Sum: 1\r\n\r\n"
        )
        client.send(OK)
        await client.sees(b"GET / HTTP/1.1\r\nHost: up.test\r\n\r\n")
        client.send(OK)

    async def scenario() -> None:
        async with pooled(script) as (pool, _):
            out = await pool.open(post(), b"hello", end=True)
            await out.head()
            out = await pool.open(post(None), b"he")
            await out.write(b"llo")
            await out.end([(b"X-Sum", b"1")])
            await out.head()
            assert (await ask(pool))[1] == b"ok"

    play(scenario())


def test_interim_answers_and_trailers(play: Play) -> None:
    answer = (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
        b"HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2\r\nok\r\n0\r\nX-Sum: 1\r\nContent-Type: text/html\r\n\r\n"
    )

    async def scenario() -> None:
        async with pooled(says(answer)) as (pool, _):
            seen: list[ResponseHead] = []
            out = await pool.open(get(), end=True, on_interim=seen.append)
            assert (await out.head()).reason == b"Fine"
            assert await body_of(out) == b"ok"
            assert out.trailers == [(b"X-Sum", b"1")]
            assert [(head.status, head.headers) for head in seen] == [
                (100, []),
                (103, [(b"Link", b"</x>")]),
            ]

    play(scenario())


BROKEN = {
    "nothing": b"",
    "half a head": b"HTTP/1.1 200 OK\r\nX: ",
    "half a body": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel",
    "chunks without an end": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n",
    "half a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
    "two framings": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
    "a bad length": b"HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok",
    "another coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok",
    "a coding after chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\nok",
    "a bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\nok\r\n",
    "a status of nothing": b"HTTP/1.1 099 No\r\n\r\n",
    "a long status": b"HTTP/1.1 2000 No\r\n\r\n",
    "a folded header": b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n",
    "a bare LF": b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
    "NUL in a value": b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n",
    "a header in a header": b"HTTP/1.1 200 OK\r\nX: a\rX-Y: b\r\nContent-Length: 0\r\n\r\n",
    "many headers": b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 300 + b"\r\n",
    "a large head": b"HTTP/1.1 200 OK\r\n" + b"X: %b\r\n" % (b"a" * 2000) * 200 + b"\r\n",
    "a flood of interim answers": b"HTTP/1.1 102 Wait\r\n\r\n" * 100 + OK,
    "an endless extension": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"e" * 2_000_000
    ),
    "an endless header": b"HTTP/1.1 200 OK\r\nX: " + b"e" * 2_000_000,
}


@pytest.mark.parametrize("case", BROKEN)
def test_an_upstream_that_is_broken(play: Play, case: str) -> None:
    async def scenario() -> None:
        async with pooled(says(BROKEN[case], linger=False)) as (pool, _):
            with pytest.raises(UpstreamBroken):
                await ask(pool)

    play(scenario())


def test_what_came_before_the_break_is_there(play: Play) -> None:
    async def scenario() -> None:
        async with pooled(says(BROKEN["half a body"], linger=False)) as (pool, _):
            out = await pool.open(get(), end=True)
            await out.head()
            assert await out.read() == b"hel"
            with pytest.raises(UpstreamBroken):
                await out.read()

    play(scenario())


def test_an_answer_before_the_requests_end_is_read(play: Play) -> None:
    async def script(client: Client) -> None:
        await client.head()
        client.send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig")
        await client.rest()

    async def scenario() -> None:
        async with pooled(script) as (pool, upstream):
            for turn in range(2):
                out = await pool.open(post(1_000_000), b"x" * 1000)
                assert (await out.head()).status == 413
                assert await body_of(out) == b"big"
                with pytest.raises(UpstreamBroken):
                    await out.write(b"x")
                assert upstream.connections == turn + 1  # never used again

    play(scenario())


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"])
def test_silence_is_told(play: Play, said: bytes) -> None:
    async def scenario() -> None:
        async with pooled(says(said), limits=QUICK) as (pool, _):
            with pytest.raises(UpstreamSilent) as silent:
                await ask(pool)
            assert silent.value.status == 504

    play(scenario())


def test_a_long_answer_is_not_cut_while_it_is_alive(play: Play) -> None:
    async def script(client: Client) -> None:
        await client.head()
        client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n")
        for _ in range(12):
            await asyncio.sleep(QUICK.upstream_timeout / 4)
            client.send(b".")
        await client.rest()

    async def scenario() -> None:
        async with pooled(script, limits=QUICK) as (pool, _):
            assert (await ask(pool))[1] == b"." * 12

    play(scenario())


def test_who_is_not_waited_for_is_not_silent(play: Play) -> None:
    async def scenario() -> None:
        async with pooled(says(OK), limits=QUICK) as (pool, _):
            out = await pool.open(get(), end=True)
            await asyncio.sleep(QUICK.upstream_timeout * 3)  # our client is the slow one
            assert (await out.head()).status == 200

    play(scenario())


def test_an_upstream_that_does_not_read_is_silent(play: Play) -> None:
    async def script(client: Client) -> None:
        client.writer.transport.pause_reading()
        await asyncio.sleep(5)

    async def scenario() -> None:
        async with pooled(script, limits=QUICK) as (pool, _):
            out = await pool.open(post(10**9))

            async def fill() -> None:
                while True:
                    await out.write(b"x" * 100_000)

            with pytest.raises(UpstreamSilent):
                await fill()

    play(scenario())


def test_a_slow_reader_slows_the_upstream(play: Play) -> None:
    size = 30_000_000
    sent = 0

    async def script(client: Client) -> None:
        nonlocal sent
        await client.head()
        client.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        while sent < size:
            client.send(b"x" * 100_000)
            await client.writer.drain()
            sent += 100_000
        await client.rest()

    async def scenario() -> None:
        async with pooled(script) as (pool, _):
            out = await pool.open(get(), end=True)
            await out.head()
            await asyncio.sleep(0.3)
            assert sent < size // 2
            total = 0
            while data := await out.read():
                assert len(data) <= 3 * HIGH_WATER
                total += len(data)
            assert total == size

    play(scenario())


def test_what_is_given_up_is_closed(play: Play) -> None:
    async def scenario() -> None:
        seen = asyncio.Event()

        async def script(client: Client) -> None:
            await client.head()
            client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")
            assert await client.closed()
            seen.set()

        async with pooled(script) as (pool, _):
            out = await pool.open(get(), end=True)
            await out.head()
            reading = asyncio.create_task(body_of(out))
            await asyncio.sleep(0.05)
            out.abort()
            with pytest.raises(UpstreamBroken):
                await reading
            await seen.wait()
            out.abort()  # once more does nothing

    play(scenario())


@pytest.mark.parametrize("body", [b"too much", b"few"])
def test_a_request_of_another_length_than_declared_is_not_sent(play: Play, body: bytes) -> None:
    async def scenario() -> None:
        async with pooled(says(OK)) as (pool, _):
            with pytest.raises(ValueError, match="length"):
                await pool.open(post(5), body, end=True)
            out = await pool.open(post(5))
            with pytest.raises(ValueError, match="length"):
                await out.write(b"too much")
            out = await pool.open(post(5), b"few")
            with pytest.raises(ValueError, match="length"):
                await out.end()

    play(scenario())
