"""A walk tells of every result what became of it, and the sums agree with the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from weft.demo import story
from weft.demo.conversation import Conversation, ToolResult, load
from weft.engine.forms.registry import FORMS
from weft.engine.pipeline import Terms
from weft.recall import marker
from weft.recall.store import from_url
from weft.rewrite.scribe import Scribe

if TYPE_CHECKING:
    from collections.abc import Iterator

REPEATED = ToolResult(2, 2, "bash", "{}", "make", "the same line, again and again\n" * 9)
WORDS = ("river", "stone", "lamp", "winter", "paper", "glass", "signal", "garden", "thunder")
WORDS += ("velvet", "copper", "marble")
LINES = "".join(
    " ".join(WORDS[(n * n + k * k * 7 + n * k) % 12] for k in range(3 + n % 9)).capitalize() + ".\n"
    for n in range(400)
)
LONG = ToolResult(3, 4, "bash", "{}", "fortune", LINES)
SMALL = ToolResult(4, 6, "bash", "{}", "true", "ok")


@pytest.fixture
def line() -> Iterator[Scribe]:
    store = from_url("memory:")
    yield Scribe(store, FORMS, Terms(len), "tenant", "1")
    store.close()


def test_a_folded_result(line: Scribe) -> None:
    (step,) = story.walk([REPEATED], line)
    assert (step.forms, step.cuts, step.hash) == (("repeated_lines",), (), None)
    assert step.changed
    assert step.saved == len(REPEATED.text) - len(step.sent) > 0


def test_a_cut_result_says_what_its_markers_say(line: Scribe) -> None:
    (step,) = story.walk([LONG], line)
    (found,) = marker.parse(step.sent)
    assert step.cuts == (found.what,)
    assert step.hash == found.hash


def test_a_result_that_stays_says_why(line: Scribe) -> None:
    (step,) = story.walk([SMALL], line)
    assert (step.changed, step.saved, step.forms) == (False, 0, ())
    assert step.reason == "nothing shorter found"


def test_a_result_seen_before_is_replayed_and_still_known(line: Scribe) -> None:
    first, again = story.walk([LONG, LONG], line)
    assert (first.replayed, again.replayed) == (False, True)
    assert (again.sent, again.forms, again.cuts) == (first.sent, first.forms, first.cuts)
    assert again.reason == story.AS_BEFORE


def test_markers_in_the_original_are_no_cuts_of_ours(line: Scribe) -> None:
    quoted = f"{marker.write('0' * 24, 'lines 1-9')}\n" * 9
    (step,) = story.walk([ToolResult(1, 1, "bash", "{}", "cat", quoted)], line)
    assert step.cuts == ()


def test_it_walks_only_as_fast_as_it_is_asked(line: Scribe) -> None:
    walk = story.walk([LONG, REPEATED], line)
    next(walk)
    assert line.store.stats().decisions == 1


def test_sums(line: Scribe) -> None:
    told = Conversation("m", 0, 0, 0, (LONG, LONG, SMALL), ("system", "user"))
    steps = list(story.walk(told.results, line))
    totals = story.total(steps, told, len)
    assert (totals.results, totals.changed, totals.replayed) == (3, 2, 1)
    assert totals.before == 2 * len(LONG.text) + len("ok")
    assert totals.saved == sum(step.saved for step in steps)
    assert totals.untouched == len("systemuser")
    assert totals.share_of_all < totals.share_of_results < 1


def test_sums_of_nothing() -> None:
    totals = story.total([], Conversation("m", 0, 0, 0, (), ()), len)
    assert (totals.share_of_results, totals.share_of_all) == (0.0, 0.0)


def test_the_bundled_conversation_never_gets_worse(line: Scribe) -> None:
    steps = list(story.walk(load().results, line))
    assert all(step.after <= step.before for step in steps)
    assert any(step.cuts for step in steps)
    assert any(step.replayed for step in steps)
    assert any(not step.changed for step in steps)
