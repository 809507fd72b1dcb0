"""Body: lines that may go as a whole, and what is written in their place.

Data only. Lines are numbered from 0 and both ends are included.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Sort(Enum):
    """What a body belongs to, as far as the choice cares."""

    FUNCTION = "function"
    TYPE = "type"  # a class, a module, an object of functions: looked into, never cut
    BLOCK = "block"  # a loop or a branch within a function
    DATA = "data"  # the entries of a literal behind the first few
    COMMENT = "comment"  # a long comment or docstring behind its first lines


@dataclass(frozen=True, slots=True)
class Body:
    """Lines `first` to `last` of what stands in lines `start` to `end`."""

    start: int
    first: int
    last: int
    end: int
    sort: Sort
    before: str  # written before the marker, so that what is left parses
    name: str = ""

    @property
    def size(self) -> int:
        """How many lines may go."""
        return self.last - self.first + 1


def in_order(bodies: list[Body]) -> list[Body]:
    """By where they stand, the outer before the inner."""
    return sorted(bodies, key=lambda body: (body.start, -body.end, body.first))


__all__ = ["Body", "Sort", "in_order"]
