"""Bytes come out as whole HTTP/2 frames however they are cut, and what is too long is refused."""

from __future__ import annotations

import contextlib
import struct

import pytest
from h2.errors import ErrorCodes
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes
from hypothesis import given
from hypothesis import strategies as st

from weft.wire.h2_frames import (
    DATA,
    GOAWAY,
    MAX_FRAME,
    MAX_TABLE,
    PREFACE,
    SETTINGS,
    Frame,
    Frames,
    H2Refused,
    content_of,
    goaway_frame,
    goaway_said,
    settings_kept,
)
from weft.wire.h2_library import connection

EMPTY_SETTINGS = b"\0\0\0\4\0\0\0\0\0"


def frame(kind: int, payload: bytes = b"", flags: int = 0, stream: int = 1) -> Frame:
    head = len(payload).to_bytes(3, "big") + struct.pack(">BBL", kind, flags, stream)
    return Frame(kind, flags, stream, head + payload)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.binary(max_size=40)), max_size=8),
    st.lists(st.integers(1, 30), min_size=1, max_size=30),
)
def test_frames_come_out_whole_however_they_are_cut(
    wanted: list[tuple[int, bytes]], cuts: list[int]
) -> None:
    sent = [frame(kind, payload) for kind, payload in wanted]
    stream = PREFACE + EMPTY_SETTINGS + b"".join(each.raw for each in sent)
    frames = Frames(preface=True)
    got = []
    turn = 0
    while stream:
        size = cuts[turn % len(cuts)]
        got += frames.feed(stream[:size])
        stream = stream[size:]
        turn += 1
    assert got[1:] == sent


def test_an_overlong_frame_is_refused_from_its_header() -> None:
    frames = Frames(preface=False)
    list(frames.feed(EMPTY_SETTINGS))
    with pytest.raises(H2Refused) as caught:
        list(frames.feed((MAX_FRAME + 1).to_bytes(3, "big") + b"\0\0\0\0\0\1"))
    assert caught.value.code == ErrorCodes.FRAME_SIZE_ERROR


def test_the_content_of_a_frame_is_without_its_padding() -> None:
    assert content_of(frame(DATA, b"abc")) == 3
    assert content_of(frame(DATA, b"\2abc\0\0", 0x8)) == 3
    assert content_of(frame(DATA, b"\x09abc", 0x8)) == 0
    assert content_of(frame(DATA, b"", 0x8)) == 0


def test_settings_nobody_knows_are_left_out_and_the_table_is_clamped() -> None:
    wanted = struct.pack(">HLHLHL", 0x99, 1, 1, 2**32 - 1, 3, 7)
    kept = settings_kept(frame(SETTINGS, wanted, stream=0))
    assert kept == frame(SETTINGS, struct.pack(">HLHL", 1, MAX_TABLE, 3, 7), stream=0).raw


def test_a_goaway_is_written_and_read() -> None:
    raw = goaway_frame(7, ErrorCodes.ENHANCE_YOUR_CALM, "why")
    assert goaway_said(Frame(GOAWAY, 0, 0, raw)) == (7, 11)
    with pytest.raises(H2Refused):
        goaway_said(frame(GOAWAY, b"\0\0"))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 12),
            st.integers(0, 255),
            st.sampled_from([0, 1, 1, 1, 2, 3, 5, 2**31 - 1]),
            st.binary(max_size=24),
        ),
        max_size=12,
    )
)
def test_h2_meets_any_frames_with_events_or_a_protocol_error(
    wanted: list[tuple[int, int, int, bytes]],
) -> None:
    """Any other exception would end the connection without a word."""
    h2, _ = connection(
        client=False, settings={SettingCodes.INITIAL_WINDOW_SIZE: 1000}, list_size=10_000
    )
    h2.receive_data(EMPTY_SETTINGS)
    top = [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/")]
    block = bytes(h2.encoder.encode(top))
    h2.receive_data(frame(1, block, 0x4).raw)
    with contextlib.suppress(ProtocolError):
        for kind, flags, stream, payload in wanted:
            each = frame(kind, payload, flags, stream)
            h2.receive_data(settings_kept(each) if kind == SETTINGS else each.raw)
