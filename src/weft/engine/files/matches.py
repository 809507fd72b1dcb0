"""Matches of a search: lines with the file they stand in, as grep, ripgrep, git grep and ack print.

    src/weft/gap.py:12:def is_gap(text: str) -> bool:      a match
    src/weft/gap.py-13-    return len(text) == 1           a line of context
    src/weft/gap.py=10=class Gap:                          the function around it
    --                                                     a break between them
    src/weft/gap.py:def is_gap(text: str) -> bool:         without numbers
    12:def is_gap(text: str) -> bool:                      one file, or below its name

Read into the file, the number with its signs, and the line. What is none of these has no file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

NUMBERED = re.compile(r"^([^\s:][^:\n]*):(\d+:)(.*)", re.MULTILINE)
PLAIN = re.compile(r"^([^\s:][^:\n]*):(?!\d+:|:)(.*)", re.MULTILINE)
BELOW = re.compile(r"\d+[:=-]")
_CONTEXT = re.compile(r"[-=]\d+[-=]")


class Match(NamedTuple):
    """A line that was found. `at` is its number with the signs around it, as far as it has one."""

    path: str
    at: str
    line: str


def read(lines: Sequence[str], *, numbered: bool) -> list[Match]:
    """Every line as a match; one that is none has an empty path."""
    pattern = (NUMBERED if numbered else PLAIN).match
    found: list[Match] = []
    path = ""
    waiting: list[int] = []  # context before the first match of its file
    for number, line in enumerate(lines):
        if path and line.startswith(path) and (context := _CONTEXT.match(line, len(path))):
            found.append(Match(path, context[0], line[context.end() :]))
            continue
        match = pattern(line)
        if match is None:
            found.append(Match("", "", line))
            if numbered and line != "--":
                waiting.append(number)
            continue
        parts = match.groups()
        found.append(Match(*parts) if numbered else Match(parts[0], ":", parts[1]))
        if parts[0] != path:
            path = parts[0]
            for earlier in waiting:
                before = lines[earlier]
                if before.startswith(path) and (context := _CONTEXT.match(before, len(path))):
                    found[earlier] = Match(path, context[0], before[context.end() :])
        waiting.clear()
    return found


__all__ = ["BELOW", "NUMBERED", "PLAIN", "Match", "read"]
