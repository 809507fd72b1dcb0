"""Floods of HTTP/2 are counted, and end the connection."""

from __future__ import annotations

import pytest
from h2.errors import ErrorCodes

from weft.wire.h2_frames import CONTINUATION, DATA, HEADERS, PING, RST_STREAM, Frame, H2Refused
from weft.wire.h2_guard import BURST, RATE, Guard


def frame(kind: int, payload: bytes = b"", flags: int = 0) -> Frame:
    return Frame(kind, flags, 1, b"\0" * 9 + payload)


def spent(guard: Guard, now: float, kind: int = PING, payload: bytes = b"12345678") -> int:
    """How many of these frames it takes at one moment."""
    for count in range(10_000):
        try:
            guard.weigh(frame(kind, payload), now, on_closed=False)
        except H2Refused:
            return count
    raise AssertionError("there is no end to it")


def test_a_burst_is_allowed_and_no_more() -> None:
    assert spent(Guard(0.0, 1000), 0.0) == BURST // 2
    assert spent(Guard(0.0, 1000), 0.0, RST_STREAM) == BURST // 5


def test_time_gives_points_back_but_never_more_than_a_burst() -> None:
    guard = Guard(0.0, 1000)
    spent(guard, 0.0)
    assert spent(guard, 2.0) == pytest.approx(2 * RATE / 2, abs=1)
    assert spent(guard, 1e9) == BURST // 2


def test_work_earns_points() -> None:
    guard = Guard(0.0, 1000)
    guard.earn(1e9)
    assert spent(guard, 0.0) == BURST // 2
    guard.earn(100)
    assert spent(guard, 0.0) == pytest.approx(50, abs=1)


def test_content_is_free_and_emptiness_is_not() -> None:
    guard = Guard(0.0, 1000)
    for _ in range(5000):
        guard.weigh(frame(DATA, b"x"), 0.0, on_closed=False)
        guard.weigh(frame(DATA, b"", 0x1), 0.0, on_closed=False)
    assert spent(guard, 0.0, DATA, b"") == BURST // 2


def test_a_header_block_has_a_size_and_a_beginning() -> None:
    guard = Guard(0.0, 1000)
    guard.weigh(frame(HEADERS, b"x" * 400), 5.0, on_closed=False)
    assert guard.block_since == 5.0
    guard.weigh(frame(CONTINUATION, b"x" * 400), 6.0, on_closed=False)
    assert guard.block_since == 5.0
    with pytest.raises(H2Refused) as caught:
        guard.weigh(frame(CONTINUATION, b"x" * 400), 7.0, on_closed=False)
    assert caught.value.code == ErrorCodes.ENHANCE_YOUR_CALM
    guard = Guard(0.0, 1000)
    guard.weigh(frame(HEADERS, b"x" * 400), 5.0, on_closed=False)
    guard.weigh(frame(CONTINUATION, b"", 0x4), 6.0, on_closed=False)
    assert guard.block_since is None
