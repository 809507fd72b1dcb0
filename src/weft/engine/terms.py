"""Terms: what a rewrite is worth, and how much may be done to find it.

Numbers that a caller decides on, and nothing that is worked out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Characters that forms may be given, all together. A text of 1 MB takes about ten million.
EFFORT = 400_000_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rewrite is worth. `count` is the exact counter of the model the text is for."""

    count: Callable[[str], int]
    lossy: bool = True
    offload: bool = True
    room: int | None = None  # tokens a text should take at most; lossy forms try to keep to it
    min_tokens: int = 0  # shorter texts are left alone
    fetched_lossy: float = 0.1  # how often what was left out by choice is fetched later
    fetched_vague: float = 1.0  # the same, of data of which nobody has said what is wanted
    fetched_offload: float = 0.8  # how often what was left out blindly is
    fetch_tokens: int = 400  # what asking costs, besides what is fetched: a turn, mostly cached
    effort: int = EFFORT  # characters that forms may read; the same on every machine

    def decider(self) -> str:
        """What of these terms decides an outcome, in words that a ledger can key on."""
        counter = getattr(self.count, "name", getattr(self.count, "__qualname__", ""))
        return (
            f"{counter} lossy={self.lossy}:{self.fetched_lossy}:{self.fetched_vague} "
            f"offload={self.offload}:{self.fetched_offload} "
            f"fetch={self.fetch_tokens} min={self.min_tokens} room={self.room} "
            f"effort={self.effort}"
        )


__all__ = ["EFFORT", "Terms"]
