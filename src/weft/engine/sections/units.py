"""Units: what stays or goes as a whole, and the lines that hold the text together.

A small subtree is a unit. Of a larger one the first line stays and what is below is looked at in
turn. Where many siblings stand side by side (the items of a list), each is a unit even if it
is large: the first lines of hundreds of items would hold nothing together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.engine.sections.levels import BLANK, COMMENT

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALL = 8  # lines
LARGE = 80  # lines
MANY = 10  # siblings that are not small
DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines `first` to `last` (excluded), from 0."""

    first: int
    last: int
    depth: int
    parent: int  # the number of the unit whose line stands above it, or -1
    holds: bool = False  # holds the text together: it stays
    comment: bool = False


def units(levels: Sequence[int]) -> list[Unit]:
    """The units of a text, in order; together they are the whole."""
    found: list[Unit] = []
    own = _filled(levels)
    comments = {at for at, level in enumerate(levels) if level == COMMENT}
    stack = [(0, len(levels), 0, -1)]
    while stack:
        first, last, depth, parent = stack.pop()
        siblings = _siblings(own, comments, first, last)
        crowd = sum(1 for start, end in siblings if end - start > SMALL)
        large = LARGE if crowd >= MANY else SMALL
        for number, (start, end) in enumerate(siblings):
            comment = levels[start] == COMMENT and all(level < 0 for level in levels[start:end])
            if comment or end - start <= large or depth == DEEPEST:
                found.append(Unit(start, end, depth, parent, comment=comment))
                continue
            found.append(Unit(start, start + 1, depth, parent, holds=True))
            # The rest of these siblings waits until what is below this one is done.
            if number + 1 < len(siblings):
                stack.append((end, last, depth, parent))
            stack.append((start + 1, end, depth + 1, len(found) - 1))
            break
    return found


def _filled(levels: Sequence[int]) -> list[int]:
    """Levels in which comments and blank lines have one."""
    own = list(levels)
    behind = 0
    for at in range(len(own) - 1, -1, -1):
        if own[at] == COMMENT:
            own[at] = behind
        elif own[at] != BLANK:
            behind = own[at]
    before = 0
    for at, level in enumerate(own):
        if level == BLANK:
            own[at] = before + 1
        else:
            before = level
    return own


def _siblings(
    levels: Sequence[int], comments: set[int], first: int, last: int
) -> list[tuple[int, int]]:
    """The subtrees in these lines."""
    top = min(levels[first:last], default=0)
    starts = [
        at
        for at in range(first, last)
        if levels[at] == top and not (at > first and at in comments and at - 1 in comments)
    ]
    if not starts:
        return []
    if starts[0] != first:
        starts.insert(0, first)
    return list(zip(starts, [*starts[1:], last], strict=True))


__all__ = ["Unit", "units"]
