"""Redis and Valkey, beyond what every store promises: what a real server is asked to keep."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis_server import RedisServer, root, running, stores

from weft.recall.ledger import Decision, Identity, identity
from weft.recall.store import (
    Store,
    StoreError,
    StoreRefused,
    from_url,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import OpenStore


TEXTS = st.text(st.characters(exclude_categories=()), max_size=400).map(lambda text: text * 3)
BIG = "".join(f"{number}: {number * 7919 % 1000003}\n" for number in range(700_000))  # 10 MB


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def opened(server: RedisServer) -> Iterator[OpenStore]:
    with stores(server) as opened:
        yield opened


@pytest.fixture
def store(opened: OpenStore) -> Store:
    return opened()


def replayed(store: Store, tenant: str, name: Identity) -> Decision | None:
    return store.ledger.replay(tenant, [name]).get(name)


def test_all_hosts_share_one_secret(opened: OpenStore) -> None:
    here, there = opened(), opened()

    receipt = here.put("acme", "what a tool said\n")

    assert there.keyring.owns("acme", receipt.hash)
    folio = there.open("acme", receipt.hash)
    assert folio is not None
    assert folio.text() == "what a tool said\n"


def test_a_part_of_a_large_original_does_not_travel_whole(
    opened: OpenStore, server: RedisServer
) -> None:
    store = opened()
    receipt = store.put("acme", BIG)

    with server.client() as client:
        before = client.info("stats")["total_net_output_bytes"]
        folio = store.open("acme", receipt.hash)
        assert folio is not None
        assert folio.lines(400_000, 400_000) == f"399999: {399_999 * 7919 % 1000003}\n"
        travelled = client.info("stats")["total_net_output_bytes"] - before

    assert travelled < 300_000
    assert folio.stored_bytes > 2_000_000
    assert folio.text() == BIG


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, tenant=st.text(st.characters(exclude_categories=()), max_size=8))
def test_any_text_of_any_tenant_comes_back(store: Store, text: str, tenant: str) -> None:
    name = identity(text, tenant)

    receipt = store.put(tenant, text)
    store.ledger.record(tenant, name, Decision(text, receipt.hash))

    folio = store.open(tenant, receipt.hash)
    assert folio is not None
    assert folio.text() == text
    assert replayed(store, tenant, name) == Decision(text, receipt.hash)
    assert store.open(tenant + "x", receipt.hash) is None
    assert replayed(store, tenant + "x", name) is None


def test_a_decision_cannot_stand_on_another_tenants_original(opened: OpenStore) -> None:
    store = opened()
    receipt = store.put("acme", "original")

    with pytest.raises(StoreError, match="not in the store"):
        store.ledger.record("rival", identity("a"), Decision("short", receipt.hash))


def test_purging_one_tenant_or_one_prefix_leaves_the_others(
    opened: OpenStore, server: RedisServer
) -> None:
    store = opened()
    with server.client() as client:
        client.set("somebody else", "stays")
        client.set(root(store)[:-1] + "*", "stays")
    ours, theirs = store.put("acme", "ours"), store.put("rival", "theirs")
    store.ledger.record("acme", identity("a"), Decision(None))

    assert store.purge("acme", everything=True) == 1
    assert store.open("acme", ours.hash) is None
    assert replayed(store, "acme", identity("a")) is None
    assert store.open("rival", theirs.hash) is not None
    assert store.purge(everything=True) == 1
    stats = store.stats()
    assert (stats.originals, stats.decisions, stats.stored_bytes) == (0, 0, 0)
    with server.client() as client:
        assert client.get("somebody else") == b"stays"
        assert client.get(root(store)[:-1] + "*") == b"stays"


def test_a_thousand_identities_are_one_round_trip(opened: OpenStore, server: RedisServer) -> None:
    store = opened()
    names = [identity(f"block {number}") for number in range(2500)]
    for name in names[::500]:
        store.ledger.record("acme", name, Decision(None))
    store.ledger.replay("acme", names[:1])

    with server.client() as client:
        before = client.info("commandstats")["cmdstat_evalsha"]["calls"]
        answer = store.ledger.replay("acme", names)
        after = client.info("commandstats")["cmdstat_evalsha"]["calls"]

    assert set(answer) == set(names[::500])
    assert after - before == 1


def test_stats_say_what_the_server_is(opened: OpenStore) -> None:
    assert opened().stats().backend.startswith("redis ")


@pytest.mark.parametrize("package", ["redis", "hiredis"])
def test_a_missing_client_library_is_named_with_the_way_to_get_it(package: str) -> None:
    program = f"""
import sys
sys.modules[{package!r}] = None
from weft.recall.store import StoreRefused, from_url
try:
    from_url("redis://localhost")
except StoreRefused as refusal:
    print(refusal)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert "pip install 'weft[redis]'" in done.stdout
    assert repr(package) in done.stdout


def test_only_a_redis_url_loads_the_client_library() -> None:
    program = """
import sys
from weft.recall.store import from_url
from_url("memory:").close()
print("redis" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({"schema": "2", "secret": b"x" * 32, "fingerprint": "?"}, "newer Weft"),
        ({"something": "else"}, "another kind"),
        ({"schema": "1", "secret": b"short", "fingerprint": "?"}, "damaged"),
        ({"schema": "1", "secret": b"x" * 32, "fingerprint": "?"}, "damaged"),
    ],
)
def test_keys_that_are_not_ours_are_refused_and_left_alone(
    server: RedisServer, about: dict[str, bytes | str], says: str
) -> None:
    with server.client() as client:
        client.hset("{foreign}:about", mapping=about)
        before = client.hgetall("{foreign}:about")
        with pytest.raises(StoreRefused, match=says):
            from_url(f"{server.url}&prefix=foreign")
        assert client.hgetall("{foreign}:about") == before
        client.delete("{foreign}:about")
