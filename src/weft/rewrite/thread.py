"""Thread: what is known of one conversation, item by item, so that no item is looked at twice.

It is memory and no more: whatever stands here could be read again from the request and asked of
the ledger again. What it is for is time: of a request that begins with the bytes of the one before,
only the rest is looked at. Data only, and nothing in it is ever changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from weft.policy.caching import NOTHING_ASKED
from weft.rewrite.beginning import CHANGED, agreeing

if TYPE_CHECKING:
    from weft.dialects.layout import Layout
    from weft.dialects.reading import Mark
    from weft.engine.model import Span
    from weft.policy.caching import Asked
    from weft.rewrite.beginning import Prefixes, Upto

_STEP = 600  # bytes that a step takes in memory, about; with what it refers to
_UPTO = 200  # and a digest


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is written otherwise than it came: where, how, and what that saved."""

    span: Span
    quoted: bytes
    saved: int
    hash: str = ""
    kept: bool = False  # every line of it stands there still, as it came


@dataclass(frozen=True, slots=True)
class Step:
    """One item that was looked at, and where it ends in the client's body."""

    end: int
    by_model: bool
    mark: Mark
    texts: tuple[Text, ...] = ()
    offered: bool = False  # from here on our tool is among the client's


@dataclass(frozen=True, slots=True)
class Thread:
    """The items of a conversation so far; `begun` tells the client's bytes up to the last of them.

    `seen` is when a request of it last went out, `sworn` when the ledger was last asked for it;
    `lifetime` is how long the provider may keep what it cached of it.
    """

    begun: tuple[Upto, ...]
    layout: Layout
    steps: tuple[Step, ...]
    seen: float = 0.0
    sworn: float = 0.0
    lifetime: float = inf
    asked: Asked = NOTHING_ASKED  # of caching

    @property
    def weight(self) -> int:
        """Bytes that this takes in memory, about."""
        texts = sum(len(text.quoted) for step in self.steps for text in step.texts)
        return texts + _STEP * (len(self.steps) + 1) + _UPTO * len(self.begun)

    def agrees(self, prefixes: Prefixes) -> int:
        """How many steps are known to hold for a body: those within the bytes that both begin with.

        Clients change their last items (a cache marker moves on): these are told one by one.
        """
        return agreeing(self.begun, prefixes)


@dataclass(frozen=True, slots=True)
class Known:
    """The thread that a request goes on with, and how many of its steps hold.

    `stale`: it has been so long that they are looked at anew all the same. `prefixes` are those of
    the request, as far as it was read for this.
    """

    thread: Thread
    held: int
    stale: bool = False
    prefixes: Prefixes | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are taken as they are."""
        return () if self.stale else self.thread.steps[: self.held]


__all__ = ["CHANGED", "Known", "Step", "Text", "Thread"]
