"""How long things live in Redis, and what goes when the budget is spent."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from redis_server import RedisServer, root, running, stores

from weft.recall.ledger import Decision, Identity, identity
from weft.recall.store import (
    Limits,
    Store,
    StoreFull,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Clock, OpenStore

BIG = "".join(f"{number}: {number * 7919 % 1000003}\n" for number in range(700_000))  # 10 MB


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def opened(server: RedisServer) -> Iterator[OpenStore]:
    with stores(server) as opened:
        yield opened


def replayed(store: Store, tenant: str, name: Identity) -> Decision | None:
    return store.ledger.replay(tenant, [name]).get(name)


def test_what_lies_in_redis_expires_by_itself(opened: OpenStore, server: RedisServer) -> None:
    store = opened(Limits(idle_seconds=3600))
    receipt = store.put("acme", "original")
    store.ledger.record("acme", identity("a"), Decision("short", receipt.hash))
    store.ledger.record("acme", identity("b"), Decision(None))

    with server.client() as client:
        entries = list(client.scan_iter(f"{root(store)}[old]:*"))
        lives = [client.pttl(key) for key in entries]

    assert len(entries) == 4
    assert all(3_600_000 <= life <= 4_725_000 for life in lives)


def test_uses_put_the_native_end_of_life_off(
    opened: OpenStore, server: RedisServer, clock: Clock
) -> None:
    store = opened(Limits(idle_seconds=3600), clock)
    receipt = store.put("acme", "original")
    name = identity("a")
    store.ledger.record("acme", name, Decision("short", receipt.hash))

    with server.client() as client:
        entries = list(client.scan_iter(f"{root(store)}[old]:*"))
        for use in (
            lambda: store.open("acme", receipt.hash),
            lambda: store.ledger.replay("acme", [name]),
            lambda: store.put("acme", "original"),
            lambda: store.ledger.record("acme", name, Decision(None)),
        ):
            for key in entries:
                client.pexpire(key, 60_000)
            clock.advance(1800)
            use()
            assert all(client.pttl(key) >= 3_600_000 for key in entries)


def test_uses_in_quick_succession_write_nothing(
    opened: OpenStore, server: RedisServer, clock: Clock
) -> None:
    store, name = opened(clock=clock), identity("a")
    receipt = store.put("acme", "original")
    store.ledger.record("acme", name, Decision("short", receipt.hash))
    clock.advance(1)
    store.open("acme", receipt.hash)

    with server.client() as client:
        before = client.info("persistence")["rdb_changes_since_last_save"]
        for _ in range(10):
            clock.advance(1)
            assert replayed(store, "acme", name) == Decision("short", receipt.hash)
            assert store.open("acme", receipt.hash) is not None
            assert store.put("acme", "original").hash == receipt.hash
        assert client.info("persistence")["rdb_changes_since_last_save"] == before


def test_hosts_whose_clocks_disagree_agree_on_the_servers(opened: OpenStore) -> None:
    """Only the server's time counts, unless a test brings its own."""
    store = opened(Limits(idle_seconds=3600))
    receipt = store.put("acme", "original")

    assert opened(Limits(idle_seconds=3600)).open("acme", receipt.hash) is not None
    assert opened(Limits(idle_seconds=3600), lambda: time.time() + 7200).purge() == 1


def test_the_budget_counts_what_expired_in_redis_as_gone(
    opened: OpenStore, server: RedisServer, clock: Clock
) -> None:
    store = opened(Limits(idle_seconds=3600, active_seconds=60), clock)
    for number in range(20):
        store.put("acme", f"original {number}")
    with server.client() as client:
        for key in client.scan_iter(f"{root(store)}o:*"):
            client.delete(key)  # as Redis does when their time has come
    clock.advance(3601)
    store.put("acme", "another")

    stats = store.stats()

    assert (stats.originals, stats.expired) == (1, 20)
    assert stats.stored_bytes < 500


def test_what_goes_takes_its_decisions_along_and_leaves_nothing(
    opened: OpenStore, server: RedisServer, clock: Clock
) -> None:
    store = opened(Limits(active_seconds=60, max_bytes=20_000), clock)
    names = [identity(f"block {number}") for number in range(40)]
    for name in names:
        receipt = store.put("acme", f"original of {name.hex()}")
        store.ledger.record("acme", name, Decision("short", receipt.hash))
        clock.advance(61)

    stats = store.stats()
    kept = store.ledger.replay("acme", names)

    assert stats.evicted > 0
    assert stats.originals == stats.decisions == len(kept)
    assert set(kept) == set(names[-len(kept) :])
    assert stats.stored_bytes <= 20_000
    with server.client() as client:
        assert len(list(client.scan_iter(f"{root(store)}[old]:*"))) == 3 * len(kept)


def test_a_full_store_changes_nothing(opened: OpenStore, clock: Clock) -> None:
    store = opened(Limits(active_seconds=3600, max_bytes=5_400), clock)
    name = identity("a")
    receipts = [store.put("acme", f"original {number}") for number in range(13)]
    before = store.stats()

    with pytest.raises(StoreFull):
        store.put("acme", "one more")
    with pytest.raises(StoreFull):
        store.ledger.record("acme", name, Decision("short" * 200))

    assert store.stats() == before
    assert replayed(store, "acme", name) is None
    assert all(store.open("acme", receipt.hash) for receipt in receipts)


def test_an_original_larger_than_the_budget_drives_nobody_out(
    opened: OpenStore, clock: Clock
) -> None:
    store = opened(Limits(active_seconds=60, max_bytes=50_000), clock)
    receipt = store.put("acme", "small")
    clock.advance(61)

    with pytest.raises(StoreFull):
        store.put("acme", BIG[:2_000_000])

    assert store.open("acme", receipt.hash) is not None
