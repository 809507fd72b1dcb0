"""Matches of a search: lines with the file they stand in, as grep, ripgrep, git grep and ack print.

    src/weft/gap.py:12:def is_gap(text: str) -> bool:      a match
    src/weft/gap.py-13-    return len(text) == 1           a line of context
    src/weft/gap.py=10=class Gap:                          the function around it
    --                                                     a break between them
    src/weft/gap.py:def is_gap(text: str) -> bool:         without numbers
    12:def is_gap(text: str) -> bool:                      one file, or below its name (`headed`)

Read into the file, the number with its signs, and the line. What is none of these has no file.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Sequence

_PATH = r"^((?:[A-Za-z]:(?=[/\\]))?[^\s:][^:\n]*)"
NUMBERED = re.compile(_PATH + r"(:\d+:)(.*)", re.MULTILINE)
PLAIN = re.compile(_PATH + r":(?!\d+:|:)(.*)", re.MULTILINE)
BELOW = re.compile(r"\d+[:=-]")
BREAK = "--"
BLAMED = re.compile(
    r"(\^?[0-9a-f]{7,64}\b(?:[^\n(]* \(.*?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [-+]\d{4}|)) "
    r"( *\d+)\) (.*)",
    re.DOTALL,
)
_CONTEXT = re.compile(r"[-=]\d+[-=]")


class Match(NamedTuple):
    """A line that was found. `at` is its number with the signs around it, as far as it has one."""

    path: str
    at: str
    line: str


class Style(Enum):
    """How matches say where they stand."""

    NUMBERED = auto()  # file and number on each line
    PLAIN = auto()  # the file alone
    HEADED = auto()  # numbers below the name of the file
    ONE_FILE = auto()  # numbers alone
    BLAMED = auto()  # the commit each line is from, as `git blame` says


def style_of(text: str, lines: Sequence[str]) -> Style:
    """How these matches do."""
    first, second = ([line for line in lines[:9] if line and not is_gap(line)] + ["", ""])[:2]
    if BELOW.match(first):
        return Style.ONE_FILE
    if BLAMED.match(first):
        return Style.BLAMED
    if BELOW.match(second):
        return Style.HEADED
    return Style.NUMBERED if _is_numbered(text) else Style.PLAIN


def _is_numbered(text: str) -> bool:
    """Whether the matches say their line, or nearly none does."""
    numbered = len(NUMBERED.findall(text))
    plain = PLAIN.findall(text) if numbered else ()
    if numbered >= len(plain):
        return bool(numbered)
    # A line of context that has a colon further on looks like a match without a number.
    return numbered >= sum(_CONTEXT.search(path) is None for path, _ in plain)


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
            if numbered and line != BREAK:
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


def headed(lines: Sequence[str]) -> list[Match] | None:
    """Matches that stand below the names of their files; nothing where one stands elsewhere.

    A blank line parts the files.
    """
    found: list[Match] = []
    path = ""
    above = ""
    for line in lines:
        below = BELOW.match(line)
        if below and path:
            found.append(Match(path, below[0], line[below.end() :]))
        elif not line or line == BREAK or below or is_gap(line):
            path = path if line else ""
            found.append(Match("", "", line))
        elif above:  # two names, or a name where a match is
            return None
        else:
            path = line
            found.append(Match(path, "", ""))
        above = line
    return found


__all__ = [
    "BELOW",
    "BLAMED",
    "BREAK",
    "NUMBERED",
    "PLAIN",
    "Match",
    "Style",
    "headed",
    "read",
    "style_of",
]
