"""What a line of a listing looks like: how many columns stand before the name.

It knows permissions, clocks, dates and sizes, and no tool by name: whatever `ls`, `find`, `du`,
`tar` or `unzip` print, and with whatever options, the columns end behind the clock, or behind the
size, or where a path begins.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from weft.engine.files.columns import MODE

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_COLUMNS = 12
SAMPLE_LINES = 40
AGREED = 0.8  # of the lines of a sample

_CLOCK = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ZONE = re.compile(r"[-+]\d{4}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d?-[A-Z][a-z]{2}-\d{4}|\d\d-\d\d-\d{2,4}")
_SIZE = re.compile(r"\d+(?:[.,]\d+)?[KMGTPkmgtb]?(?:i?B)?")
NO_ROW = -1


def width(lines: Sequence[str]) -> int:
    """How many columns the rows have. 0 where they have none, or it can't be told."""
    return agreed(list(map(columns_of, lines[:SAMPLE_LINES])))


def agreed(found: Sequence[int]) -> int:
    """How many columns nearly all of these lines have."""
    widths = Counter(found)
    widths.pop(NO_ROW, None)
    if not widths:
        return 0
    best, times = widths.most_common(1)[0]
    return best if times >= AGREED * widths.total() else 0


def columns_of(line: str) -> int:
    """How many columns stand before the name in this line."""
    words = line.split(None, MAX_COLUMNS + 1)
    if len(words) < 2 or words[0] == "total":
        return NO_ROW if not words or words[0] == "total" or line.endswith(":") else 0
    has_mode = any(MODE.fullmatch(word) for word in words[:3])
    if has_mode or any(_DATE.fullmatch(word) for word in words[:4]):
        clock = _behind_clock(words, has_mode)
        if clock:
            return clock
        return next((at for at, word in enumerate(words) if "/" in word), len(words) - 1)
    return int(bool(_SIZE.fullmatch(words[0])) and ("\t" in line or "/" in words[1]))


def _behind_clock(words: Sequence[str], has_mode: bool) -> int:
    """The first column behind the clock (or the year of an old file) and its zone."""
    for at, word in enumerate(words[:MAX_COLUMNS]):
        year = has_mode and at >= 3 and _YEAR.fullmatch(word) and words[at - 2][:1].isalpha()
        if at and (year or _CLOCK.fullmatch(word)):
            zone = at + 1 < len(words) and _ZONE.fullmatch(words[at + 1])
            return at + 2 if zone else at + 1
    return 0


__all__ = ["NO_ROW", "agreed", "columns_of", "width"]
