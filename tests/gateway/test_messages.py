"""Messages of a WebSocket as a dialogue: what is told, what goes on, and in which bytes."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talking import KEY, MOST, Scripted, Sides
from websockets.frames import CloseCode, Opcode

from weft.gateway.messages import SocketClosed
from weft.wire.fault import UpstreamBroken
from weft.wire.frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, FrameReader, made


def test_messages_are_told_and_go_on_in_the_bytes_they_came_in() -> None:
    with Sides(Scripted()) as sides:
        up = sides.client_says('{"type":"response.create"}', "two")
        down = sides.upstream_says('{"type":"response.created"}')
        assert sides.conversation.said_up == [b'{"type":"response.create"}', b"two"]
        assert sides.conversation.said_down == [b'{"type":"response.created"}']
        assert (sides.upstream.written, sides.client.written) == (up, down)


def test_a_rewritten_message_is_one_frame_with_a_new_mask() -> None:
    rewriting = Scripted(up=lambda text: text.replace(b"long ", b""))
    with Sides(rewriting) as sides:
        sides.client_says(parts=["a long ", "long ", "story"])
        assert sides.upstream.heard == [b"a story"]
        assert sides.upstream.written == made(b"a story", key=KEY)


def test_the_very_message_given_back_is_left_as_it_came() -> None:
    with Sides(Scripted(up=lambda text: text, down=lambda text: [text])) as sides:
        assert sides.client_says(parts=["a", "b"]) == sides.upstream.written
        assert sides.upstream_says(parts=["c", "d"]) == sides.client.written


def test_the_upstreams_messages_can_be_held_back_replaced_and_multiplied() -> None:
    told = {b"hold": [], b"two": [b"one", b"two"], b"new": [b"other"], b"same": None}
    with Sides(Scripted(down=told.__getitem__)) as sides:
        sides.upstream_says("same", "hold", "two", "new")
        assert sides.client.heard == [b"same", b"one", b"two", b"other"]


def test_a_hidden_turn() -> None:
    """A call is held back, its answer goes up unseen, and the client hears what comes of it."""

    def down(message: bytes) -> list[bytes] | None:
        if message == b"call":
            conversation.send_upstream(b"answer to the call")
            return []
        return None

    conversation = Scripted(down=down)
    with Sides(conversation) as sides:
        sides.client_says("question")
        sides.upstream_says("call")
        assert sides.upstream.heard == [b"question", b"answer to the call"]
        sides.upstream_says("words")
        assert sides.client.heard == [b"words"]
        assert conversation.said_up == [b"question"]  # what we say is not told back


def test_while_a_message_is_thought_about_those_behind_it_wait_and_the_other_way_flows() -> None:
    thought = asyncio.Event()

    async def up(message: bytes) -> bytes | None:
        if message == b"slow":
            await thought.wait()
            return b"quick"
        return None

    with Sides(Scripted(up=up)) as sides:
        sides.client_says("slow", "next")
        sides.upstream_says("meanwhile")
        assert (sides.upstream.heard, sides.client.heard) == ([], [b"meanwhile"])
        thought.set()
        sides.settle()
        assert sides.upstream.heard == [b"quick", b"next"]


def test_each_way_goes_at_the_pace_of_its_slower_side() -> None:
    with Sides(Scripted()) as sides:
        sides.upstream.tunnel.room.clear()
        first, second = sides.client_says("first"), sides.client_says("second")
        sides.upstream_says("meanwhile")
        assert sides.upstream.written == first
        assert sides.client.tunnel.source.pieces == [second]  # not even read
        assert sides.client.heard == [b"meanwhile"]
        sides.upstream.tunnel.room.set()
        sides.settle()
        assert sides.upstream.written == first + second


def test_an_upstream_that_takes_nothing_does_not_hold_up_what_it_says() -> None:
    """What we say to it is not waited for: it may be waiting for us to listen."""

    def down(message: bytes) -> None:
        sides.conversation.send_upstream(b"about " + message)

    with Sides(Scripted(down=down)) as sides:
        sides.upstream.tunnel.room.clear()
        sides.upstream_says("one", "two")
        assert sides.client.heard == [b"one", b"two"]
        assert sides.upstream.heard == [b"about one"]
        sides.upstream.tunnel.room.set()
        sides.settle()
        assert sides.upstream.heard == [b"about one", b"about two"]


def test_a_ping_between_fragments_does_not_wait_for_the_rest() -> None:
    with Sides(Scripted()) as sides:
        sides.client.speech.send_text(b"first ", fin=False)
        sides.client.speech.send_ping(b"there?")
        sides.put(sides.client, b"".join(sides.client.speech.data_to_send()))
        assert sides.upstream.controls == [(Opcode.PING, b"there?")]
        sides.client.speech.send_continuation(b"second", fin=True)
        sides.put(sides.client, b"".join(sides.client.speech.data_to_send()))
        assert sides.upstream.heard == [b"first second"]
        assert [frame.fin for frame in sides.upstream.frames] == [True, False, True]


def test_binary_messages_are_nobodys_business() -> None:
    with Sides(Scripted(up=lambda _: b"never")) as sides:
        sides.client.speech.send_binary(b"\x00\xff")
        raw = b"".join(sides.client.speech.data_to_send())
        sides.put(sides.client, raw)
        assert sides.upstream.written == raw
        assert sides.conversation.said_up == []


# Messages that are too large to be gathered.


def test_a_message_of_just_the_size_is_told() -> None:
    with Sides(Scripted(up=lambda _: b"told")) as sides:
        sides.client_says("x" * MOST)
        assert sides.upstream.heard == [b"told"]


def test_a_larger_one_passes_as_it_comes() -> None:
    with Sides(Scripted(up=lambda _: b"told")) as sides:
        frame = made(b"x" * (MOST + 1), key=KEY)
        sides.put(sides.client, frame[:100])
        assert sides.upstream.written == frame[:100]  # its head has said how large it is
        sides.put(sides.client, frame[100:])
        assert sides.upstream.written == frame
        sides.client_says("small")
        assert sides.upstream.heard[1:] == [b"told"]


def test_one_that_grows_too_large_in_fragments_passes_with_all_that_came() -> None:
    with Sides(Scripted(up=lambda _: b"told")) as sides:
        sent = b""
        for number in range(5):
            opcode = CONTINUATION if number else TEXT
            frame = made(b"x" * (MOST // 3), opcode, key=KEY, final=number == 4)
            sides.put(sides.client, frame)
            sent += frame
            assert sides.upstream.written == (sent if number >= 3 else b"")
        sides.client_says("small")
        assert sides.upstream.heard[1:] == [b"told"]


def test_fragments_of_nothing_do_not_pile_up() -> None:
    with Sides(Scripted()) as sides:
        sides.put(sides.client, made(b"", TEXT, key=KEY, final=False))
        sides.put(sides.client, made(b"", CONTINUATION, key=KEY, final=False) * 20_000)
        assert len(sides.upstream.written) == 20_001 * 6


def test_what_we_say_does_not_go_into_the_middle_of_a_message_that_passes() -> None:
    with Sides(Scripted()) as sides:
        sides.put(sides.client, made(b"\x01", BINARY, key=KEY, final=False))
        sides.conversation.send_upstream(b"ours")
        sides.settle()
        sides.put(sides.client, made(b"\x02", CONTINUATION, key=KEY))
        assert sides.upstream.heard == [b"\x01\x02", b"ours"]


# Ends.


def test_a_close_passes_both_ways_and_nothing_of_ours_behind_it() -> None:
    with Sides(Scripted()) as sides:
        sides.client.speech.send_close(CloseCode.GOING_AWAY, "bye")
        raw = b"".join(sides.client.speech.data_to_send())
        sides.put(sides.client, raw)
        assert sides.upstream.written == raw
        with pytest.raises(SocketClosed):
            sides.conversation.send_upstream(b"too late")
        sides.put(sides.upstream, made(b"\x03\xe9bye", CLOSE), end=True)
        assert sides.client.controls == [(Opcode.CLOSE, b"\x03\xe9bye")]
        sides.put(sides.client, end=True)
        assert sides.client.tunnel.ended
        assert sides.upstream.tunnel.ended
        assert sides.task.done()


@pytest.mark.parametrize("close", [b"", made(b"\x03\xe8", CLOSE)])
def test_what_was_held_back_is_said_before_the_end(close: bytes) -> None:
    with Sides(Scripted(down=lambda _: [], last=lambda: [b"held"])) as sides:
        sides.upstream_says("held")
        assert sides.client.heard == []
        sides.put(sides.upstream, close, end=True)
        assert sides.client.written == made(b"held") + close
        assert sides.client.tunnel.ended
        assert sides.conversation.endings == 1
        assert not sides.task.done()  # the client may go on


def test_a_message_that_never_ended_passes_at_the_end() -> None:
    with Sides(Scripted()) as sides:
        half = made(b"begun", TEXT, key=KEY, final=False) + made(b"x" * 50, key=KEY)[:20]
        sides.put(sides.client, half, end=True)
        assert sides.upstream.written == half
        assert sides.upstream.tunnel.ended
        assert sides.conversation.said_up == []


def test_where_one_side_breaks_both_are_torn_down() -> None:
    with Sides(Scripted()) as sides:
        sides.client.tunnel.source.put(fault=UpstreamBroken("reset"))
        sides.settle()
        assert sides.client.tunnel.aborted
        assert sides.upstream.tunnel.aborted
        assert sides.task.done()


# What goes wrong in the conversation itself.


def test_a_conversation_that_raises_is_told_so_and_its_message_goes_on() -> None:
    def bad(message: bytes) -> None:
        raise ZeroDivisionError(message.decode())

    with Sides(Scripted(up=bad, down=bad, last=lambda: bad(b"last"))) as sides:
        up = sides.client_says(parts=["o", "ne"])
        down = sides.upstream_says("two")
        assert (sides.upstream.written, sides.client.written) == (up, down)
        sides.put(sides.upstream, end=True)
        assert [str(each) for each in sides.conversation.failures] == ["one", "two", "last"]
        assert sides.client.tunnel.ended


def test_one_that_cannot_begin_is_told_messages_all_the_same() -> None:
    class Broken(Scripted):
        def opened(self, send_upstream: object) -> None:
            raise ZeroDivisionError

    with Sides(Broken()) as sides:
        assert sides.client_says("one") == sides.upstream.written
        assert [type(each) for each in sides.conversation.failures] == [ZeroDivisionError]


# What breaks the protocol is for the ends to judge.


@pytest.mark.parametrize(
    "broken",
    [
        made(b"not masked"),
        made(b"reserved", 0x3, key=KEY),
        made(b"reserved", 0xB, key=KEY),
        made(b"nothing to continue", CONTINUATION, key=KEY),
        made(b"one", key=KEY, final=False) + made(b"two", key=KEY),
        made(bytes(126), PING, key=KEY),
        made(b"in parts", PING, key=KEY, final=False),
        bytes((0xC1,)) + made(b"compressed?", key=KEY)[1:],
        b"GET / HTTP/1.1\r\n\r\n",
    ],
)
def test_from_a_breach_on_bytes_pass(broken: bytes) -> None:
    with Sides(Scripted(up=lambda _: b"rewritten")) as sides:
        behind = made(b"behind it", key=KEY) + b"\x81"
        sides.put(sides.client, made(b"before", key=KEY) + broken + behind)
        sides.put(sides.client, b"more")
        rewritten = made(b"rewritten", key=KEY)
        assert sides.upstream.written == rewritten + broken + behind + b"more"
        assert sides.conversation.said_up == [b"before"]


def test_text_that_is_no_text_is_told_all_the_same() -> None:
    with Sides(Scripted()) as sides:
        raw = made(b"\xff\xfe", key=KEY)
        sides.put(sides.client, raw)
        assert sides.upstream.written == raw
        assert sides.conversation.said_up == [b"\xff\xfe"]


frames = st.lists(
    st.tuples(
        st.sampled_from([CONTINUATION, TEXT, BINARY, PING, PONG, CLOSE, 0x3]),
        st.binary(max_size=30),
        st.booleans(),
        st.sampled_from([KEY, KEY, KEY, b""]),
    ),
    max_size=8,
)


def parted(data: bytes) -> tuple[list[bytes], list[bytes]]:
    """Pings and pongs, and all the rest."""
    reader = FrameReader()
    pieces = list(reader.feed(data))
    pings = [each.raw for each in pieces if each.frame.opcode in (PING, PONG)]
    rest = [each.raw for each in pieces if each.frame.opcode not in (PING, PONG)]
    return pings, [*rest, reader.rest]


@given(frames, st.lists(st.integers(1, 40), min_size=1, max_size=20), st.integers(0, 60))
def test_untouched_every_byte_passes_in_its_order(
    said: list[tuple[int, bytes, bool, bytes]], sizes: list[int], most: int
) -> None:
    """Only pings and pongs may overtake a message that is still gathered."""
    data = b"".join(made(body, code, key=key, final=final) for code, body, final, key in said)
    with Sides(Scripted(), most=most) as sides:
        at = 0
        for size in sizes:
            sides.put(sides.client, data[at : at + size])
            at += size
        sides.put(sides.client, data[at:], end=True)
        assert parted(sides.upstream.written) == parted(data)
        assert sides.upstream.tunnel.ended


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_any_bytes_at_all_pass(parts: list[bytes]) -> None:
    with Sides(Scripted()) as sides:
        for part in parts:
            sides.put(sides.client, part)
        sides.put(sides.client, end=True)
        written, sent = sides.upstream.written, b"".join(parts)
        assert sorted(written) == sorted(sent)
