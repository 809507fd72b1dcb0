"""What all lines of one shape share, found once, so that tables of a few need not look for it.

A family is many lines; most of its columns hold one value. Only the others are looked at again
where a few of its lines are put together.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from weft.engine.lines.cells import HOLE
from weft.engine.lines.template import table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.engine.lines.cells import Family


class Skeleton(NamedTuple):
    """What stands around the cells that vary, and how each of those is taken out of a line."""

    parts: list[str]
    takers: list[Callable[[Any], str]]


def skeleton(family: Family) -> Skeleton:
    """The skeleton of a family."""
    parts = family.shape.split(HOLE)
    around = [parts[0]]
    takers: list[Callable[[Any], str]] = []
    judged = len(family.columns)
    for number, part in enumerate(parts[1:]):
        if number < judged and len(family.values[number]) == 1:
            around[-1] += family.columns[number][0] + part
        else:
            takers.append(itemgetter(number))
            around.append(part)
    return Skeleton(around, takers)


def shared(bones: Skeleton, rows: Sequence[list[str]]) -> tuple[str, list[str]] | None:
    """These lines of a family as a line with holes and what stands in them."""
    return table(bones.parts, [list(map(take, rows)) for take in bones.takers])


__all__ = ["Skeleton", "shared", "skeleton"]
