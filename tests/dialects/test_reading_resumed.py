"""A reader that goes on from marks reads as one that has read everything."""

from __future__ import annotations

from typing import Any

import pytest
from exchange_talk import TALKS, WRITERS, Talk
from hypothesis import given
from hypothesis import strategies as st
from rewrite_world import DIALECTS

from weft.dialects.reading import Mark, Reader


def take_all(dialect: str, items: list[Any]) -> tuple[list[Any], list[Mark]]:
    reader = Reader(DIALECTS[dialect])
    placed, marks = [], []
    for item in items:
        found, mark = reader.take(item)
        placed.append(found)
        marks.append(mark)
    return placed, marks


@pytest.mark.parametrize("dialect", DIALECTS)
@given(talk=TALKS, data=st.data())
def test_wherever_it_goes_on(dialect: str, talk: Talk, data: st.DataObject) -> None:
    _, items = WRITERS[dialect](talk, len(talk.rounds))
    placed, marks = take_all(dialect, items)
    at = data.draw(st.integers(0, len(items)))
    reader = Reader(DIALECTS[dialect], marks[:at])
    for number in range(at, len(items)):
        assert reader.take(items[number]) == (placed[number], marks[number])


# Anything that may stand in a conversation, in no order that makes sense.
_TEXT = st.sampled_from(["", "a", "Why?", "<system-reminder>x</system-reminder>", "b" * 5_000])
_ID = st.sampled_from(["", "c1", "c2", "read"])
_PART = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["text", "tool_use", "tool_result", "document", "input_text"]),
        "text": _TEXT | st.integers(),
        "id": _ID | st.none(),
        "tool_use_id": _ID,
        "name": _ID | st.integers(),
        "input": st.dictionaries(_ID, _TEXT, max_size=2),
        "content": _TEXT
        | st.lists(st.fixed_dictionaries({"type": st.just("text"), "text": _TEXT})),
        "source": st.just({"type": "text", "data": "d", "media_type": "text/plain"}),
        "functionCall": st.fixed_dictionaries({"name": _ID, "args": st.just({"p": 1})}),
        "functionResponse": st.fixed_dictionaries(
            {"name": _ID, "response": st.dictionaries(_ID, _TEXT, max_size=2)}
        ),
    },
)
_ITEM = st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from(["user", "assistant", "tool", "function", "model", "system"]),
        "type": st.sampled_from(
            ["message", "function_call", "function_call_output", "shell_call", "shell_call_output"]
        ),
        "content": _TEXT | st.none() | st.lists(_PART | st.integers(), max_size=3),
        "parts": st.lists(_PART, max_size=3),
        "output": _TEXT | st.lists(_PART, max_size=2),
        "call_id": _ID,
        "id": _ID,
        "name": _ID,
        "arguments": _TEXT,
        "tool_call_id": _ID,
        "tool_calls": st.lists(
            st.fixed_dictionaries(
                {"id": _ID, "function": st.fixed_dictionaries({"name": _ID, "arguments": _TEXT})}
            ),
            max_size=2,
        ),
        "function_call": st.fixed_dictionaries({"name": _ID, "arguments": _TEXT}),
    },
)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(items=st.lists(_ITEM, max_size=6), at=st.integers(0, 6))
def test_and_in_whatever_stands_there(dialect: str, items: list[Any], at: int) -> None:
    placed, marks = take_all(dialect, items)
    reader = Reader(DIALECTS[dialect], marks[:at])
    for number in range(min(at, len(items)), len(items)):
        assert reader.take(items[number]) == (placed[number], marks[number])
        assert all(each.item == number for each in placed[number])
