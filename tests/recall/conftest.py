"""Every backend behind one fixture, so that a contract test is written once.

A backend is a function that gives the URL of an empty store for as long as a test runs. To add
one, write the function and name it in `BACKENDS`; if its data outlives a store object, it is
also in `SHARED`, and tests of restarts and of sharing run against it.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Protocol

import pytest
from redis_server import fresh_url

from weft.recall.store import Limits, Store, from_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class OpenStore(Protocol):
    """Opens the store of this test; where the backend is shared, the same one every time."""

    def __call__(
        self, limits: Limits | None = None, clock: Callable[[], float] = time.time
    ) -> Store: ...


class Clock:
    """A clock that a test moves by hand."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@contextmanager
def memory(directory: Path) -> Iterator[str]:
    yield "memory:"


@contextmanager
def sqlite(directory: Path) -> Iterator[str]:
    yield f"sqlite:{directory / 'recall.db'}"


@contextmanager
def redis(directory: Path) -> Iterator[str]:
    with fresh_url(directory) as url:
        yield url


BACKENDS = {"memory": memory, "sqlite": sqlite, "redis": redis}
SHARED = [name for name in BACKENDS if name != "memory"]


@contextmanager
def opener(backend: str, directory: Path) -> Iterator[OpenStore]:
    """Open stores of one backend, and close whatever was opened."""
    with ExitStack() as stack:
        url = stack.enter_context(BACKENDS[backend](directory))

        def open_store(
            limits: Limits | None = None, clock: Callable[[], float] = time.time
        ) -> Store:
            store = from_url(url, limits, clock=clock)
            stack.callback(store.close)
            return store

        yield open_store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=BACKENDS)
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    """Any backend. For `memory` every call opens a new, empty store."""
    with opener(request.param, tmp_path) as open_store:
        yield open_store


@pytest.fixture(params=SHARED)
def open_shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    """A backend whose data outlives the store object: every call opens the same data."""
    with opener(request.param, tmp_path) as open_store:
        yield open_store
