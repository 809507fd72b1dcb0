"""How an HTTP/2 connection ends when we want it to, and tunnels over its streams."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from h2 import events
from h2.errors import ErrorCodes
from h2.settings import SettingCodes
from h2_peer import echo, run, served

from weft.wire.h2_frames import goaway_frame
from weft.wire.head import ResponseHead

if TYPE_CHECKING:
    from weft.wire.exchange import Inbound

LAST = 2**31 - 1
EXTENDED = [
    (":method", "CONNECT"),
    (":protocol", "websocket"),
    (":scheme", "http"),
    (":authority", "weft.test"),
    (":path", "/chat"),
]


def test_draining_announces_itself_finishes_what_is_under_way_and_closes() -> None:
    go = asyncio.Event()

    async def handler(inbound: Inbound) -> None:
        await go.wait()
        await inbound.start(ResponseHead(200, []), b"late", end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            first = peer.request()
            await peer.until(lambda peer: peer.of(events.RemoteSettingsChanged))
            while not server.service.connections:
                await asyncio.sleep(0)
            for connection in tuple(server.service.connections):
                connection.drain()
            await peer.until(lambda peer: peer.goaways() == [(LAST, 0)])
            second = peer.request()  # it left before the client knew of the last stream
            await peer.until(lambda peer: len(peer.goaways()) == 2)
            last = peer.goaways()[1][0]
            assert last in (first, second)
            go.set()
            assert (await peer.answer(first))[2] == b"late"
            if last == second:
                assert (await peer.answer(second))[2] == b"late"
            await peer.gone()
            assert server.service.connections == set()

    run(scenario())


def test_an_idle_connection_that_is_drained_closes_soon() -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer()
            await peer.answer(peer.request())
            for connection in tuple(server.service.connections):
                connection.drain()
            await peer.gone()
            assert peer.goaways() == [(LAST, ErrorCodes.NO_ERROR), (1, ErrorCodes.NO_ERROR)]

    run(scenario())


def test_a_client_that_says_goaway_still_gets_its_answers() -> None:
    go = asyncio.Event()

    async def handler(inbound: Inbound) -> None:
        await go.wait()
        await inbound.start(ResponseHead(200, []), b"yours", end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            number = peer.request()
            peer.raw(goaway_frame(0, ErrorCodes.NO_ERROR))
            go.set()
            assert (await peer.answer(number))[2] == b"yours"
            await peer.gone()

    run(scenario())


def test_a_websocket_is_a_tunnel_over_a_stream() -> None:
    async def handler(inbound: Inbound) -> None:
        assert (inbound.head.method, inbound.head.protocol) == (b"CONNECT", b"websocket")
        assert inbound.head.target == b"/chat"
        switched = ResponseHead(
            101,
            [(b"Upgrade", b"websocket"), (b"Sec-WebSocket-Accept", b"x"), (b"X-Own", b"1")],
        )
        tunnel = await inbound.switch(switched)
        while data := await tunnel.read():
            await tunnel.write(data[::-1])
        tunnel.end()

    async def scenario() -> None:
        async with served(handler, body_timeout=0.05) as server:
            peer = await server.peer()
            await peer.until(lambda peer: peer.of(events.RemoteSettingsChanged))
            assert peer.h2.remote_settings[SettingCodes.ENABLE_CONNECT_PROTOCOL] == 1
            number = peer.request(pseudo=EXTENDED, end=False)
            await peer.until(lambda peer: peer.of(events.ResponseReceived))
            assert list(peer.of(events.ResponseReceived)[0].headers) == [
                (b":status", b"200"),
                (b"x-own", b"1"),
            ]
            await asyncio.sleep(0.2)  # a tunnel may be silent for longer than a body
            peer.send(number, b"abc")
            await peer.until(lambda peer: peer.body(number) == b"cba")
            peer.send(number, b"", end=True)
            assert (await peer.answer(number))[2] == b"cba"
            assert peer.of(events.StreamReset) == []
            assert server.reports == []

    run(scenario())


def test_a_tunnel_that_is_torn_down_is_seen_as_that() -> None:
    async def handler(inbound: Inbound) -> None:
        tunnel = await inbound.switch(ResponseHead(200, []))
        await tunnel.read()
        tunnel.abort()

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            number = peer.request(pseudo=EXTENDED, end=False)
            peer.send(number, b"x")
            await peer.until(lambda peer: peer.of(events.StreamReset, number))
            assert peer.of(events.StreamReset)[0].error_code == ErrorCodes.CANCEL
            assert server.reports == []

    run(scenario())
