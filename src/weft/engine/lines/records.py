"""Which lines belong to the line above them: together they are one record.

In a log that is a line which begins as no line with a time does; elsewhere one that is indented,
and an empty one.
"""

from __future__ import annotations

import re
from itertools import compress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BEGIN = 10  # characters by which lines with a time are told

_BLANK = ("", " ", "\t")
_DIGITS = re.compile(r"\d+")


def belong_above(lines: Sequence[str], clock: Sequence[str]) -> list[bool]:
    """For each line whether it does. `clock` has the time of each, or is empty."""
    if not clock:
        return [line[:1] in _BLANK for line in lines]
    begins = [_DIGITS.sub("0", line[:BEGIN]) for line in lines]
    timed = set(compress(begins, clock))
    return [begin not in timed for begin in begins]


__all__ = ["belong_above"]
