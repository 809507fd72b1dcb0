"""Before: what of a conversation is not in a request, which names the answer that it follows.

Responses lets a client send only what is new. What came before stands with the provider then, in
its cache, and is known here only to whoever saw it go by: one WebSocket, say. Data only.
"""

from __future__ import annotations

from dataclasses import dataclass

from weft.dialects.reading import NOTHING_SAID, Mark


@dataclass(frozen=True, slots=True)
class Before:
    """What came before. `size` is its bytes; `known` says that somebody saw it."""

    mark: Mark = NOTHING_SAID
    offered: bool = False  # our tool is among the client's
    size: int = 0
    turns: int = 0  # items that the model made
    known: bool = True


NOTHING = Before()
# Long enough to be cached: what is not known is not put at risk.
UNSEEN = Before(size=40_000, turns=1, known=False)
