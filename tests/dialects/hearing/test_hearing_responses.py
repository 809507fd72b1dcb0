"""What is heard of Responses: a stream, a document, and the messages of a WebSocket."""

from __future__ import annotations

import json

import pytest
from recorded import (
    JSON,
    RESPONSES,
    RESPONSES_EVENTS,
    Told,
    compact,
    created,
    ended,
    function_call,
    heard,
    item_done,
    named,
    numbered,
    response,
    responses_usage,
)

from weft.dialects.hearing.frames import MAX_LANES, Frames
from weft.dialects.hearing.heard import Heard, Usage
from weft.dialects.slot import Call

CALLS = (Call("call_1", "read", '{"path":"/etc/hosts"}'), Call("call_2", "now", "{}"))
WHOLE = Heard(
    model="gpt-5.2-codex",
    usage=Usage(fresh=200, read=1_500, written=300, output=60),
    stop="completed",
    complete=True,
    calls=CALLS,
)


def of(*events: Told) -> Heard:
    return heard("responses", named(*numbered(*events)))


def test_a_stream_tells_everything() -> None:
    assert heard("responses", RESPONSES) == WHOLE


def test_a_whole_response_tells_the_same() -> None:
    output = [
        {"type": "reasoning", "id": "rs_1"},
        function_call("call_1", "read", '{"path":"/etc/hosts"}'),
        function_call("call_2", "now", "{}"),
    ]
    body = response("completed", output=output, usage=responses_usage(200, 1_500, 300, 60))
    assert heard("responses", compact(body), kind=JSON) == WHOLE


def test_s21_items_may_be_done_in_any_order_and_are_told_once() -> None:
    first, second = function_call("a", "f", "{}"), function_call("b", "g", "{}")
    told = of(
        created(),
        item_done(1, second),
        item_done(0, first),
        ended("completed", output=[first, second]),
    )
    assert told.calls == (Call("a", "f", "{}"), Call("b", "g", "{}"))
    assert of(created(), ended("completed", output=[first, second])).calls == told.calls


def test_s22_arguments_stay_the_string_they_are() -> None:
    odd = '{"n": 1.0, "n":1e-9,\n"text":"\\u00e9"} '
    assert of(created(), item_done(0, function_call("a", "f", odd))).calls == (Call("a", "f", odd),)


def test_calls_of_other_kinds() -> None:
    custom = {"type": "custom_tool_call", "call_id": "c", "name": "apply_patch", "input": "***"}
    shell = {"type": "local_shell_call", "call_id": "s", "action": {"command": ["ls"]}}
    search = {"type": "web_search_call", "id": "w", "status": "completed"}
    told = of(created(), item_done(0, custom), item_done(1, shell), item_done(2, search))
    assert told.calls == (
        Call("c", "apply_patch", "***"),
        Call("s", "shell", '{"command": ["ls"]}'),
    )


def test_s23_failed() -> None:
    error = {"code": "server_error", "message": "x"}
    told = of(created(), ended("failed", error=error))
    assert (told.error, told.stop, told.complete) == ("server_error", "failed", False)
    assert of(created(), ended("failed")).error == "error"


def test_s23_incomplete_is_an_end_with_a_reason_and_its_last_call_was_not_made() -> None:
    cut = function_call("a", "f", '{"x', "incomplete")
    told = of(
        created(),
        item_done(0, cut),
        ended(
            "incomplete",
            incomplete_details={"reason": "max_output_tokens"},
            output=[cut],
            usage=responses_usage(9, 0, 0, 3),
        ),
    )
    assert (told.stop, told.complete, told.calls) == ("max_output_tokens", True, ())
    assert told.usage == Usage(fresh=9, output=3)


def test_an_error_in_the_middle_keeps_its_name() -> None:
    error = {"type": "error", "code": "rate_limit_exceeded", "message": "x", "param": None}
    told = of(created(), error, ended("failed", error={"code": "server_error", "message": "x"}))
    assert (told.error, told.complete) == ("rate_limit_exceeded", False)


def test_a_refusal_is_a_part_of_a_message() -> None:
    part = {"type": "refusal", "refusal": "I cannot"}
    item = {"type": "message", "role": "assistant", "content": [part]}
    told = of(
        created(),
        {"type": "response.refusal.delta", "delta": "I cannot"},
        {"type": "response.refusal.done", "refusal": "I cannot"},
        item_done(0, item),
        ended("completed", output=[item]),
    )
    assert (told.stop, told.error, told.complete, told.calls) == ("completed", "", True, ())


def test_what_was_written_for_long() -> None:
    told = of(created(), ended("completed", usage=responses_usage(9, 0, 300, 3, long=200)))
    assert told.usage == Usage(fresh=9, written=300, written_long=200, output=3)


def test_a_stream_that_breaks_off_knows_its_model() -> None:
    told = heard("responses", RESPONSES[: RESPONSES.index(b"event: response.completed")])
    assert told == Heard(model="gpt-5.2-codex", calls=CALLS)


@pytest.mark.parametrize("status", ["queued", "in_progress", "cancelled"])
def test_an_answer_that_has_not_ended(status: str) -> None:
    told = heard("responses", compact(response(status)), kind=JSON)
    assert (told.stop, told.complete) == (status, False)


def test_an_error_as_an_answer() -> None:
    body = {"error": {"message": "x", "type": "invalid_request_error", "code": "bad"}}
    told = heard("responses", compact(body), kind=JSON, status=400)
    assert told == Heard(error="invalid_request_error")


def test_names_of_events_may_be_missing_and_the_type_may_stand_anywhere() -> None:
    turned = [dict(reversed(event.items())) for event in RESPONSES_EVENTS]
    for written in (compact, lambda told: json.dumps(told).encode()):
        for events in (RESPONSES_EVENTS, turned):
            stream = b"".join(b"data: " + written(event) + b"\n\n" for event in events)
            assert heard("responses", stream) == WHOLE


# Over WebSocket


def say(frames: Frames, *events: Told) -> list[Heard]:
    answers = (frames.feed(compact(event)) for event in events)
    return [answer for answer in answers if answer is not None]


def test_answers_follow_one_another_on_a_websocket() -> None:
    frames = Frames()
    assert say(frames, *RESPONSES_EVENTS) == [WHOLE]
    assert say(frames, *RESPONSES_EVENTS, *RESPONSES_EVENTS) == [WHOLE, WHOLE]
    assert frames.unended() == {}


def test_answers_may_run_side_by_side() -> None:
    lanes = ["one", "two"]
    events = [{**event, "stream_id": lane} for event in RESPONSES_EVENTS for lane in lanes]
    assert say(Frames(), *events) == [WHOLE, WHOLE]


def test_an_error_may_be_the_whole_answer() -> None:
    error = {"type": "invalid_request_error", "code": "previous_response_not_found", "message": "x"}
    told = say(Frames(), {"type": "error", "status": 400, "error": error}, *RESPONSES_EVENTS)
    assert told == [Heard(error="invalid_request_error"), WHOLE]


def test_an_answer_that_broke_off_and_failed_is_one() -> None:
    error = {"type": "error", "code": "server_error", "message": "x"}
    told = say(Frames(), created(), error, ended("failed"), *RESPONSES_EVENTS)
    assert [each.error for each in told] == ["server_error", ""]
    told = say(Frames(), created(), error, created(id="resp_2"), ended("failed", id="resp_2"))
    assert [each.error for each in told] == ["server_error", "error"]


def test_what_has_not_ended_with_the_websocket() -> None:
    frames = Frames()
    assert say(frames, *RESPONSES_EVENTS[:-1]) == []
    assert frames.unended() == {"": Heard(model="gpt-5.2-codex", calls=CALLS)}


def test_lanes_are_bounded() -> None:
    frames = Frames()
    say(frames, *({**created(), "stream_id": str(number)} for number in range(9 * MAX_LANES)))
    assert len(frames.unended()) == MAX_LANES
