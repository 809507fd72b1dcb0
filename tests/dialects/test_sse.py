"""Events are cut from a stream alike at any split, and not a byte of it is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openai._streaming import SSEDecoder

from weft.dialects.sse import Event, Events


def told(*pieces: bytes) -> list[tuple[bytes, bytes]]:
    """Name and data of each event that a client is told of."""
    events = Events()
    return [
        (event.name, event.data)
        for piece in pieces
        for event in events.feed(piece)
        if not event.silent
    ]


def each_byte(stream: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in stream]


def test_an_event_has_a_name_and_data() -> None:
    (event,) = Events().feed(b'event: ping\ndata: {"a":1}\n\n')
    assert event == Event(b'event: ping\ndata: {"a":1}\n\n', b"ping", b'{"a":1}')


def test_a_name_may_be_missing_and_the_space_after_the_colon_too() -> None:
    assert told(b"data:x\n\ndata:  y\n\nevent:e\ndata\n\n") == [
        (b"", b"x"),
        (b"", b" y"),
        (b"e", b""),
    ]


@pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
def test_line_ends_of_any_kind_end_an_event(eol: bytes) -> None:
    stream = b"event: a|data: 1||:note|id: 7|data: 2|data: 3|retry: 9||".replace(b"|", eol)
    assert told(stream) == told(*each_byte(stream)) == [(b"a", b"1"), (b"", b"2\n3")]


def test_what_a_lone_cr_ends_is_held_until_it_cannot_be_half_a_crlf() -> None:
    events = Events()
    assert events.feed(b"data: 1\r\r") == []
    assert events.rest == b"data: 1\r\r"
    (event,) = events.feed(b"data: 2\r\r")
    assert event.data == b"1"
    (event,) = events.end()
    assert (event.data, events.rest) == (b"2", b"")


def test_a_crlf_that_comes_in_two_pieces_is_one_end() -> None:
    assert told(b"data: 1\r", b"\ndata: 2\r\n\r", b"\ndata: 3\n\r", b"\n") == [
        (b"", b"1\n2"),
        (b"", b"3"),
    ]


def test_ends_may_be_mixed() -> None:
    assert told(b"data: 1\r\n\ndata: 2\n\rdata: 3\r\r\ndata: 4\n\r\n") == [
        (b"", b"1"),
        (b"", b"2"),
        (b"", b"3"),
        (b"", b"4"),
    ]


def test_an_event_that_says_nothing_is_silent_and_keeps_its_bytes() -> None:
    silent = [b":ping\n\n", b"id: 3\n\n", b"event: x\n\n", b"\n", b"\n"]
    events = Events().feed(b"".join(silent))
    assert [event.raw for event in events] == silent
    assert all(event.silent for event in events)


def test_a_bom_stands_before_the_first_event_only() -> None:
    bom = b"\xef\xbb\xbf"
    stream = bom + b"data: 1\n\n" + bom + b"data: 2\n\n"
    assert told(stream) == told(*each_byte(stream)) == [(b"", b"1")]


# S3 to S9 of the list that this is held against: emoji in two pieces, a single line end, pings,
# [DONE] with more behind it, many events in a piece, a split in a name, arbitrary bytes.


def test_s3_an_emoji_may_be_cut_in_two() -> None:
    stream = 'data: {"text":"🧵"}\n\n'.encode()
    for at in range(len(stream)):
        assert told(stream[:at], stream[at:]) == [(b"", '{"text":"🧵"}'.encode())]


def test_s4_a_single_line_end_ends_no_event() -> None:
    events = Events()
    assert events.feed(b"data: x\n") == []
    assert events.rest == b"data: x\n"


def test_s5_pings_in_comments_are_passed_over() -> None:
    assert told(b": ping\n\ndata: x\n\n: ping - 12:00\r\n\r\n") == [(b"", b"x")]


def test_s6_done_is_data_and_what_follows_is_kept() -> None:
    events = Events()
    (event,) = events.feed(b"data: [DONE]\n\nand more")
    assert (event.data, events.rest) == (b"[DONE]", b"and more")


def test_s7_many_events_may_come_in_one_piece() -> None:
    stream = b"".join(b"data: %d\n\n" % number for number in range(500))
    assert told(stream) == [(b"", b"%d" % number) for number in range(500)]


def test_s8_a_piece_may_end_inside_a_name() -> None:
    assert told(b"event: content_bl", b"ock_start\ndata: 1\n\n") == [(b"content_block_start", b"1")]


_WORDS = st.sampled_from(
    [
        b"\r",
        b"\n",
        b"\r\n",
        b"\n\n",
        b"data: x",
        b"event: y",
        b":c",
        b"\xef\xbb\xbf",
        b"data",
        b"\xf0",
    ]
)
_STREAMS = st.lists(_WORDS | st.binary(max_size=3), max_size=16).map(b"".join)


def run(pieces: list[bytes], max_held: int = 1_000) -> tuple[list[Event], bytes, bool]:
    events = Events(max_held)
    found = [event for piece in pieces for event in events.feed(piece)]
    assert b"".join(event.raw for event in found) + events.rest == b"".join(pieces)
    return found, events.rest, events.lost


def pieces_of(stream: bytes, cuts: list[int]) -> list[bytes]:
    at = sorted({min(cut, len(stream)) for cut in cuts} | {0, len(stream)})
    return [stream[start:end] for start, end in pairwise(at)]


@given(_STREAMS, st.lists(st.integers(0, 60), max_size=6))
@example(b"\xef\xbb\xbf\n\ndata: x\n\n", [1, 3, 4])
@example(b"data: x\n\n\n:c\n\n", [9])
def test_s9_any_bytes_are_cut_alike_at_any_split(stream: bytes, cuts: list[int]) -> None:
    whole = run([stream])
    assert run(pieces_of(stream, cuts)) == whole
    assert run(each_byte(stream)) == whole


_LINES = st.sampled_from(["data: x", "data:é", "data", "event: y", "event:", ":c", "other: z", ""])
_ENDS = st.sampled_from(["\n", "\r", "\r\n"])


@given(st.lists(st.tuples(_LINES, _ENDS), max_size=12), st.lists(st.integers(0, 60), max_size=6))
def test_a_client_finds_the_same_events(lines: list[tuple[str, str]], cuts: list[int]) -> None:
    stream = "".join(line + end for line, end in lines).encode() + b"\n\n"
    found, _, _ = run(pieces_of(stream, cuts))
    theirs = SSEDecoder().iter_bytes(iter(pieces_of(stream, cuts)))
    # Of events without data clients make different things, so only the others are compared.
    assert [(event.name.decode(), event.data.decode()) for event in found if event.data] == [
        (event.event or "", event.data) for event in theirs if event.data
    ]


@given(_STREAMS, st.lists(st.integers(0, 60), max_size=6), st.integers(1, 12))
def test_too_long_is_too_long_at_any_split(stream: bytes, cuts: list[int], limit: int) -> None:
    def understood(pieces: list[bytes]) -> tuple[list[Event], bool]:
        found, _, lost = run(pieces, limit)
        return [event for event in found if not event.silent], lost

    whole = understood([stream])
    assert understood(pieces_of(stream, cuts)) == whole
    assert understood(each_byte(stream)) == whole


@given(_STREAMS)
def test_at_the_end_only_a_cr_can_end_an_event(stream: bytes) -> None:
    ended, more = Events(), Events()
    ended.feed(stream)
    more.feed(stream)
    rest = ended.rest
    last = ended.end()
    assert b"".join(event.raw for event in last) + ended.rest == rest
    # Another byte tells the same: what ends an event is never that byte.
    assert last == more.feed(b"x")


def test_a_line_that_never_ends_is_given_up_visibly() -> None:
    events = Events(max_held=10)
    assert [event.data for event in events.feed(b"data: 1\n\n")] == [b"1"]
    assert not events.lost
    (passed,) = events.feed(b"data: 123456")
    assert (passed, events.lost) == (Event(b"data: 123456", silent=True), True)
    assert events.feed(b"\n\ndata: 2\n\n") == [Event(b"\n\ndata: 2\n\n", silent=True)]
    assert (events.rest, events.end()) == (b"", [])


@pytest.mark.parametrize("line", [b"x", b"data: x\n", b"\r", b"x\r\n"])
def test_bytes_that_come_one_at_a_time_are_looked_at_once(line: bytes) -> None:
    stream = (line * 200_000)[:200_000]  # takes hours if what is held is read again each time
    found, rest, lost = run(each_byte(stream), len(stream))
    assert not lost
    assert len(found) in (0, len(stream) - 1)
    assert len(rest) in (len(stream), 1)
