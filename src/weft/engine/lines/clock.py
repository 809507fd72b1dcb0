"""When a line was written, as far as one can tell from the line alone.

A time is a text that sorts as the clock goes within one day: `20:34:21.482`. No date is looked at,
and nothing is parsed: who compares times compares texts of one format.
"""

from __future__ import annotations

import re
from itertools import compress
from operator import not_

REACH = 56  # characters of a line in which its time must begin
EPOCH = 10  # digits
SEEN = 96  # characters of a line in which such a time ends, and what follows it stands
FEW = 50  # lines per time from which on a clock hardly moves

_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_OF_DAY = "00:00:00"  # what `_DIGITS` makes of a time of day
_DAY = re.compile(r"\d\d:\d\d:\d\d(?:[.,:]\d{1,9})?(?!\d)")
# Seconds since a start as kernels and virtual machines write them, seconds or milliseconds of an
# epoch, or digits alone as Hadoop writes them.
_OTHER = re.compile(
    r"(?<=\[)[ ]{0,8}\d{1,9}\.\d{6}(?=\])"
    r"|(?<=^\[)\d{1,9}\.\d{3}(?=s\])"
    r"|(?<![\d.])1\d{9}(?:\.\d{1,9}|\d{3})?(?![\d.])"
    r"|(?<=^\d{6}[ ])\d{6}(?=[ ])"
)
_OTHER_SIGNS = ("000000]", "000s]", "0000000000", "000000 000000 ")


def times(text: str) -> list[str]:
    """The time of each line, empty where it has none."""
    masked = _masked(text)
    lines, signs = text.split("\n"), masked.split("\n")
    if _OF_DAY not in masked:
        found = [""] * len(lines)
    else:
        found = list(map(str.__getitem__, lines, _spans(signs)))
    if not text.isascii() and _OF_DAY in masked:
        for place, line in enumerate(lines):
            if not line.isascii():
                found[place] = _time(line, signs[place], 0)[0]
    if any(sign in masked for sign in _OTHER_SIGNS):
        for place in compress(range(len(found)), map(not_, found)):
            rest = _OTHER.search(lines[place], 0, REACH + len(_OF_DAY))
            found[place] = rest[0] if rest else ""
    return found


def at_most(text: str) -> int:
    """How many lines have a time at most: quickly told, and of most texts it is none."""
    masked = _masked(text)
    signs = [sign for sign in (_OF_DAY, *_OTHER_SIGNS) if sign in masked]
    if not signs:
        return 0
    if len(signs) == 1:
        return masked.count(signs[0])
    return sum(any(sign in line for sign in signs) for line in masked.split("\n"))


def _spans(signs: list[str]) -> list[slice]:
    """Where the time of day stands in each line: that is told by where its digits are.

    Most lines have it where the first has it, and are known by what stands up to there.
    """
    likely = next((end for _, end in map(_span, signs) if end), 0)
    begins = [sign[: likely + 1] for sign in signs]
    span_of = {begin: _span(begin) for begin in set(begins)}
    sure = {begin: slice(*span) for begin, span in span_of.items() if 0 < span[1] <= likely}
    if len(sure) < len(span_of):
        whole = [sign[:SEEN] for sign in signs]
        rest = {
            all_of: slice(*_span(all_of))
            for all_of, begin in zip(whole, begins, strict=True)
            if begin not in sure
        }
        return [
            sure.get(begin) or rest[all_of] for begin, all_of in zip(begins, whole, strict=True)
        ]
    return list(map(sure.__getitem__, begins))


def begin_with_day(text: str) -> int:
    """How many lines have a time of day near their beginning, for who need not know which."""
    return sum(_OF_DAY in line[: REACH + len(_OF_DAY)] for line in _masked(text).split("\n"))


def second_times(text: str) -> list[str]:
    """The second time in each line: the first may be the name of a file, and never move."""
    found = []
    for line, sign in zip(text.split("\n"), _masked(text).split("\n"), strict=True):
        first, end = _time(line, sign, 0)
        found.append(_time(line, sign, end)[0] if first else "")
    return found


def _masked(text: str) -> str:
    """The text with zeros for digits, character by character; of bytes that is done in no time."""
    return text.encode("ascii", "replace").translate(_DIGITS).decode("ascii")


def _time(line: str, sign: str, start: int) -> tuple[str, int]:
    """The first time of day from `start` on, and where it ends. `sign` has zeros for digits."""
    begin, end = _span(line, sign, start)
    return line[begin:end], end


def _span(line: str, sign: str = "", start: int = 0) -> tuple[int, int]:
    """Where the first time of day from `start` on begins and ends. A line may be its own sign."""
    sign = sign or line
    stop = start + REACH + len(_OF_DAY)
    at = sign.find(_OF_DAY, start, stop)
    while at >= 0:
        if not at or sign[at - 1] != "0":
            found = _DAY.match(line, at)
            if found:
                return found.span()
        at = sign.find(_OF_DAY, at + 1, stop)
    return start, start


def stands_alone(time: str) -> bool:
    """Whether a time is one without the rest of its line."""
    return ":" in time or len(time) >= EPOCH


def stands_still(clock: list[str]) -> bool:
    """Whether most lines have the same few times."""
    return len(set(clock)) * FEW < len(clock)


__all__ = ["at_most", "begin_with_day", "second_times", "stands_alone", "stands_still", "times"]
