"""However bytes are cut, they are the same requests; and no bytes at all break the parser."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from weft.wire.exchange import HIGH_WATER
from weft.wire.fault import ClientFault
from weft.wire.h1_intake import BULK
from weft.wire.h1_server import H1Server
from weft.wire.limits import Limits
from weft.wire.service import Service
from weft.wire.watch import Watch

if TYPE_CHECKING:
    from weft.wire.h1_inbound import H1Inbound

SAID = [
    b"GET /one HTTP/1.1\r\nHost: a\r\nX-Long: " + b"v" * 300 + b"\r\n\r\n",
    b"POST /two HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
    (
        b"\r\nPUT /three HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 9\r\n\r\n"
    ),
    (
        b"GET /four HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, upgrade\r\nUpgrade: h2c\r\n"
        b"Content-Length: 4\r\n\r\nbody"
    ),
    b"DELETE /five HTTP/1.1\r\nHost: a\r\n\r\n",
]
HEARD = [
    (b"/one", b"", []),
    (b"/two", b"hello world", []),
    (b"/three", b"hello!", [(b"X-Sum", b"9")]),
    (b"/four", b"body", []),
    (b"/five", b"", []),
]


class Nowhere(asyncio.Transport):
    """A transport that keeps nothing."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep nothing."""

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Buffer nothing."""

    def pause_reading(self) -> None:
        """Nothing is read."""

    def resume_reading(self) -> None:
        """Nothing is read."""


class Unhandled(H1Server):
    """A connection whose requests stay in their row."""

    __slots__ = ()

    def _begin(self) -> None:
        """Nobody looks."""


async def heard(pieces: list[bytes]) -> list[H1Inbound]:
    """The requests in what came in these pieces, as the row stands when nothing was handled."""

    async def never(inbound: object) -> None:
        pytest.fail(f"nobody is to handle {inbound}")

    limits = Limits()
    service = Service(
        handler=never,
        limits=limits,
        watch=Watch([10]),
        report=lambda fault: pytest.fail(str(fault)),
    )
    server = Unhandled(service)
    server.connection_made(Nowhere())
    seen: list[H1Inbound] = []
    for piece in pieces:
        server.data_received(piece)
        while server.requests:  # as the errand would
            seen.append(server.requests.popleft())
        if server.stopped is not None:
            server.stopped = None
        if server._ahead:
            server._go_on()
            seen.extend(server.requests)
            server.requests.clear()
        assert sum(inbound.size for inbound in seen) < 2 * HIGH_WATER
    service.watch.drop(server)
    return seen


def cut(data: bytes, places: list[int]) -> list[bytes]:
    marks = sorted({0, len(data), *(place % len(data) for place in places)})
    return [data[a:b] for a, b in pairwise(marks)]


@given(st.lists(st.integers(0, 10_000), max_size=40))
def test_however_it_is_cut(places: list[int]) -> None:
    seen = asyncio.run(heard(cut(b"".join(SAID), places)))
    assert [(each.head.target, b"".join(each.pieces), each.trailers) for each in seen] == HEARD
    assert all(each.complete for each in seen)


def test_byte_by_byte() -> None:
    seen = asyncio.run(heard([bytes([byte]) for byte in b"".join(SAID)]))
    assert [(each.head.target, b"".join(each.pieces), each.trailers) for each in seen] == HEARD


@given(st.lists(st.binary(min_size=1, max_size=60), max_size=8))
@example([b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", b"\0"])
def test_any_bytes_are_requests_or_faults(pieces: list[bytes]) -> None:
    for each in asyncio.run(heard(pieces)):
        assert each.fault is None or isinstance(each.fault, ClientFault)


@pytest.mark.parametrize(
    ("after", "status"),
    [
        (b"\0\0\0", 400),
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * 101 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
    ],
)
def test_what_follows_an_offer_with_a_body_is_judged_for_itself(after: bytes, status: int) -> None:
    offer, last = asyncio.run(heard([SAID[3] + after]))
    assert offer.fault is None
    assert offer.complete
    assert cast("ClientFault", last.fault).status == status


def test_so_many_after_an_offer_are_not_read_ahead() -> None:
    seen = asyncio.run(heard([SAID[3] + SAID[4] * 100]))
    assert len(seen) == Limits().pipelined
    assert all(each.fault is None and each.complete for each in seen)


@given(st.integers(0, len(SAID) - 1), st.integers(0, 10_000), st.binary(min_size=1, max_size=3))
@example(3, 99, b"\0\0\0")  # no request follows the body that came with an offer to upgrade
def test_a_request_with_a_few_bytes_changed(which: int, place: int, change: bytes) -> None:
    said = bytearray(SAID[which])
    place %= len(said)
    said[place : place + len(change)] = change
    for each in asyncio.run(heard([bytes(said)])):
        if each.fault is not None:
            assert cast("ClientFault", each.fault).status in (400, 405, 414, 431, 505)


LARGE = b"POST /large HTTP/1.1\r\nHost: a\r\n%bContent-Length: %d\r\n\r\n%b"
BODY = bytes(range(256)) * (BULK // 128)


@given(st.lists(st.integers(0, len(BODY) + 200), max_size=6))
def test_a_large_body_is_the_same_however_it_is_cut(places: list[int]) -> None:
    said = LARGE % (b"", len(BODY), BODY) + b"GET /next HTTP/1.1\r\nHost: a\r\n\r\n"
    large, after = asyncio.run(heard(cut(said, places)))
    assert (large.complete, b"".join(large.pieces)) == (True, BODY)
    assert (after.complete, after.head.target) == (True, b"/next")


@pytest.mark.parametrize("place", [70, 1_000, BULK, len(BODY)])
def test_nothing_follows_a_large_body_whose_connection_closes(place: int) -> None:
    said = (
        LARGE % (b"Connection: close\r\n", len(BODY), BODY) + b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    )
    (large,) = asyncio.run(heard(cut(said, [place])))
    assert (large.complete, large.keep, b"".join(large.pieces)) == (True, False, BODY)
