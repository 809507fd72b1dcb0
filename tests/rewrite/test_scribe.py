"""First sight decides; afterwards the ledger is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from weft.engine.forms.registry import FORMS
from weft.engine.formset import FormSet
from weft.engine.model import Block, Origin
from weft.engine.pipeline import Terms
from weft.engine.tokens import count
from weft.policy.reads import Care
from weft.recall.ledger import Decision, identity
from weft.recall.store import from_url
from weft.rewrite.scribe import Scribe

if TYPE_CHECKING:
    from collections.abc import Iterator

LOG = "".join(
    f"2026-01-02 03:04:{n % 60:02} INFO job {n} took {n * 37 % 91} ms\n" for n in range(900)
)


@pytest.fixture
def scribe() -> Iterator[Scribe]:
    store = from_url("memory:")
    yield Scribe(store, FORMS, Terms(count), "tenant", "1")
    store.close()


def test_the_original_is_kept_before_anybody_has_the_marker(scribe: Scribe) -> None:
    written = scribe.write(Block(LOG))
    assert written.decision.hash is not None
    folio = scribe.store.open("tenant", written.decision.hash)
    assert folio is not None
    assert folio.text() == LOG


def test_the_second_time_is_a_replay_whatever_the_forms_would_say(scribe: Scribe) -> None:
    name = identity(LOG, "a conversation")
    first = scribe.write(Block(LOG), name)
    again = replace(scribe, forms=FormSet()).write(Block(LOG), name)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.text == first.text != LOG


@pytest.mark.parametrize(
    "other",
    [
        Block(LOG, Origin(question="Which job was slow?")),
        Block(LOG, Origin(tool="bash")),
        Block(LOG, Origin(arguments="{}")),
        Block(LOG[:-1]),
    ],
)
def test_whatever_decides_is_part_of_the_name(scribe: Scribe, other: Block) -> None:
    assert scribe.name(other) != scribe.name(Block(LOG))
    assert replace(scribe, engine="2").name(Block(LOG)) != scribe.name(Block(LOG))
    assert scribe.in_room(50).name(Block(LOG)) != scribe.name(Block(LOG))


def test_what_must_stay_is_decided_too(scribe: Scribe) -> None:
    written = scribe.write(Block(LOG), care=Care.EXACT)
    assert written.text == LOG
    assert written.rendering is not None
    assert written.rendering.reason == Care.EXACT.value
    assert scribe.write(Block(LOG)).replayed


def test_where_another_worker_was_first_its_decision_counts(scribe: Scribe) -> None:
    name = scribe.name(Block(LOG))
    scribe.store.ledger.record("tenant", name, Decision("theirs"))
    rendering, decision = scribe.decide(Block(LOG))
    written = scribe.record(Block(LOG), name, rendering, decision)
    assert (written.text, written.replayed) == ("theirs", True)
