"""Connections are kept, and only those that are alive are used again."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest
from h1_peer import QUICK, pooled
from test_h1_client import OK, ask, body_of, get, post, says

from weft.wire.dial import Origin
from weft.wire.fault import UpstreamBroken, UpstreamUnreachable
from weft.wire.limits import Limits
from weft.wire.pool import Pool
from weft.wire.watch import Watch

if TYPE_CHECKING:
    from h1_peer import Client, Play
    from test_h1_client import Script


def at_once(many: int) -> Script:
    """Answers none before it was asked this many times."""
    asked = 0

    async def script(client: Client) -> None:
        nonlocal asked
        while True:
            await client.head()
            asked += 1
            while asked < many:
                await asyncio.sleep(0.005)
            client.send(OK)

    return script


def test_the_one_used_last_is_used_first(play: Play) -> None:
    async def scenario() -> None:
        async with pooled(at_once(3)) as (pool, upstream):
            outs = [await pool.open(get(), end=True) for _ in range(3)]
            for out in outs:
                await out.head()
            assert upstream.connections == 3
            for _ in range(5):
                await ask(pool)
            assert upstream.connections == 3
            assert len(pool._idle) == 3

    play(scenario())


def test_no_more_are_kept_than_may_be(play: Play) -> None:
    async def scenario() -> None:
        async with pooled(at_once(3), limits=Limits(idle=1)) as (pool, _):
            outs = [await pool.open(get(), end=True) for _ in range(3)]
            for out in outs:
                await out.head()
            assert len(pool._idle) == 1

    play(scenario())


def test_what_lies_idle_too_long_is_closed(play: Play) -> None:
    async def scenario() -> None:
        closed = asyncio.Event()

        async def script(client: Client) -> None:
            await client.head()
            client.send(OK)
            await client.rest()
            closed.set()

        async with pooled(script, limits=QUICK) as (pool, _):
            await ask(pool)
            await closed.wait()
            await asyncio.sleep(0.02)
            assert pool._idle == []

    play(scenario())


def test_what_speaks_unasked_is_closed(play: Play) -> None:
    async def unasked(client: Client) -> None:
        await client.head()
        client.send(OK)
        await asyncio.sleep(0.05)
        client.send(OK)
        assert await client.closed()

    async def scenario() -> None:
        async with pooled(unasked, says(OK)) as (pool, upstream):
            await ask(pool)
            await asyncio.sleep(0.15)
            assert pool._idle == []
            assert (await ask(pool))[1] == b"ok"
            assert upstream.connections == 2

    play(scenario())


def test_two_answers_to_one_request_are_one_answer(play: Play) -> None:
    async def scenario() -> None:
        async with pooled(
            says(OK + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"), says(OK)
        ) as (
            pool,
            upstream,
        ):
            for _ in range(2):
                assert (await ask(pool))[1] == b"ok"
            assert upstream.connections == 2

    play(scenario())


def hangs_up_on_the_second(client_said: list[bytes], answer: bytes = b"") -> Script:
    async def script(client: Client) -> None:
        await client.head()
        client.send(OK)
        client_said.append(await client.head())
        client.send(answer)

    return script


@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"PUT", b"DELETE", b"OPTIONS"])
def test_a_stale_connection_is_seen_by_nobody(play: Play, method: bytes) -> None:
    async def scenario() -> None:
        said: list[bytes] = []
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
        again = says(head if method == b"HEAD" else OK)
        async with pooled(hangs_up_on_the_second(said), again) as (pool, upstream):
            await ask(pool)
            assert (await ask(pool, get(method)))[0].status == 200
            assert said
            assert upstream.connections == 2

    play(scenario())


def test_a_body_goes_out_again_with_its_request(play: Play) -> None:
    async def takes(client: Client) -> None:
        assert (await client.head()).startswith(b"PUT / ")
        await client.sees(b"hello")
        client.send(OK)

    async def scenario() -> None:
        async with pooled(hangs_up_on_the_second([]), takes) as (pool, _):
            await ask(pool)
            head = post()
            head.method = b"PUT"
            out = await pool.open(head, b"hello", end=True)
            assert await body_of(out) == b"ok" if await out.head() else False

    play(scenario())


def test_what_may_have_had_an_effect_is_not_repeated(play: Play) -> None:
    async def scenario() -> None:
        async with pooled(hangs_up_on_the_second([]), says(OK)) as (pool, upstream):
            await ask(pool)
            out = await pool.open(post(), b"hello", end=True)
            with pytest.raises(UpstreamBroken):
                await out.head()
            assert upstream.connections == 1

    play(scenario())


def test_what_was_answered_in_part_is_not_repeated(play: Play) -> None:
    async def scenario() -> None:
        begun = hangs_up_on_the_second([], b"HTTP/1.1 200 OK\r\n")
        async with pooled(begun, says(OK)) as (pool, upstream):
            await ask(pool)
            with pytest.raises(UpstreamBroken):
                await ask(pool)
            assert upstream.connections == 1

    play(scenario())


def test_it_is_repeated_once(play: Play) -> None:
    async def hang_up(client: Client) -> None:
        await client.head()

    async def scenario() -> None:
        async with pooled(hangs_up_on_the_second([]), hang_up) as (pool, upstream):
            await ask(pool)
            with pytest.raises(UpstreamBroken):
                await ask(pool)
            assert upstream.connections == 2

    play(scenario())


def test_a_closed_connection_is_not_used_even_by_what_may_not_be_repeated(play: Play) -> None:
    async def scenario() -> None:
        async with pooled(says(OK, linger=False), says(OK)) as (pool, upstream):
            await ask(pool)
            await asyncio.sleep(0.05)
            out = await pool.open(post(), b"hello", end=True)
            assert (await out.head()).status == 200
            assert upstream.connections == 2

    play(scenario())


def test_an_end_that_was_not_seen_yet_is_looked_for(play: Play) -> None:
    """The end lies in the socket, and the loop has not come round to it."""
    listening = socket.create_server(("127.0.0.1", 0))
    hang_up = threading.Event()

    def serve() -> None:
        for _ in range(2):
            wire, _ = listening.accept()
            with wire:
                wire.recv(1000)
                wire.sendall(OK)
                hang_up.wait(5)

    async def scenario() -> None:
        limits = Limits()
        pool = Pool(Origin(host="127.0.0.1", port=listening.getsockname()[1]), limits, Watch([1]))
        await ask(pool)
        kept = pool._idle[0]
        assert kept.fresh()
        hang_up.set()
        time.sleep(0.1)  # nobody else runs
        kept._since -= 1.0  # as if it had lain there for a while
        assert not kept.fresh()
        out = await pool.open(post(), b"hello", end=True)
        assert (await out.head()).status == 200
        await pool.aclose()
        await asyncio.sleep(0.02)

    with listening:
        serving = threading.Thread(target=serve)
        serving.start()
        play(scenario())
        serving.join()


def test_a_closed_pool_gives_nothing_and_keeps_nothing(play: Play) -> None:
    async def scenario() -> None:
        async with pooled(says(OK, OK)) as (pool, _):
            out = await pool.open(get(), end=True)
            await pool.aclose()
            assert (await out.head()).status == 200  # what is under way ends well
            assert pool._idle == []
            with pytest.raises(UpstreamUnreachable):
                await pool.open(get(), end=True)

    play(scenario())


def test_nobody_there(play: Play) -> None:
    async def scenario() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        limits = Limits()
        pool = Pool(Origin(host="127.0.0.1", port=port), limits, Watch([1]))
        with pytest.raises(UpstreamUnreachable, match=f"127.0.0.1:{port}") as refused:
            await pool.open(get(), end=True)
        assert refused.value.status == 502

    play(scenario())
