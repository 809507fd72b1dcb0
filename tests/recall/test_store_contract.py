"""What every store promises, on every backend."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weft.recall.marker import Receipt
from weft.recall.store import Limits, StoreFull, StoreRefused, StoreUnavailable, from_url

if TYPE_CHECKING:
    from conftest import Clock, OpenStore
    from weft.recall.store import Store

LOG = "".join(f"2026-01-01 12:00:{n % 60:02} INFO request {n} handled\n" for n in range(40_000))
IDLE = 3600.0
LIMITS = Limits(idle_seconds=IDLE, active_seconds=300.0)


def noise(size: int, seed: int) -> str:
    """A text that does not compress to much less than itself."""
    state, found = seed, []
    while len(found) < size:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        found.append(chr(33 + (state >> 33) % 90))
    return "".join(found)


def read(store: Store, tenant: str, receipt: Receipt) -> str | None:
    found = store.open(tenant, receipt.hash)
    return None if found is None else found.text()


def test_what_is_put_is_there(open_store: OpenStore) -> None:
    store = open_store()
    receipt = store.put("acme", LOG)
    found = store.open("acme", receipt.hash)
    assert found is not None
    assert found.text() == LOG
    assert found.lines(30_001, 30_001) == "2026-01-01 12:00:00 INFO request 30000 handled\n"
    assert found.chars(1, 10) == "2026-01-01"
    assert (found.line_count, found.char_count) == (40_000, len(LOG))
    assert found.stored_bytes < found.byte_count / 4


def test_the_receipt_names_the_original(open_store: OpenStore) -> None:
    store = open_store()
    receipt = store.put("acme", "text")
    assert isinstance(receipt, Receipt)
    assert receipt.durable
    assert receipt.hash == store.keyring.reference("acme", "text").hash
    assert store.keyring.names("acme", receipt.hash, "text")


@pytest.mark.parametrize("tenant", ["", "acme", "a\x00b", "ünï", "\ud800", "a:b{c}*", "x" * 1000])
@pytest.mark.parametrize(
    "original", ["", "\n", "\x00", "a\r\nb", "\ud83d \ude00", "😀\u2028" * 9000]
)
def test_any_text_of_any_tenant(open_store: OpenStore, tenant: str, original: str) -> None:
    store = open_store()
    assert read(store, tenant, store.put(tenant, original)) == original


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(original=st.text(st.characters()))
def test_every_text_comes_back(open_store: OpenStore, original: str) -> None:
    store = open_store()
    assert read(store, "acme", store.put("acme", original)) == original
    store.close()


def test_put_twice_is_put_once(open_store: OpenStore) -> None:
    store = open_store()
    assert store.put("acme", LOG).hash == store.put("acme", LOG).hash
    stats = store.stats()
    assert (stats.originals, stats.original_bytes) == (1, len(LOG))


def test_one_tenant_never_sees_another(open_store: OpenStore) -> None:
    store = open_store()
    receipt = store.put("acme", "secret plans")
    theirs = store.put("umbrella", "secret plans")
    assert receipt.hash != theirs.hash
    assert read(store, "umbrella", receipt) is None
    assert read(store, "", receipt) is None
    assert read(store, "acme", receipt) == "secret plans"


@pytest.mark.parametrize("tenant", ["", "acme", "a\x00b", "ünï", "\ud800", "a:b{c}*", "x" * 1000])
def test_a_name_alone_says_whose_it_is(open_store: OpenStore, tenant: str) -> None:
    store = open_store()
    mine, other = store.put(tenant, "secret plans"), store.put("umbrella", "secret plans")
    assert store.owner(mine.hash) == tenant
    assert store.owner(other.hash) == "umbrella"
    store.purge(tenant, everything=True)
    assert store.owner(mine.hash) is None
    assert store.owner(other.hash) == "umbrella"


def test_but_not_of_what_has_expired(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(LIMITS, clock)
    hash_ = store.put("acme", "text").hash
    assert store.owner(hash_) == "acme"
    clock.advance(IDLE * 1.2)
    assert store.owner(hash_) is None
    store.put("acme", "text")
    assert store.owner(hash_) == "acme"


def test_nor_of_what_had_to_make_room(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(Limits(IDLE, 300.0, max_bytes=30_000), clock)
    first = store.put("acme", noise(15_000, 1)).hash
    clock.advance(1000)
    for seed in (2, 3):
        store.put("acme", noise(15_000, seed))
    assert store.owner(first) is None


@pytest.mark.parametrize("hash_", ["", "x", "0" * 24, "0" * 23, "A" * 24, "0" * 25, "\ud800" * 24])
def test_nor_of_a_name_that_is_none(open_store: OpenStore, hash_: str) -> None:
    assert open_store().owner(hash_) is None


@pytest.mark.parametrize("hash_", ["", "x", "0" * 24, "0" * 23, "A" * 24, "0" * 25, "\ud800" * 24])
def test_a_hash_that_names_nothing(open_store: OpenStore, hash_: str) -> None:
    assert open_store().open("acme", hash_) is None


def test_a_planned_name_is_not_there_before_it_is_put(open_store: OpenStore) -> None:
    store = open_store()
    assert store.open("acme", store.keyring.reference("acme", "text").hash) is None


def test_an_original_expires_when_it_is_not_used(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(LIMITS, clock)
    receipt = store.put("acme", "text")
    clock.advance(IDLE * 1.2)
    assert store.open("acme", receipt.hash) is None
    store.purge()
    stats = store.stats()
    assert (stats.originals, stats.expired, stats.evicted) == (0, 1, 0)


def test_every_read_puts_the_end_off(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(LIMITS, clock)
    receipt = store.put("acme", "text")
    for step in (0.02, 0.04, 0.99, 0.05, 0.99, 0.5, 0.99):
        clock.advance(IDLE * step)
        assert read(store, "acme", receipt) == "text"
    clock.advance(IDLE * 1.2)
    assert read(store, "acme", receipt) is None


def test_putting_again_puts_the_end_off(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(LIMITS, clock)
    for _ in range(4):
        receipt = store.put("acme", "text")
        clock.advance(IDLE * 0.99)
        assert read(store, "acme", receipt) == "text"


def test_what_expired_can_be_put_again(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(LIMITS, clock)
    store.put("acme", "text")
    clock.advance(IDLE * 3)
    assert read(store, "acme", store.put("acme", "text")) == "text"
    assert store.stats().originals == 1


def test_a_clock_that_goes_back_loses_nothing(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(LIMITS, clock)
    early = store.put("acme", "early")
    clock.advance(-10 * IDLE)
    late = store.put("acme", "late")
    assert read(store, "acme", early) == "early"
    clock.advance(10 * IDLE)
    early_again = store.open("acme", early.hash)
    assert early_again is not None
    assert store.put("acme", "late").hash == late.hash


def test_the_oldest_go_when_the_budget_is_spent(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(Limits(IDLE, 60.0, 200_000), clock)
    texts = [noise(10_000, seed) for seed in range(60)]
    receipts = []
    for text in texts:
        receipts.append(store.put("acme", text))
        clock.advance(30)
        assert read(store, "acme", receipts[0]) == texts[0]  # in use all the time
        assert store.stats().stored_bytes <= 200_000
    there = [read(store, "acme", receipt) is not None for receipt in receipts]
    assert there[0]
    assert there[-1]
    assert not any(there[1:30])
    assert store.stats().evicted >= 30


def test_what_is_in_use_never_goes(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(Limits(IDLE, 300.0, 100_000), clock)
    kept: list[tuple[Receipt, str]] = []

    def fill() -> None:
        for seed in range(100):
            text = noise(10_000, seed)
            kept.append((store.put("acme", text), text))
            clock.advance(1)

    with pytest.raises(StoreFull, match="budget"):
        fill()
    before = store.stats()
    with pytest.raises(StoreFull):
        store.put("acme", noise(10_000, 1000))
    assert store.stats() == before
    for receipt, text in kept:
        assert read(store, "acme", receipt) == text
    clock.advance(500)
    store.put("acme", noise(10_000, 1001))


def test_what_can_never_fit_takes_nothing_along(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(Limits(IDLE, 60.0, 100_000), clock)
    receipt = store.put("acme", "small")
    clock.advance(600)
    with pytest.raises(StoreFull):
        store.put("acme", noise(200_000, 1))
    assert read(store, "acme", receipt) == "small"


def test_purge_of_one_tenant_leaves_the_others(open_store: OpenStore) -> None:
    store = open_store()
    ours = [store.put("acme", f"text {n}") for n in range(5)]
    theirs = store.put("umbrella", "text")
    assert store.purge("acme", everything=True) == 5
    assert all(read(store, "acme", receipt) is None for receipt in ours)
    assert read(store, "umbrella", theirs) == "text"
    assert store.purge(everything=True) == 1
    stats = store.stats()
    assert (stats.originals, stats.decisions, stats.original_bytes) == (0, 0, 0)


def test_purge_deletes_only_what_expired(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(LIMITS, clock)
    store.put("acme", "old")
    clock.advance(IDLE * 1.2)
    fresh = store.put("acme", "fresh")
    assert store.purge("umbrella") == 0
    store.purge("acme")
    assert store.stats().originals == 1
    assert read(store, "acme", fresh) == "fresh"


def test_a_closed_store_says_so(open_store: OpenStore) -> None:
    store = open_store()
    receipt = store.put("acme", "text")
    store.close()
    store.close()
    for call in (
        lambda: store.put("acme", "text"),
        lambda: store.open("acme", receipt.hash),
        store.stats,
        store.purge,
    ):
        with pytest.raises(StoreUnavailable, match="closed"):
            call()


def test_many_threads_share_a_store(open_store: OpenStore) -> None:
    store = open_store()
    wrong: list[str] = []

    def work(worker: int) -> None:
        for n in range(25):
            text = f"{worker} {n}\n" * 500
            if read(store, "acme", store.put("acme", text)) != text:
                wrong.append(text)
            store.put("acme", f"shared {n}")

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert store.stats().originals == 6 * 25 + 25


def test_a_restart_loses_nothing(open_shared: OpenStore) -> None:
    store = open_shared()
    receipt = store.put("acme", LOG)
    store.close()
    again = open_shared()
    assert read(again, "acme", receipt) == LOG
    assert again.put("acme", LOG).hash == receipt.hash
    assert again.stats().originals == 1


def test_two_stores_on_the_same_data_are_one(open_shared: OpenStore) -> None:
    one, other = open_shared(), open_shared()
    assert read(other, "acme", one.put("acme", "text")) == "text"
    assert one.purge(everything=True) == 1
    assert other.stats().originals == 0


@pytest.mark.parametrize("url", ["", "memory", "sqlite", "files:/tmp/x", "/tmp/x.db", "memory:x"])
def test_a_url_that_names_no_store_is_refused(url: str) -> None:
    with pytest.raises(StoreRefused, match="store URL"):
        from_url(url)
