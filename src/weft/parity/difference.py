"""Where two outputs part, for a reader: a short unified diff of their readable JSON.

Rules of this file: two values that are not the same always give at least one line; the answer is
bounded in lines and in width, and so is the time to make it, whatever the values are.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from weft.parity import value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.parity.value import Json

MAX_LINES = 60  # of a diff; enough to see what kind of change it is
MAX_WIDTH = 160  # characters of a line
MAX_COMPARED = 2000  # lines given to difflib, which is quadratic at worst
CONTEXT = 3

# Long lines are broken where JSON and prose have joints, so that a change moves no other break.
_JOINTS = re.compile(r"(?<=[,;{\[])|(?<=\\n)")

_HUNK = re.compile(r"^@@ -(\d+)(\S* \+)(\d+)")


def between(expected: Json, actual: Json) -> str:
    """The difference, `-` for what is expected and `+` for what came; empty if there is none."""
    if value.canonical(expected) == value.canonical(actual):
        return ""
    before, after = list(_lines(expected)), list(_lines(actual))
    start = _shared(before, after)
    end = min(_shared(before[::-1], after[::-1]), len(before) - start, len(after) - start)
    shown = max(start - CONTEXT, 0)
    return _unified(
        before[shown : len(before) - max(end - CONTEXT, 0)],
        after[shown : len(after) - max(end - CONTEXT, 0)],
        skipped=shown,
    )


def _unified(before: list[str], after: list[str], skipped: int) -> str:
    """The difference of two pieces that both begin `skipped` lines into their texts."""
    diff = difflib.unified_diff(
        before[:MAX_COMPARED],
        after[:MAX_COMPARED],
        fromfile="expected",
        tofile="actual",
        lineterm="",
        n=CONTEXT,
    )
    found = [_moved(line, skipped) for line in diff]
    shown = found[:MAX_LINES]
    if len(found) > MAX_LINES:
        shown.append(f"... {len(found) - MAX_LINES} more lines of difference")
    if max(len(before), len(after)) > MAX_COMPARED:
        shown.append(f"... only the first {MAX_COMPARED} lines after the first difference compared")
    return "\n".join(shown)


def _moved(line: str, by: int) -> str:
    """The head of a hunk counts from the beginning of the text."""
    return _HUNK.sub(lambda hunk: f"@@ -{int(hunk[1]) + by}{hunk[2]}{int(hunk[3]) + by}", line)


def _shared(one: list[str], other: list[str]) -> int:
    for count, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return count
    return min(len(one), len(other))


def _lines(answer: Json) -> Iterator[str]:
    for line in value.pretty(answer, sort_keys=True).split("\n"):
        if len(line) <= MAX_WIDTH:
            yield line
            continue
        for piece in _JOINTS.split(line):
            for start in range(0, len(piece), MAX_WIDTH):
                yield piece[start : start + MAX_WIDTH]
