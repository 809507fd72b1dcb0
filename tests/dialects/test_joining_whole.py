"""Answers that come whole, of several turns made one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recall_scripts import ASK, HASH, THEIRS, whole

from weft.dialects.recalling.joining import joiner
from weft.dialects.recalling.whole import Whole
from weft.dialects.shape import DIALECTS

NAMES = ("anthropic", "openai", "responses", "gemini")
every = pytest.mark.parametrize("name", NAMES)
LOOK, FOUND = ("text", "Let me look."), ("text", "Line 7 is wrong.")
THINK = ("thinking", "What is it?", "c2ln")


def joining(name: str) -> Whole:
    found = joiner(DIALECTS[name], b"application/json")
    assert isinstance(found, Whole)
    return found


def through(name: str, *answers: Any, stopped: bool = False) -> Any:
    join = joining(name)
    for answer in answers:
        assert join.feed(json.dumps(answer).encode()) == b""
        join.over()
    return json.loads(join.finish(stopped=stopped))


@every
def test_an_answer_without_our_call_keeps_every_byte(name: str) -> None:
    join = joining(name)
    body = json.dumps(whole(name, [THINK, LOOK, THEIRS]), indent=3).encode()
    join.feed(body[:20])
    join.feed(body[20:])
    assert not join.over().asked
    assert join.finish() == body


@every
def test_turns_are_one_answer(name: str) -> None:
    answer = through(
        name,
        whole(name, [THINK, LOOK, ASK], "first", out=10),
        whole(name, [FOUND, THEIRS], "second", out=5),
    )
    told = json.dumps(answer)
    assert "weft_retrieve" not in told
    assert told.index("Let me look.") < told.index("Line 7") < told.index("toolu_theirs")
    assert answer["responseId" if name == "gemini" else "id"] == "first"
    usage = answer.get("usage") or answer["usageMetadata"]
    assert max(value for value in usage.values() if isinstance(value, int)) in (200, 215)
    assert 15 in usage.values()


@every
def test_of_mixed_calls_the_client_gets_its_own(name: str) -> None:
    join = joining(name)
    join.feed(json.dumps(whole(name, [LOOK, ASK, THEIRS])).encode())
    turn = join.over()
    assert turn.mixed
    assert [call.id for call in turn.asked] == ["toolu_ours"]
    assert json.loads(turn.asked[0].arguments) == {"hash": HASH, "lines": "1-9"}
    assert json.loads(join.finish()) == {**whole(name, [LOOK, THEIRS]), **_items(name)}


def _items(name: str) -> dict[str, Any]:
    """Items of a response are named by their place in these scripts."""
    kept = whole(name, [LOOK, ASK, THEIRS])
    return {"output": [kept["output"][0], kept["output"][2]]} if name == "responses" else {}


@every
def test_a_model_that_is_not_asked_again_has_ended(name: str) -> None:
    answer = through(name, whole(name, [LOOK, ASK]), stopped=True)
    assert "weft_retrieve" not in json.dumps(answer)
    ends = {
        "anthropic": lambda: answer["stop_reason"] == "end_turn",
        "openai": lambda: answer["choices"][0]["finish_reason"] == "stop",
        "responses": lambda: answer["status"] == "completed",
        "gemini": lambda: answer["candidates"][0]["finishReason"] == "STOP",
    }
    assert ends[name]()


def test_words_of_two_turns_do_not_run_together() -> None:
    answer = through("openai", whole("openai", [LOOK, ASK]), whole("openai", [FOUND]))
    assert answer["choices"][0]["message"]["content"] == "Let me look.\n\nLine 7 is wrong."


@every
@given(body=st.binary(max_size=80))
def test_what_is_no_answer_passes(name: str, body: bytes) -> None:
    join = joining(name)
    join.feed(body)
    assert not join.over().asked
    assert join.finish() == body


odd = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["message", "content", "parts", "tool_calls", "function", "name", "type"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@every
@given(odd, st.sampled_from(["content", "choices", "output", "candidates"]))
def test_odd_shapes_pass(name: str, value: Any, field: str) -> None:
    body = json.dumps({field: value}).encode()
    join = joining(name)
    join.feed(body)
    assert not join.over().asked
    assert join.finish() == body


@every
def test_an_answer_of_another_kind_is_not_joined(name: str) -> None:
    assert joiner(DIALECTS[name], b"text/html") is None
