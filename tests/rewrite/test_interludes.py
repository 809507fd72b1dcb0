"""What was hidden is put back into the items that are new in a request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from recall_scripts import ASK, THEIRS
from test_interlude import ASKED, client_items, client_result, exchange

from weft.dialects.recalling.editing import edited
from weft.dialects.recalling.interlude import Place
from weft.dialects.shape import DIALECTS
from weft.recall.store import from_url
from weft.rewrite.interludes import followed, follows, keep, place_of, put_back
from weft.rewrite.sight import look

NAMES = ("anthropic", "openai", "responses", "gemini")
FIELDS = {"anthropic": "messages", "openai": "messages", "responses": "input", "gemini": "contents"}
LOOK, FOUND = ("text", "Let me look."), ("text", "Line 7 is wrong.")


def upstream(name: str, first: list[Any], later: list[Any], *turns: Any, **more: Any) -> Any:
    """The request behind an exchange with these turns, as it goes upstream."""
    dialect, store = DIALECTS[name], from_url("memory:")
    rounds, _ = exchange(name, *turns)
    begun = json.dumps({FIELDS[name]: first}).encode()
    keep(store, "acme", dialect, rounds, place_of(look(begun, dialect, None, 0)))
    body = json.dumps({**more, FIELDS[name]: [*first, *later]}).encode()
    sight = look(body, dialect, None, 0)
    changes = followed(store, "acme", sight) if follows(sight) else []
    put_back(store, "acme", sight)
    for seen in sight.items:
        by = seen.span.start
        changes += [(type(s)(s.start + by, s.end + by), new) for s, new in seen.put]
    return json.loads(edited(body, changes))


@pytest.mark.parametrize("name", NAMES)
def test_a_call_and_its_result_come_back_in_one_request(name: str) -> None:
    """Without its result a call is refused by every provider."""
    _, answer = exchange(name, [LOOK, ASK, THEIRS])
    later = [*client_items(name, answer), *client_result(name)]
    told = json.dumps(upstream(name, [ASKED[name]], later, [LOOK, ASK, THEIRS]))
    assert told.count("original toolu_ours") == 1
    assert told.count("toolu_ours") == (4 if name == "gemini" else 3)


@pytest.mark.parametrize("name", NAMES)
def test_turns_that_were_wholly_hidden_come_back(name: str) -> None:
    _, answer = exchange(name, [LOOK, ASK], [FOUND])
    later = [*client_items(name, answer), ASKED[name]]
    items = upstream(name, [ASKED[name]], later, [LOOK, ASK], [FOUND])[FIELDS[name]]
    assert "original toolu_ours" in json.dumps(items)
    assert len(items) == 1 + len(later) + 2


def test_a_response_that_is_followed_is_the_last_one() -> None:
    later = [ASKED["responses"]]
    given = {"previous_response_id": "id0"}
    sent = upstream("responses", [], later, [LOOK, ASK], [FOUND], **given)
    assert sent["previous_response_id"] == "id1"


def test_who_follows_a_response_is_offered_what_that_was_offered() -> None:
    store, dialect = from_url("memory:"), DIALECTS["responses"]
    rounds, _ = exchange("responses", [FOUND])
    keep(store, "acme", dialect, rounds, Place(1))
    for name, offered in (("id0", True), ("id7", False)):
        body = json.dumps({"previous_response_id": name, "input": [ASKED["responses"]]}).encode()
        sight = look(body, dialect, None, 0)
        assert follows(sight)
        assert followed(store, "acme", sight) == []
        assert sight.offered is offered
