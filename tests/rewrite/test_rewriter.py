"""The laws of rewriting, over growing conversations in every dialect and style of JSON.

- Bytes outside the texts that were written anew are the client's.
- What went once goes the same way again, whoever remembers it: a worker from one request to the
  next, another worker on the same store, one that forgets at random.
"""

from __future__ import annotations

import json
import random
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from exchange_law import Sent, hashes, items, moved
from exchange_talk import STYLES, TALKS, Client, Talk, clients, example
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rewrite_world import DIALECTS, TENANT, World, asked, rewrite

from weft.dialects.layout import lay_out
from weft.dialects.reading import read
from weft.engine.model import Span
from weft.policy.words import Mode, Reason
from weft.rewrite.threads import Threads

if TYPE_CHECKING:
    from weft.rewrite.rewriter import Rewriter
    from weft.rewrite.thread import Thread
    from weft.rewrite.told import Rewritten

# Without shrinking, which takes minutes here.
FEW = settings(max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate))


def slots(body: bytes, dialect: str) -> dict[tuple[int, Any], str]:
    """Every text that may be rewritten, by where it stands."""
    found = read([json.loads(item) for item in items(body)], DIALECTS[dialect])
    return {(each.item, each.path): each.block.text for each in found}


def without(body: bytes, dialect: str, changed: set[tuple[int, Any]]) -> Any:
    """The request as its bytes, but for the texts at these places and our tool."""
    spans = [Span(s.start, s.end) for s in lay_out(body, DIALECTS[dialect].key).items]
    pieces = []
    end = 0
    for number, span in enumerate(spans):
        at = {path: "" for item, path in changed if item == number}
        raw = body[span.start : span.end]
        inner = sorted(places(raw, at), key=lambda each: each.start)
        for place in inner:
            pieces.append(body[end : span.start + place.start])
            end = span.start + place.end
    return [*pieces, body[end:]]


def places(raw: bytes, paths: dict[Any, str]) -> list[Span]:
    from weft.dialects.walk import walk

    return list(walk(raw, paths).values())


def follow(rewriter: Rewriter, writer: Client, talk: Talk, mode: Mode = Mode.FULL) -> list[Sent]:
    """The requests of a conversation, turn by turn."""
    sent = []
    for number in range(len(talk.rounds) + 1):
        body = writer.body(talk, number)
        sent.append(Sent(body, rewrite(rewriter, asked(body, writer.dialect, mode)).body))
    return sent


# ── The client's bytes ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("dialect", DIALECTS)
def test_bytes_outside_of_what_was_written_anew_are_the_client_s(dialect: str) -> None:
    @FEW
    @given(writer=clients(dialect), talk=TALKS)
    def law(writer: Client, talk: Talk) -> None:
        # No tool is offered: so nothing but texts may differ.
        rewriter = World().rewriter(retrieval_tool="never")
        for sent in follow(rewriter, writer, talk):
            came, went = slots(sent.came, dialect), slots(sent.went, dialect)
            assert came.keys() == went.keys()
            changed = {place for place, text in came.items() if went[place] != text}
            assert without(sent.came, dialect, changed) == without(sent.went, dialect, changed)

    law()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_and_what_is_offered_beside_them_is_our_tool(dialect: str) -> None:
    sent = follow(World().rewriter(), Client(dialect, STYLES[0]), example(f"offered {dialect}"))
    came, went = json.loads(sent[-1].came), json.loads(sent[-1].went)
    for field in came.keys() - {"tools", DIALECTS[dialect].key}:
        assert went[field] == came[field]
    assert "weft_retrieve" in json.dumps(went["tools"])
    assert went.keys() == came.keys()


def test_where_nothing_changes_it_is_the_client_s_own_object() -> None:
    body = Client("anthropic", STYLES[0]).body(example("own"), 0)
    assert rewrite(World().rewriter(), asked(body)).body is body


# ── Prefixes ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_turn_extends_the_one_before(dialect: str) -> None:
    @FEW
    @given(writer=clients(dialect), talk=TALKS)
    def law(writer: Client, talk: Talk) -> None:
        for earlier, later in pairwise(follow(World().rewriter(), writer, talk)):
            assert moved(earlier, later) == []

    law()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_and_something_is_rewritten(dialect: str) -> None:
    for marks in {False, dialect == "anthropic"}:
        writer = Client(dialect, STYLES[0], marks=marks)
        sent = follow(World().rewriter(), writer, example(f"some {dialect}"))
        assert len(sent[-1].went) < len(sent[-1].came)


# ── Whoever remembers it ─────────────────────────────────────────────────────────────────


class Forgetful(Threads):
    """Forgets a conversation now and then."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance

    def take(self, key: tuple[str, str], body: bytes) -> tuple[Thread, int] | None:
        return None if self._chance.random() < 0.4 else super().take(key, body)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_worker_that_remembers_and_one_that_starts_anew_write_the_same(dialect: str) -> None:
    @FEW
    @given(writer=clients(dialect), talk=TALKS, seed=st.integers(0, 99))
    def law(writer: Client, talk: Talk, seed: int) -> None:
        world = World()
        steady = world.rewriter()
        forgetful = world.rewriter(Forgetful(random.Random(seed)))
        for number in range(len(talk.rounds) + 1):
            came = asked(writer.body(talk, number), dialect)
            went = rewrite(steady, came)
            for other in (world.rewriter(), forgetful, steady):
                again = rewrite(other, came)
                assert again.body == went.body
                assert again.hashes == went.hashes
                assert again.saved == went.saved
                assert (again.turns, again.model) == (went.turns, went.model)

    law()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_client_that_goes_back_and_forth(dialect: str) -> None:
    """It retries and takes turns back, at any worker: what went once goes the same way again."""

    @FEW
    @given(
        writer=clients(dialect),
        talk=TALKS,
        order=st.lists(st.integers(0, 5), min_size=2, max_size=8),
        seed=st.integers(0, 99),
    )
    def law(writer: Client, talk: Talk, order: list[int], seed: int) -> None:
        world, chance = World(), random.Random(seed)
        workers = [world.rewriter(Forgetful(chance)), world.rewriter(), world.rewriter()]
        sent: list[Sent] = []
        for number in [*sorted(order), *order]:
            body = writer.body(talk, min(number, len(talk.rounds)))
            went = rewrite(chance.choice(workers), asked(body, dialect)).body
            assert went == rewrite(world.rewriter(), asked(body, dialect)).body
            sent.append(Sent(body, went))
        for earlier in sent:
            for later in sent:
                assert [f for f in moved(earlier, later) if not f.startswith("tools")] == []

    law()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_whatever_is_configured_meanwhile(dialect: str) -> None:
    world, writer = World(), Client(dialect, STYLES[0])
    talk = example(f"changed {dialect}")
    rules: list[dict[str, Any]] = [
        {},
        {"min_tokens": 5_000},
        {"lossy": False},
        {"offload": False, "frozen_prefix": False},
    ]
    sent = []
    for number in range(len(talk.rounds) + 1):
        body = writer.body(talk, number)
        rewriter = world.rewriter(**rules[number % len(rules)])
        sent.append(Sent(body, rewrite(rewriter, asked(body, dialect)).body))
    for earlier, later in pairwise(sent):
        assert moved(earlier, later) == []


# ── What it tells ────────────────────────────────────────────────────────────────────────


def told(done: Rewritten) -> list[Reason]:
    return [block.reason for block in done.blocks]


def test_of_a_text_it_is_told_once() -> None:
    world, writer, talk = World(), Client("anthropic", STYLES[0]), example("told")
    rewriter = world.rewriter()
    rewrite(rewriter, asked(writer.body(talk, 1)))
    first = rewrite(rewriter, asked(writer.body(talk, 2)))
    again = rewrite(rewriter, asked(writer.body(talk, 2)))
    anew = rewrite(world.rewriter(), asked(writer.body(talk, 2)))
    assert Reason.REWRITTEN in told(first)
    assert (again.blocks, anew.blocks) == ((), ())
    assert again.replayed == anew.replayed >= 1
    assert first.saved == again.saved == anew.saved > 0
    assert first.hashes == again.hashes == anew.hashes


def test_what_is_told_is_what_went() -> None:
    world, writer, talk = World(), Client("chat", STYLES[0]), example("what went", lines=300)
    rewriter = world.rewriter()
    for number in range(len(talk.rounds) + 1):
        body = writer.body(talk, number)
        done = rewrite(rewriter, asked(body, "chat"))
        assert set(hashes(done.body)) == done.hashes
        for block in done.blocks:
            if block.reason is Reason.REWRITTEN:
                assert block.after in slots(done.body, "chat").values()
                assert block.before in slots(body, "chat").values()
        for each in done.hashes:
            folio = world.store.open(TENANT, each)
            assert folio is not None
            assert folio.text() in slots(body, "chat").values()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_half_a_character_late_in_a_conversation_changes_nothing_before_it(dialect: str) -> None:
    """Some clients cut texts in the middle of an emoji; the body is no JSON to some parsers."""
    world, writer, talk = World(), Client(dialect, STYLES[1]), example(f"half {dialect}")
    cut = "cut in the middle: \ud83e"
    last = talk.rounds[-1]
    tool, given, _ = last.calls[0]
    end = type(last)(last.said, ((tool, given, cut),), last.added)
    whole = Talk(talk.name, talk.words, (*talk.rounds[:-1], end, end))
    *before, sent = follow(world.rewriter(), writer, whole)
    key = DIALECTS[dialect].key
    last_went, went = (json.loads(each.went)[key] for each in (before[-2], sent))
    assert len(sent.went) < len(sent.came)
    assert went[: len(last_went)] == last_went
    fresh = rewrite(world.rewriter(), asked(sent.came, dialect))
    assert fresh.body == sent.went
