"""What must not move: the prefix that a client marked, and what an assistant already answered to.

A marker (`cache_control`, `prompt_cache_breakpoint`, `cachePoint`) in the opening of a
conversation, before the model first spoke, ends a prefix that other conversations may share: up to
it every text is frozen. A marker behind the model's first turn is the client's rolling one. What
it covers is new to the cache, and may be rewritten at first sight, since a replay is certain.

Pure: items as JSON gives them, numbers and paths out. What is of another shape is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from weft.dialects.slot import mappings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.dialects.slot import Dialect, Item, Path

MARKS = ("cache_control", "prompt_cache_breakpoint", "cachePoint", "cache_point")
_INSIDE = ("content", "parts", "output")  # the fields that hold blocks, which may hold blocks
_DEPTH = 3  # item, block of a message, block of a result

Floor = tuple[int, "Path"]  # the item and the way to the block that bears the last marker


def first_assistant(items: Sequence[Item], dialect: Dialect) -> int:
    """The number of the first item that the model made, or how many there are."""
    for number, item in enumerate(items):
        if dialect.by_model(item):
            return number
    return len(items)


def fresh_from(items: Sequence[Item], dialect: Dialect) -> int:
    """The number of the first item behind the model's last turn: from here on all is new."""
    for number in range(len(items) - 1, -1, -1):
        if dialect.by_model(items[number]):
            return number + 1
    return 0


def turns(items: Sequence[Item], dialect: Dialect) -> int:
    """How many turns the model had: items of its that stand together are one."""
    made = [dialect.by_model(item) for item in items]
    return sum(now and not before for before, now in zip([False, *made], made, strict=False))


def floor(items: Sequence[Item], assistant_at: int) -> Floor | None:
    """The last marker before item `assistant_at`, where the model first spoke."""
    for number in range(min(assistant_at, len(items)) - 1, -1, -1):
        ways = list(marks(items[number]))
        if ways:
            return number, ways[-1]
    return None


def is_frozen(item: int, path: Path, last: Floor | None) -> bool:
    """Whether what stands at `path` in this item is at or before the marker."""
    if last is None or item != last[0]:
        return last is not None and item < last[0]
    for mine, its in zip(path, last[1], strict=False):
        if mine != its:
            # Two fields of one block have no order that means anything: then it is frozen.
            return not (isinstance(mine, int) and isinstance(its, int)) or mine < its
    return True


def marked(item: Item) -> bool:
    """Whether there is a marker in this item, or on it."""
    return next(marks(item), None) is not None


def marks(item: Item) -> Iterator[Path]:
    """The way to each block of this item that bears a marker, in order; the item's own is last."""
    yield from _marks(item, (), _DEPTH)


def _marks(block: Item, at: Path, depth: int) -> Iterator[Path]:
    if depth > 1:
        for field in _INSIDE:
            for number, inner in mappings(block.get(field)):
                yield from _marks(inner, (*at, field, number), depth - 1)
    if any(isinstance(block.get(name), Mapping) for name in MARKS):
        yield at
