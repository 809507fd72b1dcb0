"""A listener gives each connection the protocol it speaks."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import TYPE_CHECKING

import pytest
from h1_peer import QUICK, Client, served, target, times

from weft.wire.address import Address, bind
from weft.wire.limits import Limits
from weft.wire.listener import PREFACE, Listener, tls_server_context
from weft.wire.service import Service
from weft.wire.watch import Watch

if TYPE_CHECKING:
    from pathlib import Path

    from h1_peer import Play

GET = b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n"
SETTINGS = b"\0\0\0\4\0\0\0\0\0"


def service(limits: Limits | None = None) -> Service:
    limits = limits or Limits()
    return Service(
        handler=target,
        limits=limits,
        watch=Watch(times(limits)),
        report=lambda fault: pytest.fail(str(fault)),
    )


def test_many_addresses(play: Play, tmp_path: Path) -> None:
    async def scenario() -> None:
        path = str(tmp_path / "weft.sock")
        listener = Listener(
            service(),
            [
                bind(Address(host="127.0.0.1")),
                bind(Address(host="::1")),
                bind(Address(path=path)),
            ],
        )
        await listener.start()
        four, six, unix = listener.addresses
        clients = [
            Client(*await asyncio.open_connection(four.host, four.port)),
            Client(*await asyncio.open_connection(six.host, six.port)),
            Client(*await asyncio.open_unix_connection(unix.path)),
        ]
        for client in clients:
            client.send(GET)
            assert (await client.answer()).body == b"/x"
        await listener.aclose()
        for client in clients:
            assert await client.closed()
            client.vanish()
        assert not (tmp_path / "weft.sock").exists()
        await asyncio.sleep(0.02)

    play(scenario())


@pytest.mark.parametrize("cuts", [[], [1], [2, 3], [3], [10, 20]])
def test_http2_by_its_first_bytes(play: Play, cuts: list[int]) -> None:
    async def scenario() -> None:
        async with served(target) as server:
            client = await server.client()
            said = PREFACE + SETTINGS
            for a, b in zip([0, *cuts], [*cuts, len(said)], strict=True):
                client.send(said[a:b])
                await asyncio.sleep(0.01)
            head = await client.reader.readexactly(9)
            assert head[3] == 4  # SETTINGS

    play(scenario())


@pytest.mark.parametrize("method", [b"GET", b"PUT", b"PROPFIND", b"PATCH"])
def test_http1_by_its_first_bytes(play: Play, method: bytes) -> None:
    async def scenario() -> None:
        async with served(target) as server:
            client = await server.client()
            for byte in method + GET[3:]:
                client.send(bytes([byte]))
                await asyncio.sleep(0)
            assert (await client.answer()).body == b"/x"

    play(scenario())


@pytest.mark.parametrize("said", [b"", b"PR", b"PRI * HTTP/2.0\r\n\r\nSM"])
def test_who_stands_in_the_door_is_let_go(play: Play, said: bytes) -> None:
    async def scenario() -> None:
        async with served(target, QUICK) as server:
            client = await server.client()
            client.send(said)
            assert await client.closed()
            late = await server.client()
            late.vanish()
            while server.service.connections:
                await asyncio.sleep(0.01)

    play(scenario())


@pytest.mark.parametrize("offered", [["h2", "http/1.1"], ["http/1.1"], []])
def test_tls(play: Play, trusted: Path, offered: list[str]) -> None:
    async def scenario() -> None:
        listener = Listener(
            service(),
            [bind(Address(host="127.0.0.1"))],
            tls_server_context(str(trusted), str(trusted.with_name("key.pem"))),
        )
        await listener.start()
        context = ssl.create_default_context(cafile=str(trusted))
        if offered:
            context.set_alpn_protocols(offered)
        where = listener.addresses[0]
        client = Client(
            *await asyncio.open_connection(
                where.host, where.port, ssl=context, server_hostname="localhost"
            )
        )
        tls = client.writer.get_extra_info("ssl_object")
        if "h2" in offered:
            assert tls.selected_alpn_protocol() == "h2"
            client.send(PREFACE + SETTINGS)
            assert (await client.reader.readexactly(9))[3] == 4
        else:
            client.send(GET)
            assert (await client.answer()).body == b"/x"
        client.writer.transport.abort()
        await listener.aclose()
        await asyncio.sleep(0.05)

    play(scenario())


@pytest.mark.parametrize("hello", [b"", b"\x16\x03\x01\x02\x00\x01\x00"])
def test_a_handshake_takes_no_longer_than_a_head(play: Play, trusted: Path, hello: bytes) -> None:
    async def scenario() -> None:
        listener = Listener(
            service(QUICK),
            [bind(Address(host="127.0.0.1"))],
            tls_server_context(str(trusted), str(trusted.with_name("key.pem"))),
        )
        await listener.start()
        where = listener.addresses[0]
        client = Client(*await asyncio.open_connection(where.host, where.port))
        client.send(hello)
        assert await client.closed()
        client.writer.transport.abort()
        await listener.aclose()
        await asyncio.sleep(0.05)

    play(scenario())


def test_small_pieces_are_not_held_back(play: Play) -> None:
    async def scenario() -> None:
        async with served(target) as server:
            await (await server.client()).reader.read(0)
            await asyncio.sleep(0.02)
            (door,) = server.service.connections
            wire = door._transport.get_extra_info("socket")  # type: ignore[attr-defined]
            assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    play(scenario())


def test_impatience_ends_what_is_left(play: Play) -> None:
    async def never(inbound: object) -> None:
        await asyncio.get_running_loop().create_future()

    async def scenario() -> None:
        async with served(never) as server:
            client = await server.client()
            client.send(GET)
            await asyncio.sleep(0.05)
            server.listener.stop()
            assert not await server.listener.drain(0.1)
            await server.listener.aclose()
            assert await client.closed()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

    play(scenario())
