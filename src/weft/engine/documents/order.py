"""In which order members stand, over all objects of a table.

A table has one order of columns, so objects fit only if their members stand in it, some missing.
The few that do not are odd: they stand as JSON in their table.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from weft.engine.documents.source import Unfit

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_SHAPES = 100
MOST_ODD = 0.2  # of the rows may stand as JSON behind a hyphen


def odd_shapes(rows: Sequence[dict[str, Any]]) -> frozenset[tuple[str, ...]]:
    """The shapes of the few rows whose members stand in another order than in the others."""
    shapes = Counter(map(tuple, rows))
    if not 1 < len(shapes) <= MOST_SHAPES:
        return frozenset()
    return _odd(tuple(sorted(shapes.items(), key=lambda one: (-one[1], one[0]))))


@lru_cache(maxsize=16)
def _odd(shapes: tuple[tuple[tuple[str, ...], int], ...]) -> frozenset[tuple[str, ...]]:
    """The shapes that do not agree with those before them. Asked a few times for one document."""
    if _agree(Counter(dict(shapes))):
        return frozenset()
    taken: Counter[tuple[str, ...]] = Counter()
    odd = 0
    for shape, times in shapes:
        taken[shape] = times
        if not _agree(taken):
            del taken[shape]
            odd += times
    if odd > MOST_ODD * sum(times for _, times in shapes):
        return frozenset()
    return frozenset(shape for shape, _ in shapes if shape not in taken)


def _agree(shapes: Counter[tuple[str, ...]]) -> bool:
    try:
        order_of(shapes, strict=True)
    except Unfit:
        return False
    return True


def order_of(shapes: Counter[tuple[str, ...]], *, strict: bool) -> list[str]:
    """An order of members that agrees with every shape; `Unfit` where there is none."""
    if len(shapes) == 1:
        return list(next(iter(shapes)))
    before: TopologicalSorter[str] = TopologicalSorter()
    for shape in sorted(shapes, key=lambda shape: (-len(shape), -shapes[shape], shape)):
        for key in shape[:1]:
            before.add(key)
        for first, second in pairwise(shape):
            before.add(second, first)
    try:
        return list(before.static_order())
    except CycleError as error:
        if strict:
            raise Unfit("members in another order") from error
        return list(dict.fromkeys(key for shape in shapes for key in shape))


__all__ = ["odd_shapes", "order_of"]
