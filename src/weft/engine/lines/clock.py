"""When a line was written, as far as one can tell from the line alone.

A time is a text that sorts as the clock goes within one day: `20:34:21.482`. No date is looked at,
and nothing is parsed: who compares times compares texts of one format.
"""

from __future__ import annotations

import re

REACH = 56  # characters of a line in which its time must begin
FEW = 50  # lines per time from which on a clock hardly moves

# Of a day, seconds of a kernel, seconds of an epoch, or digits alone as Hadoop writes them.
_TIME = (
    r"(?<!\d)\d\d:\d\d:\d\d(?:[.,:]\d{1,9})?(?!\d)"
    r"|(?<=\[)[ ]{0,8}\d{1,9}\.\d{6}(?=\])"
    r"|(?<![\d.])1\d{9}(?:\.\d{1,9}|\d{3})?(?![\d.])"
    r"|(?<=^\d{6}[ ])\d{6}(?=[ ])"
)
_TIMES = re.compile(rf"^(?:[^\n]{{0,{REACH}}}?({_TIME}))?", re.MULTILINE)
_SECOND = re.compile(
    rf"^(?:[^\n]{{0,{REACH}}}?(?:{_TIME})[^\n]{{1,{REACH}}}?({_TIME}))?", re.MULTILINE
)


def times(text: str) -> list[str]:
    """The time of each line, empty where it has none."""
    return _TIMES.findall(text)


def second_times(text: str) -> list[str]:
    """The second time in each line: the first may be the name of a file, and never move."""
    return _SECOND.findall(text)


def stands_still(clock: list[str]) -> bool:
    """Whether most lines have the same few times."""
    return len(set(clock)) * FEW < len(clock)


__all__ = ["second_times", "stands_still", "times"]
