"""Streams of several turns made one: what the client sees, at any split of what arrives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recall_scripts import ASK, HASH, STREAMS, THEIRS, Said

from weft.dialects.recalling.joining import joiner
from weft.dialects.shape import DIALECTS

if TYPE_CHECKING:
    from weft.dialects.recalling.turn import Joiner, Turn

NAMES = tuple(STREAMS)
LOOK, FOUND = ("text", "Let me look."), ("text", "Line 7 is wrong.")
THINK = ("thinking", "What is in it? ☃", "c2lnbmF0dXJl")
AGAIN = ("call", "toolu_again", "weft_retrieve", json.dumps({"hash": HASH}))
every = pytest.mark.parametrize("name", NAMES)


def joining(name: str) -> Joiner:
    found = joiner(DIALECTS[name], b"text/event-stream; charset=utf-8")
    assert found is not None
    return found


def through(name: str, *turns: bytes, size: int = 0) -> tuple[bytes, list[Turn]]:
    """All turns, in pieces of this size, as the gateway would feed them."""
    join, given, over = joining(name), [], []
    for stream in turns:
        step = size or len(stream) or 1
        given += [join.feed(stream[at : at + step]) for at in range(0, len(stream), step)]
        over.append(join.over())
    given.append(join.finish())
    return b"".join(given), over


def events(stream: bytes) -> list[Any]:
    """What stands in a stream, as JSON."""
    datas = [
        line.removeprefix("data: ").removesuffix("\r")
        for line in stream.decode().split("\n")
        if line.startswith("data: ")
    ]
    return [json.loads(data) if data != "[DONE]" else data for data in datas]


@every
@pytest.mark.parametrize("said", [[LOOK], [THINK, LOOK, THEIRS], [THEIRS]])
def test_a_stream_without_our_call_passes_byte_for_byte(name: str, said: list[Said]) -> None:
    stream = STREAMS[name](said)
    given, (turn,) = through(name, stream)
    assert given == stream
    assert not turn.asked
    assert not turn.hidden


@every
def test_what_comes_before_our_call_goes_out_as_it_arrives(name: str) -> None:
    stream = STREAMS[name]([THINK, LOOK, ASK])
    before = stream[: stream.index(b"toolu_ours")]
    whole_events = before[: before.rindex(b"data: ")]
    if name in ("anthropic", "responses"):
        whole_events = whole_events[: whole_events.rindex(b"event: ")]
    assert joining(name).feed(before) == whole_events


@every
def test_the_end_of_a_hidden_turn_is_held_back(name: str) -> None:
    join = joining(name)
    given = join.feed(STREAMS[name]([LOOK, ASK]))
    assert b"weft_retrieve" not in given
    for end in (b"message_stop", b"[DONE]", b"response.completed", b"STOP"):
        assert end not in given
    turn = join.over()
    assert turn.hidden
    (call,) = turn.asked
    assert call.id == "toolu_ours"
    assert json.loads(call.arguments) == {"hash": HASH, "lines": "1-9"}


@every
@given(size=st.integers(1, 400))
def test_any_split_gives_the_client_the_same(name: str, size: int) -> None:
    turns = [
        STREAMS[name]([THINK, LOOK, ASK]),
        STREAMS[name]([AGAIN], "second"),
        STREAMS[name]([THINK, FOUND, THEIRS], "third"),
    ]
    assert through(name, *turns, size=size) == through(name, *turns)


def test_anthropic_is_one_message() -> None:
    given, _ = through(
        "anthropic",
        STREAMS["anthropic"]([THINK, LOOK, ASK], out=10),
        STREAMS["anthropic"]([THINK, FOUND], "msg_2", out=5),
    )
    seen = events(given)
    kinds = [event["type"] for event in seen]
    assert kinds.count("message_start") == kinds.count("message_stop") == 1
    assert kinds[-2:] == ["message_delta", "message_stop"]
    assert [e["index"] for e in seen if e["type"] == "content_block_start"] == [0, 1, 2, 3]
    assert [e["index"] for e in seen if e["type"] == "content_block_stop"] == [0, 1, 2, 3]
    delta = seen[-2]
    assert delta["delta"]["stop_reason"] == "end_turn"
    assert delta["usage"] == {
        "input_tokens": 200,
        "cache_read_input_tokens": 2000,
        "output_tokens": 15,
        "cache_creation_input_tokens": 14,
    }


def test_chat_is_one_completion() -> None:
    given, _ = through(
        "openai",
        STREAMS["openai"]([LOOK, ASK]),
        STREAMS["openai"]([FOUND, THEIRS], "chatcmpl-22", out=5),
    )
    seen = events(given)
    assert seen[-1] == "[DONE]"
    chunks = seen[:-1]
    assert {chunk["id"] for chunk in chunks} == {"chatcmpl-1"}
    assert {chunk["created"] for chunk in chunks} == {len("chatcmpl-1")}
    deltas = [choice["delta"] for chunk in chunks for choice in chunk["choices"]]
    assert [delta["role"] for delta in deltas if "role" in delta] == ["assistant"]
    text = "".join(delta.get("content") or "" for delta in deltas)
    assert text == "Let me look.\n\nLine 7 is wrong."
    calls = [call for delta in deltas for call in delta.get("tool_calls", ())]
    assert {call["index"] for call in calls} == {0}
    assert calls[0]["id"] == "toolu_theirs"
    finishes = [c["finish_reason"] for chunk in chunks for c in chunk["choices"]]
    assert [finish for finish in finishes if finish] == ["tool_calls"]
    assert chunks[-1]["usage"] == {
        "prompt_tokens": 200,
        "completion_tokens": 15,
        "total_tokens": 215,
        "prompt_tokens_details": {"cached_tokens": 128},
    }


def test_responses_is_one_response() -> None:
    given, _ = through(
        "responses",
        STREAMS["responses"]([THINK, ASK, LOOK]),
        STREAMS["responses"]([THINK, FOUND], "resp_22", out=5),
    )
    seen = events(given)
    assert [event["sequence_number"] for event in seen] == list(range(len(seen)))
    kinds = [event["type"] for event in seen]
    assert kinds.count("response.created") == kinds.count("response.in_progress") == 1
    added = [e["output_index"] for e in seen if e["type"] == "response.output_item.added"]
    assert added == [0, 1, 2, 3]
    end = seen[-1]
    assert end["type"] == "response.completed"
    assert end["response"]["id"] == "resp_1"
    kinds = [item["type"] for item in end["response"]["output"]]
    assert kinds == ["reasoning", "message", "reasoning", "message"]
    assert end["response"]["usage"]["total_tokens"] == 215
    assert end["response"]["usage"]["input_tokens_details"] == {"cached_tokens": 128}


def test_gemini_is_one_answer() -> None:
    given, _ = through(
        "gemini",
        STREAMS["gemini"]([LOOK, ASK]),
        STREAMS["gemini"]([THINK, FOUND], "resp-22", out=5),
    )
    seen = events(given)
    assert {chunk["responseId"] for chunk in seen} == {"resp-1"}
    parts = [
        part
        for chunk in seen
        for part in chunk["candidates"][0]["content"]["parts"]
        if part != {"text": ""}
    ]
    assert [part["text"] for part in parts] == ["Let me look.", "What is in it? ☃", FOUND[1]]
    reasons = [chunk["candidates"][0].get("finishReason") for chunk in seen]
    assert reasons == [None] * (len(seen) - 1) + ["STOP"]
    assert seen[-1]["usageMetadata"]["totalTokenCount"] == 215
    details = [{"modality": "TEXT", "tokenCount": 200}]
    assert seen[-1]["usageMetadata"]["promptTokensDetails"] == details


@every
@pytest.mark.parametrize("said", [[ASK, THEIRS], [LOOK, THEIRS, ASK], [THINK, ASK, LOOK, THEIRS]])
def test_of_mixed_calls_the_client_gets_its_own(name: str, said: list[Said]) -> None:
    given, (turn,) = through(name, STREAMS[name](said))
    assert turn.mixed
    assert not turn.hidden
    assert [call.id for call in turn.asked] == ["toolu_ours"]
    without, _ = through(name, STREAMS[name]([one for one in said if one != ASK]))
    if name != "responses":  # whose items are named by their place in these scripts
        assert _told(name, given) == _told(name, without)
    assert b"weft_retrieve" not in given
    assert b"toolu_theirs" in given


def _told(name: str, stream: bytes) -> list[Any]:
    """What it says. A chunk of Gemini's that both calls and ends may come in two."""
    seen = events(stream)
    if name != "gemini":
        return seen
    candidates = [chunk["candidates"][0] for chunk in seen]
    ends = [candidate.get("finishReason") for candidate in candidates]
    return [part for one in candidates for part in one["content"]["parts"]] + ends[-1:]


@every
def test_what_was_said_keeps_signatures_and_numbers(name: str) -> None:
    join = joining(name)
    join.feed(STREAMS[name]([THINK, LOOK, ASK, THEIRS]))
    said = join.over().said
    assert b"weft_retrieve" in said
    assert b"12345678901234567890" in said
    if name == "anthropic":
        blocks = json.loads(said)
        assert blocks[0] == {"type": "thinking", "thinking": THINK[1], "signature": THINK[2]}
        assert b'{"path": "a.py", "big": 12345678901234567890}' in said
    if name == "gemini":
        assert b'"thoughtSignature": "sig-toolu_ours"' in said


@every
def test_a_call_that_was_cut_off_is_none(name: str) -> None:
    stop = {"anthropic": "max_tokens", "openai": "length", "responses": "incomplete"}
    stream = STREAMS[name]([LOOK, ASK], "first", stop.get(name, "MAX_TOKENS"))
    given, (turn,) = through(name, stream)
    assert not turn.asked
    assert stop.get(name, "MAX_TOKENS").encode() in given
    assert b"weft_retrieve" not in given


@every
def test_a_model_that_is_not_asked_again_has_ended(name: str) -> None:
    join = joining(name)
    given = join.feed(STREAMS[name]([LOOK, ASK]))
    join.over()
    given += join.finish(stopped=True)
    end = {
        "anthropic": b'"stop_reason":"end_turn"',
        "openai": b'"finish_reason":"stop"',
        "responses": b'"status":"completed"',
        "gemini": b'"finishReason": "STOP"',
    }
    assert end[name] in given
    assert b"weft_retrieve" not in given


@every
def test_a_stream_that_breaks_off_ends_with_what_came(name: str) -> None:
    stream = STREAMS[name]([LOOK, THEIRS])[:-9]
    given, (turn,) = through(name, stream)
    assert given == stream
    assert not turn.asked


@every
def test_an_error_in_a_later_turn_is_the_dialects_own(name: str) -> None:
    join = joining(name)
    join.feed(STREAMS[name]([LOOK, ASK]))
    join.over()
    kind = "overloaded_error"
    body = {"type": "error", "error": {"type": kind, "message": "Overloaded"}}
    (*_, last) = events(join.failed(json.dumps(body, indent=1).encode()))
    if name == "responses":
        assert last["type"] == "response.failed"
        assert last["response"]["id"] == "resp_1"
        assert last["response"]["error"] == {"code": kind, "message": "Overloaded"}
    else:
        assert last == body


@given(st.lists(st.binary(max_size=40), max_size=6), st.sampled_from(NAMES))
def test_nothing_that_a_server_sends_is_an_error_here(pieces: list[bytes], name: str) -> None:
    data = [b"data: " + piece + b"\n\n" for piece in pieces]
    given, _ = through(name, b"".join(data), STREAMS[name]([LOOK]))
    assert given is not None


WORDS = (
    "type index delta content_block choices candidates content parts response output_index item"
    " tool_calls function functionCall name args usage usageMetadata id message finish_reason"
    " finishReason message_start content_block_start content_block_delta tool_use weft_retrieve"
    " message_delta response.output_item.added response.output_item.done response.completed"
    " response.created function_call output sequence_number partial_json text status"
)
words = st.sampled_from(WORDS.split())
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | words | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)
shapes = st.fixed_dictionaries(
    {},
    optional={
        "type": words,
        "index": json_values,
        "delta": json_values,
        "content_block": json_values,
        "choices": st.lists(st.fixed_dictionaries({"delta": json_values}) | json_values),
        "candidates": st.lists(st.fixed_dictionaries({"content": json_values}) | json_values),
        "response": json_values,
        "item": json_values,
        "output_index": json_values,
        "usage": json_values,
        "message": json_values,
    },
)


@given(st.lists(shapes, max_size=5), st.sampled_from(NAMES))
def test_odd_shapes_pass(values: list[Any], name: str) -> None:
    stream = b"".join(b"data: %b\n\n" % json.dumps(value).encode() for value in values)
    through(name, stream, STREAMS[name]([LOOK, ASK]), stream)


def test_an_array_that_comes_piece_by_piece_is_one_array() -> None:
    """Gemini's stream where nobody asked for server-sent events."""
    turns = [STREAMS["gemini"]([LOOK, ASK]), STREAMS["gemini"]([FOUND], "resp-22")]
    arrays = [b"[" + b"\n,\r\n".join(_objects(turn)) + b"\n]\n" for turn in turns]
    for size in (1, 7, 1000):
        join = joiner(DIALECTS["gemini"], b"application/json; charset=UTF-8", streamed=True)
        assert join is not None
        given_ = b""
        for array in arrays:
            given_ += b"".join(
                join.feed(array[at : at + size]) for at in range(0, len(array), size)
            )
            hidden = join.over().hidden
        assert not hidden
        streamed, _ = through("gemini", *turns)
        assert json.loads(given_ + join.finish()) == events(streamed)


def test_an_error_ends_such_an_array() -> None:
    join = joiner(DIALECTS["gemini"], b"application/json", streamed=True)
    assert join is not None
    given_ = join.feed(b"[" + b",".join(_objects(STREAMS["gemini"]([LOOK, ASK]))) + b"]")
    join.over()
    error = {"error": {"code": 503, "message": "Sorry", "status": "UNAVAILABLE"}}
    (*_, last) = json.loads(given_ + join.failed(json.dumps(error).encode()))
    assert last == error


def _objects(stream: bytes) -> list[bytes]:
    return [one.removeprefix(b"data: ") for one in stream.split(b"\r\n\r\n") if one]
