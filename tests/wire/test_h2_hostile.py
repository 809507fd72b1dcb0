"""What a hostile client may try: each ends with a bound, and the server serves the next one."""

from __future__ import annotations

import asyncio
import struct
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from h2 import events
from h2.errors import ErrorCodes
from h2_attack import CALM, flood, frame, headers_of, refused, still_serves
from h2_peer import echo, run, served

from weft.wire import h2_frames as kinds
from weft.wire.head import ResponseHead

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.exchange import Inbound


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("PING", lambda _: frame(kinds.PING, payload=b"12345678")),
        ("SETTINGS", lambda _: frame(kinds.SETTINGS)),
        ("SETTINGS of many kinds", lambda turn: frame(kinds.SETTINGS, payload=unknown(turn))),
        ("PRIORITY", lambda turn: frame(kinds.PRIORITY, 2 * turn + 1, b"\0\0\0\0\x10")),
        ("WINDOW_UPDATE", lambda _: frame(kinds.WINDOW_UPDATE, payload=b"\0\0\0\1")),
        ("an unknown kind", lambda _: frame(0x42, payload=b"x")),
    ],
)
def test_floods_of_frames_without_work_are_ended(name: str, make: Callable[[int], bytes]) -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer()
            await flood(peer, make, 50_000)
            assert refused(peer)
            await still_serves(server)

    run(scenario())


def unknown(turn: int) -> bytes:
    return b"".join(
        struct.pack(">HL", (turn * 1000 + at) % 0xFF00 + 0xFF, at) for at in range(1000)
    )


def test_rapid_reset_is_ended_and_runs_few_handlers() -> None:
    running = most = 0

    async def handler(inbound: Inbound) -> None:
        nonlocal running, most
        if inbound.head.target == b"/":
            running += 1
            most = max(most, running)
            try:
                await asyncio.sleep(0.05)
            finally:
                running -= 1
        await inbound.start(ResponseHead(200, [], length=0), end=True)

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            block = headers_of(peer)

            def make(turn: int) -> bytes:
                number = 2 * turn + 1
                return frame(kinds.HEADERS, number, block, 0x5) + frame(
                    kinds.RST_STREAM, number, b"\0\0\0\x08"
                )

            await flood(peer, make, 50_000)
            assert refused(peer)
            await still_serves(server)

    run(scenario())
    assert most <= 100 + 1  # one is the client that is served afterwards


def test_made_you_reset_is_ended() -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer()
            block = headers_of(peer)

            def make(turn: int) -> bytes:
                number = 2 * turn + 1
                overflow = frame(kinds.WINDOW_UPDATE, number, b"\x7f\xff\xff\xff")
                return frame(kinds.HEADERS, number, block, 0x4) + overflow

            await flood(peer, make, 50_000)
            assert refused(peer)
            await still_serves(server)

    run(scenario())


def test_endless_continuation_is_ended() -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer()
            peer.raw(frame(kinds.HEADERS, 1, headers_of(peer)))
            await flood(peer, lambda _: frame(kinds.CONTINUATION, 1, b"\0\1a\1b"), 50_000)
            assert [code for _, code in peer.goaways()] in ([CALM], [ErrorCodes.PROTOCOL_ERROR])
            await still_serves(server)

    run(scenario())


def test_a_large_header_block_is_not_collected() -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer()
            peer.raw(frame(kinds.HEADERS, 1, headers_of(peer)))
            sent = await flood(
                peer, lambda _: frame(kinds.CONTINUATION, 1, b"\0\1a\x7f" + b"b" * 16_000), 5000
            )
            assert refused(peer)
            assert sent < 5000
            await still_serves(server)

    run(scenario())


def test_a_header_block_that_takes_too_long_is_ended() -> None:
    async def scenario() -> None:
        async with served(echo, head_timeout=0.1) as server:
            peer = await server.peer()
            peer.wild = True  # it acknowledges nothing, for that would break the block
            peer.raw(frame(kinds.HEADERS, 1, headers_of(peer)))
            await peer.gone()
            assert refused(peer)

    run(scenario())


def test_headers_over_the_limit_are_answered_431() -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer()
            many = [("x-filler", "f" * 1000)] * 80
            assert (await peer.answer(peer.request(headers=many)))[0] == 431
            assert (await peer.answer(peer.request(headers=[("a", "b")] * 150)))[0] == 431
            assert (await peer.answer(peer.request(path="/" + "p" * 20_000)))[0] == 414
            assert (await peer.answer(peer.request()))[0] == 200

    run(scenario())


def test_an_hpack_bomb_is_ended_before_it_unfolds() -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer()
            # One entry of 4,000 bytes in the table, then a byte for each use of it.
            entry = b"\x40\x01x\x7f" + b"\xa1\x1e" + b"v" * 4000
            bomb = headers_of(peer) + entry + b"\xbe" * 12_000
            assert 4000 * 12_000 > 40_000_000
            tracemalloc.start()
            peer.raw(frame(kinds.HEADERS, 1, bomb[:16_384], 0x5))
            await peer.gone()
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert refused(peer)
            assert peak < 8_000_000
            await still_serves(server)

    run(scenario())


def test_empty_data_frames_are_ended() -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer()
            peer.request("POST", end=False)
            await flood(peer, lambda _: frame(kinds.DATA, 1), 50_000)
            assert refused(peer)
            await still_serves(server)

    run(scenario())


def test_streams_over_the_limit_are_refused_and_the_others_served() -> None:
    go = asyncio.Event()

    async def handler(inbound: Inbound) -> None:
        await go.wait()
        await inbound.start(ResponseHead(200, [], length=0), end=True)

    async def scenario() -> None:
        async with served(handler, streams=5) as server:
            peer = await server.peer()
            numbers = [peer.request() for _ in range(8)]  # before our SETTINGS are known
            await peer.until(lambda peer: len(peer.of(events.StreamReset)) == 3)
            codes = {each.error_code for each in peer.of(events.StreamReset)}
            assert codes == {ErrorCodes.REFUSED_STREAM}
            go.set()
            for number in numbers[:5]:
                assert (await peer.answer(number))[0] == 200

    run(scenario())


def test_a_flood_of_streams_over_the_limit_is_ended() -> None:
    async def handler(inbound: Inbound) -> None:
        if inbound.head.authority == b"a":
            await asyncio.sleep(60)
        await echo(inbound)

    async def scenario() -> None:
        async with served(handler) as server:
            peer = await server.peer()
            block = headers_of(peer)
            await flood(peer, lambda turn: frame(kinds.HEADERS, 2 * turn + 1, block, 0x5), 50_000)
            assert refused(peer)
            await still_serves(server)

    run(scenario())


@pytest.mark.parametrize(
    ("name", "sent", "code"),
    [
        ("a frame too long", frame(kinds.DATA, 1, b"x" * 16_385), ErrorCodes.FRAME_SIZE_ERROR),
        ("only its header", b"\xff\xff\xff\0\0\0\0\0\1", ErrorCodes.FRAME_SIZE_ERROR),
        ("window overflow", frame(8, 0, b"\x7f\xff\xff\xff"), ErrorCodes.FLOW_CONTROL_ERROR),
        ("window by nothing", frame(8, 0, b"\0\0\0\0"), ErrorCodes.PROTOCOL_ERROR),
        ("an idle stream", frame(kinds.DATA, 9, b"x"), ErrorCodes.PROTOCOL_ERROR),
        ("a stream of ours", frame(kinds.HEADERS, 2, b"\x82", 5), ErrorCodes.PROTOCOL_ERROR),
        ("a push", frame(kinds.PUSH_PROMISE, 1, b"\0\0\0\2\x82", 4), ErrorCodes.PROTOCOL_ERROR),
        ("a settings value", frame(4, 0, b"\0\5\0\0\0\1"), ErrorCodes.PROTOCOL_ERROR),
        ("half a setting", frame(4, 0, b"\0\5\0"), ErrorCodes.FRAME_SIZE_ERROR),
        ("broken HPACK", frame(kinds.HEADERS, 1, b"\xff\xff\xff\xff", 5), None),
        ("bad padding", frame(kinds.DATA, 1, b"\x09abc", 8), ErrorCodes.PROTOCOL_ERROR),
        ("a naked CONTINUATION", frame(kinds.CONTINUATION, 1, b"\x82", 4), None),
        ("a short GOAWAY", frame(kinds.GOAWAY, 0, b"\0\0"), ErrorCodes.FRAME_SIZE_ERROR),
    ],
)
def test_frames_that_break_the_rules_end_the_connection(
    name: str, sent: bytes, code: ErrorCodes | None
) -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer()
            peer.raw(sent)
            await peer.gone()
            assert len(peer.goaways()) == 1
            if code is not None:
                assert peer.goaways()[0][1] == code
            await still_serves(server)

    run(scenario())


def test_a_stream_number_used_twice_ends_the_connection() -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer()
            await peer.answer(peer.request())
            peer.raw(frame(kinds.HEADERS, 1, headers_of(peer), 0x5))
            await peer.gone()
            assert peer.goaways()[0][1] in (ErrorCodes.STREAM_CLOSED, ErrorCodes.PROTOCOL_ERROR)

    run(scenario())


def test_data_on_a_closed_stream_is_paid_for_until_it_is_too_much() -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer()
            number = peer.request("POST", end=False)
            peer.h2.reset_stream(number)
            peer.flush()
            await flood(peer, lambda _: frame(kinds.DATA, number, b"x"), 50_000)
            assert refused(peer)
            await still_serves(server)

    run(scenario())


@pytest.mark.parametrize("first", [b"GET / HTTP/1.1\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"])
def test_what_is_no_preface_is_refused(first: bytes) -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer(start=False)
            peer.raw(first)
            await peer.gone()
            await still_serves(server)

    run(scenario())


def test_a_first_frame_other_than_settings_is_refused() -> None:
    async def scenario() -> None:
        async with served(echo) as server:
            peer = await server.peer(start=False)
            peer.raw(kinds.PREFACE + frame(kinds.PING, payload=b"12345678"))
            peer.h2.initiate_connection()
            await peer.gone()
            assert refused(peer, ErrorCodes.PROTOCOL_ERROR)

    run(scenario())
