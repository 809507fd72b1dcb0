"""The sums agree with the steps."""

from __future__ import annotations

from weft.demo import story
from weft.demo.conversation import Conversation, ToolResult
from weft.demo.story import Step

LONG = ToolResult(2, 2, "bash", "{}", "make", "the same line, again and again\n" * 9)
SMALL = ToolResult(3, 4, "bash", "{}", "true", "ok")


def step(number: int, result: ToolResult, sent: str, *, replayed: bool = False) -> Step:
    before, after = len(result.text), len(sent)
    return Step(number, result, "text", sent, before, after, (), (), "", None, replayed)


def test_a_step_knows_what_it_saved() -> None:
    shorter = step(1, LONG, "9 times")
    assert (shorter.changed, shorter.saved) == (True, len(LONG.text) - 7)
    same = step(2, SMALL, "ok")
    assert (same.changed, same.saved) == (False, 0)


def test_sums() -> None:
    told = Conversation("m", 0, 0, 0, (LONG, LONG, SMALL), ("system", "user"))
    steps = [step(1, LONG, "x"), step(2, LONG, "x", replayed=True), step(3, SMALL, "ok")]
    totals = story.total(steps, told, len)
    assert (totals.results, totals.changed, totals.replayed) == (3, 2, 1)
    assert totals.before == 2 * len(LONG.text) + len("ok")
    assert totals.saved == sum(step.saved for step in steps)
    assert totals.untouched == len("systemuser")
    assert totals.share_of_all < totals.share_of_results < 1


def test_sums_of_nothing() -> None:
    totals = story.total([], Conversation("m", 0, 0, 0, (), ()), len)
    assert (totals.share_of_results, totals.share_of_all) == (0.0, 0.0)
