"""How far a request may be rewritten, and what may be written anew when the cache is dead."""

from __future__ import annotations

import json
from typing import Any

import pytest
from exchange_bodies import messages, result, use
from exchange_talk import STYLES, Client, example
from exchange_texts import text
from rewrite_world import DIALECTS, TENANT, World, asked, rewrite

from weft.engine.forms.registry import FORMS
from weft.policy.words import Auth, Mode, Reason

HOUR = 3_600.0
TALKS = {dialect: example(f"modes {dialect}", 4, 200) for dialect in DIALECTS}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_observed_goes_as_it_came_and_is_told(dialect: str) -> None:
    rewriter, writer = World().rewriter(), Client(dialect, STYLES[0])
    told = []
    for number in range(5):
        body = writer.body(TALKS[dialect], number)
        done = rewrite(rewriter, asked(body, dialect, Mode.OBSERVE))
        assert done.body is body
        assert (done.saved, done.hashes, done.offered) == (0, frozenset(), False)
        told += [block.reason for block in done.blocks]
    assert Reason.OBSERVED in told
    assert Reason.REWRITTEN not in told


@pytest.mark.parametrize("dialect", DIALECTS)
def test_also_where_it_was_rewritten_before(dialect: str) -> None:
    """A header of the client may say so in the middle of a conversation, and take it back."""
    rewriter, writer = World().rewriter(), Client(dialect, STYLES[0])
    went = []
    for number in range(4):
        body = writer.body(TALKS[dialect], number)
        went.append(rewrite(rewriter, asked(body, dialect)).body)
        observed = rewrite(rewriter, asked(body, dialect, Mode.OBSERVE))
        assert observed.body is body
        assert observed.saved == 0
        assert rewrite(rewriter, asked(body, dialect)).body == went[-1]
    assert len(went[-1]) < len(body)


def test_nothing_that_is_observed_is_decided() -> None:
    world, writer = World(), Client("anthropic", STYLES[0])
    for number in range(5):
        body = writer.body(TALKS["anthropic"], number)
        rewrite(world.rewriter(), asked(body, mode=Mode.OBSERVE))
    assert (world.store.stats().originals, world.store.stats().decisions) == (0, 0)


def unfolded(text: str, forms: tuple[str, ...]) -> str:
    by_name = {form.name: form for form in FORMS.lossless}
    for name in reversed(forms):
        text = by_name[name].unfold(text)
    return text


@pytest.mark.parametrize("dialect", DIALECTS)
def test_losslessly_nothing_is_left_out_and_nothing_added(dialect: str) -> None:
    world, writer, changed = World(), Client(dialect, STYLES[0]), 0
    rewriter = world.rewriter()
    for number in range(5):
        body = writer.body(TALKS[dialect], number)
        done = rewrite(rewriter, asked(body, dialect, Mode.LOSSLESS, auth=Auth.SUBSCRIPTION))
        assert b"<<ccr:" not in done.body
        assert b"weft" not in done.body
        assert not done.offered
        for block in done.blocks:
            if block.after is not None and block.before is not None and "+" not in block.forms:
                changed += 1
                assert not block.lossy
                back = unfolded(block.after, block.forms)
                assert back == block.before or json.loads(back) == json.loads(block.before)
    assert changed
    assert world.store.stats().originals == 0


# ── What stood here before anything was decided ──────────────────────────────────────────

OLD, NEW = text("log", 1, 300), text("log", 2, 300)
MARK = {"cache_control": {"type": "ephemeral"}}


def begun(*more: tuple[str, Any]) -> bytes:
    """A conversation that began without us: a result, and what the model said to it."""
    return messages(
        ("user", [{"type": "text", "text": "Why?", **MARK}]),
        ("assistant", [use("toolu_old_0123456789")]),
        ("user", [result("toolu_old_0123456789", OLD)]),
        ("assistant", [use("toolu_new_0123456789")]),
        ("user", [result("toolu_new_0123456789", NEW)]),
        *more,
        system="You help. " * 3_000,
        tools=[{"name": "bash", "input_schema": {}}],
    )


def is_there(text: str, body: bytes) -> bool:
    return json.dumps(text, ensure_ascii=False).encode() in body


def test_what_may_be_cached_is_left_alone_and_what_is_new_is_not() -> None:
    done = rewrite(World().rewriter(), asked(begun()))
    assert [block.reason for block in done.blocks] == [Reason.OLDER, Reason.REWRITTEN]
    assert is_there(OLD, done.body)
    assert not is_there(NEW, done.body)


MORE = (("assistant", "Because."), ("user", "And then?"))


def test_when_the_provider_must_have_forgotten_it_all_it_is_written_anew() -> None:
    world = World()
    rewriter = world.rewriter()
    first = rewrite(rewriter, asked(begun()))
    world.clock.time += HOUR + 120.0
    later = rewrite(rewriter, asked(begun(*MORE)))
    assert is_there(OLD, first.body)
    assert not is_there(OLD, later.body)
    assert {block.reason for block in later.blocks} == {Reason.REWRITTEN}
    assert rewrite(world.rewriter(), asked(begun(*MORE))).body == later.body


@pytest.mark.parametrize("seconds", [0.0, 60.0, 299.0])
def test_not_before(seconds: float) -> None:
    world = World()
    rewriter = world.rewriter()
    rewrite(rewriter, asked(begun()))
    world.clock.time += seconds
    assert is_there(OLD, rewrite(rewriter, asked(begun(*MORE))).body)


def test_nor_where_another_worker_went_on_with_it() -> None:
    world = World()
    mine, other = world.rewriter(), world.rewriter()
    rewrite(mine, asked(begun()))
    world.clock.time += HOUR + 120.0
    rewrite(other, asked(begun(*MORE)))
    more = (*MORE, ("assistant", "Then this."), ("user", "And?"))
    assert is_there(OLD, rewrite(mine, asked(begun(*more))).body)


def test_nor_for_a_conversation_that_was_never_here() -> None:
    """Another one began alike, and is long dead."""
    world = World()
    rewriter = world.rewriter()
    head = json.loads(begun())["messages"][0]["content"]
    other = messages(("user", head), ("assistant", "No."), system="You help. " * 3_000,
                     tools=[{"name": "bash", "input_schema": {}}])  # fmt: skip
    rewrite(rewriter, asked(other))
    world.clock.time += HOUR + 120.0
    assert is_there(OLD, rewrite(rewriter, asked(begun())).body)


def test_the_ledger_is_asked_again_for_what_is_remembered_long() -> None:
    """So what is in use in memory only does not grow old in the store."""
    world = World()
    rewriter = world.rewriter()
    done = rewrite(rewriter, asked(begun()))
    (each,) = done.hashes
    before = world.store._originals[TENANT, each].seen
    world.clock.time += 290.0
    rewrite(rewriter, asked(begun(*MORE)))
    assert world.store._originals[TENANT, each].seen == before
    world.clock.time += 290.0
    again = rewrite(rewriter, asked(begun(*MORE, *MORE)))
    world.clock.time += 290.0
    rewrite(rewriter, asked(begun(*MORE, *MORE, *MORE)))
    assert again.hashes == {each}
    assert world.store._originals[TENANT, each].seen > before
