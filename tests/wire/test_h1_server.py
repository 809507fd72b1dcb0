"""HTTP/1.1 towards a client: what a raw client says, and what it sees."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from h1_peer import QUICK, echo, ok, served, target, whole

from weft.wire.fault import ClientFault, ClientGone

if TYPE_CHECKING:
    from h1_peer import Play

    from weft.wire.exchange import Inbound

POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"


def test_a_head_is_given_as_it_came(play: Play) -> None:
    seen = []

    async def handler(inbound: Inbound) -> None:
        seen.append(inbound.head)
        assert inbound.buffered() == b"hello"
        await inbound.start(ok(2), b"ok", end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            client.send(
                b"POST /a%20b?c=%C3#d HTTP/1.1\r\nhOsT: weft.test:80\r\nX-A: 1\r\nx-a:  2\r\n"
                b"Content-Length: 5\r\n\r\nhello"
            )
            await client.sees(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    play(scenario())
    head = seen[0]
    assert (head.method, head.target, head.authority) == (
        b"POST",
        b"/a%20b?c=%C3#d",
        b"weft.test:80",
    )
    assert head.headers[1:3] == [(b"X-A", b"1"), (b"x-a", b"2")]
    assert (head.version, head.length, head.peer, head.scheme) == (b"1.1", 5, "127.0.0.1", b"http")


def test_a_connection_is_kept(play: Play) -> None:
    async def scenario() -> None:
        async with served(whole) as server:
            client = await server.client()
            for _ in range(3):
                client.send(POST)
                assert (await client.answer()).body == b"hello"

    play(scenario())


def test_pipelined_requests_are_answered_in_turn(play: Play) -> None:
    under_way = 0

    async def handler(inbound: Inbound) -> None:
        nonlocal under_way
        under_way += 1
        assert under_way == 1
        await asyncio.sleep(0.005)
        under_way -= 1
        await target(inbound)

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            client.send(b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % n for n in range(20)))
            for n in range(20):
                assert (await client.answer()).body == b"/%d" % n

    play(scenario())


def test_what_is_read_ahead_is_bounded(play: Play) -> None:
    async def scenario() -> None:
        async with served(target) as server:
            client = await server.client()
            client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 500)
            answers = (await client.rest()).count(b"HTTP/1.1 200 OK")
            assert answers >= server.service.limits.pipelined  # the rest the client asks again

    play(scenario())


def test_a_pipelined_body_is_not_read_before_its_turn(play: Play) -> None:
    async def scenario() -> None:
        async with served(whole) as server:
            client = await server.client()
            client.send(POST + POST[:-3])
            assert (await client.answer()).body == b"hello"
            client.send(b"llo" + POST)
            assert (await client.answer()).body == b"hello"
            assert (await client.answer()).body == b"hello"

    play(scenario())


def test_chunks_both_ways_with_trailers(play: Play) -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            client = await server.client()
            client.send(
                b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                b"5;ext=1\r\nhello\r\n"
            )
            await client.sees(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
            )
            client.send(b"0\r\nX-Sum: 1\r\nHost: evil\r\n\r\n")
            await client.sees(b"0\r\nX-Sum: 1\r\n\r\n")
            client.send(POST)
            assert (await client.answer()).body == b"hello"

    play(scenario())


def test_a_client_that_waits_for_100_gets_it_when_the_body_is_read(play: Play) -> None:
    async def scenario() -> None:
        async with served(whole) as server:
            client = await server.client()
            head, body = POST.replace(b"Host: a", b"Host: a\r\nExpect: 100-continue").split(
                b"\r\n\r\n"
            )
            client.send(head + b"\r\n\r\n")
            await client.sees(b"HTTP/1.1 100 Continue\r\n\r\n")
            client.send(body)
            assert (await client.answer()).body == b"hello"

    play(scenario())


def test_no_100_for_who_is_refused_at_once(play: Play) -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.start(ok(0, status=413), end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            client.send(
                b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
            )
            assert (await client.answer()).status == 413
            assert await client.closed()  # whether the body comes or not nobody can know

    play(scenario())


@pytest.mark.parametrize(
    ("method", "status", "length"), [(b"HEAD", 200, 5), (b"GET", 204, None), (b"GET", 304, 5)]
)
def test_answers_without_a_body(play: Play, method: bytes, status: int, length: int | None) -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.start(ok(length, status=status), b"", end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            for _ in range(2):  # the connection is kept
                client.send(method + b" / HTTP/1.1\r\nHost: a\r\n\r\n")
                answer = await client.answer(bodiless=True)
                assert answer.status == status
                assert answer.value(b"transfer-encoding") is None
                assert answer.value(b"content-length") == (length and b"%d" % length)

    play(scenario())


def test_http_1_0_gets_no_chunks(play: Play) -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            client = await server.client()
            client.send(b"POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello")
            assert await client.rest() == b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello"

    play(scenario())


def test_http_1_0_may_keep_its_connection(play: Play) -> None:
    async def scenario() -> None:
        async with served(whole) as server:
            client = await server.client()
            for _ in range(2):
                client.send(
                    b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello"
                )
                answer = await client.answer()
                assert answer.body == b"hello"
                assert answer.value(b"connection") == b"keep-alive"

    play(scenario())


def test_who_asks_to_close_is_closed(play: Play) -> None:
    async def scenario() -> None:
        async with served(whole) as server:
            client = await server.client()
            client.send(POST.replace(b"Host: a", b"Host: a\r\nConnection: close") + POST)
            answer = await client.answer()
            assert answer.value(b"connection") == b"close"
            assert await client.closed()

    play(scenario())


def test_an_early_answer_arrives_though_the_body_still_comes(play: Play) -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.read()
        await inbound.start(ok(5, status=413), b"large", end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\nx")
            answer = await client.answer()
            assert (answer.status, answer.body) == (413, b"large")
            client.send(b"x" * 1_000_000)  # no reset, which could overtake the answer
            assert await client.closed()

    play(scenario())


def test_reading_on_after_an_early_answer_is_bounded(play: Play) -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.start(ok(0), end=True)

    async def scenario() -> None:
        async with served(handler, QUICK) as server:
            client = await server.client()
            client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nx")
            await client.answer()
            while server.service.connections:
                await asyncio.sleep(0.02)

    play(scenario())


def test_interim_answers(play: Play) -> None:
    async def handler(inbound: Inbound) -> None:
        inbound.inform(ok(None, (b"Link", b"</x>"), status=103))
        await inbound.start(ok(0), end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await client.sees(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK")
            old = await server.client()
            old.send(b"GET / HTTP/1.0\r\n\r\n")
            assert (await old.answer()).status == 200

    play(scenario())


def test_an_abort_leaves_an_answer_that_is_not_whole(play: Play) -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.start(ok(10 if inbound.head.target == b"/length" else None), b"half")
        inbound.abort()

    async def scenario() -> None:
        async with served(handler) as server:
            for path in (b"/length", b"/chunks"):
                client = await server.client()
                client.send(b"GET " + path + b" HTTP/1.1\r\nHost: a\r\n\r\n")
                assert (await client.rest()).rstrip().endswith(b"half")
            old = await server.client()
            old.send(b"GET /old HTTP/1.0\r\n\r\n")
            with pytest.raises(ConnectionResetError):  # its end would make it whole
                await old.rest()

    play(scenario())


@pytest.mark.parametrize("body", [b"too much", b"few"])
def test_a_body_of_another_length_than_declared_is_an_abort(play: Play, body: bytes) -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.start(ok(5))
        await inbound.write(body)
        await inbound.end()

    async def scenario() -> None:
        async with served(handler, faulty=True) as server:
            client = await server.client()
            client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert len((await client.rest()).split(b"\r\n\r\n")[1]) < 5
            assert isinstance(server.reports[0], ValueError)

    play(scenario())


def test_a_handler_that_raises_is_reported_and_its_exchange_aborted(play: Play) -> None:
    async def handler(inbound: Inbound) -> None:
        if inbound.head.target == b"/started":
            await inbound.start(ok(), b"some")
        raise LookupError(inbound.head.target)

    async def scenario() -> None:
        async with served(handler, faulty=True) as server:
            for path in (b"/started", b"/fresh"):
                client = await server.client()
                client.send(b"GET " + path + b" HTTP/1.1\r\nHost: a\r\n\r\n")
                assert not (await client.rest()).endswith(b"0\r\n\r\n")
            assert [type(each) for each in server.reports] == [LookupError] * 2

    play(scenario())


def test_a_handler_that_forgets_to_answer_is_reported(play: Play) -> None:
    async def handler(inbound: Inbound) -> None:
        inbound.buffered()

    async def scenario() -> None:
        async with served(handler, faulty=True) as server:
            client = await server.client()
            client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert await client.closed()
            assert isinstance(server.reports[0], RuntimeError)

    play(scenario())


def test_a_body_that_breaks_off_is_no_whole_body(play: Play) -> None:
    faults = []

    async def handler(inbound: Inbound) -> None:
        try:
            while await inbound.read():
                pass
        except ClientGone as gone:
            faults.append(gone)
            raise

    async def scenario() -> None:
        async with served(handler) as server:
            client = await server.client()
            client.send(POST[:-1])
            client.finish()
            assert await client.closed()

    play(scenario())
    assert len(faults) == 1


def test_a_body_that_is_malformed_is_refused(play: Play) -> None:
    async def scenario() -> None:
        async with served(whole) as server:
            client = await server.client()
            client.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")
            await asyncio.sleep(0.02)
            client.send(b"lo!!\r\n")
            answer = await client.answer()
            assert answer.status == 400
            assert await client.closed()

    play(scenario())


def test_a_fault_that_the_handler_lets_through_is_answered(play: Play) -> None:
    async def handler(inbound: Inbound) -> None:
        raise ClientFault(413, "too large for this")

    async def scenario() -> None:
        async with served(handler) as server:
            answer = await server.ask(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert (answer.status, b"too large for this" in answer.body) == (413, True)

    play(scenario())
