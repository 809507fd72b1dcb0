"""A text comes back exactly, a part of it is exactly that slice, and damage never passes."""

from __future__ import annotations

import struct
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.recall.folio import PLAIN_BYTES, Folio, pack, unpack
from weft.recall.store import StoreDamaged

ANY_CHAR = st.characters()  # lone surrogates, line separators and zero bytes included
TEXT = st.text(ANY_CHAR)
# Long enough for several frames, and with line ends in places that hurt.
LONG = st.builds(
    lambda pieces: "".join(text * times for text, times in pieces),
    st.lists(
        st.tuples(st.text(ANY_CHAR | st.just("\n"), max_size=40), st.integers(1, 4000)), max_size=4
    ),
)
NUMBER = st.integers(-2, 200_000)


def folio(data: bytes) -> Folio:
    return Folio(lambda offset, length: data[offset : offset + length], len(data))


def lines_of(text: str) -> list[str]:
    """Every line with its end; only a line feed ends a line."""
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def outcomes(data: bytes) -> list[str]:
    """What can be read of these bytes, by every way of reading."""
    found = folio(data)
    return [found.text(), found.lines(2, 3), found.chars(5, 9), "".join(found.iter_lines())]


def test_a_log_is_kept_small_and_read_by_lines() -> None:
    text = "".join(f"2026-01-01 12:00:00 INFO request {n} handled\n" for n in range(50_000))
    found = folio(pack(text))
    assert found.lines(40_000, 40_001).splitlines() == [
        "2026-01-01 12:00:00 INFO request 39999 handled",
        "2026-01-01 12:00:00 INFO request 40000 handled",
    ]
    assert found.line_count == 50_000
    assert found.char_count == found.byte_count == len(text)
    assert found.stored_bytes < len(text) / 5


def test_a_part_is_read_without_fetching_the_rest() -> None:
    text = "".join(f"{n} {n * 7919 % 10007}\n" for n in range(500_000))
    data = pack(text)
    fetched: list[int] = []

    def fetch(offset: int, length: int) -> bytes:
        fetched.append(length)
        return data[offset : offset + length]

    found = Folio(fetch, len(data))
    assert found.lines(250_001, 250_001) == f"250000 {250_000 * 7919 % 10007}\n"
    assert sum(fetched) < len(data) / 20


@given(LONG | TEXT)
def test_any_text_comes_back(text: str) -> None:
    data = pack(text)
    found = folio(data)
    assert found.text() == unpack(data) == text
    assert found.char_count == len(text)
    assert found.byte_count == len(text.encode("utf-8", "surrogatepass"))
    assert found.line_count == len(lines_of(text))
    assert list(found.iter_lines()) == lines_of(text)


@given(LONG | TEXT, NUMBER, NUMBER)
def test_a_range_is_a_slice(text: str, first: int, last: int) -> None:
    found = folio(pack(text))
    begin = max(first - 1, 0)
    assert found.chars(first, last) == text[begin : max(last, 0)]
    assert found.lines(first, last) == "".join(lines_of(text)[begin : max(last, 0)])


@pytest.mark.parametrize("unit", ["a\n", "é\n", "😀", "\ud83d\n\ude00", "x" * 70_000 + "\n", "\n"])
def test_ranges_at_the_edges_of_frames(unit: str) -> None:
    text = unit * (300_000 // len(unit)) + "end"
    found = folio(pack(text))
    lines = lines_of(text)
    for number in {1, 2, len(lines) // 2, 32_768, 32_769, len(lines) - 1, len(lines)}:
        assert found.lines(number, number + 1) == "".join(lines[number - 1 : number + 1])
    for number in range(1, len(text), 16_384):
        assert found.chars(number, number + 5) == text[number - 1 : number + 5]


@given(st.text(ANY_CHAR, max_size=PLAIN_BYTES))
def test_tiny_texts_have_tiny_overhead(text: str) -> None:
    raw = len(text.encode("utf-8", "surrogatepass"))
    assert len(pack(text)) <= raw + (5 if raw <= PLAIN_BYTES else 48)


def test_what_cannot_be_shortened_hardly_grows() -> None:
    text = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(100_000))
    assert len(pack(text)) < len(text.encode()) * 1.01


@given(TEXT | LONG, st.data())
def test_flipped_bits_are_refused_or_harmless(text: str, data: st.DataObject) -> None:
    kept = bytearray(pack(text))
    truth = outcomes(bytes(kept))
    for _ in range(data.draw(st.integers(1, 4))):
        kept[data.draw(st.integers(0, len(kept) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        assert outcomes(bytes(kept)) == truth
    except StoreDamaged:
        return


@given(LONG | TEXT, st.data())
def test_a_truncated_text_is_refused(text: str, data: st.DataObject) -> None:
    kept = pack(text)
    with pytest.raises(StoreDamaged):
        outcomes(kept[: data.draw(st.integers(0, len(kept) - 1))])


@given(TEXT, st.binary(min_size=1))
def test_a_tail_that_does_not_belong_is_refused(text: str, tail: bytes) -> None:
    with pytest.raises(StoreDamaged):
        outcomes(pack(text) + tail)


@given(st.binary() | st.binary().map(lambda tail: b"\xfdwf\x01" + tail))
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(StoreDamaged):
        outcomes(data)


def forged(rows: list[tuple[int, int, int, int]], lines: int, body: bytes) -> bytes:
    """A text whose table lies, with checksums that are right."""
    table = b"".join(struct.pack("<IIII", *row) for row in rows)
    head = struct.pack("<4sIII", b"\xfdwf\x01", len(rows), lines, 0)
    checksum = struct.pack("<I", crc32(table, crc32(head)))
    return head[:-4] + checksum + table + body


@given(
    st.lists(st.tuples(*[st.integers(0, 2**32 - 1) | st.integers(0, 70_000)] * 4), max_size=3),
    st.integers(0, 2**32 - 1),
    st.binary(max_size=64),
)
def test_a_lying_table_is_refused(
    rows: list[tuple[int, int, int, int]], lines: int, body: bytes
) -> None:
    with pytest.raises(StoreDamaged):
        outcomes(forged(rows, lines, body))


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    # 64 KiB of text in a frame of some bytes, repeated by a table that claims a gigabyte.
    bomb = pack("\n" * 65_536)
    frame = bomb[32:]
    rows = [(len(frame), 65_536, 65_536, 65_536)] * 16_384
    with pytest.raises(StoreDamaged, match="larger than any text"):
        folio(forged(rows, 2**30, frame * len(rows)))


def test_a_frame_that_grows_past_its_row_is_refused() -> None:
    frame = pack("\n" * 65_536)[32:]
    with pytest.raises(StoreDamaged, match="another size"):
        folio(forged([(len(frame), 10, 10, 10)], 10, frame)).text()


def test_a_short_fetch_is_refused() -> None:
    data = pack("line\n" * 100_000)
    with pytest.raises(StoreDamaged):
        Folio(lambda offset, length: data[offset : offset + length // 2], len(data)).text()


def test_the_text_must_be_the_one_that_was_looked_for() -> None:
    data = pack("something else")
    found = Folio(lambda offset, length: data[offset : offset + length], len(data), lambda _: False)
    with pytest.raises(StoreDamaged, match="its name"):
        found.text()
