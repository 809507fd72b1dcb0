"""What is put or recorded together: the same promise for each, in one transaction."""

from __future__ import annotations

import random
import threading
from string import ascii_letters
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weft.recall.ledger import Decision, Identity, counting, identity
from weft.recall.store import Limits, StoreError, StoreFull, StoreUnavailable

if TYPE_CHECKING:
    from conftest import Clock, OpenStore
    from weft.recall.marker import Receipt
    from weft.recall.store import Store

IDLE = 3600.0
LEAVE = Decision()
BLOCKS = [identity(str(n)) for n in range(6)]
ROUND = st.dictionaries(
    st.sampled_from(BLOCKS), st.builds(Decision, st.none() | st.sampled_from("abc"))
)


def texts(count: int) -> list[str]:
    return [f"{n} {n * 7919}\n" * (n % 60 + 1) for n in range(count)]


def noise(size: int, name: str) -> str:
    """A text that does not compress to much less than itself."""
    return "".join(random.Random(name).choices(ascii_letters, k=size))


def decisions(receipts: list[Receipt], who: str = "") -> dict[Identity, Decision]:
    return {
        identity(receipt.hash): Decision(f"{who}<<ccr:{receipt.hash}>>", receipt.hash)
        for receipt in receipts
    }


def there(store: Store, receipts: list[Receipt]) -> list[str | None]:
    found = [store.open(receipt.tenant, receipt.hash) for receipt in receipts]
    return [None if each is None else each.text() for each in found]


# ── The same as one by one ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [1, 2, 20, 1000])
def test_many_are_kept_and_decided_at_once(open_store: OpenStore, count: int) -> None:
    store = open_store()
    receipts = store.put_all("acme", texts(count))
    assert [receipt.durable for receipt in receipts] == [True] * count
    assert there(store, receipts) == texts(count)
    ours = decisions(receipts)
    assert store.ledger.record_all("acme", ours) == ours
    assert store.ledger.replay("acme", list(ours)) == ours
    assert store.ledger.record_all("acme", decisions(receipts, "late ")) == ours
    stats = store.stats()
    assert (stats.originals, stats.decisions) == (count, count)
    assert stats.original_bytes == sum(map(len, texts(count)))


def test_nothing_at_once_is_nothing(open_store: OpenStore) -> None:
    store = open_store()
    assert store.put_all("acme", []) == []
    assert store.ledger.record_all("acme", {}) == {}
    assert (store.stats().originals, store.stats().decisions) == (0, 0)


def test_what_is_there_and_what_comes_twice_is_kept_once(open_store: OpenStore) -> None:
    store = open_store()
    one, other = "one\n" * 500, "other"
    first = store.put("acme", one)
    receipts = store.put_all("acme", [other, one, other, "\ud800"])
    assert [receipt.hash for receipt in receipts[1:3]] == [first.hash, receipts[0].hash]
    assert there(store, receipts) == [other, one, other, "\ud800"]
    assert store.stats().originals == 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rounds=st.lists(ROUND, max_size=5))
def test_the_first_decision_counts_in_any_company(
    open_store: OpenStore, rounds: list[dict[Identity, Decision]]
) -> None:
    store = open_store()
    store.purge(everything=True)
    counts: dict[Identity, Decision] = {}
    for each in rounds:
        counts = {**each, **counts}
        recorded = store.ledger.record_all("acme", each)
        assert recorded == {block: counts[block] for block in each}
        assert store.ledger.replay("acme", BLOCKS) == counts
    assert store.stats().decisions == len(counts)
    store.close()


def test_many_decisions_stand_on_one_original(open_store: OpenStore) -> None:
    store = open_store()
    receipt = store.put("acme", "text")
    ours = {identity(str(n)): Decision(str(n), receipt.hash) for n in range(200)}
    assert store.ledger.record_all("acme", ours) == ours
    assert store.stats().decisions == 200
    store.purge("acme", everything=True)
    assert store.ledger.replay("acme", list(ours)) == {}
    assert store.stats().stored_bytes == 0


def test_what_has_expired_is_decided_anew(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(Limits(IDLE, 300.0), clock)
    old = decisions(store.put_all("acme", ["a", "b"]), "old ")
    store.ledger.record_all("acme", {**old, identity("c"): Decision("old")})
    clock.advance(IDLE * 1.2)
    new = {**decisions(store.put_all("acme", ["a", "b"]), "new "), identity("c"): LEAVE}
    assert store.ledger.record_all("acme", new) == new
    assert store.ledger.replay("acme", list(new)) == new
    assert (store.stats().originals, store.stats().decisions) == (2, 3)


# ── One of many ──────────────────────────────────────────────────────────────────────────


def test_one_without_its_original_is_refused_alone(open_store: OpenStore) -> None:
    store = open_store()
    good = decisions(store.put_all("acme", ["a", "b"]))
    planned = store.keyring.reference("acme", "never put").hash
    theirs = store.put("umbrella", "a").hash
    bad = {
        identity("planned"): Decision("x", planned),
        identity("theirs"): Decision("x", theirs),
        identity("nonsense"): Decision("x", "nonsense"),
    }
    recorded = store.ledger.record_all("acme", {**bad, **good, BLOCKS[0]: LEAVE})
    assert {block: recorded[block] for block in good} == good
    assert recorded[BLOCKS[0]] == LEAVE
    for block in bad:
        with pytest.raises(StoreError, match="put it first"):
            counting(recorded[block])
    assert store.ledger.replay("acme", list(recorded)) == {**good, BLOCKS[0]: LEAVE}
    assert store.stats().decisions == 3


def test_one_refused_before_may_be_recorded_later(open_store: OpenStore) -> None:
    store = open_store()
    early = {BLOCKS[0]: Decision("x", store.keyring.reference("acme", "text").hash)}
    assert isinstance(store.ledger.record_all("acme", early)[BLOCKS[0]], StoreError)
    store.put("acme", "text")
    assert store.ledger.record_all("acme", early) == early


# ── Room ─────────────────────────────────────────────────────────────────────────────────


def test_where_not_all_fit_none_is_kept(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(Limits(IDLE, 300.0, 20_000), clock)
    kept = store.put_all("acme", texts(5))
    before = store.stats()
    with pytest.raises(StoreFull):
        store.put_all("acme", [f"more {n}" for n in range(200)])
    with pytest.raises(StoreFull):
        store.ledger.record_all("acme", {identity(str(n)): Decision(str(n)) for n in range(200)})
    assert store.stats() == before
    assert there(store, kept) == texts(5)
    assert store.ledger.record_all("acme", {BLOCKS[0]: LEAVE}) == {BLOCKS[0]: LEAVE}


def test_room_is_never_made_at_the_cost_of_those_together(
    open_store: OpenStore, clock: Clock
) -> None:
    """All have not been in use for long; what is used now stays, and others go."""
    store = open_store(Limits(IDLE, 60.0, 65_000), clock)
    ours = store.put_all("acme", [noise(1000, f"ours {n}") for n in range(10)])
    known = {BLOCKS[0]: Decision("known")}
    store.ledger.record_all("acme", known)
    clock.advance(1)
    others = store.put_all("acme", [noise(4000, f"others {n}") for n in range(10)])
    clock.advance(200)
    late = {BLOCKS[0]: Decision("late")}
    long = {
        identity(receipt.hash): Decision(noise(4000, receipt.hash), receipt.hash)
        for receipt in ours
    }
    assert store.ledger.record_all("acme", {**long, **late}) == {**long, **known}
    assert None not in there(store, ours)
    assert store.ledger.replay("acme", list(long)) == long
    assert None in there(store, others)
    assert store.stats().stored_bytes <= 65_000


def test_what_is_put_again_in_company_stays(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(Limits(IDLE, 60.0, 36_000), clock)
    old = [noise(2000, f"old {n}") for n in range(12)]
    kept = store.put_all("acme", old)
    clock.advance(200)
    new = [noise(2000, f"new {n}") for n in range(13)]
    receipts = store.put_all("acme", [old[0], *new, old[1]])
    assert there(store, receipts) == [old[0], *new, old[1]]
    assert None in there(store, kept)
    assert store.stats().stored_bytes <= 36_000


# ── Races and restarts ───────────────────────────────────────────────────────────────────


def test_threads_that_record_together_agree(open_store: OpenStore) -> None:
    store = open_store()
    blocks = [identity(str(n)) for n in range(60)]
    answers: list[dict[Identity, object]] = []

    def work(number: int) -> None:
        said: dict[Identity, object] = {}
        for start in range(0, 60, 5):
            some = [blocks[(start + n + number) % 60] for n in range(12)]
            store.put_all("acme", [f"{start} {n}" for n in range(5)])
            asked = {block: Decision(f"thread {number}") for block in some}
            for block, counts in store.ledger.record_all("acme", asked).items():
                assert said.setdefault(block, counts) == counts
        answers.append(said)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [dict(store.ledger.replay("acme", blocks))] * 6
    assert (store.stats().originals, store.stats().decisions) == (60, 60)


def test_a_restart_loses_none(open_shared: OpenStore) -> None:
    store = open_shared()
    receipts = store.put_all("acme", texts(20))
    ours = decisions(receipts)
    store.ledger.record_all("acme", ours)
    store.close()
    again = open_shared()
    assert again.ledger.replay("acme", list(ours)) == ours
    assert there(again, receipts) == texts(20)


def test_a_closed_store_takes_none(open_store: OpenStore) -> None:
    store = open_store()
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        store.put_all("acme", ["a", "b"])
    with pytest.raises(StoreUnavailable, match="closed"):
        store.ledger.record_all("acme", {BLOCKS[0]: LEAVE, BLOCKS[1]: LEAVE})
