"""Request bodies in a content coding: read within bounds, written as they came."""

from __future__ import annotations

import gzip
import random
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.gateway.coding import FREE, RATIO, decoded, encoded, zstd

if TYPE_CHECKING:
    from collections.abc import Callable

MB = 1_000_000
MOST = 10 * MB
CODINGS = [b"gzip", b"x-gzip", b"deflate", b"br", b"zstd"]
TEXT = b'{"model": "m", "messages": [{"role": "user", "content": "hello"}]}' * 20


def raw_deflate(text: bytes, level: int = 6) -> bytes:
    deflater = zlib.compressobj(level, wbits=-15)
    return deflater.compress(text) + deflater.flush()


# What clients write, each with its own library and level.
CLIENTS: dict[str, tuple[bytes, Callable[[bytes], bytes]]] = {
    "gzip": (b"gzip", gzip.compress),
    "gzip, stored": (b"gzip", lambda text: gzip.compress(text, 0)),
    "zlib": (b"deflate", zlib.compress),
    "zlib, best": (b"deflate", lambda text: zlib.compress(text, 9)),
    "raw deflate": (b"deflate", raw_deflate),
    "raw deflate, stored": (b"deflate", lambda text: raw_deflate(text, 0)),
    "brotli": (b"br", lambda text: brotli.compress(text, quality=5)),
    "zstd": (b"zstd", zstd.compress),
    "zstd, high": (b"zstd", lambda text: zstd.compress(text, 19)),
}


@pytest.mark.parametrize(("coding", "write"), CLIENTS.values(), ids=CLIENTS)
@pytest.mark.parametrize("text", [b"", b"{}", TEXT, random.Random(7).randbytes(300_000), bytes(MB)])
def test_what_a_client_wrote_is_read(
    coding: bytes, write: Callable[[bytes], bytes], text: bytes
) -> None:
    assert decoded(write(text), coding, MOST) == text


@given(st.sampled_from(CODINGS), st.binary(max_size=500), st.integers(1, 2_000))
def test_a_round_trip(coding: bytes, seed: bytes, times: int) -> None:
    text = seed * times
    body = encoded(text, coding)
    assert decoded(body, coding, MOST) == text
    assert encoded(text, coding) == body  # the same bytes each time


@pytest.mark.parametrize(
    "header", [b"GZIP", b" gzip ", b"gzip,", b"identity, gzip", b"gzip, identity"]
)
def test_a_header_may_be_written_in_several_ways(header: bytes) -> None:
    assert decoded(gzip.compress(TEXT), header, MOST) == TEXT
    assert decoded(encoded(TEXT, header), header, MOST) == TEXT


@pytest.mark.parametrize("header", [b"", b"identity", b"Identity, identity"])
def test_no_coding_is_the_body_itself(header: bytes) -> None:
    assert decoded(TEXT, header, MOST) == TEXT
    assert encoded(TEXT, header) == TEXT
    assert decoded(TEXT, header, len(TEXT) - 1) is None


def test_two_codings_stand_in_the_order_they_were_applied() -> None:
    body = zstd.compress(gzip.compress(TEXT))
    assert decoded(body, b"gzip, zstd", MOST) == TEXT
    assert decoded(body, b"zstd, gzip", MOST) is None
    assert zstd.decompress(encoded(TEXT, b"gzip, zstd"))[:2] == b"\x1f\x8b"


@pytest.mark.parametrize("header", [b"compress", b"aws-chunked", b"gzip, lzma", b"gzip, br, zstd"])
def test_what_is_unknown_or_piled_up_is_nothing_of_ours(header: bytes) -> None:
    assert decoded(gzip.compress(TEXT), header, MOST) is None
    with pytest.raises(ValueError, match="no coding that is written here"):
        encoded(TEXT, header)


# Bodies that are not what they claim to be.


@given(st.sampled_from(CODINGS), st.binary())
def test_any_bytes_are_read_or_are_not(coding: bytes, body: bytes) -> None:
    text = decoded(body, coding, MOST)
    assert text is None or isinstance(text, bytes)


@given(st.sampled_from(list(CLIENTS)), st.integers(0), st.integers(0, 255), st.binary(max_size=300))
def test_a_changed_byte_is_no_error_of_ours(
    client: str, place: int, value: int, text: bytes
) -> None:
    coding, write = CLIENTS[client]
    body = bytearray(write(text * 3))
    body[place % len(body)] = value
    found = decoded(bytes(body), coding, MOST)
    assert found is None or len(found) <= MOST


@pytest.mark.parametrize(("coding", "write"), CLIENTS.values(), ids=CLIENTS)
def test_a_body_that_ends_early_is_not_read(coding: bytes, write: Callable[[bytes], bytes]) -> None:
    body = write(TEXT)
    assert [n for n in range(len(body)) if decoded(body[:n], coding, MOST) is not None] == []


@pytest.mark.parametrize(("coding", "write"), CLIENTS.values(), ids=CLIENTS)
@pytest.mark.parametrize("more", [b"\0", b"x", b"garbage" * 20_000])
def test_a_body_that_goes_on_after_its_end_is_not_read(
    coding: bytes, write: Callable[[bytes], bytes], more: bytes
) -> None:
    assert decoded(write(TEXT) + more, coding, MOST) is None


@pytest.mark.parametrize(
    ("coding", "write"), [(b"gzip", gzip.compress), (b"zstd", zstd.compress)], ids=["gzip", "zstd"]
)
def test_several_members_are_one_text(coding: bytes, write: Callable[[bytes], bytes]) -> None:
    parts = [TEXT, b"", random.Random(3).randbytes(100_000), b"end"]
    assert decoded(b"".join(map(write, parts)), coding, MOST) == b"".join(parts)
    assert decoded(write(b"x") * 1_000, coding, MOST) == b"x" * 1_000
    assert decoded(write(b"x") * 1_001, coding, MOST) is None


def test_deflate_and_brotli_have_one_member() -> None:
    assert decoded(zlib.compress(TEXT) * 2, b"deflate", MOST) is None
    assert decoded(brotli.compress(TEXT) * 2, b"br", MOST) is None


# Bodies that grow.


@pytest.mark.parametrize("coding", CODINGS)
def test_a_text_may_be_as_large_as_allowed_and_no_larger(coding: bytes) -> None:
    body = encoded(bytes(MB), coding)
    assert decoded(body, coding, MB) == bytes(MB)
    assert decoded(body, coding, MB - 1) is None


@pytest.mark.parametrize("coding", CODINGS)
def test_above_what_is_free_the_ratio_counts(coding: bytes) -> None:
    repeated = bytes(FREE + 1)  # thousands to one
    assert decoded(encoded(bytes(FREE), coding), coding, 2 * FREE) == bytes(FREE)
    assert decoded(encoded(repeated, coding), coding, 2 * FREE) is None
    assert decoded(encoded(repeated, coding), coding, 2 * FREE, ratio=MB) == repeated
    honest = random.Random(1).randbytes(FREE // 8).hex().encode() * 5
    assert decoded(encoded(honest, coding), coding, 2 * FREE) == honest


@pytest.mark.parametrize("coding", [*CODINGS, b"gzip, gzip", b"br, zstd"])
def test_a_bomb_is_dropped_before_it_grows(coding: bytes) -> None:
    bomb = encoded(bytes(100 * MB), coding)
    assert len(bomb) < MB
    tracemalloc.start()
    try:
        assert decoded(bomb, coding, 5 * MB, ratio=MB) is None
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 7 * MB


def test_what_is_held_is_little_more_than_the_text() -> None:
    text = random.Random(5).randbytes(5 * MB)
    bodies = {coding: encoded(text, coding) for coding in CODINGS}
    for coding, body in bodies.items():
        tracemalloc.start()
        try:
            assert decoded(body, coding, MOST) == text
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 1.3 * len(text), coding


def test_a_window_larger_than_http_allows_is_not_read() -> None:
    options = {zstd.CompressionParameter.window_log: 25, zstd.CompressionParameter.checksum_flag: 0}
    deflater = zstd.ZstdCompressor(options=options)
    body = deflater.compress(random.Random(2).randbytes(100_000)) + deflater.flush()
    assert decoded(body, b"zstd", MOST) is None


def test_the_limit_on_ratios_is_far_from_honest_bodies() -> None:
    line = b'{"time": "2026-11-30T12:00:%02d", "level": "INFO", "message": "request served"}\n'
    log = b"".join(line % (n % 60) for n in range(FREE // 50))
    assert len(log) > FREE
    assert len(log) / len(encoded(log, b"gzip")) < RATIO
