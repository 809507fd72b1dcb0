"""The tool offered: behind the client's own, every other byte the client's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.dialects.members import fields
from weft.dialects.recalling.offer import offer
from weft.dialects.recalling.tool import DEFINITIONS, declared
from weft.dialects.shape import DIALECTS
from weft.engine.tokens import count

NAMES = tuple(DEFINITIONS)
every = pytest.mark.parametrize("name", NAMES)
THEIRS: dict[str, Any] = {
    "anthropic": {"name": "read", "input_schema": {}, "cache_control": {"type": "ephemeral"}},
    "openai": {"type": "function", "function": {"name": "read", "parameters": {}}},
    "responses": {"type": "function", "name": "read", "parameters": {}},
    "gemini": {"functionDeclarations": [{"name": "read", "parameters": {}}]},
}
CONVERSATION: dict[str, Any] = {
    "anthropic": {"messages": [{"role": "user", "content": "Hi [x] {y}"}]},
    "openai": {"messages": [{"role": "user", "content": "Hi"}]},
    "responses": {"input": "Hi"},
    "gemini": {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]},
}


def offered(name: str, body: dict[str, Any], indent: int | None = None, **how: bool) -> Any:
    new = offer(DIALECTS[name], json.dumps(body, indent=indent).encode(), **how)
    return None if new is None else json.loads(new)


@every
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("tools", [None, "null", "empty", "theirs"])
def test_it_stands_behind_the_clients_own(name: str, indent: int | None, tools: str | None) -> None:
    given_ = {"null": None, "empty": [], "theirs": [THEIRS[name]]}
    body = {"model": "m", **CONVERSATION[name], **({"tools": given_[tools]} if tools else {})}
    new = offered(name, body, indent)
    ours = json.loads(DEFINITIONS[name])
    theirs = given_[tools] or [] if tools else []
    if name == "gemini" and theirs:
        both = [*theirs[0]["functionDeclarations"], *ours["functionDeclarations"]]
        assert new == {**body, "tools": [{"functionDeclarations": both}]}
    else:
        assert new == {**body, "tools": [*theirs, ours]}


@every
@given(st.data())
def test_every_other_byte_is_the_clients(name: str, data: st.DataObject) -> None:
    blank = st.text(" \n\t", max_size=3)
    members = [("tools", json.dumps([THEIRS[name]])), ("x", '{"a" : [ 1.50, "]}" ]}')]
    written = []
    for key, value in data.draw(st.permutations(members)):
        a, b, c, d = (data.draw(blank) for _ in range(4))
        written.append(f'{a}"{key}"{b}:{c}{value}{d}')
    body = ("{" + ",".join(written) + "}" + data.draw(blank)).encode()
    new = offer(DIALECTS[name], body)
    assert new is not None
    assert name == "gemini" or new.replace(b"," + DEFINITIONS[name], b"") == body
    assert fields(new).keys() == fields(body).keys()


@every
def test_a_body_without_fields_gets_one(name: str) -> None:
    assert offer(DIALECTS[name], b"{ }") == b'{"tools":[%b] }' % DEFINITIONS[name]


@every
@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"tools":[],"tools":[]}', b'{"tools":{}}'])
def test_what_is_not_clear_is_left_alone(name: str, body: bytes) -> None:
    assert offer(DIALECTS[name], body) is None


@every
def test_what_is_known_of_a_body_need_not_be_found_again(name: str) -> None:
    body = json.dumps({"tools": [THEIRS[name]], **CONVERSATION[name]}).encode()
    assert offer(DIALECTS[name], body, fields(body)) == offer(DIALECTS[name], body)


@every
@pytest.mark.parametrize("tool", ["weft_retrieve", "headroom_retrieve"])
def test_a_client_with_such_a_tool_answers_it_itself(name: str, tool: str) -> None:
    theirs = json.loads(json.dumps(THEIRS[name]).replace("read", tool))
    assert declared({"tools": [theirs]})
    assert offered(name, {"tools": [theirs], **CONVERSATION[name]}) is None


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("anthropic", "tool_choice", {"type": "none"}),
        ("anthropic", "tool_choice", {"type": "any"}),
        ("anthropic", "tool_choice", {"type": "tool", "name": "read"}),
        ("openai", "tool_choice", "none"),
        ("openai", "tool_choice", "required"),
        ("responses", "tool_choice", {"type": "function", "name": "read"}),
        ("gemini", "toolConfig", {"functionCallingConfig": {"mode": "ANY"}}),
        ("gemini", "tool_config", {"function_calling_config": {"mode": "NONE"}}),
    ],
)
def test_a_model_that_may_not_choose_is_not_offered_it_anew(
    name: str, field: str, value: Any
) -> None:
    body = {field: value, **CONVERSATION[name]}
    assert offered(name, body) is None
    # Once it was there, the tools in front of a cached conversation must not change.
    assert offered(name, body, again=True) is not None


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("openai", "n", 2),
        ("openai", "modalities", ["text", "audio"]),
        ("openai", "functions", [{"name": "old"}]),
        ("responses", "background", True),
        ("gemini", "generationConfig", {"candidateCount": 2}),
        ("gemini", "generationConfig", {"responseMimeType": "application/json"}),
        ("gemini", "tools", [{"google_search": {}}]),
    ],
)
def test_an_answer_that_cannot_be_joined_has_no_such_tool(
    name: str, field: str, value: Any
) -> None:
    assert offered(name, {field: value, **CONVERSATION[name]}, again=True) is None


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("anthropic", "tool_choice", {"type": "auto", "disable_parallel_tool_use": True}),
        ("openai", "tool_choice", "auto"),
        ("openai", "n", 1),
        ("gemini", "toolConfig", {"functionCallingConfig": {"mode": "AUTO"}}),
    ],
)
def test_a_model_that_may_choose_is(name: str, field: str, value: Any) -> None:
    assert offered(name, {field: value, **CONVERSATION[name]}) is not None


@every
def test_it_costs_little(name: str) -> None:
    assert count(DEFINITIONS[name].decode()) < 180


def test_its_bytes_are_for_ever() -> None:
    """Who changes them breaks the cache of every conversation that is under way."""
    assert DEFINITIONS["anthropic"].startswith(b'{"name":"weft_retrieve","description":"Get back ')
    assert {name: len(raw) for name, raw in DEFINITIONS.items()} == {
        "anthropic": 619,
        "openai": 648,
        "responses": 650,
        "gemini": 644,
    }
