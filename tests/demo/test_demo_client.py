"""The example's client sends what a coding agent sends, and its model says what it said."""

from __future__ import annotations

import json
from itertools import pairwise

from weft.demo.client import Client
from weft.demo.conversation import load
from weft.demo.model.words import Call
from weft.demo.prefix import messages


def test_every_turn_extends_the_one_before() -> None:
    bodies = [messages(each.body) for each in Client().requests()]
    assert len(bodies) == load().turn_count
    for earlier, later in pairwise(bodies):
        assert later[: len(earlier)] == earlier
        assert len(later) == len(earlier) + 2


def test_two_markers_roll_and_one_stands_on_the_system_prompt() -> None:
    for request in Client().requests(4):
        said = json.loads(request.body)
        marked = [
            number
            for number, each in enumerate(said["messages"])
            if "cache_control" in each["content"][-1]
        ]
        assert marked == [n for n in (request.message - 2, request.message) if n >= 0]
        assert "cache_control" in said["system"][0]


def test_the_model_calls_the_tools_that_the_conversation_has_results_of() -> None:
    calls = [part for turn in Client().turns for part in turn.parts if isinstance(part, Call)]
    assert len(calls) == len(load().results)


def test_a_person_can_say_something_more() -> None:
    client = Client()
    *_, last = client.requests()
    more = client.then(last, [{"type": "text", "text": "Done."}], "Why?")
    said = json.loads(more.body)["messages"]
    assert (said[-2]["content"][0]["text"], said[-1]["content"][0]["text"]) == ("Done.", "Why?")
    assert messages(more.body)[: last.message + 1] == messages(last.body)
