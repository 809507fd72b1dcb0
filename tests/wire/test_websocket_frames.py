"""Frames on their way through: every byte comes out again, and the pieces say what they are."""

from __future__ import annotations

import itertools
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame as Theirs
from websockets.frames import Opcode

from weft.wire.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    TEXT,
    FrameReader,
    Piece,
    made,
    masked,
)

KEY = b"\x01\x82\x03\x84"

payloads = st.one_of(
    st.binary(max_size=20),
    st.sampled_from([125, 126, 127, 300, 65_535, 65_536]).map(bytes),
)
data_frames = st.tuples(
    st.sampled_from([CONTINUATION, TEXT, BINARY]), payloads, st.booleans(), st.booleans()
)
control_frames = st.tuples(
    st.sampled_from([CLOSE, PING, 0xA]), st.binary(max_size=125), st.just(True), st.booleans()
)
frames = st.lists(st.one_of(data_frames, control_frames), max_size=6)


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    return [data[a:b] for a, b in itertools.pairwise(places)]


def read(data: bytes, cuts: list[int] | None = None) -> tuple[list[Piece], FrameReader]:
    reader = FrameReader()
    pieces = [piece for part in split(data, cuts or []) for piece in reader.feed(part)]
    return pieces, reader


def test_a_frame_as_the_standard_shows_it() -> None:
    """RFC 6455, section 5.7."""
    (piece,), _ = read(bytes.fromhex("818537fa213d7f9f4d5158"))
    assert (piece.frame.opcode, piece.frame.final, piece.frame.length) == (TEXT, True, 5)
    assert piece.frame.key == bytes.fromhex("37fa213d")
    assert (piece.payload(), piece.first, piece.last) == (b"Hello", True, True)
    assert made(b"Hello", key=bytes.fromhex("37fa213d")).hex() == "818537fa213d7f9f4d5158"
    assert made(b"Hello").hex() == "810548656c6c6f"


@given(frames, st.lists(st.integers(0, 1_000_000), max_size=8))
def test_frames_are_read_at_any_split(
    said: list[tuple[int, bytes, bool, bool]], cuts: list[int]
) -> None:
    wire = [
        made(payload, opcode, key=KEY if mask else b"", final=final)
        for opcode, payload, final, mask in said
    ]
    pieces, reader = read(b"".join(wire), cuts)
    assert reader.rest == b""
    assert b"".join(piece.raw for piece in pieces) == b"".join(wire)
    frames: list[list[Piece]] = []
    for piece in pieces:
        if piece.first:
            frames.append([])
        frames[-1].append(piece)
    for raw, (opcode, payload, final, mask), parts in zip(wire, said, frames, strict=True):
        frame = parts[0].frame
        assert b"".join(piece.raw for piece in parts) == raw
        assert b"".join(piece.payload() for piece in parts) == payload
        assert (frame.opcode, frame.final, bool(frame.key)) == (opcode, final, mask)
        assert [piece.last for piece in parts] == [False] * (len(parts) - 1) + [True]
        assert len(parts) == 1 or not frame.control


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=8))
def test_any_bytes_come_out_again(data: bytes, cuts: list[int]) -> None:
    pieces, reader = read(data, cuts)
    assert b"".join(piece.raw for piece in pieces) + reader.rest == data
    assert len(reader.rest) <= 2 + 8 + 4 + 125


@given(payloads, st.booleans(), st.sampled_from([TEXT, BINARY]))
def test_what_is_made_is_what_others_make(payload: bytes, mask: bool, opcode: int) -> None:
    mine = made(payload, opcode, key=KEY if mask else b"")
    theirs = Theirs(Opcode(opcode), payload).serialize(mask=False)
    assert mine[1] & 0x7F == theirs[1] & 0x7F
    if mask:
        (piece,), _ = read(mine)
        assert piece.payload() == payload
    else:
        assert mine == theirs


@given(st.binary(max_size=50), st.binary(min_size=4, max_size=4), st.integers(0, 9))
def test_a_mask_is_laid_on_byte_by_byte(data: bytes, key: bytes, offset: int) -> None:
    laid = masked(data, key, offset)
    assert laid == bytes(byte ^ key[(offset + n) % 4] for n, byte in enumerate(data))
    assert masked(laid, key, offset) == data


def test_a_piece_of_a_frame_knows_its_place() -> None:
    pieces, reader = read(made(b"abcdefgh", key=KEY), [2, 3, 7, 10])
    assert [(piece.payload(), piece.offset, piece.first, piece.last) for piece in pieces] == [
        (b"a", 0, True, False),
        (b"bcd", 1, False, False),
        (b"efgh", 4, False, True),
    ]
    assert reader.rest == b""


@pytest.mark.parametrize("length", [2**32, 2**63, 2**64 - 1])
def test_a_frame_without_end_is_read_as_it_comes(length: int) -> None:
    reader = FrameReader()
    head = bytes((0x82, 127)) + length.to_bytes(8, "big")
    assert [piece.raw for piece in reader.feed(head)] == [head]
    assert [piece.raw for piece in reader.feed(b"some")] == [b"some"]


def test_a_control_frame_that_is_too_long_is_not_waited_for() -> None:
    reader = FrameReader()
    frame = made(bytes(126), PING)
    assert [piece.raw for piece in reader.feed(frame[:50])] == [frame[:50]]


def test_a_large_frame_is_unmasked_quickly() -> None:
    data = random.Random(1).randbytes(10_000_000)
    began = time.perf_counter()
    frame = made(data, key=KEY)
    (piece,), _ = read(frame)
    assert piece.payload() == data
    assert time.perf_counter() - began < 2.0  # byte by byte it would be four times that
