"""What every ledger promises, on every backend."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weft.recall.ledger import IDENTITY_BYTES, Decision, Identity, identity
from weft.recall.store import Limits, StoreError, StoreFull, StoreUnavailable

if TYPE_CHECKING:
    from conftest import Clock, OpenStore

IDLE = 3600.0
LIMITS = Limits(idle_seconds=IDLE, active_seconds=300.0)
LEAVE = Decision()


def test_what_was_decided_is_replayed(open_store: OpenStore) -> None:
    store = open_store()
    receipt = store.put("acme", "a long log\n" * 1000)
    shorter = Decision(f"a log\n<<ccr:{receipt.hash} lines 2-1000>>", receipt.hash)
    block = identity("a long log\n" * 1000, "json", "v1")
    assert store.ledger.replay("acme", [block]) == {}
    assert store.ledger.record("acme", block, shorter) == shorter
    assert store.ledger.replay("acme", [block]) == {block: shorter}


def test_the_first_decision_counts(open_store: OpenStore) -> None:
    ledger = open_store().ledger
    block = identity("text")
    assert ledger.record("acme", block, Decision("first")) == Decision("first")
    assert ledger.record("acme", block, Decision("second")) == Decision("first")
    assert ledger.record("acme", block, LEAVE) == Decision("first")
    assert ledger.replay("acme", [block]) == {block: Decision("first")}


def test_to_leave_a_block_alone_is_a_decision(open_store: OpenStore) -> None:
    ledger = open_store().ledger
    block = identity("text")
    assert ledger.record("acme", block, LEAVE) == LEAVE
    assert ledger.record("acme", block, Decision("late")) == LEAVE
    assert ledger.replay("acme", [block]) == {block: LEAVE}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(replacement=st.text(st.characters()) | st.text(st.characters(), min_size=1).map("x".join))
def test_every_replacement_comes_back(open_store: OpenStore, replacement: str) -> None:
    store = open_store()
    block = identity(replacement)
    assert store.ledger.record("acme", block, Decision(replacement)) == Decision(replacement)
    assert store.ledger.replay("acme", [block])[block].replacement == replacement
    store.close()


def test_a_long_replacement_comes_back(open_store: OpenStore) -> None:
    ledger = open_store().ledger
    long = Decision("".join(f"{n * 7919} \ud800\n" for n in range(40_000)))
    block = identity("text")
    ledger.record("acme", block, long)
    assert ledger.replay("acme", [block]) == {block: long}


@pytest.mark.parametrize("count", [0, 1, 2, 5, 300, 2500])
def test_many_are_looked_up_at_once(open_store: OpenStore, count: int) -> None:
    ledger = open_store().ledger
    blocks = [identity(str(n)) for n in range(count)]
    known = blocks[:: max(count // 50, 2)]
    for block in known:
        ledger.record("acme", block, Decision(block.hex()))
    answer = ledger.replay("acme", blocks + blocks[:3])
    assert answer == {block: Decision(block.hex()) for block in known}


def test_one_tenant_never_sees_another(open_store: OpenStore) -> None:
    store = open_store()
    block = identity("text")
    store.ledger.record("acme", block, Decision("ours"))
    assert store.ledger.replay("umbrella", [block]) == {}
    assert store.ledger.record("umbrella", block, Decision("theirs")) == Decision("theirs")
    assert store.ledger.replay("acme", [block]) == {block: Decision("ours")}
    receipt = store.put("acme", "text")
    with pytest.raises(StoreError):
        store.ledger.record("umbrella", identity("x"), Decision("stolen", receipt.hash))


@pytest.mark.parametrize("hash_", ["0" * 24, "x", ""])
def test_a_decision_without_its_original_is_refused(open_store: OpenStore, hash_: str) -> None:
    store = open_store()
    with pytest.raises(StoreError):
        store.ledger.record("acme", identity("text"), Decision("shorter", hash_))
    planned = store.keyring.reference("acme", "text").hash
    with pytest.raises(StoreError, match="put it first"):
        store.ledger.record("acme", identity("text"), Decision("shorter", planned))
    assert store.ledger.replay("acme", [identity("text")]) == {}
    assert store.stats().decisions == 0


def test_a_decision_goes_with_its_original(open_store: OpenStore) -> None:
    store = open_store()
    receipt = store.put("acme", "text")
    block = identity("text")
    store.ledger.record("acme", block, Decision("shorter", receipt.hash))
    store.purge(everything=True)
    assert store.ledger.replay("acme", [block]) == {}
    again = store.put("acme", "text")
    fresh = Decision("shorter still", again.hash)
    assert store.ledger.record("acme", block, fresh) == fresh
    assert store.ledger.replay("acme", [block]) == {block: fresh}


def test_a_decision_expires_when_it_is_not_replayed(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(LIMITS, clock)
    block = identity("text")
    store.ledger.record("acme", block, Decision("old"))
    for step in (0.99, 0.01, 0.99):
        clock.advance(IDLE * step)
        assert store.ledger.replay("acme", [block]) == {block: Decision("old")}
    clock.advance(IDLE * 1.2)
    assert store.ledger.replay("acme", [block]) == {}
    assert store.ledger.record("acme", block, Decision("new")) == Decision("new")
    assert store.ledger.replay("acme", [block]) == {block: Decision("new")}


def test_a_replay_is_a_use_of_the_original(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(LIMITS, clock)
    receipt = store.put("acme", "text")
    block = identity("text")
    store.ledger.record("acme", block, Decision("shorter", receipt.hash))
    for _ in range(5):
        clock.advance(IDLE * 0.99)
        assert store.ledger.replay("acme", [block])
    clock.advance(IDLE * 0.99)
    assert store.open("acme", receipt.hash) is not None


def test_an_original_that_expired_takes_its_decision(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(LIMITS, clock)
    receipt = store.put("acme", "text")
    block = identity("text")
    store.ledger.record("acme", block, Decision("shorter", receipt.hash))
    clock.advance(IDLE * 1.2)
    assert store.ledger.replay("acme", [block]) == {}
    with pytest.raises(StoreError):
        store.ledger.record("acme", block, Decision("shorter", receipt.hash))
    store.put("acme", "text")
    fresh = Decision("another", receipt.hash)
    assert store.ledger.record("acme", block, fresh) == fresh


def test_eviction_never_takes_what_is_replayed(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(Limits(IDLE, 300.0, 60_000), clock)
    receipt = store.put("acme", "in use")
    block = identity("in use")
    decision = Decision(f"<<ccr:{receipt.hash}>>", receipt.hash)
    store.ledger.record("acme", block, decision)
    for n in range(300):
        other = store.put("acme", f"passing by {n}")
        store.ledger.record("acme", identity(str(n)), Decision("gone soon", other.hash))
        clock.advance(100)
        assert store.ledger.replay("acme", [block]) == {block: decision}
    found = store.open("acme", receipt.hash)
    assert found is not None
    assert found.text() == "in use"
    stats = store.stats()
    assert stats.stored_bytes <= 60_000
    assert store.ledger.replay("acme", [identity("0")]) == {}


def test_decisions_count_in_the_budget(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(Limits(IDLE, 300.0, 50_000), clock)

    def fill() -> None:
        for n in range(1000):
            store.ledger.record("acme", identity(str(n)), Decision(f"{n} shorter"))

    with pytest.raises(StoreFull):
        fill()
    assert store.stats().stored_bytes <= 50_000
    clock.advance(600)
    late = identity("late")
    assert store.ledger.record("acme", late, Decision("fits")) == Decision("fits")
    assert store.ledger.replay("acme", [late]) == {late: Decision("fits")}


def test_one_of_many_threads_decides(open_store: OpenStore) -> None:
    ledger = open_store().ledger
    blocks = [identity(str(n)) for n in range(20)]
    answers: list[list[Decision]] = []

    def work(name: str) -> None:
        answers.append([ledger.record("acme", block, Decision(name)) for block in blocks])

    threads = [threading.Thread(target=work, args=(f"thread {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    replayed = ledger.replay("acme", blocks)
    assert answers == [[replayed[block] for block in blocks]] * 6


def test_a_restart_loses_nothing(open_shared: OpenStore) -> None:
    store = open_shared()
    receipt = store.put("acme", "text")
    decision = Decision("shorter \ud800", receipt.hash)
    store.ledger.record("acme", identity("text"), decision)
    store.close()
    again = open_shared()
    assert again.ledger.replay("acme", [identity("text")]) == {identity("text"): decision}


def test_a_closed_ledger_says_so(open_store: OpenStore) -> None:
    store = open_store()
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        store.ledger.replay("acme", [identity("text")])
    with pytest.raises(StoreUnavailable, match="closed"):
        store.ledger.record("acme", identity("text"), LEAVE)


def test_an_identity_depends_on_all_that_decided() -> None:
    names = {
        identity("text"),
        identity("text", ""),
        identity("text", "a", "b"),
        identity("text", "ab"),
        identity("b", "a"),
        identity("", "text"),
        identity("\ud800"),
    }
    assert len(names) == 7
    assert {len(name) for name in names} == {IDENTITY_BYTES}
    assert identity("text", "a") == Identity(identity("text", "a"))
