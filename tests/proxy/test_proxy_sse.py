"""Event streams: each event passes when it comes, and a client that leaves is noticed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from proxy_plays import CHUNKED, LAST_CHUNK, PATIENCE, Gate, chunk, says
from proxy_raw import Cut, request

if TYPE_CHECKING:
    from proxy_process import Weft
    from proxy_raw import Raw
    from proxy_upstream import Exchange, Upstream

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
IN_CHUNKS = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
TO_THE_END = HEAD + b"\r\n"
GAP = 0.05  # seconds between events, as in the seed's own list


def event(number: int) -> bytes:
    return b'event: delta\ndata: {"n":%d,"text":"\xf0\x9f\xa7\xb5"}\n\n' % number


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_ten_events_arrive_one_by_one(
    client: Raw, upstream: Upstream, path: str, method: str
) -> None:
    """The upstream sends an event only when the one before has reached the client."""
    gates = [Gate() for _ in range(10)]
    parts = [part for n, gate in enumerate(gates) for part in (chunk(event(n)), gate)]
    upstream.on(path, says(IN_CHUNKS, *parts, LAST_CHUNK, keep=True))
    client.send(request(method, path, body=b"{}" if method == "POST" else b""))
    head = client.head()
    assert head.value(b"content-type") == b"text/event-stream"
    assert head.value(b"cache-control") == b"no-store"
    for number, gate in enumerate(gates):
        assert client.chunk() == event(number)
        gate.open()
    assert client.chunk() == b""


def test_paced_events_are_not_gathered(client: Raw, upstream: Upstream, path: str) -> None:
    async def paced(exchange: Exchange) -> None:
        await exchange.body()
        await exchange.send(IN_CHUNKS)
        for number in range(10):
            await exchange.send(chunk(event(number)))
            await asyncio.sleep(GAP)
        await exchange.send(LAST_CHUNK)

    upstream.on(path, paced)
    client.send(request("GET", path))
    client.head()
    got = [client.chunk() for _ in range(11)]
    assert got == [*(event(number) for number in range(10)), b""]  # ten chunks, not one


def test_a_stream_that_ends_with_its_connection(proxy: Weft, upstream: Upstream, path: str) -> None:
    gate = Gate()
    upstream.on(path, says(TO_THE_END + event(0), gate, event(1)))
    with proxy.raw() as client:
        client.send(request("GET", path))
        client.head()
        assert client.chunk() == event(0)
        gate.open()
        assert client.chunk() == event(1)
        assert client.chunk() == b""


def test_the_bytes_of_a_stream_stay_as_they_are(client: Raw, upstream: Upstream, path: str) -> None:
    """Comments, split characters, bare line ends: nobody reads the events on the way."""
    whole = b": ping\n\nretry: 5\r\n\r\ndata: \xf0\x9f\x98\x80\n\ndata:\ndata\n\r\x00[DONE]\n\n"
    pieces = [whole[at : at + 3] for at in range(0, len(whole), 3)]
    upstream.on(path, says(IN_CHUNKS, *map(chunk, pieces), LAST_CHUNK, keep=True))
    assert client.ask("GET", path).body == whole


def test_a_client_that_leaves_is_noticed_upstream(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    async def endless(exchange: Exchange) -> None:
        await exchange.body()
        await exchange.send(IN_CHUNKS + chunk(event(0)))
        await exchange.until_gone()

    upstream.on(path, endless)
    for leave in ("close", "reset"):
        with proxy.raw() as client:
            client.send(request("GET", f"{path}?{leave}"))
            client.head()
            assert client.chunk() == event(0)
            if leave == "reset":
                client.reset()
    for nth in (1, 2):
        assert upstream.seen(path, nth).gone.wait(2.0)


def test_a_client_that_leaves_before_the_answer_is_noticed(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    async def silent(exchange: Exchange) -> None:
        await exchange.body()
        await exchange.until_gone()

    upstream.on(path, silent)
    with proxy.raw() as client:
        client.send(request("POST", path, body=b"{}"))
        seen = upstream.seen(path)
        assert seen.whole.wait(PATIENCE)
    assert seen.gone.wait(2.0)


def test_an_upstream_that_dies_in_a_stream_is_no_end(
    proxy: Weft, upstream: Upstream, path: str
) -> None:
    gate = Gate()

    async def dies(exchange: Exchange) -> None:
        await exchange.body()
        await exchange.send(CHUNKED + chunk(event(0)))
        await gate.passed()
        exchange.reset()

    upstream.on(path, dies)
    with proxy.raw() as client:
        client.send(request("GET", path))
        client.head()
        assert client.chunk() == event(0)
        gate.open()
        with pytest.raises(Cut):
            client.chunk()
