"""What all lines of one shape share, found once, so that tables of a few need not look for it.

A family is many lines; most of its columns hold one value. Only the others are looked at again
where a few of its lines are put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from weft.engine.lines.cells import HOLE
from weft.engine.lines.template import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.lines.cells import Family


class Skeleton(NamedTuple):
    """What stands around the cells that vary, and which of a line those are."""

    parts: list[str]
    varying: list[int]


def skeleton(family: Family) -> Skeleton:
    """The skeleton of a family."""
    parts = family.shape.split(HOLE)
    around = [parts[0]]
    varying: list[int] = []
    judged = len(family.columns)
    for number, part in enumerate(parts[1:]):
        if number < judged and len(family.values[number]) == 1:
            around[-1] += family.columns[number][0] + part
        else:
            varying.append(number)
            around.append(part)
    return Skeleton(around, varying)


def shared(bones: Skeleton, rows: Sequence[list[str]]) -> tuple[str, list[str]] | None:
    """These lines of a family as a line with holes and what stands in them."""
    columns = list(zip(*rows, strict=True))
    return table(bones.parts, [columns[number] for number in bones.varying])


__all__ = ["Skeleton", "shared", "skeleton"]
