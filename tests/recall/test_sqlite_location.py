"""Which files SQLite stores are kept in, and which are refused and left as they are."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from weft.recall.sqlite import schema
from weft.recall.store import StoreRefused, from_url

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def everything_in(directory: Path) -> dict[str, tuple[int, bytes]]:
    """All that could change in a directory, but for SQLite's side files while they hold nothing."""
    return {
        str(path): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in sorted(directory.rglob("*"))
        if not (path.name.endswith("-wal") and path.stat().st_size == 0)
        and not path.name.endswith("-shm")
    }


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
        store.put("acme", "text")
    return path


# ── The file a URL names ──────────────────────────────────────────────────────────────────


def test_a_path_may_be_relative_absolute_or_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for url in ("sqlite:a.db", f"sqlite:{tmp_path}/b.db", f"sqlite://{tmp_path}/c.db"):
        from_url(url).close()
    from_url("sqlite:~/deep/d.db?sync=normal").close()
    from_url("SQLite:with space & 100%.db?sync=full").close()
    names = {str(found.relative_to(tmp_path)) for found in tmp_path.rglob("*.db")}
    assert names == {"a.db", "b.db", "c.db", "home/deep/d.db", "with space & 100%.db"}


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:",
        "sqlite::memory:",
        "sqlite://host/a.db",
        "sqlite:a.db?sync=off",
        "sqlite:a.db?cache=1",
        "sqlite:a.db?sync=full&x=1",
        "sqlite:a\x00.db",
        "sqlite:///",
    ],
)
def test_a_wrong_url_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreRefused):
        from_url(url)
    assert everything_in(tmp_path) == {}


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "state" / "recall.db"
    with closing(from_url(f"sqlite:{path}")) as store:
        store.put("acme", "text")
        modes = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in path.parent.iterdir()}
    assert modes == {"recall.db": 0o600, "recall.db-wal": 0o600, "recall.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.touch()
    with closing(from_url(f"sqlite:{path}")) as store:
        assert store.stats().originals == 0


# ── What is refused, and left as it is ────────────────────────────────────────────────────


def a_directory(path: Path) -> None:
    path.mkdir()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def garbage(path: Path) -> None:
    path.write_bytes(b"these are not the bytes of a database\n" * 500)


def a_short_file(path: Path) -> None:
    path.write_bytes(schema.MAGIC)


def another_program(path: Path) -> None:
    sql(path, "CREATE TABLE bookmarks(url TEXT)")


def another_program_with_a_mark(path: Path) -> None:
    sql(path, "PRAGMA application_id = 42", "CREATE TABLE tiles(z INTEGER)")


def another_program_with_a_log(path: Path) -> None:
    """Its last changes lie in its log; to open it as a database would move them."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE bookmarks(url TEXT)")
        copies = {each: each.read_bytes() for each in path.parent.glob("recall.db*")}
    for each, data in copies.items():
        each.write_bytes(data)


def a_newer_version(path: Path) -> None:
    from_url(f"sqlite:{path}").close()
    sql(path, "PRAGMA user_version = 99")


def no_version(path: Path) -> None:
    from_url(f"sqlite:{path}").close()
    sql(path, "PRAGMA user_version = 0")


def a_table_too_many(path: Path) -> None:
    from_url(f"sqlite:{path}").close()
    sql(path, "CREATE TABLE bookmarks(url TEXT)")


def a_table_too_few(path: Path) -> None:
    from_url(f"sqlite:{path}").close()
    sql(path, "DROP TABLE decisions")


def no_secret(path: Path) -> None:
    from_url(f"sqlite:{path}").close()
    sql(path, "DELETE FROM meta")


def a_short_secret(path: Path) -> None:
    from_url(f"sqlite:{path}").close()
    sql(path, "UPDATE meta SET value = x'00'")


def cut_in_half(path: Path) -> None:
    from_url(f"sqlite:{path}").close()
    os.truncate(path, path.stat().st_size // 2)


def a_page_of_noise(path: Path) -> None:
    from_url(f"sqlite:{path}").close()
    with path.open("r+b") as file:
        file.seek(2 * 4096)
        file.write(bytes(n * 7919 % 251 for n in range(4096)))


def tables_of_noise(path: Path) -> None:
    from_url(f"sqlite:{path}").close()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\x99" * 3000)


REFUSED: list[tuple[Callable[[Path], None], str]] = [
    (a_directory, "is a directory"),
    (a_pipe, "not a regular file"),
    (garbage, "not an SQLite file"),
    (a_short_file, "not an SQLite file"),
    (another_program, "another program"),
    (another_program_with_a_mark, "another program"),
    (another_program_with_a_log, "another program"),
    (a_newer_version, "newer Weft"),
    (no_version, "damaged"),
    (a_table_too_many, "damaged"),
    (a_table_too_few, "damaged"),
    (no_secret, "damaged"),
    (a_short_secret, "damaged"),
    (cut_in_half, "damaged"),
    (a_page_of_noise, "damaged"),
    (tables_of_noise, "damaged"),
]


@pytest.mark.parametrize(("prepare", "why"), REFUSED, ids=[case[0].__name__ for case in REFUSED])
def test_what_is_not_a_store_is_refused_and_left_alone(
    path: Path, prepare: Callable[[Path], None], why: str
) -> None:
    prepare(path)
    before = everything_in(path.parent)
    with pytest.raises(StoreRefused, match=why) as refusal:
        from_url(f"sqlite:{path}")
    assert str(path) in str(refusal.value)
    assert everything_in(path.parent) == before


def test_a_parent_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for url in (f"sqlite:{tmp_path}/file/recall.db", f"sqlite:{tmp_path}/file/deep/recall.db"):
        with pytest.raises(StoreRefused, match="Not a directory"):
            from_url(url)
    assert (tmp_path / "file").read_text() == "x"


NOBODY = 65534
REFUSE_AS_NOBODY = """
import os, sys
import weft.recall.sqlite  # what nobody may not read either
from weft.recall.store import StoreRefused, from_url
if os.geteuid() == 0:  # permissions do not bind root
    os.setgroups([])
    os.setgid({nobody})
    os.setuid({nobody})
for path in sys.argv[1:]:
    try:
        from_url("sqlite:" + path)
    except StoreRefused as refusal:
        print(refusal)
"""


def test_what_may_not_be_written_is_refused(filled: Path) -> None:
    root = filled.parent
    closed = root / "closed"
    closed.mkdir(mode=0o555)
    frozen = root / "frozen"
    frozen.mkdir()
    (frozen / "recall.db").write_bytes(filled.read_bytes())
    frozen.chmod(0o555)
    filled.chmod(0o444)
    if os.geteuid() == 0:  # nobody must be able to reach it
        for parent in [root, *root.parents]:
            mode = stat.S_IMODE(parent.stat().st_mode)
            if parent.is_relative_to(tempfile.gettempdir()) and not mode & stat.S_IXOTH:
                parent.chmod(mode | 0o055)
    paths = [closed / "recall.db", closed / "deep" / "recall.db", frozen / "recall.db", filled]
    before = everything_in(root)
    said = subprocess.run(
        [sys.executable, "-c", REFUSE_AS_NOBODY.format(nobody=NOBODY), *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert len(said) == 4
    for line, path in zip(said, paths, strict=True):
        assert str(path) in line
        assert "not writable" in line
    assert everything_in(root) == before
