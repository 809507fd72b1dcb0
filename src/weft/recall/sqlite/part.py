"""A part of a folio, read without reading what stands before and after it.

Before Python 3.11.4 a blob can be opened only where its row number has 31 bits; ours have 63.
There the part is cut out by a statement, which costs SQLite the reading of the whole folio.
Debian 12 has such a Python.
"""

from __future__ import annotations

import sqlite3
import sys
from typing import TYPE_CHECKING

from weft.recall.store import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[[sqlite3.Connection, int, int, int], bytes]

_SUBSTR = "SELECT substr(data, ?, ?) FROM folios WHERE id = ?"
_GONE = "the original was deleted while it was read"


def by_blob(connection: sqlite3.Connection, row: int, offset: int, length: int) -> bytes:
    """So many bytes from this offset on, through an open blob."""
    try:
        blob = connection.blobopen("folios", "data", row, readonly=True)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        raise StoreUnavailable(_GONE) from error
    with blob:
        blob.seek(offset)
        return blob.read(length)


def by_statement(connection: sqlite3.Connection, row: int, offset: int, length: int) -> bytes:
    """The same through a statement."""
    found = connection.execute(_SUBSTR, (offset + 1, length, row)).fetchone()
    if found is None:
        raise StoreUnavailable(_GONE)
    return bytes(found[0])


read: Read = by_blob if sys.version_info >= (3, 11, 4) else by_statement

__all__ = ["read"]
