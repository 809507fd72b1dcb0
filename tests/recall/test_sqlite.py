"""The SQLite file: what lies in it, what is never served, and who may share it."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weft.recall.ledger import Decision, identity
from weft.recall.sqlite import schema
from weft.recall.store import (
    Limits,
    StoreDamaged,
    StoreError,
    StoreRefused,
    StoreUnavailable,
    from_url,
)

if TYPE_CHECKING:
    from conftest import Clock
    from weft.recall.store import Store

NUMBER = count()
LOG = "".join(f"{n} {n * 7919 % 10007} request handled\n" for n in range(400_000))  # 10 MB


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "recall.db"


@pytest.fixture
def filled(path: Path) -> Path:
    """A store with something in it, closed."""
    with closing(from_url(f"sqlite:{path}")) as store:
        for n in range(20):
            receipt = store.put("acme", f"{n} text\n" * 1000)
            store.ledger.record("acme", identity(str(n)), Decision(receipt.hash, receipt.hash))
    return path


# ── What lies in it ───────────────────────────────────────────────────────────────────────


def test_a_part_of_a_large_original_is_read_alone(path: Path) -> None:
    with closing(from_url(f"sqlite:{path}")) as store:
        receipt = store.put("acme", LOG)
        found = store.open("acme", receipt.hash)
        assert found is not None
        assert found.lines(300_001, 300_002).splitlines() == LOG.splitlines()[300_000:300_002]
        assert found.text() == LOG
        assert path.parent.joinpath("recall.db-wal").stat().st_size < len(LOG) / 2


def test_what_is_deleted_while_it_is_read_is_gone_not_wrong(path: Path) -> None:
    with closing(from_url(f"sqlite:{path}")) as store:
        found = store.open("acme", store.put("acme", LOG).hash)
        assert found is not None
        store.purge(everything=True)
        store.put("acme", LOG.upper())
        with pytest.raises(StoreUnavailable, match="deleted"):
            found.text()


def test_what_is_purged_is_not_found_on_the_disk(path: Path) -> None:
    with closing(from_url(f"sqlite:{path}")) as store:
        store.put("acme", "a very secret word")
        store.ledger.record("acme", identity("x"), Decision("another secret word"))
        store.purge("acme", everything=True)
        assert b"secret word" not in b"".join(each.read_bytes() for each in path.parent.iterdir())


def test_a_damaged_original_is_never_served(filled: Path) -> None:
    sql(filled, "UPDATE folios SET data = CAST(substr(data, 1, 40) || zeroblob(9) AS BLOB)")
    with closing(from_url(f"sqlite:{filled}")) as store:
        name = store.keyring.reference("acme", "3 text\n" * 1000).hash
        with pytest.raises(StoreDamaged):
            store.open("acme", name)


@pytest.mark.parametrize("checked", [True, False])
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(data=st.data())
def test_noise_in_the_file_is_refused_or_harmless(
    filled: Path, checked: bool, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    if not checked:  # as for a large file
        monkeypatch.setattr(schema, "QUICK_CHECK_PAGES", 0)
    bad = bytearray(filled.read_bytes())
    for _ in range(data.draw(st.integers(1, 30))):
        noise = data.draw(st.binary(min_size=1, max_size=8))
        start = data.draw(st.integers(0, len(bad) - len(noise)))
        bad[start : start + len(noise)] = noise
    copy = filled.parent / f"{next(NUMBER)}.db"
    copy.write_bytes(bad)
    with suppress(StoreRefused), closing(from_url(f"sqlite:{copy}")) as store:
        for n in range(20):
            look_at(store, n)


def look_at(store: Store, n: int) -> None:
    """Whatever a damaged file answers is right, or an error of a store."""
    text = f"{n} text\n" * 1000
    name = store.keyring.reference("acme", text).hash
    block = identity(str(n))
    with suppress(StoreError):
        found = store.open("acme", name)
        assert found is None or found.text() == text
    with suppress(StoreError):
        for decision in store.ledger.replay("acme", [block]).values():
            assert decision == Decision(name, name)
    with suppress(StoreError):
        assert store.put("acme", text).hash == name
        found = store.open("acme", name)
        assert found is None or found.text() == text


def test_another_text_in_its_place_is_never_served(filled: Path) -> None:
    with closing(from_url(f"sqlite:{filled}")) as store:
        one, other = (store.keyring.reference("acme", f"{n} text\n" * 1000).hash for n in (3, 4))
        sql(
            filled,
            f"UPDATE folios SET data = (SELECT data FROM folios WHERE id = {schema.row_of(one)}) "
            f"WHERE id = {schema.row_of(other)}",
        )
        found = store.open("acme", other)
        assert found is not None
        with pytest.raises(StoreDamaged, match="name"):
            found.text()
        with pytest.raises(StoreError, match="two different originals"):
            store.put("acme", "4 text\n" * 1000)


def test_who_still_has_a_text_repairs_it(filled: Path) -> None:
    sql(filled, "UPDATE folios SET data = zeroblob(length(data))")
    with closing(from_url(f"sqlite:{filled}")) as store:
        before = store.stats()
        receipt = store.put("acme", "3 text\n" * 1000)
        found = store.open("acme", receipt.hash)
        assert found is not None
        assert found.text() == "3 text\n" * 1000
        assert store.ledger.replay("acme", [identity("3")])
        assert store.stats() == before


def test_a_damaged_decision_is_said_once_and_forgotten(filled: Path) -> None:
    sql(filled, "UPDATE decisions SET sealed = x'00'")
    with closing(from_url(f"sqlite:{filled}")) as store:
        with pytest.raises(StoreDamaged, match="decision"):
            store.ledger.replay("acme", [identity("3")])
        assert store.ledger.replay("acme", [identity("3")]) == {}
        fresh = Decision("fresh")
        assert store.ledger.record("acme", identity("3"), fresh) == fresh


def test_a_damaged_decision_keeps_no_other_from_being_recorded(filled: Path) -> None:
    sql(filled, "UPDATE decisions SET sealed = x'00'")
    with closing(from_url(f"sqlite:{filled}")) as store:
        fresh = {identity("3"): Decision("fresh"), identity("new"): Decision("new")}
        recorded = store.ledger.record_all("acme", fresh)
        assert isinstance(recorded[identity("3")], StoreDamaged)
        assert recorded[identity("new")] == Decision("new")
        assert store.ledger.record_all("acme", fresh) == fresh


def test_totals_are_those_of_the_rows(path: Path, clock: Clock) -> None:
    limits = Limits(1000.0, 100.0, 10_000)
    with closing(from_url(f"sqlite:{path}", limits, clock=clock)) as store:
        for n in range(200):
            receipt = store.put("acme", f"{n * 7919} text\n" * (1 + n % 90))
            store.ledger.record("acme", identity(str(n)), Decision("short", receipt.hash))
            clock.advance(30)
            if n == 100:
                clock.advance(1500)
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute(
                "SELECT (SELECT count(*) FROM originals), (SELECT count(*) FROM decisions), "
                "(SELECT sum(bytes) FROM originals), "
                "(SELECT sum(cost) FROM originals) + (SELECT sum(cost) FROM decisions), "
                "(SELECT count(*) FROM folios), (SELECT sum(length(data)) FROM folios)"
            ).fetchone()
        stats = store.stats()
        assert rows[:4] == (
            stats.originals,
            stats.decisions,
            stats.original_bytes,
            stats.stored_bytes,
        )
        assert rows[4] == stats.originals
        assert stats.originals + stats.evicted + stats.expired == 200
        assert stats.evicted > 0
        assert stats.expired > 0


def test_what_expired_goes_by_itself(path: Path, clock: Clock) -> None:
    with closing(from_url(f"sqlite:{path}", Limits(1000.0, 100.0), clock=clock)) as store:
        for n in range(300):
            store.put("acme", f"old {n}")
            store.ledger.record("acme", identity(str(n)), Decision("short"))
        clock.advance(5000)
        for n in range(300):
            store.put("acme", f"new {n}")
        stats = store.stats()
        assert (stats.originals, stats.decisions, stats.expired) == (300, 0, 300)


def test_looking_up_what_is_in_use_writes_nothing(path: Path, clock: Clock) -> None:
    with closing(from_url(f"sqlite:{path}", clock=clock)) as store:
        receipt = store.put("acme", "text")
        store.ledger.record("acme", identity("x"), Decision("short", receipt.hash))
        clock.advance(1)
        store.ledger.replay("acme", [identity("x")])
        before = Path(f"{path}-wal").read_bytes()
        for _ in range(10):
            clock.advance(10)
            store.ledger.replay("acme", [identity("x")])
            store.open("acme", receipt.hash)
        assert Path(f"{path}-wal").read_bytes() == before


# ── Who may share it ──────────────────────────────────────────────────────────────────────


def test_a_file_held_locked_is_said_to_be(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weft.recall.sqlite.database.BUSY_SECONDS", 0.05)
    with (
        closing(from_url(f"sqlite:{path}")) as store,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked"):
            store.put("acme", "text")
        other.execute("ROLLBACK")
        store.put("acme", "text")


def test_all_who_open_a_new_file_share_one_secret(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores: list[Store] = list(pool.map(from_url, [f"sqlite:{path}"] * 8))
    names = {store.put("acme", "text").hash for store in stores}
    assert len(names) == 1
    for store in stores:
        store.close()


def test_the_last_to_close_leaves_one_file(filled: Path) -> None:
    assert [each.name for each in filled.parent.iterdir()] == ["recall.db"]
