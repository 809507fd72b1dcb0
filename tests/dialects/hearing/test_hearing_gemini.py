"""What is heard of Gemini: events, an array that comes in pieces, one object."""

from __future__ import annotations

import json

import pytest
from recorded import (
    GEMINI,
    GEMINI_ARRAY,
    GEMINI_CHUNKS,
    JSON,
    Told,
    candidate,
    chunks,
    compact,
    each_byte,
    heard,
    metadata,
)

from weft.dialects.hearing.heard import Heard, Usage
from weft.dialects.hearing.pieces import Pieces
from weft.dialects.slot import Call

WHOLE = Heard(
    model="gemini-2.5-pro",
    usage=Usage(fresh=530, read=1_500, output=60),
    stop="STOP",
    complete=True,
    calls=(Call("read", "read", '{"path": "/etc/hosts"}'), Call("f2", "now", "{}")),
)


def of(*events: Told) -> Heard:
    return heard("gemini", chunks(*events, done=False))


def test_events_tell_everything() -> None:
    assert heard("gemini", GEMINI) == WHOLE


def test_an_array_tells_the_same() -> None:
    assert heard("gemini", GEMINI_ARRAY, kind=JSON) == WHOLE
    assert heard("gemini", *each_byte(GEMINI_ARRAY), kind=JSON) == WHOLE


def test_one_object_tells_the_same() -> None:
    parts = [part for each in GEMINI_CHUNKS for part in each["candidates"][0]["content"]["parts"]]
    answer = {**GEMINI_CHUNKS[-1], **candidate(*parts, finish="STOP")}
    assert heard("gemini", json.dumps(answer, indent=2).encode(), kind=JSON) == WHOLE


def test_a_stream_that_breaks_off_has_the_usage_so_far() -> None:
    told = of(*GEMINI_CHUNKS[:2])
    assert told == Heard(model="gemini-2.5-pro", usage=Usage(fresh=2_000, output=20))
    cut = GEMINI_ARRAY.index(b'"finishReason"')
    assert heard("gemini", GEMINI_ARRAY[:cut], kind=JSON).complete is False


def test_usage_told_before_a_call_is_not_forgotten() -> None:
    call = candidate({"functionCall": {"name": "f", "args": {}}})
    told = of(candidate({"text": "x"}, **metadata()), candidate({"text": "y"}), call)
    assert (told.usage, told.model) == (Usage(fresh=2_000), "gemini-2.5-pro")
    assert told.calls == (Call("f", "f", "{}"),)


def test_fields_may_be_spelled_either_way() -> None:
    told = of(
        {
            "candidates": [
                {
                    "content": {"parts": [{"function_call": {"name": "f", "args": {}}}]},
                    "finish_reason": "STOP",
                }
            ],
            "usage_metadata": {"prompt_token_count": 9, "candidates_token_count": 2},
            "model_version": "gemini-x",
        }
    )
    assert told == Heard("gemini-x", Usage(9, output=2), "STOP", "", True, (Call("f", "f", "{}"),))


def test_a_prompt_that_was_blocked_is_an_answer() -> None:
    told = of({"promptFeedback": {"blockReason": "SAFETY"}, **metadata()})
    assert (told.stop, told.complete, told.usage) == ("SAFETY", True, Usage(fresh=2_000))


@pytest.mark.parametrize("wrapped", [False, True])
def test_an_error_as_an_answer(wrapped: bool) -> None:
    error: object = {"error": {"code": 429, "message": "x", "status": "RESOURCE_EXHAUSTED"}}
    body = json.dumps([error] if wrapped else error, indent=2).encode()
    told = heard("gemini", body, kind=JSON, status=429)
    assert told == Heard(error="RESOURCE_EXHAUSTED")


def test_an_error_in_the_middle() -> None:
    error = {"error": {"code": 503, "message": "x", "status": "UNAVAILABLE"}}
    told = of(GEMINI_CHUNKS[0], error)
    assert (told.error, told.complete, told.usage) == (
        "UNAVAILABLE",
        False,
        Usage(2_000, output=20),
    )


def test_a_count_of_tokens_has_no_usage() -> None:
    told = heard("gemini", b'{\n "totalTokens": 31\n}', kind=JSON)
    assert (told.usage, told.complete) == (None, True)


def test_pieces_are_given_as_soon_as_they_have_come() -> None:
    pieces = Pieces()
    assert pieces.feed(b'[{"a":"}]') == []
    assert pieces.feed(b'\\"{"}\r\n') == [b'{"a":"}]\\"{"}']
    assert pieces.feed(b',\n{"b":[{}]},{}') == [b'{"b":[{}]}', b"{}"]
    assert pieces.feed(b"]") == []


def test_an_object_that_is_too_long_ends_the_hearing() -> None:
    pieces = Pieces(max_held=10)
    assert pieces.feed(b'[{"a":1},' + b" " * 100) == [b'{"a":1}']
    assert pieces.feed(b'{"a":"' + b"x" * 10) == []
    assert pieces.feed(b'"},{}]') == []


def test_bytes_that_come_one_at_a_time_are_looked_at_once() -> None:
    long = b'[{"a":"' + b'x\\"' * 100_000 + b'"}]'  # takes hours if what is held is read again
    pieces = Pieces()
    assert [piece for byte in each_byte(long) for piece in pieces.feed(byte)] == [long[1:-1]]


def test_answers_of_one_call_are_one_json() -> None:
    assert heard("gemini", compact(GEMINI_CHUNKS[-1]), kind=JSON).stop == "STOP"
