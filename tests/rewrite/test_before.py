"""Requests that hold only what is new: what came before counts, as far as it is known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rewrite_world import TENANT, World

from weft.dialects.openai_responses import OPENAI_RESPONSES
from weft.dialects.reading import Mark
from weft.dialects.slot import Call
from weft.policy.words import Auth, Mode, Reason
from weft.rewrite.before import Before
from weft.rewrite.rewriter import Asked

if TYPE_CHECKING:
    from weft.rewrite.told import Rewritten

LOG = "\n".join(f"09:{n // 60:02}:{n % 60:02} INFO worker: row {n} of many" for n in range(400))
CALL = (Call("call_of_twelve", "run", '{"command":"make"}'), "")


def rewritten(before: Before | None, world: World | None = None, **asked: Any) -> Rewritten:
    """An output that follows on something."""
    output = {"type": "function_call_output", "call_id": "call_of_twelve", "output": LOG}
    given = {"model": "gpt-5", "previous_response_id": "resp_1", "input": [output], **asked}
    request = Asked(
        body=json.dumps(given).encode(),
        dialect=OPENAI_RESPONSES,
        tenant=TENANT,
        auth=Auth.KEY,
        mode=Mode.FULL,
        before=before,
    )
    rewriter = (world or World()).rewriter()
    sight = rewriter.look(request, rewriter.known(request))
    assert sight is not None
    return rewriter.rewrite(request, sight)


def test_where_nobody_saw_what_came_before_our_tool_is_not_added() -> None:
    """The tools stand in front of what the provider has cached."""
    done = rewritten(None)
    assert not done.offered
    assert not done.hashes
    assert b"weft_retrieve" not in done.body


def test_where_it_was_offered_before_it_stays() -> None:
    done = rewritten(Before(offered=True, size=60_000, turns=1))
    assert done.offered
    assert b"weft_retrieve" in done.body
    assert done.hashes
    assert done.so_far is not None
    assert done.so_far.offered


def test_it_is_added_in_the_middle_only_where_that_is_worth_it() -> None:
    small = rewritten(Before(size=12_000, turns=1))
    large = rewritten(Before(size=600_000, turns=1))
    assert (small.offered, large.offered) == (True, False)


def test_the_origin_of_an_output_is_the_call_that_came_before() -> None:
    (block,) = rewritten(Before(Mark("Why?", "", (CALL,)), size=60_000, turns=1)).blocks
    assert (block.tool, block.reason) == ("run", Reason.REWRITTEN)


def test_what_comes_before_the_next_request_is_all_of_it() -> None:
    first = rewritten(Before(Mark("Why?", "", (CALL,)), offered=True, size=60_000, turns=3))
    so_far = first.so_far
    assert so_far is not None
    assert so_far.turns == 3
    assert so_far.mark.asked == "Why?"
    assert 60_000 < so_far.size < 60_000 + len(LOG)
