"""Ways to an upstream: addresses, proxies, Unix sockets, TLS; and what is said if there is none."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

import pytest
from h1_peer import scripted

from weft.wire.dial import Landing, Origin, Proxy, _race, dial, tls_context
from weft.wire.fault import UpstreamFault, UpstreamSilent, UpstreamUnreachable
from weft.wire.listener import tls_server_context

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

    from h1_peer import Client, Play

    Script = Callable[[Client], Awaitable[None]]


async def hello(client: Client) -> None:
    client.send(b"hello")
    await client.rest()


class Heard(asyncio.Protocol):
    """What a connection said after it was handed over."""

    def __init__(self) -> None:
        self.data = b""
        self.transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.data += data


async def said(landing: Landing, wait: float = 0.1) -> bytes:
    """What the other side said at once; some of it before the connection was handed over."""
    await asyncio.sleep(wait)
    heard = Heard()
    landing.hand_over(heard)
    assert heard.transport is landing.transport
    landing.transport.abort()
    await asyncio.sleep(0)
    return heard.data


async def refused(origin: Origin, timeout: float = 5.0) -> UpstreamFault:
    with pytest.raises(UpstreamFault) as fault:
        await dial(origin, timeout)
    return fault.value


def test_tcp(play: Play) -> None:
    async def scenario() -> None:
        async with scripted(hello) as upstream:
            landing = await dial(Origin(host="127.0.0.1", port=upstream.port), 5)
            wire = landing.transport.get_extra_info("socket")
            assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert landing.speaks == ""
            assert await said(landing) == b"hello"

    play(scenario())


def test_nobody_there_and_no_such_host(play: Play) -> None:
    async def scenario() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        fault = await refused(Origin(host="127.0.0.1", port=port))
        assert isinstance(fault, UpstreamUnreachable)
        assert f"127.0.0.1:{port}" in str(fault)
        fault = await refused(Origin(host="nowhere.invalid", port=80))
        assert isinstance(fault, UpstreamUnreachable)
        assert "nowhere.invalid" in str(fault)

    play(scenario())


@contextlib.contextmanager
def deaf() -> Iterator[tuple[str, int]]:
    """An address that answers nothing: its queue of connections is full."""
    with socket.socket() as full, contextlib.ExitStack() as stack:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        yield full.getsockname()


def test_connecting_takes_no_longer_than_it_may(play: Play) -> None:
    async def scenario() -> None:
        with deaf() as (host, port):
            fault = await refused(Origin(host=host, port=port), 0.2)
        assert isinstance(fault, UpstreamSilent)
        assert "0.2 seconds" in str(fault)

    play(scenario())


def test_tls_takes_no_longer_than_it_may(play: Play) -> None:
    async def silent(client: Client) -> None:
        await client.rest()

    async def scenario() -> None:
        async with scripted(silent) as upstream:
            origin = Origin(host="localhost", port=upstream.port, tls=tls_context())
            assert isinstance(await refused(origin, 0.3), UpstreamSilent)

    play(scenario())


def test_an_address_that_answers_nothing_does_not_hold_up_the_next(play: Play) -> None:
    async def scenario() -> None:
        async with scripted(hello) as upstream:
            with deaf() as nowhere:
                live = ("127.0.0.1", upstream.port)
                wire = await _race([(socket.AF_INET, nowhere), (socket.AF_INET, live)])
                with wire:
                    assert wire.getpeername() == live

    play(scenario())


def test_an_address_that_refuses_gives_way_at_once(play: Play) -> None:
    async def scenario() -> None:
        async with scripted(hello) as upstream:
            with socket.create_server(("127.0.0.1", 0)) as taken:
                closed = taken.getsockname()
            live = ("127.0.0.1", upstream.port)
            with await _race([(socket.AF_INET, closed), (socket.AF_INET, live)]) as wire:
                assert wire.getpeername() == live

    play(scenario())


def test_a_unix_socket(play: Play, tmp_path: Path) -> None:
    path = str(tmp_path / "up.sock")

    async def scenario() -> None:
        fault = await refused(Origin(host="localhost", port=0, path=path))
        assert path in str(fault)

        async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"hello")
            writer.close()

        server = await asyncio.start_unix_server(greet, path)
        landing = await dial(Origin(host="localhost", port=0, path=path), 5)
        assert await said(landing) == b"hello"
        server.close()
        await asyncio.sleep(0.02)

    play(scenario())


def proxied(answer: bytes, heard: list[bytes]) -> Script:
    async def script(client: Client) -> None:
        heard.append(await client.head())
        client.send(answer + b"hello")
        await client.rest()

    return script


@pytest.mark.parametrize("host", ["api.test", "::1"])
def test_through_a_proxy(play: Play, host: str) -> None:
    heard: list[bytes] = []

    async def scenario() -> None:
        async with scripted(proxied(b"HTTP/1.1 200 Fine\r\nX: y\r\n\r\n", heard)) as proxy:
            through = Proxy.with_password("127.0.0.1", proxy.port, "me", "se:cret")
            landing = await dial(Origin(host=host, port=8443, proxy=through), 5)
            assert await said(landing) == b"hello"

    play(scenario())
    named = f"[{host}]:8443" if ":" in host else f"{host}:8443"
    assert heard[0].decode().split("\r\n") == [
        f"CONNECT {named} HTTP/1.1",
        f"Host: {named}",
        "Proxy-Authorization: Basic bWU6c2U6Y3JldA==",
    ]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 407 Who are you\r\n\r\n",
        b"HTTP/1.1 502 No\r\n\r\n",
        b"HTTP/1.1\r\n\r\n",
        b"SSH-2.0\r\n\r\n",
        b"x" * 20_000,
    ],
)
def test_a_proxy_that_refuses(play: Play, answer: bytes) -> None:
    async def scenario() -> None:
        async with scripted(proxied(answer, [])) as proxy:
            through = Proxy.with_password("127.0.0.1", proxy.port, "me", "se:cret")
            fault = await refused(Origin(host="api.test", port=443, proxy=through))
            assert isinstance(fault, UpstreamUnreachable)
            assert f"the proxy 127.0.0.1:{proxy.port}" in str(fault)
            assert "se:cret" not in str(fault)

    play(scenario())


@contextlib.asynccontextmanager
async def tls_server(trusted: Path) -> AsyncIterator[int]:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        await writer.drain()
        await asyncio.sleep(0.2)
        writer.close()

    context = tls_server_context(str(trusted), str(trusted.with_name("key.pem")))
    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.sleep(0.3)


@pytest.mark.parametrize(("http2", "speaks"), [(True, "h2"), (False, "http/1.1")])
def test_tls(play: Play, trusted: Path, http2: bool, speaks: str) -> None:
    async def scenario() -> None:
        async with tls_server(trusted) as port:
            context = tls_context(str(trusted), http2=http2)
            landing = await dial(Origin(host="localhost", port=port, tls=context), 5)
            assert landing.speaks == speaks
            assert await said(landing) == b"hello"

    play(scenario())


def test_a_certificate_that_nobody_vouches_for(play: Play, trusted: Path) -> None:
    async def scenario() -> None:
        async with tls_server(trusted) as port:
            fault = await refused(Origin(host="localhost", port=port, tls=tls_context()))
            assert isinstance(fault, UpstreamUnreachable)
            assert "is not trusted" in str(fault)
            assert "--upstream-ca" in str(fault)

    play(scenario())


def test_a_certificate_for_another_host(play: Play, trusted: Path) -> None:
    async def scenario() -> None:
        async with tls_server(trusted) as port:
            context = tls_context(str(trusted))
            fault = await refused(Origin(host="127.0.0.1", port=port, tls=context))
            assert "is not trusted" in str(fault)

    play(scenario())


def test_no_tls_there(play: Play) -> None:
    async def scenario() -> None:
        async with scripted(hello) as upstream:
            fault = await refused(Origin(host="localhost", port=upstream.port, tls=tls_context()))
            assert isinstance(fault, UpstreamUnreachable)

    play(scenario())
