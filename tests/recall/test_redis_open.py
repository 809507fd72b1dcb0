"""Opening: a server that could lose what it is given is refused, with a word on what to set."""

from __future__ import annotations

import socket
import socketserver
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from redis_server import RedisServer, running

from weft.recall.ledger import Decision, identity
from weft.recall.redis.server import examine
from weft.recall.store import Limits, Store, StoreRefused, StoreUnavailable, from_url

if TYPE_CHECKING:
    from collections.abc import Iterator

FIT = {
    "redis_version": "7.0.15",
    "role": "master",
    "maxmemory": 0,
    "maxmemory_policy": "noeviction",
    "aof_enabled": 1,
}
PAGE = Path(__file__).parents[2] / "docs" / "redis.md"
RULES = "~{weft}:* +@read +@write +@scripting +@connection +time +info"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    with running(tmp_path) as server:
        yield server


def work(store: Store) -> None:
    """One of everything."""
    receipt = store.put("acme", "original")
    store.ledger.record("acme", identity("a"), Decision("short", receipt.hash))
    assert store.ledger.replay("acme", [identity("a")])
    assert store.open("acme", receipt.hash) is not None
    assert store.stats().originals == 1
    assert store.purge(everything=True) == 1
    store.close()


def test_a_fit_server_is_named_with_its_durability() -> None:
    assert str(examine(FIT, 1000)) == "redis 7.0.15, append-only file on"
    assert str(examine({**FIT, "valkey_version": "8.1.0"}, 1000)).startswith("valkey 8.1.0")
    assert "may lose" in str(examine({**FIT, "aof_enabled": 0}, 1000))


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"redis_version": "6.0.16"}, "6.2 or newer"),
        ({"redis_version": "unstable"}, "6.2 or newer"),
        ({"redis_version": ""}, "version unknown"),
        ({"role": "slave"}, "read-only replica"),
        ({"maxmemory": 10_000, "maxmemory_policy": "allkeys-lru"}, "maxmemory-policy noeviction"),
        ({"maxmemory": 10_000, "maxmemory_policy": "volatile-ttl"}, "maxmemory-policy noeviction"),
        ({"maxmemory": 999}, "below Weft's size budget"),
    ],
)
def test_a_server_that_is_not_fit_is_refused(facts: dict[str, Any], says: str) -> None:
    with pytest.raises(StoreRefused, match=says):
        examine({**FIT, **facts}, 1000)


def test_a_server_that_does_not_tell_its_memory_policy_is_refused() -> None:
    with pytest.raises(StoreRefused, match="does not tell its maxmemory"):
        examine({"redis_version": "7.2.4", "role": "master"}, 1000)


def test_a_policy_without_a_limit_evicts_nothing() -> None:
    assert examine({**FIT, "maxmemory_policy": "allkeys-lru"}, 1000)


def test_a_server_that_evicts_on_its_own_is_refused_and_unchanged(server: RedisServer) -> None:
    with server.client() as client:
        client.config_set("maxmemory", "100mb")
        client.config_set("maxmemory-policy", "allkeys-lru")
        with pytest.raises(StoreRefused, match="maxmemory-policy noeviction"):
            from_url(server.url, Limits(max_bytes=1000))
        assert client.keys("*") == []


def test_nobody_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="connection failed"):
        from_url(f"unix://{tmp_path}/nobody.sock")
    with pytest.raises(StoreRefused, match="connection failed"):
        from_url("redis://127.0.0.1:1")
    with pytest.raises(StoreRefused, match="connection failed"):
        from_url("redis://does-not-exist.invalid")


def test_an_authority_that_is_not_there_is_refused() -> None:
    with pytest.raises(StoreRefused, match=r"is not there: /nowhere\.pem"):
        from_url("rediss://127.0.0.1:1?ca=/nowhere.pem")


def test_an_unknown_scheme_does_not_show_the_password() -> None:
    with pytest.raises(StoreRefused) as refusal:
        from_url("reddis://weft:sesame@host/0")

    assert "sesame" not in str(refusal.value)


def test_a_database_that_is_not_there_is_refused(server: RedisServer) -> None:
    with pytest.raises(StoreRefused, match="DB index is out of range"):
        from_url(server.url + "&db=99")


@pytest.mark.parametrize("banner", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x15\x03\x01\x00\x02"])
def test_what_does_not_speak_redis_is_refused(banner: bytes) -> None:
    class Stranger(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(4096)
            self.request.sendall(banner)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stranger) as listener:
        thread = threading.Thread(target=listener.serve_forever, args=(0.01,))
        thread.start()
        try:
            with pytest.raises(StoreRefused, match="Redis"):
                from_url(f"redis://127.0.0.1:{listener.server_address[1]}?timeout=1s")
        finally:
            listener.shutdown()
            thread.join()


@pytest.mark.parametrize("user", ["", "weft"])
def test_a_wrong_password_is_refused_and_not_shown(server: RedisServer, user: str) -> None:
    with server.client() as client:
        client.config_set("requirepass", "right")
        url = server.url.replace("unix://", f"unix://{user}:sesame@")
        with pytest.raises(StoreRefused, match="does not accept this user") as refusal:
            from_url(url)
    with pytest.raises(StoreRefused, match="asks for a password"):
        from_url(server.url)

    assert "sesame" not in "".join(traceback.format_exception(refusal.value))


def test_a_password_taken_away_is_not_shown(server: RedisServer) -> None:
    with server.client() as client:
        client.config_set("requirepass", "sesame")
        store = from_url(server.url.replace("unix://", "unix://:sesame@"))
        client.config_set("requirepass", "changed")
        client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        with pytest.raises(StoreUnavailable, match="does not accept") as error:
            store.put("acme", "original")

    assert "sesame" not in "".join(traceback.format_exception(error.value)) + repr(store)
    store.close()


def test_a_user_with_the_documented_rights_can_do_everything(server: RedisServer) -> None:
    assert f"ACL SETUSER weft on >PASSWORD {RULES}\n" in PAGE.read_text("utf-8")
    with server.client() as client:
        client.execute_command("ACL", "SETUSER", "weft", "on", ">sesame", *RULES.split())
        client.set("somebody else", "stays")

    work(from_url(server.url.replace("unix://", "unix://weft:sesame@")))


@pytest.mark.parametrize("missing", ["-info", "-@scripting", "-time", "resetkeys"])
def test_a_user_who_may_not_is_told_what_to_grant(server: RedisServer, missing: str) -> None:
    with server.client() as client:
        client.execute_command("ACL", "SETUSER", "weft", "on", ">sesame", *RULES.split(), missing)

    with pytest.raises((StoreRefused, StoreUnavailable), match=r"\+info") as refusal:
        work(from_url(server.url.replace("unix://", "unix://weft:sesame@")))

    assert "sesame" not in str(refusal.value)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[RedisServer]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    bus = port + 10_000 if port < 50_000 else port - 10_000
    options = ("--cluster-enabled", "yes", "--port", str(port), "--cluster-port", str(bus))
    with running(tmp_path, *options) as server:
        yield server


def test_a_cluster_without_our_slot_is_refused(cluster: RedisServer) -> None:
    with pytest.raises(StoreRefused, match="cluster is down"):
        from_url(cluster.url)


def test_the_node_of_a_cluster_that_holds_our_slot_is_fine(cluster: RedisServer) -> None:
    with cluster.client() as client:
        client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
        while b"cluster_state:ok" not in client.execute_command("CLUSTER", "INFO"):
            pass

    work(from_url(cluster.url))
