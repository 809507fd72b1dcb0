"""The proofs hold on a good store, and say what is wrong with a bad one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from weft.demo import proof, story
from weft.demo.conversation import ToolResult
from weft.engine.forms.registry import FORMS
from weft.engine.formset import FormSet
from weft.engine.pipeline import Terms
from weft.recall.store import from_url
from weft.rewrite.scribe import Scribe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from weft.recall.store import Store

WORDS = ("river", "stone", "lamp", "winter", "paper", "glass", "signal", "garden", "thunder")
WORDS += ("velvet", "copper", "marble")
LINES = "".join(
    " ".join(WORDS[(n * n + k * k * 7 + n * k) % 12] for k in range(3 + n % 9)).capitalize() + ".\n"
    for n in range(400)
)
LONG = ToolResult(2, 2, "bash", "{}", "fortune", LINES)
NO_LINES = ToolResult(3, 4, "bash", "{}", "cat", "".join(f"{number}," for number in range(9000)))
SMALL = ToolResult(4, 6, "bash", "{}", "true", "yes\nno")
TINY = ToolResult(5, 8, "bash", "{}", "true", "ok")


@pytest.fixture
def store() -> Iterator[Store]:
    opened = from_url("memory:")
    yield opened
    opened.close()


def scribe(store: Store, forms: FormSet = FORMS) -> Scribe:
    return Scribe(store, forms, Terms(len), "tenant", "1")


def test_a_replay_that_holds(store: Store) -> None:
    line = scribe(store)
    steps = list(story.walk([LONG, SMALL], line))
    found = proof.replay(steps, line)
    assert found.held
    assert (found.texts, found.from_ledger, found.same) == (2, 2, 2)
    assert found.sha256_first == found.sha256_second


def test_it_holds_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:{tmp_path}/recall.db"
    first = from_url(url)
    steps = list(story.walk([LONG, NO_LINES, SMALL], scribe(first)))
    first.close()
    second = from_url(url)
    assert proof.replay(steps, scribe(second)).held
    assert proof.fetch(steps, second, "tenant").held
    second.close()


def test_a_ledger_that_forgot_is_found_out(store: Store) -> None:
    line = scribe(store)
    steps = list(story.walk([LONG], line))
    store.purge(everything=True)
    found = proof.replay(steps, line)
    assert not found.held
    assert found.faults == ("result 1 was decided anew",)


def test_other_bytes_are_found_out(store: Store) -> None:
    steps = list(story.walk([LONG], scribe(store)))
    found = proof.replay(steps, scribe(store, FormSet()))
    assert not found.held
    assert "result 1 was written otherwise" in found.faults
    assert found.sha256_first != found.sha256_second


@pytest.mark.parametrize(("result", "part"), [(LONG, "lines "), (NO_LINES, "chars ")])
def test_a_fetch_that_holds(store: Store, result: ToolResult, part: str) -> None:
    (step,) = story.walk([result], scribe(store))
    found = proof.fetch([step], store, "tenant")
    assert found.held
    assert not found.by_hand
    assert found.marker in step.sent
    assert found.part_name.startswith(part)
    assert found.part in result.text
    assert step.sent.count(found.part) < result.text.count(found.part)
    assert found.sha256_fetched == proof.sha256(result.text)


def test_the_largest_saving_is_fetched(store: Store) -> None:
    steps = list(story.walk([LONG, NO_LINES], scribe(store)))
    assert proof.fetch(steps, store, "tenant").step.result is NO_LINES


def test_an_original_that_is_gone_is_found_out(store: Store) -> None:
    (step,) = story.walk([LONG], scribe(store))
    store.purge(everything=True)
    found = proof.fetch([step], store, "tenant")
    assert not found.held
    assert found.faults == ("the store has no original under this hash",)


@pytest.mark.parametrize(("result", "part"), [(SMALL, "line 1"), (TINY, "whole")])
def test_without_a_marker_the_way_back_is_shown_by_hand(
    store: Store, result: ToolResult, part: str
) -> None:
    (step,) = story.walk([result], scribe(store))
    found = proof.fetch([step], store, "tenant")
    assert found.held
    assert found.by_hand
    assert found.part_name == part
