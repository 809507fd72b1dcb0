"""What somebody changed in Redis is not served, said, and mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from redis_server import RedisServer, root, running, stores

from weft.recall.ledger import Decision, Identity, identity
from weft.recall.store import (
    Store,
    StoreDamaged,
    StoreError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import OpenStore


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


def test_what_was_damaged_is_not_served_and_is_repaired_by_a_put(
    opened: OpenStore, server: RedisServer
) -> None:
    store = opened()
    receipt = store.put("acme", "a text\n" * 100)
    with server.client() as client:
        (key,) = client.scan_iter(f"{root(store)}o:*")
        client.setrange(key, 20, b"\x00\x00\x00")

    with pytest.raises(StoreDamaged):
        store.open("acme", receipt.hash)
    assert store.put("acme", "a text\n" * 100).hash == receipt.hash
    folio = store.open("acme", receipt.hash)
    assert folio is not None
    assert folio.text() == "a text\n" * 100
    assert store.stats().originals == 1


def test_a_name_never_gets_a_second_text(opened: OpenStore, server: RedisServer) -> None:
    store = opened()
    store.put("acme", "one text")
    with server.client() as client:
        (key,) = client.scan_iter(f"{root(store)}o:*")
        one = client.get(key)
        store.put("acme", "another text")
        (other,) = (found for found in client.scan_iter(f"{root(store)}o:*") if found != key)
        client.set(other, one)

    with pytest.raises(StoreError, match="two different originals"):
        store.put("acme", "another text")


@pytest.mark.parametrize("junk", [b"", b"+", b"?" + b"-" * 24, b"=" + b"f" * 24])
def test_what_is_no_decision_counts_as_never_seen(
    opened: OpenStore, server: RedisServer, junk: bytes
) -> None:
    store, name = opened(), identity("a")
    receipt = store.put("acme", "original")
    store.ledger.record("acme", name, Decision("short", receipt.hash))
    with server.client() as client:
        (key,) = client.scan_iter(f"{root(store)}d:*")
        client.set(key, junk)

    assert replayed(store, "acme", name) is None
    assert store.ledger.record("acme", name, Decision("new")) == Decision("new")


def test_a_damaged_decision_is_said_once_and_then_never_seen(
    opened: OpenStore, server: RedisServer
) -> None:
    store, name = opened(), identity("a")
    receipt = store.put("acme", "original")
    store.ledger.record("acme", name, Decision("short", receipt.hash))
    with server.client() as client:
        (key,) = client.scan_iter(f"{root(store)}d:*")
        client.setrange(key, 30, b"\x00")

    with pytest.raises(StoreDamaged, match="ledger was damaged"):
        replayed(store, "acme", name)
    assert replayed(store, "acme", name) is None
    assert store.stats().decisions == 0
    assert store.ledger.record("acme", name, Decision("new")) == Decision("new")


def test_a_damaged_decision_keeps_no_other_from_being_recorded(
    opened: OpenStore, server: RedisServer
) -> None:
    store, name = opened(), identity("a")
    store.ledger.record("acme", name, Decision("short"))
    with server.client() as client:
        (key,) = client.scan_iter(f"{root(store)}d:*")
        client.setrange(key, 30, b"\x00")

    fresh = {name: Decision("new"), identity("b"): Decision("b")}
    recorded = store.ledger.record_all("acme", fresh)

    assert isinstance(recorded[name], StoreDamaged)
    assert recorded[identity("b")] == Decision("b")
    assert store.ledger.record_all("acme", fresh) == fresh


def test_what_was_damaged_is_repaired_in_company(opened: OpenStore, server: RedisServer) -> None:
    store = opened()
    texts = [f"{number} " * 500 for number in range(5)]
    for text in texts[1:4]:
        hash_ = store.put("acme", text).hash
        with server.client() as client:
            (key,) = client.scan_iter(f"{root(store)}o:*:{hash_}")
            client.setrange(key, 60, b"\x00\x00\x00")

    receipts = store.put_all("acme", texts)

    found = [store.open("acme", receipt.hash) for receipt in receipts]
    assert [folio.text() for folio in found if folio] == texts
    assert store.stats().originals == 5
