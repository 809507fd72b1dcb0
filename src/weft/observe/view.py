"""What an `Observe` sees when it is asked: the sums of all workers, as they are now. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weft.observe.book import Entry
    from weft.observe.tally import Tally


@dataclass(frozen=True, slots=True)
class Run:
    """A gateway from its start to its end, with all its workers. Made before they are forked."""

    name: str
    begun: float
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`run` is what was counted since the gateway started, `lifetime` since anything ever was.

    `trouble` says why the numbers of other workers are missing, where they are.
    """

    now: float
    started: Run
    run: Tally
    lifetime: Tally
    since: float
    entries: tuple[Entry, ...]
    trouble: str = ""

    @property
    def uptime(self) -> float:
        """Seconds since the gateway started."""
        return max(0.0, self.now - self.started.begun)
