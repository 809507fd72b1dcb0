"""What a line of a listing looks like: how many columns stand before the name.

It knows permissions, clocks, dates and sizes, and no tool by name: whatever `ls`, `find`, `du`,
`tar` or `unzip` print, and with whatever options, the columns end behind the clock, or behind the
size, or where a path begins.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from weft.engine.files.usual import GIT_MODE, MODE

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_COLUMNS = 12
SAMPLE_LINES = 40
AGREED = 0.8  # of the lines of a sample

_CLOCK = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ZONE = re.compile(r"[-+]\d{4}|[AP]M")
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d|\d\d?-[A-Z][a-z]{2}-\d{4}|\d\d-\d\d-\d{2,4}|\d\d[/.]\d\d[/.]\d{4}"
)
_SIZE = re.compile(r"\d+(?:[.,]\d+)?[KMGTPkmgtb]?(?:i?B)?")
_LONG_SIZE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_SUM = re.compile(r"[0-9a-f]{8}")
_HASH = re.compile(r"[0-9a-f]{32,128}")
_STATE = re.compile(r"[ACDMRTUXB]\d{0,3}")
_XY = re.compile(r"(?! {2})[ .ACDMRTU?!]{2} ")
# What `dir` and `unzip` say above and below their rows.
_AROUND = re.compile(
    r" Volume | Directory of |\s+[\d,.]+ (?:File|Dir)\(s\)|Archive: |\s+Length\s|[- ]+$"
    r"|\s*\d+\s+(?:\d+\s+\d+%\s+)?\d+ files?$"
)
_CHANGED = re.compile(r"\d+|-")
DIRECTORY = ("<DIR>", "<JUNCTION>", "<SYMLINKD>", "<SYMLINK>")
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
    if len(words) < 2 or words[0] in ("total", "##"):
        return NO_ROW if not words or words[0] in ("total", "##") or line[-1] == ":" else 0
    if _AROUND.match(line):
        return NO_ROW
    if line[2:3] == " " != line[3:4] and _XY.match(line):
        return 1
    has_mode = any(MODE.fullmatch(word) for word in words[:3])
    if has_mode or any(_DATE.fullmatch(word) for word in words[:5]):
        clock = _behind_clock(words, has_mode)
        if clock:
            return _behind_size(words, clock, has_mode)
        return next((at for at, word in enumerate(words) if "/" in word), len(words) - 1)
    if "\t" in line and (before := _before_tab(line)):
        return before
    if _HASH.fullmatch(words[0]):
        return 1
    return int(bool(_SIZE.fullmatch(words[0])) and ("\t" in line or "/" in words[1]))


def _before_tab(line: str) -> int:
    """What git writes before a tab: modes and hashes, states, counts of lines."""
    before, _, name = line.rpartition("\t")
    words = before.split()
    if len(words) in (3, 4) and GIT_MODE.fullmatch(words[0]) and any(map(_HASH.fullmatch, words)):
        return len(words)
    if len(words) == 2 and all(map(_CHANGED.fullmatch, words)):
        return 2
    return int(bool(name) and "\t" not in before and _STATE.fullmatch(before) is not None)


def _behind_clock(words: Sequence[str], has_mode: bool) -> int:
    """The first column behind the clock (or the year of an old file) and its zone."""
    for at, word in enumerate(words[:MAX_COLUMNS]):
        year = has_mode and at >= 3 and _YEAR.fullmatch(word) and words[at - 2][:1].isalpha()
        if at and (year or _CLOCK.fullmatch(word)):
            zone = at + 1 < len(words) and _ZONE.fullmatch(words[at + 1])
            return at + 2 if zone else at + 1
    return 0


def _behind_size(words: Sequence[str], clock: int, has_mode: bool) -> int:
    """The first column behind a size or a checksum, where one stands behind the clock."""
    if clock + 1 >= len(words):
        return clock
    word, after = words[clock : clock + 2]
    if _SUM.fullmatch(word):
        return clock + 1
    is_size = word in DIRECTORY or (_LONG_SIZE.fullmatch(word) is not None)
    return clock + int(is_size and (not has_mode or "/" in after))


__all__ = ["DIRECTORY", "NO_ROW", "agreed", "columns_of", "width"]
