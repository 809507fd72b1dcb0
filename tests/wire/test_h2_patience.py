"""Clients that are slow on purpose: each wait has an end, and costs little until then."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from h2 import events
from h2.errors import ErrorCodes
from h2.settings import SettingCodes
from h2_attack import flood, frame, refused
from h2_peer import echo, run, served

from weft.wire import h2_frames as kinds
from weft.wire.head import ResponseHead

if TYPE_CHECKING:
    from weft.wire.exchange import Inbound


def test_a_window_that_stays_shut_ends_the_stream() -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.start(ResponseHead(200, []), b"w" * 1000, end=True)

    async def scenario() -> None:
        async with served(handler, write_timeout=0.1) as server:
            peer = await server.peer()
            peer.h2.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: 0})
            number = peer.request()
            await peer.until(lambda peer: peer.has_ended(number))
            assert peer.of(events.StreamReset)[0].error_code == ErrorCodes.CANCEL
            assert peer.body(number) == b""

    run(scenario())


def test_windows_opened_byte_by_byte_are_served_and_then_ended() -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.start(ResponseHead(200, []), b"w" * 100_000, end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            peer.h2.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: 1})
            number = peer.request()
            await peer.until(lambda peer: peer.body(number) == b"w")
            await flood(peer, lambda _: frame(8, number, b"\0\0\0\1"), 50_000)
            assert refused(peer)
            content = sum(len(payload) for kind, payload in peer.frames if kind == kinds.DATA)
            assert content < 10_000

    run(scenario())


def test_a_client_that_never_reads_is_held_and_then_aborted() -> None:
    written = 0

    async def handler(inbound: Inbound) -> None:
        nonlocal written
        await inbound.start(ResponseHead(200, []))
        while True:
            await inbound.write(b"w" * 65_536)
            written += 65_536

    async def scenario() -> None:
        async with served(handler, write_timeout=0.3) as server:
            peer = await server.peer()
            await peer.until(lambda peer: peer.of(events.RemoteSettingsChanged))
            peer.h2.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: 2**31 - 1})
            peer.h2.increment_flow_control_window(2**30)
            for _ in range(20):
                peer.request()
            while server.service.connections:
                await asyncio.sleep(0.02)

    run(scenario())
    assert written < 40_000_000


def test_a_body_that_stops_coming_is_answered_408() -> None:
    async def scenario() -> None:
        async with served(echo, body_timeout=0.1) as server:
            peer = await server.peer()
            number = peer.request("POST", end=False)
            assert (await peer.answer(number))[0] == 408

    run(scenario())


def test_tiny_chunks_take_little_memory() -> None:
    go = asyncio.Event()
    inbounds: list[Inbound] = []

    def held() -> int:
        return sys.getsizeof(inbounds[0]._inbox) if inbounds else 0

    async def handler(inbound: Inbound) -> None:
        inbounds.append(inbound)
        await go.wait()
        await echo(inbound)

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            number = peer.request("POST", end=False)
            tiny = frame(kinds.DATA, number, b"xy") * 1000
            for _ in range(10):
                peer.raw(tiny)
                await peer.writer.drain()
            while held() < 20_000:
                await asyncio.sleep(0.01)
            assert held() < 60_000
            peer.raw(frame(kinds.DATA, number, b"", 1))
            go.set()
            assert len((await peer.answer(number))[2]) == 20_000

    run(scenario())


def test_an_idle_connection_is_ended_properly() -> None:
    async def scenario() -> None:
        async with served(echo, keep_alive=0.1) as server:
            peer = await server.peer()
            await peer.answer(peer.request())
            await peer.gone()
            assert peer.goaways()[0] == (2**31 - 1, ErrorCodes.NO_ERROR)

    run(scenario())
