"""A server that goes, comes back, hangs, forgets or refuses: said plainly, and over when it is."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from redis_server import RedisServer, root, running

from weft.recall.ledger import Decision, Identity, identity
from weft.recall.store import Store, StoreError, StoreUnavailable, from_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BLOCK = identity("a block")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    with running(tmp_path) as server:
        yield server


@pytest.fixture
def store(server: RedisServer) -> Iterator[Store]:
    store = from_url(server.url)
    yield store
    store.close()


def every_call(store: Store, hash_: str) -> list[Callable[[], object]]:
    return [
        lambda: store.put("acme", "another"),
        lambda: store.open("acme", hash_),
        lambda: store.ledger.replay("acme", [BLOCK]),
        lambda: store.ledger.record("acme", BLOCK, Decision("short", hash_)),
        store.stats,
        store.purge,
    ]


def replayed(store: Store, name: Identity = BLOCK) -> Decision | None:
    return store.ledger.replay("acme", [name]).get(name)


def keep(store: Store) -> str:
    """An original and a decision about it."""
    hash_ = store.put("acme", "original").hash
    store.ledger.record("acme", BLOCK, Decision("short", hash_))
    return hash_


def assert_kept(store: Store, hash_: str) -> None:
    folio = store.open("acme", hash_)
    assert folio is not None
    assert folio.text() == "original"
    assert replayed(store) == Decision("short", hash_)


def test_a_server_that_is_away_is_unavailable_until_it_is_back(tmp_path: Path) -> None:
    with running(tmp_path, "--appendonly", "yes", "--appendfsync", "always") as server:
        store = from_url(server.url)
        hash_ = keep(store)
        server.kill()

        for call in every_call(store, hash_):
            with pytest.raises(StoreUnavailable, match="the connection failed"):
                call()

        server.start()
        assert_kept(store, hash_)
        store.close()


def test_acknowledged_puts_survive_a_killed_server_with_an_append_only_file(
    tmp_path: Path,
) -> None:
    with running(tmp_path, "--appendonly", "yes", "--appendfsync", "always") as server:
        store = from_url(server.url)
        hashes = {number: store.put("acme", f"text {number}\n" * 50).hash for number in range(100)}
        server.restart()

        for number, hash_ in hashes.items():
            folio = store.open("acme", hash_)
            assert folio is not None
            assert folio.text() == f"text {number}\n" * 50
        assert "append-only file on" in store.stats().backend
        store.close()


def test_a_server_that_forgets_everything_is_filled_anew_by_who_is_there(
    server: RedisServer, store: Store
) -> None:
    hash_ = keep(store)
    server.restart()

    assert store.open("acme", hash_) is None
    assert replayed(store) is None
    assert keep(store) == hash_
    assert_kept(store, hash_)
    assert store.stats().originals == 1


def test_after_a_loss_all_hosts_take_the_secret_of_the_first(
    server: RedisServer, store: Store
) -> None:
    hash_ = keep(store)
    server.restart()
    newcomer = from_url(server.url)
    new_hash = newcomer.put("acme", "original").hash

    assert new_hash != hash_
    assert store.open("acme", hash_) is None
    folio = store.open("acme", new_hash)
    assert folio is not None
    assert folio.text() == "original"
    assert store.put("acme", "original").hash == new_hash
    assert store.stats().originals == 1
    newcomer.close()


def test_a_put_after_a_loss_names_what_it_stored_with_the_new_secret(
    server: RedisServer, store: Store
) -> None:
    keep(store)
    server.restart()
    newcomer = from_url(server.url)

    receipt = store.put("acme", "original")

    assert newcomer.keyring.owns("acme", receipt.hash)
    assert newcomer.open("acme", receipt.hash) is not None
    newcomer.close()


def test_a_decision_on_an_original_that_was_lost_is_refused(
    server: RedisServer, store: Store
) -> None:
    hash_ = keep(store)
    server.restart()

    with pytest.raises(StoreError, match="not in the store"):
        store.ledger.record("acme", BLOCK, Decision("short", hash_))
    assert replayed(store) is None


def test_a_frozen_server_is_unavailable_and_fine_when_it_thaws(server: RedisServer) -> None:
    store = from_url(server.url.replace("timeout=10s", "timeout=400ms"))
    hash_ = keep(store)
    server.pause()

    for call in every_call(store, hash_):
        with pytest.raises(StoreUnavailable, match="did not answer in time"):
            call()

    server.resume()
    patient = from_url(server.url)  # waits until the server has worked off what piled up
    assert_kept(patient, hash_)
    assert_kept(store, hash_)
    patient.close()
    store.close()


def test_a_slow_server_is_waited_for(server: RedisServer, store: Store) -> None:
    hash_ = keep(store)
    with server.client() as client:
        client.execute_command("CLIENT", "PAUSE", 300, "ALL")

    assert_kept(store, hash_)


def test_connections_that_the_server_closed_are_opened_again(
    server: RedisServer, store: Store
) -> None:
    hash_ = keep(store)
    with server.client() as client:
        client.execute_command("CLIENT", "KILL", "TYPE", "normal")

    assert_kept(store, hash_)


def test_a_server_that_forgot_our_scripts_gets_them_again(
    server: RedisServer, store: Store
) -> None:
    hash_ = keep(store)
    with server.client() as client:
        client.script_flush()

    assert_kept(store, hash_)


def test_a_loading_server_says_so_and_then_has_everything(tmp_path: Path) -> None:
    with running(tmp_path, "--appendonly", "yes", "--appendfsync", "always") as server:
        store = from_url(server.url)
        hash_ = keep(store)
        with server.client() as client, client.pipeline(transaction=False) as pipeline:
            for number in range(4000):  # while it loads it listens once in 1024 commands
                pipeline.set(f"filler {number}", "x" * 100)
            pipeline.execute()
        server.kill()
        server.start("--key-load-delay", "300", wait=False)
        reasons = set()
        while server.alive:
            try:
                assert_kept(store, hash_)
                break
            except StoreUnavailable as error:
                reasons.add(str(error).partition("): ")[2])
        store.close()

    assert "it is still loading its data" in reasons


def test_out_of_memory_refuses_puts_and_still_replays(server: RedisServer, store: Store) -> None:
    hash_ = keep(store)
    with server.client() as client:
        before = client.zrange(root(store) + "seen", 0, -1)
        client.config_set("maxmemory", "1mb")

        with pytest.raises(StoreUnavailable, match="out of memory"):
            store.put("acme", "one more")
        with pytest.raises(StoreUnavailable, match="out of memory"):
            store.ledger.record("acme", identity("b"), Decision("short"))
        assert_kept(store, hash_)
        assert store.put("acme", "original").hash == hash_
        assert client.zrange(root(store) + "seen", 0, -1) == before

        client.config_set("maxmemory", "0")
        assert store.put("acme", "one more")


def test_a_server_that_became_a_replica_is_unavailable(server: RedisServer, store: Store) -> None:
    hash_ = keep(store)
    with server.client() as client:
        client.replicaof("127.0.0.1", 1)
        with pytest.raises(StoreUnavailable, match="read-only replica"):
            store.put("acme", "one more")
        with pytest.raises(StoreUnavailable, match="read-only replica"):
            store.ledger.record("acme", identity("b"), Decision("short"))
        client.replicaof("NO", "ONE")

    assert_kept(store, hash_)


def test_a_server_that_cannot_save_is_unavailable(server: RedisServer, store: Store) -> None:
    hash_ = keep(store)
    with server.client() as client:
        client.config_set("save", "3600 1")
        (server.directory / "dump.rdb").mkdir()  # so that no file can take this name
        client.bgsave()
        while client.info("persistence")["rdb_bgsave_in_progress"]:
            pass
        with pytest.raises(StoreUnavailable, match="cannot write its snapshots"):
            store.put("acme", "one more")
        client.config_set("stop-writes-on-bgsave-error", "no")

    assert_kept(store, hash_)


@pytest.mark.parametrize("name", ["seen", "sizes", "counts", "owners"])
def test_a_key_of_the_wrong_type_changes_nothing(
    server: RedisServer, store: Store, name: str
) -> None:
    keep(store)
    with server.client() as client:
        client.rename(root(store) + name, "aside")
        client.set(root(store) + name, "not ours")
        before = {key: client.dump(key) for key in client.keys("*")}

        with pytest.raises(StoreUnavailable, match="belong to something else"):
            store.put("acme", "one more")
        with pytest.raises(StoreUnavailable, match="belong to something else"):
            store.ledger.record("acme", identity("b"), Decision("short"))

        assert {key: client.dump(key) for key in client.keys("*")} == before


def test_an_original_that_goes_while_it_is_read_is_said_to_have_gone(
    server: RedisServer, store: Store
) -> None:
    text = "".join(f"{number * 7919 % 100_003} {number * 31 % 9973}\n" for number in range(60_000))
    receipt = store.put("acme", text)
    folio = store.open("acme", receipt.hash)
    assert folio is not None
    store.purge(everything=True)

    with pytest.raises(StoreUnavailable, match="went while it was read"):
        folio.text()


def test_a_closed_store_says_so(store: Store) -> None:
    hash_ = keep(store)
    store.close()

    for call in every_call(store, hash_):
        with pytest.raises(StoreUnavailable, match="closed"):
            call()
    store.close()


def test_threads_share_a_store(store: Store) -> None:
    failures: list[str] = []

    def work(number: int) -> None:
        for turn in range(20):
            text = f"{number} {turn}"
            receipt = store.put("acme", text)
            folio = store.open("acme", receipt.hash)
            if folio is None or folio.text() != text:
                failures.append(text)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert store.stats().originals == 160
