"""Flat: XML that is one long line, broken where one tag follows another, and put together again.

A line that begins with a tag was none; any other was one. So only XML in which no line begins with
a tag, but for a few at the top, can be broken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.elements import tags
from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_ABOVE = 2  # lines above the long one: a declaration, a type
DEEPEST = 60  # elements in each other; deeper ones would be mostly indentation
MIN_TAGS = 8  # that follow each other

_BEGINS = re.compile(r" *<")
_GAP = "\U000f0000-\U000ffffd"
_BETWEEN = re.compile(rf"(?<=[>{_GAP}])(?=[<{_GAP}])")


def broken(lines: Sequence[str]) -> tuple[int, list[str]] | None:
    """How many lines stand above the long one, and all lines, indented by how deep they are."""
    above = next((at for at, line in enumerate(lines[: MOST_ABOVE + 1]) if _is_long(line)), None)
    if above is None or any(map(_BEGINS.match, lines[above + 1 :])):
        return None
    parts: list[str] = []
    depth = 0
    for part in _BETWEEN.split("\n".join(lines[above:])):
        if is_gap(part):
            parts.append(part)
            continue
        if part[:1] != "<":
            return None
        steps = list(tags.steps(part))
        closes = sum(step[0] == "/" for step in steps)
        opens = len(steps) - closes
        if steps and steps[0][0] == "/":
            depth = max(0, depth - 1)
            closes -= 1
        if depth > DEEPEST:
            return None
        parts.append(" " * depth + part)
        depth = max(0, depth + opens - closes)
    return above, [*lines[:above], *"\n".join(parts).split("\n")]


def whole(lines: Sequence[str], above: int) -> list[str]:
    """The lines again, as they were."""
    more = (line.lstrip(" ") if is_piece(line) else f"\n{line}" for line in lines[above + 1 :])
    return [*lines[:above], *"".join((*lines[above : above + 1], *more)).split("\n")]


def is_piece(line: str) -> bool:
    """Whether a broken line was no line before."""
    return _BEGINS.match(line) is not None or is_gap(line)


def _is_long(line: str) -> bool:
    return line.startswith("<") and line.count("><") >= MIN_TAGS


__all__ = ["broken", "is_piece", "whole"]
