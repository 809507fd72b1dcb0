"""Which lines begin within a comment or a string: their indentation and their braces say nothing.

One pattern for each language runs over the whole text. Where a language is too rich for it (a
literal pattern, a nested template) some lines are told wrongly, which costs a body and breaks
nothing: `light` takes only what is held by its indentation too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.code.language import Language

MOST_HEREDOCS = 300  # of more, none is looked for
LONGEST_HEREDOC = 300  # lines

_HEREDOC = {
    "bash": r"<<-?\s?['\"]?(?P<word>[A-Za-z_]\w*)['\"]?[^\n]*+\n",
    "ruby": r"<<[~-]?['\"]?(?P<word>[A-Z_]\w*)['\"]?[^\n]*+\n",
    "php": r"<<<\s?['\"]?(?P<word>[A-Za-z_]\w*)['\"]?\n",
}
_TO_THE_WORD = rf"(?:[^\n]*+\n){{0,{LONGEST_HEREDOC}}}?[ \t]*+(?P=word)\b"


@dataclass(frozen=True, slots=True)
class Masks:
    """What begins in one line and ends in another."""

    inside: bytearray  # 1 for a line that begins within something
    comments: tuple[tuple[int, int], ...]  # first and last line of each comment of many lines


def masks(text: str, lines: Sequence[str], language: Language) -> Masks:
    """The masks of a text."""
    inside = bytearray(len(lines))
    comments: list[tuple[int, int]] = []
    starts: list[int] = []
    heredocs = language.name in _HEREDOC and 0 < text.count("<<") <= MOST_HEREDOCS
    for found in _pattern(language, heredocs=heredocs).finditer(text):
        begin, end = found.span()
        if text.find("\n", begin, end) < 0:
            continue
        if not starts:
            starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        first, last = bisect_right(starts, begin) - 1, bisect_right(starts, end - 1) - 1
        inside[first + 1 : last + 1] = b"\x01" * (last - first)
        if text.startswith(("/*", "=begin"), begin):
            comments.append((first, last))
    return Masks(inside, tuple(comments))


@cache
def _pattern(language: Language, *, heredocs: bool) -> re.Pattern[str]:
    strings = list(language.strings)
    if heredocs:
        strings.insert(0, _HEREDOC[language.name] + _TO_THE_WORD)
    return re.compile("|".join(strings), re.DOTALL)


__all__ = ["Masks", "masks"]
