"""A decider that is made when there is first something to decide: it brings the engine with it.

The engine takes a third of a second to load, and a fifth of the memory of a gateway. Most requests
that begin a conversation have nothing to decide, so loading begins with the first of them, beside
it; one with something to decide waits for what is left of that.
"""

from __future__ import annotations

import gc
from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.recall.store import Store
    from weft.rewrite.rewriter import Asked
    from weft.rewrite.sight import Sight


class Decides(Protocol):
    """What a `Decider` does, and one that is yet to be made."""

    @property
    def store(self) -> Store:
        """Where originals and decisions are."""

    def decide(self, asked: Asked, sight: Sight, model: str) -> None:
        """Give every text of this sight that is new to us a decision, and tell of it."""


class Later:
    """Has one made by `make`, once, in the thread that first needs it."""

    def __init__(self, store: Store, make: Callable[[], Decides]) -> None:
        self.store = store
        self._make = make
        self._made: Decides | None = None
        self._lock = Lock()

    def decide(self, asked: Asked, sight: Sight, model: str) -> None:
        """As a `Decider` does."""
        self.made().decide(asked, sight, model)

    def made(self) -> Decides:
        """The decider. Takes its time when it is called first."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
                # What was imported stays, and need not be walked again and again.
                gc.freeze()
            return self._made
