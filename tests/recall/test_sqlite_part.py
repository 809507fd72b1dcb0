"""A part of a folio is the same, whichever way this Python can read it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from weft.recall.sqlite.part import by_blob, by_statement
from weft.recall.store import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.recall.sqlite.part import Read

DATA = bytes(range(256)) * 40
SMALL, LARGE = 7, (1 << 62) + 7


def by_blob_where_it_works(
    connection: sqlite3.Connection, row: int, offset: int, length: int
) -> bytes:
    return by_blob(connection, SMALL if row == LARGE else row, offset, length)


@pytest.fixture
def folios() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE folios(id INTEGER PRIMARY KEY, data BLOB NOT NULL)")
        connection.executemany("INSERT INTO folios VALUES(?, ?)", [(SMALL, DATA), (LARGE, DATA)])
        yield connection


@pytest.mark.parametrize("read", [by_blob_where_it_works, by_statement])
@pytest.mark.parametrize(
    ("offset", "length"), [(0, 1), (0, len(DATA)), (300, 20), (len(DATA) - 5, 50), (5, 0)]
)
def test_a_part_is_what_stands_there(
    folios: sqlite3.Connection, read: Read, offset: int, length: int
) -> None:
    assert read(folios, LARGE, offset, length) == DATA[offset : offset + length]


@pytest.mark.parametrize("read", [by_blob, by_statement])
def test_what_is_gone_is_said_to_be_gone(folios: sqlite3.Connection, read: Read) -> None:
    with pytest.raises(StoreUnavailable, match="deleted"):
        read(folios, 8, 0, 1)
