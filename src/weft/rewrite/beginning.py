"""Beginnings: what bytes a conversation began with, told by digests instead of by the bytes.

A conversation of a megabyte is known by a few hundred bytes. A digest is SHA-256: that two
beginnings have the same is not to be had by chance, and not on purpose either. A body is read once
for all threads that it is compared with, and for the thread that is made of it, at about half a
millisecond a megabyte.

Where the digests stand: at the end of the first item, at those of the last few, which a client may
change, and between them at the first end after every `APART` bytes. Between two of these nothing is
said to hold.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

APART = 32 * 1024  # bytes between digests
TAIL = 16  # bytes in front of a digest's place that are compared first, as they are
CHANGED = 4  # items that a client may change at the end and still mean the same conversation


@dataclass(frozen=True, slots=True)
class Upto:
    """So many items end here, with these bytes; and this is the digest of all up to there."""

    items: int
    end: int
    tail: bytes
    digest: bytes


class Prefixes:
    """Digests of the beginnings of one body. Whichever are asked for, no byte is read twice."""

    __slots__ = ("_body", "_ends", "_hashes", "_view")

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._view = memoryview(body)
        self._ends = [0]
        self._hashes = [sha256()]

    def digest(self, end: int) -> bytes:
        """Of the bytes up to there."""
        place = bisect_right(self._ends, end)
        known = self._hashes[place - 1]
        begin = self._ends[place - 1]
        if begin != end:
            known = known.copy()
            known.update(self._view[begin:end])
            self._ends.insert(place, end)
            self._hashes.insert(place, known)
        return known.digest()

    def upto(self, items: int, end: int) -> Upto:
        """The beginning that ends there, with so many items."""
        return Upto(items, end, self._body[max(0, end - TAIL) : end], self.digest(end))

    def may_begin_with(self, mark: Upto) -> bool:
        """Whether nothing speaks against it at first glance."""
        end = mark.end
        return end <= len(self._body) and self._body.endswith(mark.tail, 0, end)

    def begins_with(self, mark: Upto) -> bool:
        """Whether the body does."""
        return self.may_begin_with(mark) and self.digest(mark.end) == mark.digest


def agreeing(marks: Sequence[Upto], prefixes: Prefixes) -> int:
    """How many items hold for a body: those before the last mark that it begins with."""
    held = 0
    for mark in marks:
        if not prefixes.begins_with(mark):
            break
        held = mark.items
    return held


def upto(ends: Sequence[int], prefixes: Prefixes) -> tuple[Upto, ...]:
    """Digests of a conversation whose items end at these places of a body."""
    found: list[Upto] = []
    last = 0
    for items, end in enumerate(ends, 1):
        if not found or end - last >= APART or items >= len(ends) - CHANGED:
            found.append(prefixes.upto(items, end))
            last = end
    return tuple(found)
