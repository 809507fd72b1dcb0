"""HTTP/2 towards an upstream: streams, faults and endings, against a peer that speaks frames."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from h2 import events
from h2.errors import ErrorCodes
from h2.settings import SettingCodes
from h2_peer import Peer, run

from weft.wire.exchange import HIGH_WATER
from weft.wire.fault import UpstreamBroken, UpstreamRefused, UpstreamSilent
from weft.wire.h2_client import H2Client
from weft.wire.h2_frames import goaway_frame
from weft.wire.head import RequestHead, ResponseHead
from weft.wire.limits import Limits
from weft.wire.watch import Watch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from weft.wire.h2_outbound import H2Outbound


@contextlib.asynccontextmanager
async def connected(**bounds: Any) -> AsyncIterator[tuple[H2Client, Peer]]:
    """A client, and the upstream it talks to."""
    accepted: asyncio.Future[Peer] = asyncio.get_running_loop().create_future()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted.set_result(Peer(reader, writer, client=False))

    limits = replace(Limits(), **bounds)
    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    watch = Watch([limits.upstream_timeout])
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(lambda: H2Client(limits, watch), "127.0.0.1", port)
    peer = await accepted
    peer.start()
    try:
        yield client, peer
    finally:
        client.abort()
        peer.close()
        server.close()
        await asyncio.sleep(0.01)


def get(target: bytes = b"/", method: bytes = b"GET", length: int | None = 0) -> RequestHead:
    return RequestHead(method, target, b"up.test", [(b"Accept", b"*/*")], length=length)


async def to_the_end(out: H2Outbound) -> int:
    size = 0
    while data := await out.read():
        size += len(data)
    return size


def requested(count: int = 1) -> Any:
    return lambda peer: len(peer.of(events.RequestReceived)) >= count


def test_a_request_and_its_answer() -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            assert client.available
            out = client.open(get(b"/a?b"), end=True)
            await peer.until(requested())
            fields = list(peer.of(events.RequestReceived)[0].headers)
            assert fields == [
                (b":method", b"GET"),
                (b":scheme", b"http"),
                (b":authority", b"up.test"),
                (b":path", b"/a?b"),
                (b"accept", b"*/*"),
            ]
            assert peer.of(events.StreamEnded)
            peer.h2.send_headers(1, [(":status", "200"), ("content-length", "5")])
            peer.send(1, b"hello", end=True)
            head = await out.head()
            assert (head.status, head.length) == (200, 5)
            assert await out.read() == b"hello"
            assert await out.read() == b""
            assert client.idle

    run(scenario())


def test_bodies_stream_both_ways_with_trailers() -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            out = client.open(get(method=b"POST", length=None), b"one")
            await out.write(b"two")
            await out.end([(b"x-sum", b"6")])
            await peer.until(lambda peer: peer.of(events.StreamEnded))
            assert peer.body(1) == b"onetwo"
            assert list(peer.of(events.TrailersReceived)[0].headers) == [(b"x-sum", b"6")]
            peer.h2.send_headers(1, [(":status", "103")])
            peer.h2.send_headers(1, [(":status", "200")])
            peer.send(1, b"down")
            peer.h2.send_headers(1, [("x-check", "1")], end_stream=True)
            peer.flush()
            assert (await out.head()).status == 200
            assert await out.read() == b"down"
            assert await out.read() == b""
            assert out.trailers == [(b"x-check", b"1")]

    run(scenario())


def test_interim_answers_are_told() -> None:
    async def scenario() -> None:
        told: list[ResponseHead] = []
        async with connected() as (client, peer):
            out = client.open(get(), end=True, on_interim=told.append)
            await peer.until(requested())
            peer.h2.send_headers(1, [(":status", "103"), ("link", "</a>")])
            peer.h2.send_headers(1, [(":status", "204")], end_stream=True)
            peer.flush()
            head = await out.head()
            assert (head.status, out.buffered()) == (204, (b"", True))
            assert [(each.status, each.headers) for each in told] == [(103, [(b"link", b"</a>")])]

    run(scenario())


def test_many_requests_share_the_connection() -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            outs = [client.open(get(b"/%d" % turn), end=True) for turn in range(50)]
            await peer.until(requested(50))
            for request in reversed(peer.of(events.RequestReceived)):
                path = dict(request.headers)[b":path"]
                peer.h2.send_headers(request.stream_id, [(":status", "200")])
                peer.send(request.stream_id, path, end=True)
            for turn, out in enumerate(outs):
                await out.head()
                assert await out.read() == b"/%d" % turn

    run(scenario())


def test_the_upstreams_limit_of_streams_is_kept() -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            peer.h2.update_settings({SettingCodes.MAX_CONCURRENT_STREAMS: 1})
            peer.flush()
            await peer.until(lambda peer: peer.of(events.SettingsAcknowledged)[1:])
            out = client.open(get(), end=True)
            assert not client.available
            with pytest.raises(UpstreamRefused):
                client.open(get(), end=True)
            out.abort()
            assert client.available
            await peer.until(lambda peer: peer.of(events.StreamReset))
            assert peer.of(events.StreamReset)[0].error_code == ErrorCodes.CANCEL

    run(scenario())


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (ErrorCodes.REFUSED_STREAM, UpstreamRefused),
        (ErrorCodes.INTERNAL_ERROR, UpstreamBroken),
        (0xBEEF, UpstreamBroken),
    ],
)
def test_a_reset_before_the_answer(code: int, fault: type[Exception]) -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            out = client.open(get(), end=True)
            other = client.open(get(), end=True)
            await peer.until(requested(2))
            peer.h2.reset_stream(1, code)
            peer.h2.send_headers(3, [(":status", "200")], end_stream=True)
            peer.flush()
            with pytest.raises(fault) as caught:
                await out.head()
            assert isinstance(caught.value, UpstreamRefused) == (fault is UpstreamRefused)
            assert (await other.head()).status == 200

    run(scenario())


def test_a_reset_after_half_an_answer_comes_behind_that_half() -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            out = client.open(get(), end=True)
            await peer.until(requested())
            peer.h2.send_headers(1, [(":status", "200")])
            peer.send(1, b"half")
            peer.h2.reset_stream(1, ErrorCodes.INTERNAL_ERROR)
            peer.flush()
            await out.head()
            assert await out.read() == b"half"
            with pytest.raises(UpstreamBroken, match="INTERNAL_ERROR"):
                await out.read()

    run(scenario())


def test_an_early_answer_stands_and_the_rest_of_the_request_is_dropped() -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            out = client.open(get(method=b"POST", length=None), b"begin")
            await peer.until(requested())
            peer.h2.send_headers(1, [(":status", "413"), ("content-length", "3")])
            peer.send(1, b"big", end=True)
            peer.h2.reset_stream(1, ErrorCodes.NO_ERROR)
            peer.flush()
            head = await out.head()
            await asyncio.sleep(0.02)
            await out.write(b"x" * (2 * HIGH_WATER))
            await out.end()
            assert (head.status, await out.read(), await out.read()) == (413, b"big", b"")
            assert client.idle

    run(scenario())


def test_goaway_lets_earlier_streams_end_and_says_that_later_ones_were_not_looked_at() -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            first = client.open(get(b"/1"), end=True)
            second = client.open(get(b"/2"), end=True)
            await peer.until(requested(2))
            peer.raw(goaway_frame(1, ErrorCodes.NO_ERROR))
            with pytest.raises(UpstreamRefused):
                await second.head()
            assert not client.available
            peer.h2.send_headers(1, [(":status", "200")])
            peer.send(1, b"still", end=True)
            await first.head()
            assert await first.read() == b"still"
            await peer.gone()

    run(scenario())


def test_a_lost_connection_breaks_what_is_under_way() -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            out = client.open(get(), end=True)
            await peer.until(requested())
            peer.close()
            with pytest.raises(UpstreamBroken):
                await out.head()
            assert not client.available

    run(scenario())


@pytest.mark.parametrize("answered", [False, True])
def test_silence_is_noticed_before_the_answer_and_within_it(answered: bool) -> None:
    async def scenario() -> None:
        async with connected(upstream_timeout=0.2) as (client, peer):
            out = client.open(get(), end=True)
            await peer.until(requested())
            if answered:
                peer.h2.send_headers(1, [(":status", "200")])
                peer.flush()
                await out.head()
            with pytest.raises(UpstreamSilent):
                await (out.read() if answered else out.head())
            await peer.until(lambda peer: peer.of(events.StreamReset))

    run(scenario())


@pytest.mark.parametrize(
    "head",
    [
        [(":status", "abc")],
        [(":status", "200"), ("Upper", "1")],
        [(":status", "200"), ("a", "b\r\nc: d")],
        [(":status", "200"), ("connection", "close")],
        [(":status", "200"), ("content-length", "1"), ("content-length", "2")],
        [("a", "b")],
    ],
)
def test_a_malformed_answer_ends_its_stream_only(head: list[tuple[str, str]]) -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            out = client.open(get(), end=True)
            await peer.until(requested())
            peer.h2.send_headers(1, head)
            peer.flush()
            with pytest.raises(UpstreamBroken):
                await out.head()
            assert client.available

    run(scenario())


@pytest.mark.parametrize("body", [b"short", b"much too long"])
def test_an_answer_that_breaks_its_length_is_broken(body: bytes) -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            out = client.open(get(), end=True)
            other = client.open(get(), end=True)
            await peer.until(requested(2))
            peer.h2.send_headers(1, [(":status", "200"), ("content-length", "9")])
            peer.send(1, body, end=True)
            peer.h2.send_headers(3, [(":status", "200")], end_stream=True)
            peer.flush()
            await out.head()
            with pytest.raises(UpstreamBroken, match="Content-Length"):
                await to_the_end(out)
            assert (await other.head()).status == 200

    run(scenario())


@pytest.mark.parametrize(("method", "status"), [(b"HEAD", "200"), (b"GET", "304")])
def test_a_length_without_a_body_is_no_fault(method: bytes, status: str) -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            out = client.open(get(method=method), end=True)
            await peer.until(requested())
            peer.h2.send_headers(1, [(":status", status), ("content-length", "9")])
            peer.send(1, b"", end=True)
            assert (await out.head()).length == 9
            assert await out.read() == b""

    run(scenario())


def test_an_answer_nobody_reads_stops_the_upstream_and_no_other_stream() -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            slow = client.open(get(b"/slow"), end=True)
            brisk = client.open(get(b"/brisk"), end=True)
            await peer.until(
                lambda peer: requested(2)(peer) and peer.of(events.RemoteSettingsChanged)
            )
            for number in (1, 3):
                peer.h2.send_headers(number, [(":status", "200")])
            await peer.upload(1, HIGH_WATER, end=False)
            assert peer.h2.local_flow_control_window(1) == 0
            feeding = asyncio.create_task(peer.upload(3, 4 * HIGH_WATER))
            await brisk.head()
            assert await to_the_end(brisk) == 4 * HIGH_WATER
            await feeding
            assert len(await slow.read()) == HIGH_WATER

    run(scenario())


def test_writing_waits_for_the_upstreams_window() -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            peer.auto_window = False
            out = client.open(get(method=b"POST", length=None))
            writing = asyncio.create_task(out.write(b"w" * (HIGH_WATER + 65_536)))
            await peer.until(lambda peer: len(peer.body(1)) == 65_535)
            assert not writing.done()
            for number in (None, 1):
                peer.h2.increment_flow_control_window(2**20, number)
            peer.flush()
            await writing
            await out.end()
            await peer.until(lambda peer: peer.of(events.StreamEnded))
            assert len(peer.body(1)) == HIGH_WATER + 65_536

    run(scenario())


def test_closing_waits_for_what_is_under_way() -> None:
    async def scenario() -> None:
        async with connected() as (client, peer):
            out = client.open(get(), end=True)
            await peer.until(requested())
            client.close()
            assert not client.available
            peer.h2.send_headers(1, [(":status", "200")], end_stream=True)
            peer.flush()
            assert (await out.head()).status == 200
            await peer.gone()
            assert peer.goaways() == [(0, ErrorCodes.NO_ERROR)]

    run(scenario())
