"""What a tier is, for each size of thing it may be asked about. Protocols only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.signals.severity import Signal


class LineTier(Protocol):
    """Has an opinion on lines. They are given without their line ends."""

    def lines(self, lines: Sequence[str]) -> list[Signal]:
        """A signal for each line, in order."""


class ItemTier(Protocol):
    """Has an opinion on items of an array or rows of a table, each given as its text."""

    def items(self, items: Sequence[str]) -> list[Signal]:
        """A signal for each item, in order."""


class ContentTier(Protocol):
    """Has an opinion on a text as a whole: does it tell of something gone wrong?"""

    def content(self, text: str) -> Signal:
        """The signal."""


__all__ = ["ContentTier", "ItemTier", "LineTier"]
