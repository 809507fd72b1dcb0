"""What is heard of Anthropic's Messages, streamed and whole."""

from __future__ import annotations

import json

import pytest
from recorded import (
    ANTHROPIC,
    JSON,
    MESSAGE_STOP,
    PING,
    Told,
    block_delta,
    block_start,
    block_stop,
    compact,
    each_byte,
    heard,
    message_delta,
    message_start,
    named,
    tool_use,
)

from weft.dialects.hearing.heard import Heard, Usage
from weft.dialects.slot import Call

CALLS = (Call("toolu_1", "read", '{"path": "/etc/hosts"}'), Call("toolu_2", "now", "{}"))


def of(*events: Told) -> Heard:
    return heard("anthropic", named(*events))


def test_a_stream_tells_everything() -> None:
    assert heard("anthropic", ANTHROPIC) == Heard(
        model="claude-sonnet-4-5-20250929",
        usage=Usage(fresh=25, read=2_000, written=300, written_long=200, output=89),
        stop="tool_use",
        complete=True,
        calls=CALLS,
    )


def test_a_whole_message_tells_the_same() -> None:
    usage = {
        "input_tokens": 25,
        "cache_read_input_tokens": 2_000,
        "cache_creation_input_tokens": 300,
        "cache_creation": {"ephemeral_5m_input_tokens": 100, "ephemeral_1h_input_tokens": 200},
        "output_tokens": 89,
    }
    message = {
        "type": "message",
        "model": "claude-sonnet-4-5-20250929",
        "content": [
            {"type": "text", "text": "Let me look."},
            {"type": "tool_use", "id": "toolu_1", "name": "read", "input": {"path": "/etc/hosts"}},
            {"type": "tool_use", "id": "toolu_2", "name": "now", "input": {}},
        ],
        "stop_reason": "tool_use",
        "usage": usage,
    }
    assert heard("anthropic", compact(message), kind=JSON) == heard("anthropic", ANTHROPIC)


def test_s10_the_four_events_of_a_block() -> None:
    told = of(
        message_start(),
        block_start(0, type="text", text=""),
        block_delta(0, "text_delta", text="Hi"),
        block_stop(0),
        message_delta("end_turn", output_tokens=2),
        MESSAGE_STOP,
    )
    assert (told.stop, told.complete, told.calls) == ("end_turn", True, ())


@pytest.mark.parametrize(
    "delta",
    [
        pytest.param(block_delta(0, "thinking_delta", thinking="x"), id="s11"),
        pytest.param(block_delta(0, "signature_delta", signature="Eq+/=="), id="s12"),
        pytest.param(block_delta(0, "citations_delta", citation={"cited_text": "x"}), id="s14"),
        pytest.param(block_delta(0, "of_next_year", value={"a": []}), id="of next year"),
    ],
)
def test_s11_s12_s14_deltas_without_a_call_are_passed_over(delta: Told) -> None:
    around = [message_start(), block_start(0, type="thinking"), block_stop(0), MESSAGE_STOP]
    assert of(*around[:2], delta, *around[2:]) == of(*around)


def test_s13_input_is_joined_and_a_call_once_it_has_stopped() -> None:
    events = [message_start(), *tool_use(0, "t", "f", '{"a', '":"\\ud83e', '\\uddf5"}')]
    assert of(*events).calls == (Call("t", "f", '{"a":"\\ud83e\\uddf5"}'),)
    assert of(*events[:-1]).calls == ()


def test_s15_message_delta_has_the_last_word_on_usage() -> None:
    told = of(
        message_start(cache_read_input_tokens=10, cache_creation_input_tokens=None),
        message_delta(None, output_tokens=40),
        message_delta("end_turn", input_tokens=700, cache_read_input_tokens=90, output_tokens=55),
        MESSAGE_STOP,
    )
    assert told.usage == Usage(fresh=700, read=90, output=55)
    assert told.stop == "end_turn"


def test_what_a_compaction_took_is_billed_besides() -> None:
    iterations = [
        {"type": "compaction", "input_tokens": 1_000, "output_tokens": 100},
        {"type": "message", "input_tokens": 25, "output_tokens": 50},
    ]
    told = of(message_start(), message_delta("end_turn", output_tokens=50, iterations=iterations))
    assert told.usage == Usage(fresh=1_025, output=150)


def test_s16_an_error_may_come_in_the_middle() -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    told = of(message_start(), block_start(0, type="text", text=""), error)
    assert (told.error, told.complete) == ("overloaded_error", False)
    assert told.usage == Usage(fresh=25, output=1)


def test_s17_blocks_may_be_interleaved() -> None:
    first, second = tool_use(0, "a", "f", '{"x":', "1}"), tool_use(1, "b", "g", '{"y":', "2}")
    both = [event for pair in zip(second, first, strict=True) for event in pair]
    told = of(message_start(), *both, message_delta("tool_use", output_tokens=9), MESSAGE_STOP)
    assert told.calls == (Call("a", "f", '{"x":1}'), Call("b", "g", '{"y":2}'))


def test_tools_of_the_server_are_no_calls() -> None:
    server = block_start(0, type="server_tool_use", id="s", name="web_search", input={})
    assert of(message_start(), server, block_stop(0)).calls == ()


def test_a_refusal_is_a_reason_to_stop() -> None:
    told = of(message_start(), message_delta("refusal", output_tokens=4), MESSAGE_STOP)
    assert (told.stop, told.error, told.complete) == ("refusal", "", True)


def test_events_without_names_are_understood() -> None:
    lines = ANTHROPIC.splitlines(keepends=True)
    nameless = b"".join(line for line in lines if not line.startswith(b"event:"))
    spaced = b"".join(
        b"data: " + json.dumps(json.loads(line[6:])).encode() + b"\n"
        if line.startswith(b"data: ")
        else line
        for line in lines
    )
    assert heard("anthropic", nameless) == heard("anthropic", ANTHROPIC)
    assert heard("anthropic", spaced) == heard("anthropic", ANTHROPIC)


def test_a_stream_that_breaks_off_is_not_complete() -> None:
    whole = heard("anthropic", ANTHROPIC)
    told = heard("anthropic", ANTHROPIC[: ANTHROPIC.index(b"event: message_delta")])
    assert (told.complete, told.stop, told.calls) == (False, "", CALLS)
    assert told.usage is not None
    assert whole.usage is not None
    assert told.usage.input == whole.usage.input


def test_an_error_as_an_answer() -> None:
    body = compact(
        {"type": "error", "error": {"type": "rate_limit_error", "message": "x"}, "request_id": "r"}
    )
    assert heard("anthropic", body, kind=JSON, status=429) == Heard(error="rate_limit_error")


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"detail":"x"}', b"[]"])
def test_an_error_without_a_name_is_called_by_its_status(body: bytes) -> None:
    assert heard("anthropic", body, kind=JSON, status=503) == Heard(error="503")


def test_a_count_of_tokens_has_no_usage() -> None:
    told = heard("anthropic", b'{"input_tokens":2095}', kind=JSON)
    assert (told.usage, told.complete) == (None, True)


def test_pings_and_comments_say_nothing() -> None:
    quiet = named(PING) + b": keep-alive\n\n"
    stream = b"\n\n".join(ANTHROPIC.split(b"\n\n"))
    assert heard("anthropic", quiet, stream, quiet) == heard("anthropic", *each_byte(ANTHROPIC))
