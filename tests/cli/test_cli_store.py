"""`weft store`: what is in it, and emptying it, as real processes."""

from __future__ import annotations

import json
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from cli_shell import Shell

from weft.observe.book import Book, Record, Worker
from weft.observe.tally import Tally
from weft.recall.store import from_url

if TYPE_CHECKING:
    from pathlib import Path

ORIGINAL = "a line of a log\n" * 500


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell whose store holds an original of each of two tenants."""
    shell = Shell(tmp_path, {"WEFT_STORE_URL": f"sqlite:{tmp_path}/recall.db"})
    store = from_url(shell.environ["WEFT_STORE_URL"])
    for tenant in ("one", "two"):
        store.put(tenant, ORIGINAL)
    store.close()
    return shell


def originals(shell: Shell) -> int:
    told = json.loads(shell.weft("store", "stats", "--json").out)
    assert isinstance(told["originals"], int)
    return told["originals"]


def test_stats_for_people_and_programs(shell: Shell) -> None:
    ended = shell.weft("store", "stats")
    assert (ended.code, ended.err) == (0, "")
    assert "backend         sqlite\noriginals       2\n" in ended.out
    assert "room            2GiB\n" in ended.out
    told = json.loads(shell.weft("store", "stats", "--json").out)
    assert told["original_bytes"] == 2 * len(ORIGINAL)


def test_purge_alone_deletes_only_what_has_expired(shell: Shell) -> None:
    assert shell.weft("store", "purge").out == "Deleted 0 originals.\n"
    assert originals(shell) == 2


def test_everything_of_one_tenant(shell: Shell) -> None:
    ended = shell.weft("store", "purge", "--all", "--tenant", "one", "--yes")
    assert (ended.code, ended.out) == (0, "Deleted 1 original.\n")
    assert originals(shell) == 1


def test_everything(shell: Shell) -> None:
    assert shell.weft("store", "purge", "--all", "--yes").out == "Deleted 2 originals.\n"
    assert originals(shell) == 0


def test_where_nobody_can_be_asked_it_has_to_be_said(shell: Shell) -> None:
    ended = shell.weft("store", "purge", "--all", stdin="y\n")
    assert (ended.code, ended.out) == (2, "")
    assert "say --yes" in ended.err
    assert originals(shell) == 2


def test_on_a_terminal_it_asks(shell: Shell) -> None:
    no = shell.on_terminal("store", "purge", "--all", keys=b"n\n")
    assert no.code == 1
    assert "Delete every original of every tenant for good? [y/N]" in no.out
    assert "Nothing was deleted." in no.out
    assert originals(shell) == 2
    yes = shell.on_terminal("store", "purge", "--all", keys=b"y\n")
    assert yes.code == 0
    assert "Deleted 2 originals." in yes.out
    assert originals(shell) == 0


def test_explanations_hold_texts_and_go_too(shell: Shell) -> None:
    state = shell.home / ".local/state/weft"
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(Book(state / "observe.db")) as book:
        told = [Record(name, time.time(), b"{}", ORIGINAL.encode()) for name in ("a", "b")]
        book.write(Worker("run", 1, 0.0), time.time(), Tally(), told, ended=False)
    assert shell.weft("store", "purge").out == "Deleted 0 originals.\n"
    ended = shell.weft("store", "purge", "--all", "--yes")
    assert ended.out == "Deleted 2 originals.\nDeleted 2 explanations.\n"
    assert b"a line of a log" not in (state / "observe.db").read_bytes()


def test_explanations_that_cannot_be_deleted_are_told(shell: Shell) -> None:
    state = shell.home / ".local/state/weft"
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    (state / "observe.db").write_text("notes " * 1_000)
    ended = shell.weft("store", "purge", "--all", "--yes")
    assert (ended.code, ended.out) == (1, "Deleted 2 originals.\n")
    assert "observe.db are not deleted" in ended.err
