"""A client that leaves, one that has only finished speaking, and one that is too slow."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from h1_peer import QUICK, ok, served, target, whole

from weft.wire.exchange import HIGH_WATER
from weft.wire.fault import ClientFault, ClientGone

if TYPE_CHECKING:
    from h1_peer import Client, Play

    from weft.wire.exchange import Inbound

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
NOTICED = 0.1  # seconds


def finish_and_close(client: Client) -> None:
    client.finish()
    client.vanish()


@pytest.mark.parametrize("how", ["vanish", "reset", "finish_and_close"])
@pytest.mark.parametrize("body", [b"", b"Content-Length: 5\r\n\r\nhel"])
def test_a_client_that_leaves_is_noticed_while_the_handler_waits(
    play: Play, how: str, body: bytes
) -> None:
    async def scenario() -> None:
        waiting, gone = asyncio.Event(), asyncio.Event()

        async def handler(inbound: Inbound) -> None:
            inbound.when_gone(gone.set)
            waiting.set()
            await gone.wait()
            with pytest.raises(ClientGone):
                await inbound.start(ok(0), end=True)
            inbound.abort()

        async with served(handler) as server:
            client = await server.client()
            client.send(GET[:-2] + (body or b"\r\n"))
            await waiting.wait()
            {"vanish": client.vanish, "reset": client.reset}.get(
                how, lambda: finish_and_close(client)
            )()
            async with asyncio.timeout(NOTICED * 20):  # a busy machine is no fault
                await gone.wait()

    play(scenario())


def test_a_client_that_leaves_while_it_is_answered(play: Play) -> None:
    async def scenario() -> None:
        gone = asyncio.Event()

        async def handler(inbound: Inbound) -> None:
            inbound.when_gone(gone.set)
            await inbound.start(ok(), b"some")
            await gone.wait()
            with pytest.raises(ClientGone):
                await inbound.write(b"more")

        async with served(handler) as server:
            client = await server.client()
            client.send(GET)
            await client.head()
            client.vanish()
            await gone.wait()

    play(scenario())


def test_who_is_told_late_is_told_at_once(play: Play) -> None:
    async def scenario() -> None:
        told = []

        async def handler(inbound: Inbound) -> None:
            with pytest.raises(ClientGone):
                await inbound.read()
            inbound.when_gone(lambda: told.append(True))
            inbound.abort()

        async with served(handler) as server:
            client = await server.client()
            client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
            client.vanish()
            while not told:
                await asyncio.sleep(0.01)

    play(scenario())


@pytest.mark.parametrize("version", [b"1.1", b"1.0"])
def test_a_client_that_has_finished_speaking_is_answered(play: Play, version: bytes) -> None:
    async def handler(inbound: Inbound) -> None:
        await asyncio.sleep(0.1)  # well after its end came
        await whole(inbound)

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            client.send(b"POST / HTTP/" + version + b"\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
            client.finish()
            if version == b"1.1":
                await client.sees(b"HTTP/1.1 100 Continue\r\n\r\n")  # asked whether it is there
            answer = await client.answer()
            assert (answer.status, answer.body) == (200, b"hi")
            assert await client.closed()

    play(scenario())


def test_pipelined_requests_of_a_finished_client_are_all_answered(play: Play) -> None:
    async def handler(inbound: Inbound) -> None:
        await asyncio.sleep(0.02)
        await target(inbound)

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            client.send(GET)
            await asyncio.sleep(0.01)
            client.send(GET * 2)
            client.finish()
            assert (await client.rest()).count(b" 200 OK") == 3

    play(scenario())


def test_a_slow_reader_slows_the_handler(play: Play) -> None:
    piece = b"x" * 65_536
    written = 0

    async def handler(inbound: Inbound) -> None:
        nonlocal written
        await inbound.start(ok(len(piece) * 1000))
        for _ in range(1000):
            await inbound.write(piece)
            written += len(piece)
        await inbound.end()

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            client.send(GET)
            await client.head()
            before = -1
            while before != written:
                before = written
                await asyncio.sleep(0.1)
            assert written < 20_000_000  # what sockets hold, and no more
            assert len(await client.reader.readexactly(len(piece) * 1000)) == len(piece) * 1000

    play(scenario())


def test_a_slow_handler_slows_the_sender(play: Play) -> None:
    async def scenario() -> None:
        size = 30_000_000
        most, total = 0, 0
        go = asyncio.Event()

        async def handler(inbound: Inbound) -> None:
            nonlocal most, total
            await go.wait()
            while data := await inbound.read():
                most = max(most, len(data))
                total += len(data)
                await asyncio.sleep(0)
            await inbound.start(ok(0), end=True)

        async with served(handler) as server:
            client = await server.client()
            client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % size)
            client.send(b"x" * size)
            await asyncio.sleep(0.1)
            assert client.writer.transport.get_write_buffer_size() > size // 2
            go.set()
            assert (await client.answer()).status == 200
            assert total == size
            assert most <= 3 * HIGH_WATER  # one batch may go over the mark

    play(scenario())


@pytest.mark.parametrize(
    ("said", "status"),
    [(b"", None), (b"GET / HTTP/1.1\r\nHo", 408), (b"GET", None)],
)
def test_who_says_nothing_or_half_a_head_is_let_go(
    play: Play, said: bytes, status: int | None
) -> None:
    async def scenario() -> None:
        async with served(target, QUICK) as server:
            client = await server.client()
            client.send(said)
            if status is None:
                assert await client.closed()
            else:
                assert (await client.answer()).status == status
                assert await client.closed()

    play(scenario())


def test_a_head_that_drips_is_timed_from_its_first_byte(play: Play) -> None:
    async def scenario() -> None:
        async with served(target, QUICK) as server:
            client = await server.client()
            client.send(b"GET / HTTP/1.1\r\n")
            for n in range(100):
                client.send(b"X-%d: 1\r\n" % n)
                await asyncio.sleep(0.02)
                if client.reader.at_eof() or client.reader._buffer:
                    break
            assert (await client.answer()).status == 408

    play(scenario())


@pytest.mark.parametrize("drop", [b"\r\n", b"\n"])
def test_empty_lines_between_requests_are_nothing(play: Play, drop: bytes) -> None:
    async def scenario() -> None:
        async with served(target, QUICK) as server:
            client = await server.client()
            client.send(GET)
            assert (await client.answer()).status == 200
            for _ in range(100):
                client.send(drop)
                await asyncio.sleep(0.02)
                if client.reader.at_eof():
                    break
            assert client.reader.at_eof()  # as idle as if they had not come

    play(scenario())


def test_a_body_that_stops_is_a_408(play: Play) -> None:
    faults = []

    async def handler(inbound: Inbound) -> None:
        try:
            await whole(inbound)
        except ClientFault as fault:
            faults.append(fault)
            raise

    async def scenario() -> None:
        async with served(handler, QUICK) as server:
            client = await server.client()
            client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel")
            assert (await client.answer()).status == 408
            assert await client.closed()

    play(scenario())
    assert faults[0].status == 408


def test_who_takes_nothing_of_an_answer_is_let_go(play: Play) -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.start(ok())
        while True:
            await inbound.write(b"x" * 65_536)

    async def scenario() -> None:
        async with served(handler, QUICK) as server:
            client = await server.client()
            client.writer.transport.pause_reading()
            client.send(GET)
            await asyncio.sleep(0.05)
            while server.service.connections:
                await asyncio.sleep(0.02)

    play(scenario())


def test_idle_connections_and_those_in_use_end_when_drained(play: Play) -> None:
    async def scenario() -> None:
        gate = asyncio.Event()

        async def handler(inbound: Inbound) -> None:
            await gate.wait()
            await target(inbound)

        async with served(handler) as server:
            idle, busy, fresh = [await server.client() for _ in range(3)]
            gate.set()
            idle.send(GET)
            await idle.answer()
            gate.clear()
            busy.send(GET)
            await asyncio.sleep(0.05)
            server.listener.stop()
            draining = asyncio.create_task(server.listener.drain(5))
            assert await idle.closed()
            assert await fresh.closed()
            gate.set()
            assert (await busy.answer()).value(b"connection") == b"close"
            assert await busy.closed()
            assert await draining
            with pytest.raises(OSError, match=r"[Cc]onnect"):
                await server.client()

    play(scenario())
