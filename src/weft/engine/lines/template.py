"""What a few lines of one shape have in common: a line with holes, and what stands in them.

    [3 lines] PacketResponder {} for block {} terminating
    1 blk_38865049064139660
    0 blk_-6952295868487656571
    2 blk_8229193803249955061

The first line has the words that all share, each line below it what one of them has in the holes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.lines.cells import HOLE, cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OPEN = "{}"  # a hole, as it is written

_HEAD = re.compile(r"\[(\d{1,6}) lines\] (.*)", re.DOTALL)
HEAD_LIKE = re.compile(r"^\[\d+ lines\] ", re.MULTILINE)


def head(shape: str, columns: Sequence[Sequence[str]], count: int) -> str:
    """The line that says what `count` lines share."""
    parts = shape.split(HOLE)
    written = [parts[0]]
    for column, part in zip(columns, parts[1:], strict=True):
        written += (OPEN if is_hole(column) else column[0], part)
    return f"[{count} lines] {''.join(written)}"


def is_hole(column: Sequence[str]) -> bool:
    """Whether lines differ in this column."""
    return column.count(column[0]) != len(column)


def filled(lines: Iterator[str], line: str) -> list[str] | None:
    """The lines that a head stands for, its rows taken from `lines`; nothing if it is no head."""
    found = _HEAD.fullmatch(line)
    if found is None:
        return None
    count, parts = int(found[1]), found[2].split(OPEN)
    if len(parts) == 1:
        return [found[2]] * count
    written = []
    for _ in range(count):
        row = cells(next(lines))
        line = parts[0] + "".join(
            cell + part for cell, part in zip(row, parts[1:], strict=True)
        )
        written.append(line)
    return written


__all__ = ["HEAD_LIKE", "OPEN", "filled", "head", "is_hole"]
