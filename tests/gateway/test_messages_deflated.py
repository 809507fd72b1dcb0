"""Messages that the ends have agreed to compress: read, rewritten, and still readable after."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talking import KEY, MOST, Scripted, Sides

from weft.wire.frames import TEXT, made

LONG = "the same words again and again, " * 20


def rewriting(text: bytes) -> bytes | None:
    return text.replace(b"long ", b"") if b"long " in text else None


def test_compressed_messages_are_told_and_pass_in_the_bytes_they_came_in() -> None:
    with Sides(Scripted(), deflate=True) as sides:
        up = sides.client_says(LONG, parts=[LONG, "end"])
        down = sides.upstream_says(LONG, LONG)
        assert len(up + down) < len(LONG)
        assert (sides.upstream.written, sides.client.written) == (up, down)
        assert sides.conversation.said_up == [LONG.encode(), LONG.encode() + b"end"]
        assert sides.conversation.said_down == [LONG.encode()] * 2
        assert sides.upstream.heard == sides.conversation.said_up
        assert sides.client.heard == sides.conversation.said_down


def test_after_a_rewritten_message_the_others_can_still_be_read() -> None:
    """They lean on a message that the upstream never saw, so they go out inflated."""
    with Sides(Scripted(up=rewriting), deflate=True) as sides:
        before = sides.client_says(LONG)
        assert sides.upstream.written == before
        sides.client_says("a long story", "a long tale", LONG)
        assert sides.upstream.heard == [LONG.encode(), b"a story", b"a tale", LONG.encode()]
        assert sides.upstream.written.endswith(made(LONG.encode(), key=KEY))


def test_where_messages_stand_alone_the_others_pass_as_they_are() -> None:
    with Sides(Scripted(up=rewriting), deflate=True, alone=True) as sides:
        sides.client_says("a long story")
        behind = sides.client_says(LONG)
        assert sides.upstream.written.endswith(behind)
        assert sides.upstream.heard == [b"a story", LONG.encode()]


def test_a_message_that_came_as_it_is_leaves_the_window_alone() -> None:
    with Sides(Scripted(up=rewriting), deflate=True) as sides:
        sides.client_says(LONG)
        sides.put(sides.client, made(b"a long story", key=KEY))
        behind = sides.client_says(LONG)
        assert sides.upstream.written.endswith(behind)
        assert sides.upstream.heard == [LONG.encode(), b"a story", LONG.encode()]


def test_what_is_held_back_is_missed_by_what_follows() -> None:
    hold = Scripted(down=lambda text: [] if text == LONG.encode() else None)
    with Sides(hold, deflate=True) as sides:
        sides.upstream_says(LONG, LONG + "end")
        assert sides.client.heard == [LONG.encode() + b"end"]


def test_a_message_that_inflates_to_more_than_allowed_passes() -> None:
    with Sides(Scripted(up=rewriting), deflate=True) as sides:
        large = sides.client_says("long " * MOST)
        assert len(large) < MOST
        assert sides.upstream.written == large
        sides.client_says("a long story", "long " * MOST, "after", parts=["long " * MOST, "x"])
        assert sides.upstream.heard == [
            b"long " * MOST,
            b"a story",
            b"long " * MOST,
            b"after",
            b"long " * MOST + b"x",
        ]
        assert sides.conversation.said_up == [b"a long story", b"after"]


def test_binary_messages_keep_the_window_too() -> None:
    with Sides(Scripted(up=rewriting), deflate=True) as sides:
        for text in (LONG, "a long story", LONG):
            sides.client.speech.send_binary(text.encode())
            sides.client.speech.send_text(text.encode())
            sides.put(sides.client, b"".join(sides.client.speech.data_to_send()))
        assert sides.upstream.heard == [
            *(LONG.encode(), LONG.encode()),
            *(b"a long story", b"a story"),
            *(LONG.encode(), LONG.encode()),
        ]


def damaged() -> bytes:
    return bytes((0xC0 | TEXT,)) + made(b"\xff\xff\xff\xff", key=KEY)[1:]


def test_what_cannot_be_inflated_passes_and_so_does_all_that_follows() -> None:
    with Sides(Scripted(up=rewriting), deflate=True) as sides:
        sides.client_says("before")
        written = sides.upstream.written
        behind = made(b"a long story", key=KEY)
        sides.put(sides.client, damaged() + behind)
        assert sides.upstream.written == written + damaged() + behind
        assert sides.conversation.said_up == [b"before"]


def test_what_can_neither_be_inflated_nor_passed_on_is_the_end() -> None:
    with Sides(Scripted(up=rewriting), deflate=True) as sides:
        sides.client_says("a long story")
        sides.put(sides.client, damaged())
        assert sides.task.done()
        assert sides.client.tunnel.aborted
        assert sides.upstream.tunnel.aborted


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["keep", "told", "drop"]),
            st.text(max_size=20),
            st.integers(1, 90),
            st.integers(1, 3),
        ),
        max_size=8,
    ),
    st.booleans(),
    st.integers(1, 500),
)
def test_whatever_is_rewritten_each_end_hears_what_it_should(
    said: list[tuple[str, str, int, int]], alone: bool, step: int
) -> None:
    def down(message: bytes) -> list[bytes] | None:
        return {b"k": None, b"t": [b"new", b"two"], b"d": []}[message[:1]]

    with Sides(Scripted(down=down), deflate=True, alone=alone) as sides:
        expected: list[bytes] = []
        for what, text, times, parts in said:
            message = what + text * times
            size = len(message) // parts + 1
            cut = [message[at : at + size] for at in range(0, len(message), size)]
            for number, part in enumerate(cut):
                speech = sides.upstream.speech
                say = speech.send_continuation if number else speech.send_text
                say(part.encode(), fin=number == len(cut) - 1)
            whole = message.encode()
            kept = what == "keep" or len(whole) > MOST  # what is too large passes
            expected += [whole] if kept else {"told": [b"new", b"two"], "drop": []}[what]
        data = b"".join(sides.upstream.speech.data_to_send())
        for at in range(0, len(data), step):
            sides.put(sides.upstream, data[at : at + step])
        assert sides.client.heard == expected


@pytest.mark.parametrize("size", [1, 2, 7])
def test_a_compressed_message_byte_by_byte(size: int) -> None:
    with Sides(Scripted(up=rewriting), deflate=True) as sides:
        sides.client.speech.send_text(b"a long story")
        data = b"".join(sides.client.speech.data_to_send())
        for at in range(0, len(data), size):
            sides.put(sides.client, data[at : at + size])
        assert sides.upstream.heard == [b"a story"]
