"""What was hidden is put back: the provider is sent what it saw, whatever the client knows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recall_scripts import ASK, HASH, THEIRS, Said, whole

from weft.dialects.members import entries
from weft.dialects.recalling.editing import edited, listed, written
from weft.dialects.recalling.interlude import (
    Place,
    following,
    following_key,
    identity_of,
    keys,
    remember,
    restore,
)
from weft.dialects.recalling.joining import joiner
from weft.dialects.recalling.results import items, result
from weft.dialects.recalling.turn import Round
from weft.dialects.shape import DIALECTS
from weft.dialects.slot import Call

NAMES = ("anthropic", "openai", "responses", "gemini")
every = pytest.mark.parametrize("name", NAMES)
LOOK, FOUND = ("text", "Let me look."), ("text", "Line 7 is wrong.")
THINK, MORE = ("thinking", "What is it?", "c2ln"), ("thinking", "Aha.", "bW9yZQ")
AGAIN = ("call", "toolu_again", "weft_retrieve", json.dumps({"hash": HASH}))
ASKED = {
    "anthropic": {"role": "user", "content": "What is wrong?"},
    "openai": {"role": "user", "content": "What is wrong?"},
    "responses": {"role": "user", "content": "What is wrong?"},
    "gemini": {"role": "user", "parts": [{"text": "What is wrong?"}]},
}


def exchange(name: str, *turns: list[Said]) -> tuple[list[Round], dict[str, Any]]:
    """The turns as the gateway knows them, and the answer as the client has it."""
    join = joiner(DIALECTS[name], b"application/json")
    assert join is not None
    rounds = []
    for number, said in enumerate(turns):
        join.feed(written(whole(name, said, f"id{number}")))
        turn = join.over()
        rounds.append(Round(turn, tuple(f"original {call.id}" for call in turn.asked)))
    return rounds, json.loads(join.finish())


def client_items(name: str, answer: dict[str, Any]) -> list[Any]:
    """What a client puts behind its conversation."""
    match name:
        case "anthropic":
            return [{"role": "assistant", "content": answer["content"]}]
        case "openai":
            return [answer["choices"][0]["message"]]
        case "responses":
            return list(answer["output"])
        case _:
            return [answer["candidates"][0]["content"]]


def client_result(name: str) -> list[Any]:
    raw = result(name, Call("toolu_theirs", "read_file", ""), "a file")
    named = raw.replace(b"weft_retrieve", b"read_file")
    return [json.loads(item) for item in items(name, [named])]


def sent(name: str, conversation: list[Any], rounds: list[Round], at: int = 1) -> list[Any]:
    """The conversation as it goes upstream the next time."""
    dialect = DIALECTS[name]
    place = Place(at, conversation[:at])
    ledger = {kept.key: kept.text for kept in remember(dialect, rounds, place)}
    body = json.dumps(conversation, indent=1).encode()
    pieces = []
    for number, span in enumerate(entries(body)):
        raw = body[span.start : span.end]
        names = keys(dialect, conversation[number], Place(number, conversation[:number]))
        text = next((ledger[one] for one in names if one in ledger), None)
        pieces.append(raw if text is None else edited(raw, restore(dialect, raw, text)))
    return list(json.loads(listed(pieces)))


def saw(name: str, rounds: list[Round]) -> list[Any]:
    """What the provider was sent, or sent itself, turn after turn."""
    seen: list[Any] = []
    for one in rounds:
        said = json.loads(one.turn.said)
        match name:
            case "anthropic":
                seen.append({"role": "assistant", "content": said})
            case "responses":
                seen += said
            case _:
                seen.append(said)
        given = [
            result(name, call, text) for call, text in zip(one.turn.asked, one.answers, strict=True)
        ]
        if one.turn.hidden:
            seen += [json.loads(item) for item in items(name, given)]
    return seen


def without_nothing(items_: list[Any]) -> list[Any]:
    """Chat clients may say that there is no refusal, or not."""
    return [
        {key: value for key, value in item.items() if value is not None or key == "content"}
        for item in items_
    ]


@every
@pytest.mark.parametrize(
    "turns",
    [
        [[ASK], [FOUND]],
        [[LOOK, ASK], [FOUND]],
        [[THINK, ASK], [MORE, FOUND]],
        [[THINK, LOOK, ASK], [MORE, FOUND]],
        [[THINK, LOOK, ASK], [MORE, AGAIN], [FOUND]],
        [[ASK, AGAIN], [MORE, FOUND]],
    ],
)
def test_wholly_hidden_turns_are_put_back(name: str, turns: list[list[Said]]) -> None:
    rounds, answer = exchange(name, *turns)
    came = client_items(name, answer)
    assert "weft_retrieve" not in json.dumps(came)
    conversation = [ASKED[name], *came, ASKED[name]]
    again = sent(name, conversation, rounds)
    assert without_nothing(again) == [ASKED[name], *saw(name, rounds), ASKED[name]]


@every
@pytest.mark.parametrize("said", [[ASK, THEIRS], [LOOK, ASK, THEIRS], [THINK, LOOK, ASK, THEIRS]])
def test_calls_beside_the_clients_are_put_back_with_their_results(
    name: str, said: list[Said]
) -> None:
    rounds, answer = exchange(name, said)
    conversation = [ASKED[name], *client_items(name, answer), *client_result(name)]
    again = without_nothing(sent(name, conversation, rounds))
    ours = json.loads(
        items(name, [result(name, rounds[0].turn.asked[0], "original toolu_ours")])[0]
    )
    (theirs,) = client_result(name)
    results = [ours, theirs]
    for field in ("content", "parts"):
        if isinstance(theirs.get(field), list):
            results = [{**theirs, field: ours[field] + theirs[field]}]
    assert again == [ASKED[name], *saw(name, rounds), *results]


@every
def test_hidden_turns_before_a_mixed_one_are_put_back_too(name: str) -> None:
    rounds, answer = exchange(name, [THINK, LOOK, ASK], [MORE, FOUND, AGAIN, THEIRS])
    conversation = [ASKED[name], *client_items(name, answer), *client_result(name)]
    again = without_nothing(sent(name, conversation, rounds))
    seen = saw(name, rounds)
    assert again[1 : 1 + len(seen)] == seen
    assert json.dumps(again).count("original toolu_again") == 1


@every
def test_an_item_that_is_another_is_left_alone(name: str) -> None:
    rounds, answer = exchange(name, [LOOK, ASK], [FOUND])
    other, changed = exchange(name, [("text", "Nothing at all.")])
    conversation = [ASKED[name], *client_items(name, changed), ASKED[name]]
    assert sent(name, conversation, rounds) == conversation
    if name != "responses":
        elsewhere = [ASKED[name], ASKED[name], *client_items(name, answer)]
        assert sent(name, elsewhere, rounds) == elsewhere
    assert all("response" in kept.key for kept in remember(DIALECTS[name], other, Place(1)))


def test_a_client_that_drops_thinking_is_served_too() -> None:
    rounds, answer = exchange("anthropic", [THINK, LOOK, ASK], [MORE, FOUND])
    (message,) = client_items("anthropic", answer)
    message["content"] = [b for b in message["content"] if b["type"] != "thinking"]
    again = sent("anthropic", [ASKED["anthropic"], message], rounds)
    kinds = [[block["type"] for block in item["content"]] for item in again[1:]]
    assert kinds == [["text", "tool_use"], ["tool_result"], ["text"]]


def test_a_client_that_keeps_words_as_a_string_is_served_too() -> None:
    rounds, _ = exchange("anthropic", [ASK], [FOUND])
    message = {"role": "assistant", "content": FOUND[1]}
    again = sent("anthropic", [ASKED["anthropic"], message], rounds)
    assert [item["role"] for item in again] == ["user", "assistant", "user", "assistant"]
    assert again[-1] == message


def test_a_role_behind_the_content_stays_with_every_message() -> None:
    rounds, answer = exchange("anthropic", [LOOK, ASK], [FOUND])
    message = {"content": answer["content"], "role": "assistant"}
    again = sent("anthropic", [ASKED["anthropic"], message], rounds)
    assert again[1:] == saw("anthropic", rounds)


def test_geminis_calls_without_ids_are_known_by_what_was_said() -> None:
    ours, theirs = ("call", "", ASK[2], ASK[3]), ("call", "", THEIRS[2], THEIRS[3])
    rounds, answer = exchange("gemini", [LOOK, ours, theirs])
    (content,) = client_items("gemini", answer)
    given = {"functionResponse": {"name": "read_file", "response": {"output": "a file"}}}
    conversation = [ASKED["gemini"], content, {"role": "user", "parts": [given]}]
    again = sent("gemini", conversation, rounds)
    assert again[1] == json.loads(rounds[0].turn.said)
    answered = [part["functionResponse"]["name"] for part in again[2]["parts"]]
    assert answered == ["weft_retrieve", "read_file"]


def test_a_response_is_followed_by_its_last_turn() -> None:
    rounds, answer = exchange("responses", [LOOK, ASK], [FOUND])
    kept = {one.key: one.text for one in remember(DIALECTS["responses"], rounds, Place(1))}
    assert answer["id"] == "id0"
    assert following(kept[following_key("id0")], "id0") == b'"id1"'
    assert following(kept[following_key("id0")], "id1") == b""
    assert following_key("id9") not in kept


def test_keys_are_names_in_the_ledger() -> None:
    assert identity_of("call:a") != identity_of("call:b")


@given(st.sampled_from(NAMES), st.binary(max_size=60), st.text(max_size=30))
def test_odd_items_and_records_are_left_alone(name: str, raw: bytes, text: str) -> None:
    assert restore(DIALECTS[name], raw, text) == []
