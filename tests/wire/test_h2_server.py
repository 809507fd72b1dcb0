"""HTTP/2 towards a client: exchanges, bodies and endings, against a peer that speaks frames."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from h2 import events
from h2.errors import ErrorCodes
from h2_peer import echo, run, served

from weft.wire.exchange import HIGH_WATER
from weft.wire.fault import ClientFault, ClientGone
from weft.wire.head import ResponseHead

if TYPE_CHECKING:
    from weft.wire.exchange import Inbound


def ok(length: int | None = None, *headers: tuple[bytes, bytes]) -> ResponseHead:
    return ResponseHead(200, list(headers), length=length)


def test_a_request_and_its_answer() -> None:
    seen = []

    async def handler(inbound: Inbound) -> None:
        seen.append(inbound.head)
        body = inbound.buffered()
        assert body == b""
        await inbound.start(ok(5, (b"Content-Length", b"5"), (b"X-Two", b"a")), b"hello", end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            number = peer.request("GET", "/a?b=%20", [("accept", "*/*")])
            status, fields, body = await peer.answer(number)
            assert (status, body) == (200, b"hello")
            assert fields[b"x-two"] == b"a"
            assert fields[b"content-length"] == b"5"

    run(scenario())
    head = seen[0]
    assert (head.method, head.target, head.authority) == (b"GET", b"/a?b=%20", b"weft.test")
    assert (head.version, head.length, head.peer) == (b"2", 0, "127.0.0.1")
    assert head.headers == [(b"accept", b"*/*")]


def test_many_streams_at_once_each_get_their_own() -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer()
            bodies = {peer.request("POST", end=False): b"%d" % turn * 300 for turn in range(90)}
            for number, body in bodies.items():
                peer.send(number, body, end=True)
            for number, body in bodies.items():
                assert (await peer.answer(number))[2] == body

    run(scenario())


def test_a_body_of_unknown_length_is_streamed_up_and_down() -> None:
    async def handler(inbound: Inbound) -> None:
        assert inbound.head.length is None
        assert inbound.buffered() is None
        await inbound.start(ok())
        while data := await inbound.read():
            await inbound.write(data.upper())
        await inbound.end()

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            number = peer.request("POST", end=False)
            for word in (b"one", b"two"):
                peer.send(number, word)
                await peer.until(lambda peer, word=word: word.upper() in peer.body(number))
            peer.send(number, b"", end=True)
            assert (await peer.answer(number))[2] == b"ONETWO"

    run(scenario())


def test_trailers_pass_both_ways() -> None:
    async def handler(inbound: Inbound) -> None:
        while await inbound.read():
            ...
        assert inbound.trailers == [(b"x-sum", b"42")]
        await inbound.start(ok(), b"body")
        await inbound.end([(b"X-Check", b"7")])

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            number = peer.request("POST", end=False)
            peer.send(number, b"abc")
            peer.h2.send_headers(number, [("x-sum", "42")], end_stream=True)
            peer.flush()
            assert (await peer.answer(number))[2] == b"body"
            assert list(peer.of(events.TrailersReceived)[0].headers) == [(b"x-check", b"7")]

    run(scenario())


def test_interim_answers_go_before_the_final_one() -> None:
    async def handler(inbound: Inbound) -> None:
        inbound.inform(ResponseHead(103, [(b"link", b"</a.css>")]))
        await inbound.start(ok(0), end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            await peer.answer(peer.request())
            interim = peer.of(events.InformationalResponseReceived)[0]
            assert list(interim.headers) == [(b":status", b"103"), (b"link", b"</a.css>")]

    run(scenario())


def test_expect_continue_is_answered_when_the_body_is_read() -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer()
            number = peer.request("POST", headers=[("expect", "100-continue")], end=False)
            await peer.until(lambda peer: peer.of(events.InformationalResponseReceived))
            peer.send(number, b"now", end=True)
            assert (await peer.answer(number))[2] == b"now"

    run(scenario())


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
def test_an_answer_without_a_body_has_none(method: str, status: int) -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.start(ResponseHead(status, [(b"content-length", b"9")], length=9))
        await inbound.write(b"more than there may be")
        await inbound.end()

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            got, fields, body = await peer.answer(peer.request(method))
            assert (got, body) == (status, b"")
            assert fields[b"content-length"] == b"9"

    run(scenario())


@pytest.mark.parametrize("written", [b"short", b"much too long"])
def test_an_answer_that_breaks_its_length_is_an_abort(written: bytes) -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.start(ok(9))
        await inbound.write(written)
        await inbound.end()

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            number = peer.request()
            await peer.until(lambda peer: peer.has_ended(number))
            reset = peer.of(events.StreamReset, number)[0]
            assert reset.error_code == ErrorCodes.INTERNAL_ERROR
            assert isinstance(server.reports[0], ValueError)

    run(scenario())


def test_a_handler_that_raises_is_an_abort_and_a_report() -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.start(ok(), b"half of ")
        raise RuntimeError("a bug")

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            number = peer.request()
            await peer.until(lambda peer: peer.has_ended(number))
            assert peer.of(events.StreamReset, number)[0].error_code == ErrorCodes.INTERNAL_ERROR
            assert [str(each) for each in server.reports] == ["a bug"]
            assert not peer.eof

    run(scenario())


def test_a_fault_of_the_client_is_answered_if_nothing_was() -> None:
    async def handler(inbound: Inbound) -> None:
        raise ClientFault(413, "the body is too large")

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            number = peer.request("POST", end=False)
            status, _, body = await peer.answer(number)
            assert status == 413
            assert b"the body is too large" in body
            assert server.reports == []

    run(scenario())


def test_an_early_answer_ends_the_upload_without_fault() -> None:
    async def handler(inbound: Inbound) -> None:
        await inbound.start(ok(4), b"done", end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            number = peer.request("POST", end=False)
            assert (await peer.answer(number))[2] == b"done"
            await peer.until(lambda peer: peer.of(events.StreamReset, number))
            assert peer.of(events.StreamReset, number)[0].error_code == ErrorCodes.NO_ERROR
            peer.raw(b"\x00\x00\x03\x00\x00" + number.to_bytes(4, "big") + b"abc")  # in flight
            assert (await peer.answer(peer.request()))[2] == b"done"

    run(scenario())


def test_a_client_that_resets_is_told_at_once_to_whoever_asked() -> None:
    told: list[str] = []
    ended = asyncio.Event()

    async def handler(inbound: Inbound) -> None:
        inbound.when_gone(lambda: told.append("gone"))
        await inbound.start(ok(), b"first")
        try:
            while True:
                await inbound.read()
        except ClientGone:
            told.append("read")
        with pytest.raises(ClientGone):
            await inbound.write(b"second")
        ended.set()

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            number = peer.request("POST", end=False)
            await peer.until(lambda peer: peer.body(number) == b"first")
            peer.h2.reset_stream(number, ErrorCodes.CANCEL)
            peer.flush()
            await ended.wait()

    run(scenario())
    assert told == ["gone", "read"]


def test_a_client_that_disconnects_is_gone_for_every_stream() -> None:
    told: list[bytes] = []

    async def handler(inbound: Inbound) -> None:
        gone = asyncio.Event()

        def tell() -> None:
            told.append(inbound.head.target)
            gone.set()

        inbound.when_gone(tell)
        await inbound.start(ok())
        await gone.wait()

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            first, second = peer.request(path="/1"), peer.request(path="/2")
            await peer.until(lambda peer: len(peer.of(events.ResponseReceived)) == 2)
            peer.close()
            while len(told) < 2:
                await asyncio.sleep(0.005)
            assert (first, second) == (1, 3)
            assert server.service.connections == set()

    run(scenario())
    assert sorted(told) == [b"/1", b"/2"]


def test_a_body_nobody_reads_stops_its_sender_and_no_other() -> None:
    async def handler(inbound: Inbound) -> None:
        if inbound.head.target == b"/stuck":
            await asyncio.Event().wait()
        await echo(inbound)

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            stuck = peer.request("POST", "/stuck", end=False)
            await peer.until(lambda peer: peer.of(events.RemoteSettingsChanged))
            await peer.upload(stuck, HIGH_WATER, end=False)
            brisk = peer.request("POST", "/brisk", end=False)
            await peer.upload(brisk, 3 * HIGH_WATER)
            assert len((await peer.answer(brisk))[2]) == 3 * HIGH_WATER
            assert peer.h2.local_flow_control_window(stuck) == 0

    run(scenario())


def test_a_client_that_reads_slowly_holds_the_writer_and_no_other_stream() -> None:
    written = 0

    async def handler(inbound: Inbound) -> None:
        nonlocal written
        if inbound.head.target == b"/brisk":
            await inbound.start(ok(3), b"yes", end=True)
            return
        await inbound.start(ok())
        for _ in range(1000):
            await inbound.write(b"w" * 16_384)
            written += 16_384
        await inbound.end()

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            peer.auto_window = False
            peer.h2.increment_flow_control_window(2**24)
            slow = peer.request(path="/slow")
            await peer.until(lambda peer: len(peer.body(slow)) == 65_535)
            assert (await peer.answer(peer.request(path="/brisk")))[2] == b"yes"
            await asyncio.sleep(0.05)
            assert written <= 65_535 + HIGH_WATER + 2 * 16_384
            peer.h2.increment_flow_control_window(2**24, slow)
            peer.flush()
            assert len((await peer.answer(slow))[2]) == 16_384_000

    run(scenario())
