"""What is heard of Chat Completions, streamed and whole."""

from __future__ import annotations

import pytest
from recorded import CHAT, JSON, Told, call_piece, chunk, chunks, compact, heard, usage_chunk

from weft.dialects.hearing.heard import Heard, Usage
from weft.dialects.slot import Call

CALLS = (Call("call_1", "read", '{"path":"/etc/hosts"}'), Call("call_2", "now", "{}"))


def of(*events: Told, done: bool = True) -> Heard:
    return heard("openai", chunks(*events, done=done))


def test_a_stream_tells_everything() -> None:
    assert heard("openai", CHAT) == Heard(
        model="gpt-5.2-2025-12-11",
        usage=Usage(fresh=200, read=1_500, written=300, output=60),
        stop="tool_calls",
        complete=True,
        calls=CALLS,
    )


def test_a_whole_completion_tells_the_same() -> None:
    calls = [
        {
            "id": call.id,
            "type": "function",
            "function": {"name": call.tool, "arguments": call.arguments},
        }
        for call in CALLS
    ]
    completion = {
        "object": "chat.completion",
        "model": "gpt-5.2-2025-12-11",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": None, "tool_calls": calls},
                "finish_reason": "tool_calls",
            }
        ],
        "usage": {
            "prompt_tokens": 2_000,
            "completion_tokens": 60,
            "prompt_tokens_details": {"cached_tokens": 1_500, "cache_write_tokens": 300},
        },
    }
    assert heard("openai", compact(completion), kind=JSON) == heard("openai", CHAT)


def test_s18_id_and_name_come_with_the_first_piece_only() -> None:
    told = of(
        chunk(call_piece(0, "", id="a", type="function", name="f")),
        chunk(call_piece(1, "", id="b", type="function", name="g")),
        chunk(call_piece(1, '{"y":2}')),
        chunk(call_piece(0, '{"x":1}')),
        chunk({}, finish="tool_calls"),
    )
    assert told.calls == (Call("a", "f", '{"x":1}'), Call("b", "g", '{"y":2}'))


def test_calls_that_are_not_numbered_are_told_apart_by_their_ids() -> None:
    told = of(
        chunk(call_piece(0, '{"x":1}', id="a", name="f")),
        chunk(call_piece(0, '{"y":2}', id="b", name="f")),
        chunk({}, finish="tool_calls"),
    )
    assert told.calls == (Call("a", "f", '{"x":1}'), Call("b", "f", '{"y":2}'))


def test_an_id_that_is_repeated_is_the_same_call() -> None:
    told = of(
        chunk(call_piece(0, '{"x"', id="a", name="f")),
        chunk(call_piece(0, ":1}", id="a", name="f")),
        chunk({}, finish="tool_calls"),
    )
    assert told.calls == (Call("a", "f", '{"x":1}'),)


def test_custom_tools_and_functions_of_old() -> None:
    custom = {"index": 0, "id": "c", "type": "custom", "custom": {"name": "sh", "input": "ls"}}
    told = of(
        chunk({"tool_calls": [custom]}),
        chunk({}, finish="tool_calls"),
    )
    assert told.calls == (Call("c", "sh", "ls"),)
    told = of(
        chunk({"function_call": {"name": "f", "arguments": ""}}),
        chunk({"function_call": {"arguments": "{}"}}),
        chunk({}, finish="function_call"),
    )
    assert told.calls == (Call("f", "f", "{}"),)


def test_s19_usage_comes_last_without_choices() -> None:
    text = [chunk({"content": "Hi"}), chunk({}, finish="stop")]
    assert of(*text).usage is None
    assert of(*text, usage_chunk(prompt_tokens=9, completion_tokens=2)).usage == Usage(9, output=2)


def test_usage_in_every_chunk_is_the_last_one() -> None:
    told = of(
        *(
            chunk({"content": "x"}, usage={"prompt_tokens": 9, "completion_tokens": number})
            for number in range(4)
        )
    )
    assert told.usage == Usage(fresh=9, output=3)


def test_what_was_read_from_the_cache_under_its_older_name() -> None:
    told = of(usage_chunk(prompt_tokens=9, prompt_cache_hit_tokens=5, prompt_cache_miss_tokens=4))
    assert told.usage == Usage(fresh=4, read=5)


def test_s20_a_refusal_is_text_of_another_kind() -> None:
    told = of(
        chunk({"role": "assistant", "content": None, "refusal": ""}),
        chunk({"refusal": "I cannot"}),
        chunk({}, finish="stop"),
    )
    assert (told.stop, told.error, told.complete, told.calls) == ("stop", "", True, ())


def test_the_stop_is_that_of_the_first_choice() -> None:
    told = of(
        chunk({}, index=1, finish="length"),
        chunk({"content": "x"}),
        chunk({}, finish="stop"),
        chunk({}, index=2, finish="content_filter"),
    )
    assert told.stop == "stop"


def test_an_error_in_the_middle() -> None:
    error = {"error": {"message": "x", "type": "server_error", "code": None}}
    told = of(chunk({"content": "Hi"}), error)
    assert (told.error, told.complete) == ("server_error", False)


def test_a_stream_that_breaks_off_is_not_complete_and_its_last_call_was_not_made() -> None:
    told = heard("openai", CHAT[: CHAT.index(b'"finish_reason":"tool_calls"')])
    assert (told.complete, told.calls, told.model) == (False, (), "gpt-5.2-2025-12-11")


@pytest.mark.parametrize(
    ("error", "name"),
    [
        ({"message": "x", "type": "invalid_request_error", "code": "model_not_found"}, None),
        ({"message": "x", "type": None, "code": "rate_limit_exceeded"}, "rate_limit_exceeded"),
        ({"message": "x", "code": 400}, "400"),
        ("plainly wrong", "400"),
    ],
)
def test_an_error_as_an_answer(error: object, name: str | None) -> None:
    told = heard("openai", compact({"error": error}), kind=JSON, status=400)
    assert told == Heard(error=name or "invalid_request_error")
