"""One SQLite file that all processes of a host share: `sqlite:PATH`.

Nouns: a `Location` is the file a URL names; the `schema` is what lies in it; the `Database` gives
out connections and transactions; `room` keeps it within its limits; `SqliteStore` and
`SqliteLedger` keep the promises of `store` and `ledger` on top of them.

Only this package knows SQL. It never changes a file that is not its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.recall.clock import steady
from weft.recall.sqlite.database import Database
from weft.recall.sqlite.location import locate
from weft.recall.sqlite.store import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.recall.store import Limits


def open_url(url: str, limits: Limits, clock: Callable[[], float]) -> SqliteStore:
    """Open the store in the file this URL names, or raise `StoreRefused`."""
    return SqliteStore(Database(locate(url)), limits, steady(clock))


__all__ = ["SqliteStore", "open_url"]
