"""All requests to one upstream share its HTTP/2 connection; a full one gets another beside it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from h2 import events
from h2.errors import ErrorCodes
from h2_peer import Peer, run

from weft.wire.dial import Landing
from weft.wire.fault import UpstreamBroken, UpstreamRefused, UpstreamUnreachable
from weft.wire.h2_frames import goaway_frame
from weft.wire.h2_share import H2Share
from weft.wire.head import RequestHead
from weft.wire.limits import Limits
from weft.wire.watch import Watch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Upstream:
    """Peers in the order they were dialled."""

    def __init__(self) -> None:
        self.peers: list[Peer] = []
        self.changed = asyncio.Event()
        self.speaks = "h2"
        self.port = 0

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(reader, writer, client=False)
        peer.start()
        self.peers.append(peer)
        self.changed.set()

    async def dial(self) -> Landing:
        """As ALPN would have settled it."""

        class Settled(Landing):
            speaks = cast("Any", self.speaks)

        try:
            _, landing = await asyncio.get_running_loop().create_connection(
                Settled, "127.0.0.1", self.port
            )
        except OSError as refused:
            raise UpstreamUnreachable("refused") from refused
        return landing

    async def peer(self, index: int) -> Peer:
        while len(self.peers) <= index:
            self.changed.clear()
            await self.changed.wait()
        return self.peers[index]


@contextlib.asynccontextmanager
async def shared(**bounds: Any) -> AsyncIterator[tuple[H2Share, Upstream]]:
    upstream = Upstream()
    server = await asyncio.start_server(upstream.accept, "127.0.0.1", 0)
    upstream.port = server.sockets[0].getsockname()[1]
    limits = replace(Limits(), **bounds)
    share = H2Share(limits, Watch([limits.idle_timeout]), upstream.dial)
    try:
        yield share, upstream
    finally:
        share.abort()
        server.close()
        for peer in upstream.peers:
            peer.close()
        await asyncio.sleep(0.01)


def get(method: bytes = b"GET") -> RequestHead:
    return RequestHead(method, b"/", b"up.test", [])


async def reply(peer: Peer, number: int, status: str = "200") -> None:
    await peer.until(lambda peer: peer.of(events.RequestReceived, number))
    peer.h2.send_headers(number, [(":status", status)], end_stream=True)
    peer.flush()


def test_all_requests_share_one_connection() -> None:
    async def scenario() -> None:
        async with shared() as (share, upstream):
            outs = await asyncio.gather(*(share.open(get(), end=True) for _ in range(20)))
            peer = await upstream.peer(0)
            for turn in range(20):
                await reply(peer, 2 * turn + 1)
            assert [(await out.head()).status for out in outs] == [200] * 20
            assert len(upstream.peers) == 1
            assert share.known

    run(scenario())


def test_a_full_connection_gets_another_beside_it() -> None:
    async def scenario() -> None:
        async with shared() as (share, upstream):
            for _ in range(101):
                await share.open(get(), end=True)
            await upstream.peer(1)
            assert len(upstream.peers) == 2

    run(scenario())


@pytest.mark.parametrize("method", [b"GET", b"POST"])
def test_a_refused_request_goes_out_once_more(method: bytes) -> None:
    async def scenario() -> None:
        async with shared() as (share, upstream):
            out = await share.open(get(method), b"body", end=True)
            first = await upstream.peer(0)
            await first.until(lambda peer: peer.of(events.StreamEnded))
            first.raw(goaway_frame(0, ErrorCodes.NO_ERROR))
            head = asyncio.create_task(out.head())
            second = await upstream.peer(1)
            await reply(second, 1, "201")
            assert (await head).status == 201
            assert second.body(1) == b"body"

    run(scenario())


def test_a_request_refused_twice_is_refused() -> None:
    async def scenario() -> None:
        async with shared() as (share, upstream):
            out = await share.open(get(), end=True)
            head = asyncio.create_task(out.head())
            peer = await upstream.peer(0)
            for number in (1, 3):
                await peer.until(
                    lambda peer, number=number: peer.of(events.RequestReceived, number)
                )
                peer.h2.reset_stream(number, ErrorCodes.REFUSED_STREAM)
                peer.flush()
            with pytest.raises(UpstreamRefused):
                await head

    run(scenario())


@pytest.mark.parametrize(("method", "again"), [(b"GET", True), (b"POST", False)])
def test_a_kept_connection_that_is_dead_is_forgiven_once_if_repeating_does_no_harm(
    method: bytes, again: bool
) -> None:
    async def scenario() -> None:
        async with shared() as (share, upstream):
            first = await share.open(get(), end=True)
            peer = await upstream.peer(0)
            await reply(peer, 1)
            await first.head()
            out = await share.open(get(method), end=True)
            peer.close()
            head = asyncio.create_task(out.head())
            if not again:
                with pytest.raises(UpstreamBroken):
                    await head
                return
            await reply(await upstream.peer(1), 1, "204")
            assert (await head).status == 204

    run(scenario())


def test_an_upstream_that_gave_up_http2_is_noticed() -> None:
    async def scenario() -> None:
        async with shared() as (share, upstream):
            share.known = True
            upstream.speaks = "http/1.1"
            with pytest.raises(UpstreamBroken):
                await share.open(get(), end=True)
            assert not share.known

    run(scenario())


def test_who_gives_up_waiting_for_a_connection_does_not_take_it_from_others() -> None:
    async def scenario() -> None:
        async with shared() as (share, upstream):
            impatient = asyncio.create_task(share.open(get(), end=True))
            patient = asyncio.create_task(share.open(get(), end=True))
            await asyncio.sleep(0)
            impatient.cancel()
            await patient
            assert len(upstream.peers) <= 1

    run(scenario())


def test_an_idle_connection_is_closed_after_a_while() -> None:
    async def scenario() -> None:
        async with shared(idle_timeout=0.1) as (share, upstream):
            out = await share.open(get(), end=True)
            peer = await upstream.peer(0)
            await reply(peer, 1)
            await out.head()
            await peer.gone()
            assert peer.goaways() == [(0, 0)]

    run(scenario())
