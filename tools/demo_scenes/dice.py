"""Chance that falls the same way on every machine and every Python version."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Dice:
    """A stream of numbers that is fixed by its name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thrown = 0

    def hex(self, digits: int) -> str:
        """That many hex digits (64 at most)."""
        self._thrown += 1
        return hashlib.sha256(f"{self._name}:{self._thrown}".encode()).hexdigest()[:digits]

    def below(self, end: int) -> int:
        """A whole number from 0, `end` excluded."""
        return int(self.hex(12), 16) % end

    def between(self, first: int, last: int) -> int:
        """A whole number, both ends included."""
        return first + self.below(last - first + 1)

    def pick(self, items: Sequence[T]) -> T:
        """One of these."""
        return items[self.below(len(items))]
