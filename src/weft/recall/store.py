"""The contract of a store of originals, and the one way to open a store: `from_url`.

What may stand here: the contract, its words and its errors. How a backend keeps the promise
stands beside this file (`memory`, `sqlite`, `redis`), how an original lies at rest in `folio`.

The promise:
- A put is durable before it returns. After that the original is served whole, byte for byte,
  or its absence is plain; a torn or wrong text is never served.
- An original lives while it is used: every read and every replay of its replacement puts the end
  of its life off by `Limits.idle_seconds`.
- When the store is over its budget, the originals unused for longest go, and their ledger entries
  with them in the same transaction. One that was put, read or replayed within
  `Limits.active_seconds` never goes; where nothing else is left, `put` raises `StoreFull`.
- A store that cannot be opened as configured refuses (`StoreRefused`) and changes nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.recall.folio import Folio
    from weft.recall.ledger import Ledger
    from weft.recall.marker import Keyring, Receipt

HOUR = 3600.0
GIB = 1 << 30


class StoreError(Exception):
    """Something a store could not do."""


class StoreRefused(StoreError):
    """Configuration's fault: the store does not open. The message says why and what to do."""


class StoreFull(StoreError):
    """The budget is spent on originals in active use. The text must go out as it is."""


class StoreUnavailable(StoreError):
    """The backend does not answer now (locked, full disk, server away). Nothing was changed."""


class StoreDamaged(StoreError):
    """What lies at rest is not what was put. It is not served."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much a store keeps."""

    idle_seconds: float = 24 * HOUR
    active_seconds: float = 1 * HOUR
    max_bytes: int = 2 * GIB


@dataclass(frozen=True, slots=True)
class StoreStats:
    """What a store holds, and what happened to it since it was made."""

    backend: str
    originals: int
    decisions: int
    original_bytes: int
    stored_bytes: int
    evicted: int
    expired: int


class Store(Protocol):
    """Keeps originals. Safe to use from many threads; processes share it through its URL."""

    @property
    def keyring(self) -> Keyring:
        """The keys of this installation, kept with the data they name."""

    @property
    def ledger(self) -> Ledger:
        """The replay ledger on the same backend."""

    def put(self, tenant: str, original: str) -> Receipt:
        """Keep an original. Durable when this returns."""

    def put_all(self, tenant: str, originals: Sequence[str]) -> list[Receipt]:
        """Keep many, in one transaction: all of them, or with any error none that is new."""

    def open(self, tenant: str, hash_: str) -> Folio | None:
        """The original under this hash, read as far as is asked; `None` if it is not there."""

    def owner(self, hash_: str) -> str | None:
        """The tenant whose original has this name; `None` if none that is kept has it.

        For whoever may see everybody's, and has only the name. It opens nothing: `open` does.
        """

    def stats(self) -> StoreStats:
        """What is in it."""

    def purge(self, tenant: str | None = None, *, everything: bool = False) -> int:
        """Delete what has expired, or everything, of one tenant or all; says how many originals."""

    def close(self) -> None:
        """Let go of files and connections. Later calls raise `StoreUnavailable`."""


class Backend(Protocol):
    """What a backend's module offers."""

    def open_url(self, url: str, limits: Limits, clock: Callable[[], float]) -> Store:
        """Open the store this URL names, or raise `StoreRefused`."""


# Loaded when asked for: a laptop with SQLite does not pay for the Redis client.
BACKENDS = {
    "memory": "weft.recall.memory",
    "sqlite": "weft.recall.sqlite",
    "redis": "weft.recall.redis",
    "rediss": "weft.recall.redis",
    "unix": "weft.recall.redis",
}


def from_url(
    url: str, limits: Limits | None = None, *, clock: Callable[[], float] = time.time
) -> Store:
    """Open the store that a URL names: `memory:`, `sqlite:PATH` or `redis://...`."""
    scheme, colon, _ = url.partition(":")
    module = BACKENDS.get(scheme.lower())
    if not colon or module is None:
        raise StoreRefused(
            "the store URL names no store; write memory:, sqlite:PATH or redis://HOST:PORT/DB"
        )
    backend = cast("Backend", import_module(module))
    return backend.open_url(url, limits or Limits(), clock)


__all__ = [
    "BACKENDS",
    "Limits",
    "Store",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreRefused",
    "StoreStats",
    "StoreUnavailable",
    "from_url",
]
