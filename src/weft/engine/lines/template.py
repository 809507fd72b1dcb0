"""What a few lines of one shape have in common: a line with holes, and what stands in them.

    [3 lines] PacketResponder {} for block {} terminating
    1 blk_38865049064139660
    0 blk_-6952295868487656571
    2 blk_8229193803249955061

The first line has the words that all share, each line below it what one of them has in the holes.
Where lines of any shape begin alike, one hole stands for all that follows: `{...}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.lines.cells import cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OPEN = "{}"  # a hole, as it is written
REST = "{...}"  # a hole for the rest of a line
LEAST_SHARED = 5  # characters of a start of cells that is said once

_HOST = re.compile(r"\w+://[^/]+/")
_DATE_START = re.compile(r"\d{4}-?\d\d-?\d\d[T_-](?=\d\d:)")
HEAD_SIGN = "lines"  # stands in every head
HEAD_LIKE = re.compile(r"^\[\d+ lines(?: from \d+|: [\d -]+)?\] ", re.MULTILINE)


def table(parts: Sequence[str], columns: Sequence[Sequence[str]]) -> tuple[str, list[str]] | None:
    """The line with holes, and the rows; nothing where what the lines share looks like a hole.

    `parts` are what stands around the columns.
    """
    written = [parts[0]]
    holes: list[Sequence[str]] = []
    for column, part in zip(columns, parts[1:], strict=True):
        first = column[0]
        if column.count(first) == len(column):
            written += (first, part)
        else:
            # Most have nothing in common, and show it at once.
            apart = first[:1] != '"' and first[:LEAST_SHARED] != column[-1][:LEAST_SHARED]
            start, end = ("", "") if apart else shared_ends(column)
            inner = slice(len(start), -len(end) or None)
            holes.append([cell[inner] for cell in column] if start or end else column)
            written += (start, OPEN, end, part)
    shares = "".join(written)
    if shares.count(OPEN) != len(holes) or REST in shares:
        return None
    return shares, list(map(" ".join, zip(*holes, strict=True)))


def shared_ends(column: Sequence[str]) -> tuple[str, str]:
    """What all cells of a column begin with and end with, as far as a reader would cut there."""
    first, last = column[0], column[-1]
    if first[:1] == '"':
        return _shared_words(column) if min(column)[0] == max(column)[0] else ("", "")
    if first[:LEAST_SHARED] != last[:LEAST_SHARED]:
        return "", ""
    return shared_start(column, min(column), max(column)), ""


def shared_start(column: Sequence[str], low: str, high: str) -> str:
    """The directory, the host or the date before a time that all cells of a column begin with.

    Only a whole directory: of what stands in several, the rest of a path would be no name.
    `low` and `high` are the first and the last cell by letter: what they share, all do.
    """
    if low[:LEAST_SHARED] != high[:LEAST_SHARED]:
        return ""
    folder = low[: low.rfind("/") + 1]
    if len(folder) >= LEAST_SHARED and high.startswith(folder):
        slashes = folder.count("/")
        if all(cell.count("/") == slashes and len(cell) > len(folder) for cell in column):
            return folder
    found = _HOST.match(low) or _DATE_START.match(low)
    if found and high.startswith(found[0]) and len(found[0]) < len(low):
        return found[0]
    return ""


def _shared_words(column: Sequence[str]) -> tuple[str, str]:
    """The first and the last words of quoted texts, where one cell between them differs."""
    first = column[0].split(" ")
    if len(first) < 2:
        return "", ""
    words = [cell.split(" ") for cell in column]
    if any(map(len(first).__ne__, map(len, words))):
        return "", ""
    varying = [place for place, of in enumerate(zip(*words, strict=True)) if len(set(of)) > 1]
    if len(varying) != 1 or not 0 < varying[0] < len(first) - 1:
        return "", ""
    inner = [word[varying[0]] for word in words]
    if cells(" ".join(inner)) != inner:
        return "", ""
    return " ".join(first[: varying[0]]) + " ", " " + " ".join(first[varying[0] + 1 :])


def filled(shares: str, rows: Sequence[str]) -> list[str]:
    """The lines again: what they share, with each row in the holes."""
    if shares.endswith(REST):
        start = shares[: -len(REST)]
        return [start + row for row in rows]
    parts = shares.split(OPEN)
    holes = len(parts) - 1
    form = "%s".join(part.replace("%", "%%") for part in parts)
    cut = list(map(cells, rows))
    if not all(map(holes.__eq__, map(len, cut))):
        raise ValueError(f"a row does not fill the {holes} holes of its head")
    return [form % tuple(row) for row in cut]


def taken(lines: Iterator[str], count: int) -> list[str]:
    """The next lines, as many as a head says."""
    return [next(lines) for _ in range(count)]


def looks_like_head(text: str) -> bool:
    """Whether a line of this text looks like the head of a table."""
    return HEAD_SIGN in text and HEAD_LIKE.search(text) is not None


__all__ = ["OPEN", "REST", "filled", "looks_like_head", "shared_ends", "table", "taken"]
