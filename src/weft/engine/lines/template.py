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
LEAST_SHARED = 5  # characters of a start of cells that is said once

_HEAD = re.compile(r"\[(\d{1,6}) lines\] (.*)", re.DOTALL)
_PATH_START = re.compile(r".*/", re.DOTALL)
_DATE_START = re.compile(r"\d{4}-?\d\d-?\d\d[T_-](?=\d\d:)")
HEAD_SIGN = " lines] "  # stands in every head
HEAD_LIKE = re.compile(r"^\[\d+ lines\] ", re.MULTILINE)


def table(shape: str, columns: Sequence[Sequence[str]], count: int) -> list[str] | None:
    """The head and the rows; nothing where what the lines share looks like a hole."""
    parts = shape.split(HOLE)
    written = [parts[0]]
    holes: list[Sequence[str]] = []
    for column, part in zip(columns, parts[1:], strict=True):
        first = column[0]
        if column.count(first) == len(column):
            written += (first, part)
        else:
            shared = shared_start(column)
            holes.append([cell[len(shared) :] for cell in column] if shared else column)
            written += (shared, OPEN, part)
    shares = "".join(written)
    if shares.count(OPEN) != len(holes):
        return None
    return [f"[{count} lines] {shares}", *map(" ".join, zip(*holes, strict=True))]


def shared_start(column: Sequence[str]) -> str:
    """The directories, or the date before a time, that all cells of a column begin with."""
    low, high = min(column), max(column)
    if low[:LEAST_SHARED] != high[:LEAST_SHARED] or low[0] == '"':
        return ""
    found = _PATH_START.match(low) or _DATE_START.match(low)
    while found and not (high.startswith(found[0]) and len(found[0]) < len(low)):
        found = _PATH_START.match(low, 0, len(found[0]) - 1)
    return found[0] if found and len(found[0]) >= LEAST_SHARED else ""


def filled(lines: Iterator[str], line: str) -> list[str] | None:
    """The lines that a head stands for, its rows taken from `lines`; nothing if it is no head."""
    found = _HEAD.fullmatch(line)
    if found is None:
        return None
    count, parts = int(found[1]), found[2].split(OPEN)
    if len(parts) == 1:
        return [found[2]] * count
    holes = len(parts) - 1
    form = "%s".join(part.replace("%", "%%") for part in parts)
    rows = [cells(next(lines)) for _ in range(count)]
    if not all(map(holes.__eq__, map(len, rows))):
        raise ValueError(f"a row does not fill the {holes} holes of its head")
    return [form % tuple(row) for row in rows]


__all__ = ["HEAD_LIKE", "HEAD_SIGN", "OPEN", "filled", "shared_start", "table"]
