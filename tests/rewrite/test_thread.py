"""How much of a conversation holds: no step is claimed that is not there to the byte."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from weft.dialects.layout import lay_out
from weft.dialects.reading import Mark
from weft.engine.model import Span
from weft.rewrite.beginning import Prefixes, upto
from weft.rewrite.thread import CHANGED, Known, Step, Text, Thread

if TYPE_CHECKING:
    from collections.abc import Sequence


def body(items: Sequence[Any], rest: str = ', "stream": true}') -> bytes:
    listed = ", ".join(json.dumps({"i": item}) for item in items)
    return ('{"model": "m", "messages": [' + listed + "]" + rest).encode()


def thread(items: Sequence[Any]) -> Thread:
    whole = body(items)
    layout = lay_out(whole, "messages")
    steps = tuple(Step(span.end, by_model=False, mark=Mark()) for span in layout.items)
    return Thread(upto([step.end for step in steps], Prefixes(whole)), layout, steps)


def agrees(known: Sequence[Any], said: bytes) -> int:
    return thread(known).agrees(Prefixes(said))


def test_a_conversation_that_goes_on_holds_whole() -> None:
    assert agrees("abc", body("abcde")) == 3
    assert agrees("abc", body("abc", rest=', "other": []}')) == 3


def test_what_another_begins_with_is_nothing() -> None:
    assert agrees("abc", body("xbc")) == 0
    assert agrees("abc", b"") == 0
    assert agrees("abc", body("abc").replace(b'"m"', b'"n"')) == 0


def test_the_last_item_may_be_another_one() -> None:
    """A cache marker moved on, or the person said it otherwise."""
    assert agrees("abcdef", body("abcdeX")) == 5


def test_what_was_taken_back_does_not_hold() -> None:
    assert agrees("abcdef", body("abc")) == 3
    assert agrees("abcdef", body("a")) == 1


def test_an_item_that_only_begins_alike_does_not_hold() -> None:
    assert agrees("abc", body(["a", "b", "cd"])) == 2
    assert agrees([1], body([10])) == 0


ITEMS = st.lists(st.sampled_from(["a", "ab", "b", 1, 10, [], {"x": "]"}]), max_size=12)


@given(known=ITEMS, came=ITEMS, shared=st.integers(0, 12), cut=st.none() | st.integers(0, 300))
def test_no_step_is_claimed_that_does_not_hold(
    known: list[Any], came: list[Any], shared: int, cut: int | None
) -> None:
    came = known[:shared] + came
    said = body(came)[:cut]
    held = agrees(known, said)
    assert 0 <= held <= len(known)
    assert known[:held] == came[:held]
    if held:
        end = thread(known).steps[held - 1].end
        assert said[:end] == body(known)[:end]
    if cut is None and known and came[: len(known)] == known:
        assert held == len(known)
    if cut is None and known and came and known[0] == came[0]:
        assert held  # where something holds, it is seen


@given(known=st.lists(st.integers(0, 9), min_size=1, max_size=40), changed=st.integers(0, CHANGED))
def test_where_the_end_changed_little_is_looked_at_anew(known: list[int], changed: int) -> None:
    same = max(0, len(known) - changed)
    came = [*known[:same], *("x" * changed)]
    held = agrees(known, body(came))
    assert held <= same
    assert held == same


def test_its_weight_is_that_of_its_steps_and_of_what_is_written() -> None:
    bare = thread("abc")
    step = bare.steps[0]
    text = Text(Span(0, 1), b"x" * 10_000, saved=5)
    written = Thread(
        bare.begun, bare.layout, (Step(step.end, False, Mark(), (text,)), *bare.steps[1:])
    )
    assert bare.weight > sum(len(each.digest) for each in bare.begun)
    assert written.weight == bare.weight + 10_000


def test_what_is_known_for_too_long_is_looked_at_anew() -> None:
    found = thread("abc")
    assert Known(found, 2).steps == found.steps[:2]
    assert Known(found, 2, stale=True).steps == ()
