"""A block put together again from its beginning and its deltas."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from weft.dialects.recalling.blocks import Written


def block(begun: dict[str, Any], *deltas: dict[str, Any]) -> Written:
    made = Written(begun, json.dumps(begun).encode(), 0)
    for delta in deltas:
        made.add(delta)
    return made


def test_a_block_that_came_whole_keeps_every_byte() -> None:
    raw = b'{"type": "web_search_tool_result",  "content": [ {"encrypted_content": "x"} ]}'
    assert Written(json.loads(raw), raw, 0).raw() == raw


@given(st.lists(st.text(max_size=5)), st.text(max_size=5))
def test_thinking_and_its_signature_are_what_was_said(said: list[str], signature: str) -> None:
    begun = {"type": "thinking", "thinking": "", "signature": ""}
    deltas = [{"type": "thinking_delta", "thinking": piece} for piece in said]
    made = block(begun, *deltas, {"type": "signature_delta", "signature": signature})
    expected = {"type": "thinking", "thinking": "".join(said), "signature": signature}
    assert json.loads(made.raw()) == expected


def test_the_input_of_a_call_is_what_the_model_wrote() -> None:
    begun = {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {}}
    pieces = ['{"n": 1.0', "0, ", '"big": 12345678901234567890}']
    made = block(begun, *({"type": "input_json_delta", "partial_json": one} for one in pieces))
    assert b'"input": {"n": 1.00, "big": 12345678901234567890}' in made.raw()
    assert made.arguments() == "".join(pieces)


def test_a_call_without_input_has_an_empty_one() -> None:
    begun = {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {}}
    made = block(begun, {"type": "input_json_delta", "partial_json": ""})
    assert json.loads(made.raw()) == begun
    assert made.arguments() == "{}"


def test_citations_stand_with_the_words() -> None:
    cited = {"type": "char_location", "cited_text": "so it is"}
    made = block(
        {"type": "text", "text": ""},
        {"type": "citations_delta", "citation": cited},
        {"type": "text_delta", "text": "It is."},
    )
    assert json.loads(made.raw()) == {"type": "text", "text": "It is.", "citations": [cited]}


def test_a_character_that_came_in_halves_is_one() -> None:
    halves = ({"type": "text_delta", "text": half} for half in ("\ud83d", "\ude00"))
    assert json.loads(block({"type": "text", "text": ""}, *halves).raw())["text"] == "😀"
