"""In which lines of a text do words stand? Found in the text as a whole, so that C does the search.

No meaning here: the words are the caller's.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def lines_with(text: str, words: Sequence[str]) -> Iterator[int]:
    """The numbers, from 0, of the lines that hold one of these (in lower case), in order."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter that grows in lower case
        lowered = text
    found = set()
    starts: list[int] = []
    for word in words:
        at = lowered.find(word)
        while at >= 0:
            if not starts:
                starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
            line = bisect_right(starts, at) - 1
            found.add(line)
            at = lowered.find(word, starts[line + 1])
    yield from sorted(found)


__all__ = ["lines_with"]
