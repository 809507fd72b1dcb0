"""Compressed messages, read beside those who have agreed on them."""

from __future__ import annotations

import random
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode

from weft.wire.deflated import END, Agreed, Inflater, Undecodable, agreed

NAME = b"Sec-WebSocket-Extensions"


def inflated(inflater: Inflater, payload: bytes) -> bytes:
    return b"".join(inflater.feed(payload + END))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], Agreed()),
        ([b""], Agreed()),
        ([b"permessage-deflate"], Agreed(deflate=True)),
        ([b" Permessage-Deflate ; server_max_window_bits=12"], Agreed(deflate=True)),
        (
            [b"permessage-deflate; client_no_context_takeover"],
            Agreed(deflate=True, client_alone=True),
        ),
        (
            [b"permessage-deflate;server_no_context_takeover;client_no_context_takeover"],
            Agreed(deflate=True, client_alone=True, server_alone=True),
        ),
        ([b"x-webkit-deflate-frame"], None),
        ([b"permessage-deflate, foo"], None),
        ([b"permessage-deflate", b"foo"], None),
        ([b"permessage-deflate-2"], None),
    ],
)
def test_what_an_answer_agrees_to(values: list[bytes], expected: Agreed | None) -> None:
    headers = [(b"Upgrade", b"websocket"), *((NAME, value) for value in values)]
    assert agreed(headers) == expected


@given(
    st.lists(st.one_of(st.binary(max_size=300), st.just(b"the same words " * 50)), max_size=6),
    st.booleans(),
    st.sampled_from([9, 12, 15]),
)
def test_messages_of_one_side(messages: list[bytes], alone: bool, window: int) -> None:
    sender = PerMessageDeflate(
        remote_no_context_takeover=False,
        local_no_context_takeover=alone,
        remote_max_window_bits=15,
        local_max_window_bits=window,
    )
    inflater = Inflater()
    for message in messages:
        frame = sender.encode(Frame(Opcode.BINARY, message))
        assert frame.rsv1
        assert inflated(inflater, bytes(frame.data)) == message


@given(st.binary(max_size=500), st.integers(0, 600))
def test_a_message_in_parts(message: bytes, cut: int) -> None:
    deflater = zlib.compressobj(wbits=-15)
    payload = deflater.compress(message) + deflater.flush(zlib.Z_SYNC_FLUSH)[:-4]
    inflater = Inflater()
    first = b"".join(inflater.feed(payload[:cut]))
    assert first + inflated(inflater, payload[cut:]) == message


def test_a_last_block_inside_a_message() -> None:
    """RFC 7692, section 7.2.3.4."""
    inflater = Inflater()
    assert inflated(inflater, bytes.fromhex("f348cdc9c9070000")) == b"Hello"
    assert inflated(inflater, bytes.fromhex("f248cdc9c90700")) == b"Hello"


@given(st.binary(max_size=300))
def test_any_bytes_are_inflated_as_zlib_does_it_or_are_refused(data: bytes) -> None:
    reference = zlib.decompressobj(-15)
    try:
        expected = reference.decompress(data + END)
    except zlib.error:
        with pytest.raises(Undecodable):
            inflated(Inflater(), data)
        return
    if not reference.eof:
        assert inflated(Inflater(), data) == expected


def test_many_streams_in_one_message_are_refused() -> None:
    with pytest.raises(Undecodable, match="too many streams"):
        inflated(Inflater(), b"\x03\x00" * 1_000)


def test_what_grows_comes_in_pieces() -> None:
    deflater = zlib.compressobj(wbits=-15)
    payload = deflater.compress(bytes(50_000_000)) + deflater.flush(zlib.Z_SYNC_FLUSH)
    tracemalloc.start()
    try:
        size = sum(len(text) for text in Inflater().feed(payload))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == 50_000_000
    assert peak < 2_000_000


def test_what_had_no_room_is_not_forgotten() -> None:
    inflater = Inflater()
    for size in (256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 512 * 1024):
        message = random.Random(size).randbytes(size)
        deflater = zlib.compressobj(wbits=-15)
        payload = deflater.compress(message) + deflater.flush(zlib.Z_SYNC_FLUSH)[:-4]
        assert inflated(inflater, payload) == message
