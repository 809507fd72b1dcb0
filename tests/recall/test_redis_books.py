"""The books of a store in Redis balance after any sequence of calls: the budget can be trusted."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from redis_server import RedisServer, root, running, stores

from weft.recall.ledger import Decision, identity
from weft.recall.redis.lua import ENTRY_BYTES
from weft.recall.store import Limits, Store, StoreError, StoreFull

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import redis

    from conftest import Clock

LIMITS = Limits(idle_seconds=1000, active_seconds=100, max_bytes=16_000)
TENANTS = ("acme", "rival")
TURNS = 400


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    with running(tmp_path) as server:
        yield server


def turn(store: Store, clock: Clock, rng: random.Random) -> str:
    """One call of any kind, and what came of it."""
    tenant, number = rng.choice(TENANTS), rng.randrange(25)
    text = f"{number} " * (1, 3, 500)[number % 3]
    name, hash_ = identity(text), store.keyring.reference(tenant, text).hash
    some = {f"{n} " * (1, 3, 500)[n % 3] for n in rng.sample(range(25), rng.randrange(1, 6))}
    match rng.randrange(16):
        case 0 | 1 | 2 | 3:
            store.put(tenant, text)
            return "put"
        case 4 | 5 | 6:
            store.ledger.record(tenant, name, Decision(f"short {number}", hash_))
            return "recorded"
        case 7 | 8:
            store.ledger.record(tenant, name, Decision(rng.choice((None, "y" * 300))))
            return "recorded alone"
        case 9:
            found = store.ledger.replay(tenant, [name])
            return "replayed" if found else "never seen"
        case 10:
            return "absent" if store.open(tenant, hash_) is None else "opened"
        case 11 | 12:
            store.put_all(tenant, [*some, text])
            return "put together"
        case 13 | 14:
            hashes = {each: store.keyring.reference(tenant, each).hash for each in some}
            asked = {identity(each): Decision("z" * number, hashes[each]) for each in some}
            recorded = store.ledger.record_all(tenant, {**asked, identity("none"): Decision()})
            refused = [each for each in recorded.values() if isinstance(each, StoreError)]
            return "some recorded" if refused else "all recorded"
        case _:
            clock.advance(rng.choice((1, 1, 1, 30, 30, 200, 900, 1100)))
            return f"purged {store.purge(tenant) > 0}" if rng.random() < 0.2 else "time passed"


@pytest.mark.parametrize("seed", range(3))
def test_the_books_balance_whatever_is_called(server: RedisServer, clock: Clock, seed: int) -> None:
    rng, outcomes = random.Random(seed), Counter[str]()
    with stores(server) as opened, server.client() as client:
        store = opened(LIMITS, clock)
        for _ in range(TURNS):
            try:
                outcomes[turn(store, clock, rng)] += 1
            except StoreFull:
                outcomes["full"] += 1
            except StoreError:
                outcomes["no original"] += 1
            audit(client, root(store))
        stats = store.stats()
        audit(client, root(store))
        store.purge(everything=True)
        assert [key for key in client.keys("*") if b":about" not in key] == [
            (root(store) + "counts").encode()
        ]

    assert stats.stored_bytes <= LIMITS.max_bytes
    assert stats.evicted > 0
    assert stats.expired > 0
    assert outcomes.keys() >= {
        "full",
        "never seen",
        "all recorded",
        "no original",
        "opened",
        "put together",
        "recorded",
        "replayed",
        "some recorded",
    }


def audit(client: redis.Redis, prefix: str) -> None:
    """Every entry is in the books, every book entry exists, and the totals are their sums."""
    keys = {key.decode().removeprefix(prefix) for key in client.scan_iter(prefix + "*", count=1000)}
    seen = {unit.decode() for unit in client.zrange(prefix + "seen", 0, -1)}
    sizes = {unit.decode(): size.split() for unit, size in client.hgetall(prefix + "sizes").items()}
    assert seen == sizes.keys()
    owners = client.hgetall(prefix + "owners")
    assert {hash_.decode() for hash_ in owners} == {
        unit.rpartition(":")[2] for unit in seen if unit.startswith("o:")
    }

    lengths: dict[str, int] = {}
    decisions = Counter[str]()
    for unit in seen:
        assert unit in keys
        lengths[unit] = client.strlen(prefix + unit) + ENTRY_BYTES
        decisions[unit] = unit.startswith("d:")
        tenant, _, hash_ = unit[2:].partition(":")
        for name in client.smembers(f"{prefix}l:{tenant}:{hash_}") if unit[0] == "o" else ():
            key = f"d:{tenant}:{name.decode()}"
            assert client.getrange(prefix + key, 1, 24).decode() == hash_
            lengths[unit] += client.strlen(prefix + key) + ENTRY_BYTES
            decisions[unit] += 1
    assert {unit: int(size[0]) for unit, size in sizes.items()} == lengths
    assert {unit: int(size[2]) for unit, size in sizes.items()} == decisions
    assert sum(key[:2] == "o:" for key in keys) == sum(unit[0] == "o" for unit in seen)
    assert sum(key[:2] == "d:" for key in keys) == sum(decisions.values())
    fields = ("stored", "decisions", "original", "originals")
    assert [int(count or 0) for count in client.hmget(prefix + "counts", fields)] == [
        sum(lengths.values()),
        sum(decisions.values()),
        sum(int(size[1]) for size in sizes.values()),
        sum(unit[0] == "o" for unit in seen),
    ]
