"""How a gateway gets its ears: a `Run` before the workers are forked, an `Observe` in each of them.

    observing = Observing.of(path, version=..., forms=..., now=time.time, chance=os.urandom)
    ... fork ...
    ear = observing.open(os.getpid(), journal, store.stats)
    ear.listen(event); ear.doors(); ear.close()

Nothing is opened here: the book is opened by the thread of each worker, after the fork.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.observe.book import Book
from weft.observe.doors import Answering
from weft.observe.headers import report, wanted
from weft.observe.observe import Observe
from weft.observe.view import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from weft.gateway.answering import Doors
    from weft.gateway.events import Exchanged
    from weft.gateway.journal import Journal
    from weft.recall.store import StoreStats
    from weft.wire.head import Headers

NAME = "observe.db"  # of the book, in the state directory
_CHANCE = 8  # bytes of a run's name


def forget(path: Path, now: float, *, everything: bool) -> int:
    """Delete explanations from a book, if there is one; says how many. Raises `FAULTS`."""
    if not path.exists():
        return 0
    with closing(Book(path)) as book:
        return book.forget(now, everything=everything)


@dataclass(frozen=True, slots=True)
class Ear:
    """What one worker has of this room."""

    observe: Observe
    answering: Answering

    def listen(self, event: Exchanged) -> None:
        """The `Listener` of this worker."""
        self.observe.listen(event)

    def report(self, asked: Headers, event: Exchanged) -> Headers:
        """Headers that say what was done, for a client that asks for them."""
        return report(event) if wanted(asked) else []

    def doors(self) -> Doors:
        """What it answers."""
        return self.answering.doors()

    def close(self) -> None:
        """Write what is left."""
        self.observe.close()


@dataclass(frozen=True, slots=True)
class Observing:
    """What is the same for all workers of a gateway. Without a path, each counts for itself."""

    path: Path | None
    run: Run
    forms: Callable[[], Sequence[str]]
    now: Callable[[], float]

    @classmethod
    def of(
        cls,
        path: Path | None,
        *,
        version: str,
        forms: Callable[[], Sequence[str]],
        now: Callable[[], float],
        chance: Callable[[int], bytes],
    ) -> Observing:
        """To be made once, before workers are forked. `forms` names all forms, when asked."""
        run = Run(chance(_CHANCE).hex(), now(), version)
        return cls(path, run, forms, now)

    def open(self, pid: int, journal: Journal, store: Callable[[], StoreStats] | None) -> Ear:
        """To be called once in each worker, after the fork. `store` gives the store's figures."""
        observe = Observe(self.path, self.run, pid, now=self.now, journal=journal)
        return Ear(observe, Answering(observe, self.forms, store))
