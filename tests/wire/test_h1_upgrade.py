"""Leaving HTTP: what follows an offer to upgrade belongs to whoever takes it, or is a request."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from h1_peer import ok, pooled, served, target, whole

from weft.wire.fault import UpstreamBroken
from weft.wire.head import RequestHead, ResponseHead
from weft.wire.tunnel import splice

if TYPE_CHECKING:
    from h1_peer import Client, Play

    from weft.wire.exchange import Inbound

OFFER = b"GET /%b HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
NEXT = b"GET /next HTTP/1.1\r\nHost: a\r\n\r\n"


async def reverse(inbound: Inbound) -> None:
    """Switch, and give every piece back in reverse."""
    assert inbound.head.protocol == b"websocket"
    tunnel = await inbound.switch(ResponseHead(101, [(b"Sec-X", b"1")]))
    while data := await tunnel.read():
        await tunnel.write(data[::-1])
    tunnel.end()


def test_after_101_bytes_are_raw(play: Play) -> None:
    async def scenario() -> None:
        async with served(reverse) as server:
            client = await server.client()
            client.send(OFFER % b"" + NEXT)  # no request any more
            await client.sees(
                b"HTTP/1.1 101 Switching Protocols\r\nSec-X: 1\r\n"
                b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
            )
            await client.sees(NEXT[::-1])
            client.send(b"abc")
            await client.sees(b"cba")
            client.finish()
            assert await client.closed()
            while server.service.connections:
                await asyncio.sleep(0.01)

    play(scenario())


def test_an_offer_that_is_not_taken_is_a_request_like_others(play: Play) -> None:
    async def handler(inbound: Inbound) -> None:
        await asyncio.sleep(0.01)
        await target(inbound)

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            client.send(NEXT + OFFER % b"one" + OFFER % b"two" + NEXT)
            for said in (b"/next", b"/one", b"/two", b"/next"):
                assert (await client.answer()).body == said
            client.send(OFFER % b"three")
            assert (await client.answer()).body == b"/three"
            client.send(NEXT)
            assert (await client.answer()).body == b"/next"

    play(scenario())


@pytest.mark.parametrize(
    ("lines", "protocol"),
    [
        (b"Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n", b"websocket"),
        (b"Upgrade: websocket\r\n", b""),
        (b"Connection: upgrade\r\n", b""),
    ],
)
def test_an_offer_takes_two_headers(play: Play, lines: bytes, protocol: bytes) -> None:
    seen = []

    async def handler(inbound: Inbound) -> None:
        seen.append(inbound.head.protocol)
        await target(inbound)

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            client.send((b"GET / HTTP/1.1\r\nHost: a\r\n%b\r\n" % lines) * 2)
            for _ in range(2):
                assert (await client.answer()).status == 200

    play(scenario())
    assert seen == [protocol] * 2


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_an_offer_with_a_body_is_a_request_with_a_body(play: Play, framing: str) -> None:
    """Some clients offer h2c with each of their requests; a body is never what was upgraded to."""
    head = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
    parts = (
        [b"Content-Length: 5\r\n\r\nhe", b"llo"]
        if framing == "length"
        else [b"Transfer-Encoding: chunked\r\n\r\n5\r\nhe", b"llo\r\n0\r\n", b"X-T: 1\r\n\r\n"]
    )
    seen = []

    async def handler(inbound: Inbound) -> None:
        seen.append(inbound.head.protocol)
        await whole(inbound)

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            for _ in range(2):
                client.send(head)
                for part in parts:
                    client.send(part)
                    await asyncio.sleep(0.01)
                assert (await client.answer()).body == b"hello"
            client.send(head + b"".join(parts) + NEXT)
            assert (await client.answer()).body == b"hello"
            assert (await client.answer()).body == b""

    play(scenario())
    assert set(seen) == {b""}


def test_a_client_that_leaves_a_tunnel_ends_it(play: Play) -> None:
    async def scenario() -> None:
        ended = asyncio.Event()

        async def handler(inbound: Inbound) -> None:
            tunnel = await inbound.switch(ResponseHead(101, []))
            assert await tunnel.read() == b""
            tunnel.abort()
            ended.set()

        async with served(handler) as server:
            client = await server.client()
            client.send(OFFER % b"")
            await client.head()
            client.vanish()
            await ended.wait()

    play(scenario())


ASK = RequestHead(b"GET", b"/ws", b"up.test", [(b"Sec-K", b"k")], protocol=b"websocket")


async def agree(client: Client) -> None:
    head = await client.head()
    assert head.endswith(b"\r\nSec-K: k\r\nConnection: Upgrade\r\nUpgrade: websocket")
    client.send(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n")
    client.send(b"Upgrade: websocket\r\n\r\nearly")
    while data := await client.reader.read(1000):
        client.send(data.upper())


def test_an_upstream_that_switches(play: Play) -> None:
    async def scenario() -> None:
        async with pooled(agree) as (pool, _):
            out = await pool.open(ASK, end=True)
            assert (await out.head()).status == 101
            tunnel = out.tunnel()
            assert await tunnel.read() == b"early"
            await tunnel.write(b"abc")
            assert await tunnel.read() == b"ABC"
            tunnel.end()
            assert await tunnel.read() == b""

    play(scenario())


def test_two_tunnels_are_spliced(play: Play) -> None:
    async def scenario() -> None:
        async with pooled(agree) as (pool, _):

            async def handler(inbound: Inbound) -> None:
                out = await pool.open(ASK, end=True)
                await out.head()
                await splice(await inbound.switch(ResponseHead(101, [])), out.tunnel())

            async with served(handler) as server:
                client = await server.client()
                client.send(OFFER % b"")
                await client.head()
                await client.sees(b"early")
                client.send(b"x" * 3_000_000)
                await client.sees(b"X" * 3_000_000)
                client.finish()
                assert await client.closed()

    play(scenario())


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    ],
)
def test_an_upstream_that_switches_unasked_is_broken(play: Play, answer: bytes) -> None:
    async def script(client: Client) -> None:
        await client.head()
        client.send(answer)
        await client.rest()

    async def scenario() -> None:
        async with pooled(script) as (pool, _):
            out = await pool.open(RequestHead(b"GET", b"/", b"a", []), end=True)
            with pytest.raises(UpstreamBroken):
                await out.head()

    play(scenario())


def test_an_offer_the_upstream_does_not_take_is_answered_in_http(play: Play) -> None:
    async def script(client: Client) -> None:
        for _ in range(2):
            await client.head()
            client.send(
                b"HTTP/1.1 426 No\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
                b"Content-Length: 2\r\n\r\nno"
            )

    async def scenario() -> None:
        async with pooled(script) as (pool, upstream):
            for _ in range(2):
                out = await pool.open(ASK, end=True)
                assert (await out.head()).status == 426
                assert await out.read() == b"no"
                assert await out.read() == b""
            assert upstream.connections == 1

    play(scenario())


def test_the_answer_to_an_offer_may_end_the_connection(play: Play) -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.start(ok(0), end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            client.send(OFFER.replace(b"Upgrade\r\n", b"Upgrade, close\r\n", 1) % b"" + NEXT)
            assert (await client.answer()).value(b"connection") == b"close"
            assert await client.closed()

    play(scenario())
