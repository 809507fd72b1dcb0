"""What a look at a request tells: what is new, what a client marked, how long it was silent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rewrite_world import DIALECTS

from weft.rewrite.beginning import Prefixes, upto
from weft.rewrite.sight import LEAST, Sight, Unclear, look
from weft.rewrite.thread import Known, Step, Thread

MARK = {"cache_control": {"type": "ephemeral"}}
LONG = "A line of a log.\n" * 40


def request(items: list[Any], key: str = "messages", **more: Any) -> bytes:
    return json.dumps({"model": "m", **more, key: items}).encode()


def remembered(sight: Sight) -> Thread:
    """What would be remembered of it."""
    steps = tuple(Step(item.span.end, item.by_model, item.mark) for item in sight.items)
    fields = {n: s for n, s in sight.layout.fields.items() if s.end < sight.layout.begin}
    layout = type(sight.layout)(fields, sight.layout.begin, (), sight.layout.end)
    steps = (*sight.steps, *steps)
    begun = upto([step.end for step in steps], Prefixes(sight.body))
    return Thread(begun, layout, steps, asked=sight.asked)


def looked(items: list[Any], dialect: str = "anthropic", **more: Any) -> Sight:
    return look(request(items, DIALECTS[dialect].key, **more), DIALECTS[dialect])


def going_on(
    before: list[Any],
    items: list[Any],
    dialect: str = "anthropic",
    *,
    since: float = 0.0,
    stale: bool = False,
) -> Sight:
    """A look at a request when the one before is known."""
    thread = remembered(looked(before, dialect))
    body = request(items, DIALECTS[dialect].key)
    return look(body, DIALECTS[dialect], Known(thread, thread.agrees(Prefixes(body)), stale), since)


def user(text: str, **more: Any) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "text", "text": text, **more}]}


def model(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def result(call: str, text: str = LONG) -> dict[str, Any]:
    return {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": call, "content": text}],
    }


def call(name: str) -> dict[str, Any]:
    return {"type": "function_call", "call_id": name, "name": "shell", "arguments": "{}"}


def output(name: str) -> dict[str, Any]:
    return {"type": "function_call_output", "call_id": name, "output": LONG}


TALK = [user("Hi"), model("Yes?"), user("Why?"), model("Let me see.")]


# ── What is new ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("items", "first"),
    [
        ([], 0),
        ([user("Hi")], 0),
        ([user("Hi"), model("Yes?"), user("Why?")], 2),
        ([user("Hi"), model("Yes?"), user("Why?"), user("And?")], 2),
        ([user("Hi"), model("Yes?"), user("Why?"), model("Because")], 2),  # words put in its mouth
        ([user("Hi"), model("Yes?")], 0),
        ([model("Yes?")], 0),
    ],
)
def test_new_is_what_stands_behind_the_model_s_last_turn(items: list[Any], first: int) -> None:
    assert looked(items).fresh_from == first


def test_outputs_between_the_calls_of_one_turn_are_new_too() -> None:
    """Only memory knows that they are."""
    before = [user("Hi")]
    items = [*before, call("a"), output("a"), call("b"), output("b")]
    assert looked(items, "responses").fresh_from == 4
    assert going_on(before, items, "responses").fresh_from == 1


def test_a_conversation_that_begins_alike_is_no_memory_of_this_one() -> None:
    """What stands in the middle of it may be cached: it only never came past here."""
    opening = [{"type": "message", "role": "developer", "content": "Be brief."}]
    other = [*opening, user("Something else.")]
    items = [*opening, user("Hi"), call("a"), output("a"), call("b"), output("b")]
    assert going_on(other, items, "responses").fresh_from == 5


def test_only_texts_that_are_long_enough_are_any() -> None:
    sight = looked([result("a", "x" * (LEAST - 1)), result("b", "x" * LEAST)])
    assert [found.placed.call for found in sight.texts] == ["b"]


def test_what_is_known_is_not_looked_at_again() -> None:
    sight = going_on([*TALK, result("a")], [*TALK, result("a"), model("So."), result("b")])
    assert [found.placed.call for found in sight.texts] == ["b"]
    assert [found.placed.item for found in sight.texts] == [6]
    assert sight.turns == 3


# ── How long it was silent ───────────────────────────────────────────────────────────────


def test_it_was_silent_since_the_request_before() -> None:
    assert looked(TALK[:3]).idle == 0.0
    assert going_on(TALK[:3], [*TALK, user("And?")], since=70.0).idle == 70.0
    assert going_on(TALK[:3], [*TALK, user("And?")], since=70.0, stale=True).idle == 70.0
    assert going_on(TALK[:3], TALK[:3], since=70.0).idle == 70.0  # the same once more


def test_nobody_knows_where_turns_were_had_elsewhere() -> None:
    more = [*TALK, user("And?"), model("So."), user("And then?")]
    assert going_on(TALK[:3], more, since=70.0).idle == 0.0


def test_nobody_knows_of_a_conversation_that_only_begins_alike() -> None:
    other = [TALK[0], model("No."), user("Else.")]
    assert going_on(other, [*TALK, user("And?")], since=70.0).idle == 0.0


# ── What a client marked ─────────────────────────────────────────────────────────────────


def test_the_last_marker_in_the_opening_is_the_floor() -> None:
    assert looked([user("a", **MARK), user("b", **MARK), model("c"), user("d")]).floor == (
        1,
        ("content", 0),
    )
    assert looked([user("a"), model("c"), user("d", **MARK)]).floor is None


def test_an_opening_that_is_known_in_part_is_still_one() -> None:
    before = [user("first"), user("a question")]
    items = [user("first"), user("another one", **MARK), model("c"), user("d")]
    assert looked(items).floor == (1, ("content", 0))
    assert going_on(before, items).floor == (1, ("content", 0))


def test_behind_the_model_s_first_turn_no_marker_is_a_floor() -> None:
    assert going_on(TALK[:3], [*TALK, user("d", **MARK)]).floor is None


def test_a_marker_that_moved_on_is_still_one() -> None:
    before = [*TALK, user("Why?", **MARK)]
    sight = going_on(before, [*TALK, user("Why?"), model("So."), user("x")])
    assert sight.steps
    assert sight.asked.marked
    assert not looked(TALK).asked.marked


# ── What is not of a shape that is known ─────────────────────────────────────────────────


@pytest.mark.parametrize("item", [b"7", b'"x"', b"[]", b"null", b"{]", b"[" * 5_000])
def test_an_item_that_is_no_object_is_unclear(item: bytes) -> None:
    with pytest.raises(Unclear):
        look(b'{"messages":[%b]}' % item, DIALECTS["anthropic"])


def test_half_characters_are_read_the_slow_way() -> None:
    raw = b'{"messages":[{"role":"tool","tool_call_id":"c","content":"\\ud83e %b"}]}' % (b"x" * 300)
    (found,) = look(raw, DIALECTS["chat"]).texts
    assert found.placed.block.text.startswith("\ud83e ")
