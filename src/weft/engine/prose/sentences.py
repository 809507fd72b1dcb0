"""The sentences of a text, as units whose numbers count characters.

A sentence ends where its sign is followed by space and something that begins one; after an
abbreviation it goes on. Scripts that put no space between sentences end them with their own signs.
A sentence that speaks of the one before it (*it*, *this*, *however*) needs it.

A line that breaks is no end where lines are filled; where each line is a paragraph, it is one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.markup.unit import Role, Unit, place

if TYPE_CHECKING:
    from collections.abc import Iterator

FILLED = 200  # characters; a text with longer lines is not filled, and each line is a paragraph
HEADING = 90  # characters of a line that may be a heading
NUMBERED_HEADING = 60  # characters, of one that begins with its number: it may end in a full stop
MOST_LINKED = 3  # sentences, each of which needs the one before

_ENDS = re.compile(
    r"""
      \n[ \t\r]*\n(?:[ \t\r]*\n)*                        # blank lines
    | \n(?=[ \t]*(?:[-*•–]|\(?\d{1,3}[.)]|[A-Z][\w .]{1,24}:)\s)   # an item, a speaker
    | (?<![.!?…])[.!?…]++["'”’»)\]]*+\s++
    | [。！？｡؟۔।॥]++[”』」）》]*+\s*+
    """,
    re.VERBOSE,
)
_SIGN = re.compile(r"[\n.!?…。！？｡؟۔।॥]")
_LINE = re.compile(r"\n")
_ABBREVIATION = re.compile(
    r"""(?:^|[\s("'\[])(?:[A-Za-z]|[A-Za-z]\.[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|etc|cf|al|ca|resp|approx
    |No|Nos|Fig|Figs|Eq|Sec|Sect|Ch|Vol|pp|p|ed|eds|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul
    |Aug|Sep|Sept|Oct|Nov|Dec|bzw|usw|Nr|Abs|Art|Str|z\.B|d\.h|u\.a|M|Mme|Mlle|Sr|Sra|e\.g|i\.e)\.$""",
    re.VERBOSE,
)
_REFERS = re.compile(
    r"""["'“(]?(?:it|its|this|that|these|those|they|their|them|he|she|his|her|such|however
    |therefore|thus|hence|otherwise|instead|then|also|but|and|or|so|moreover|furthermore
    |consequently|nevertheless|nonetheless|similarly|likewise|conversely|in\ this|in\ that
    |in\ such|if\ so|if\ not|for\ example|the\ latter|the\ former|dies|diese[rsmn]?|er|sie|es
    |jedoch|daher|deshalb|dennoch|allerdings|cela|ceci|cet|cette|ces|il|elle|cependant|donc
    |esto|este|esta|ello|sin\ embargo|por\ lo\ tanto|это|он|она|они|однако|поэтому)\b
    |["“「（(]?(?:これ|それ|この|その|しかし|ただし|また|这|那|此|其|但|然而|因此|所以|لكن|هذا|هذه|وهذا)""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*(?:§\s*)?(\d+(?:\.\d+)*)\.?\s")
_ENDED = re.compile(r"[.!?…。！？:;,؟۔।]\W*$")


def sentence_units(text: str) -> list[Unit]:
    """The units of a text; `first` and `last` are characters."""
    filled = max(map(len, text[:40_000].split("\n"))) <= FILLED
    units: list[Unit] = []
    linked = 0
    for start, end, begins in _spans(text, filled=filled):
        said = text[start:end].strip()
        if begins and _is_heading(said) and text[end - 1] == "\n":
            numbered = _NUMBERED.match(said + " ")
            level = numbered[1].count(".") + 1 if numbered else 1
            units.append(Unit(start, end, Role.HEADING, level))
            linked = 0
            continue
        needs = -1
        linked = linked + 1 if not begins and _REFERS.match(said) else 0
        if 0 < linked <= MOST_LINKED:
            needs = len(units) - 1
        units.append(Unit(start, end, Role.SENTENCE, needs=needs))
    return place(units)


def _spans(text: str, *, filled: bool) -> Iterator[tuple[int, int, bool]]:
    """Where each sentence begins and ends, space after it included, and whether it is the first
    of its paragraph.
    """
    start = 0
    begins = True
    end = 0
    for hit in _SIGN.finditer(text):
        # A single class of characters is found ten times as fast as what may begin with them.
        if hit.start() < end or not (found := _ENDS.match(text, hit.start())):
            continue
        end = found.end()
        sign = found[0]
        if sign[0] in ".!?…" and not _is_end(text, found.start(), end, sign):
            continue
        if end > start and not text[start:end].isspace():
            yield from _lines(text, start, end, begins, filled=filled)
            start = end
            begins = "\n\n" in sign.replace("\r", "").replace(" ", "") or sign[0] == "\n"
    if start < len(text):
        yield from _lines(text, start, len(text), begins, filled=filled)


def _lines(
    text: str, start: int, end: int, begins: bool, *, filled: bool
) -> Iterator[tuple[int, int, bool]]:
    """A sentence, or each line of it where lines are not filled."""
    if not filled:
        for found in _LINE.finditer(text, start, end):
            at = found.end()
            if at < end and not text[start:at].isspace() and not text[at:end].isspace():
                yield start, at, begins
                start, begins = at, True
    yield start, end, begins


def _is_end(text: str, sign_at: int, end: int, sign: str) -> bool:
    if end >= len(text):
        return True
    following = text[end]
    if following.islower():
        return False
    if sign[0] == "." and text[sign_at - 1 : sign_at].isdigit():
        line = text[max(text.rfind("\n", 0, sign_at) + 1, sign_at - 12) : sign_at]
        if not line.strip(" \t0123456789."):
            return False  # the number of a section or of an item
    return not (sign[0] == "." and _ABBREVIATION.search(text, max(0, sign_at - 8), sign_at + 1))


def _is_heading(said: str) -> bool:
    if not said or len(said) > HEADING or "\n" in said:
        return False
    if _NUMBERED.match(said) and len(said) <= NUMBERED_HEADING:
        return True
    return not _ENDED.search(said) and (said[0].isupper() or said[0].isdigit() or said[0] in "§#")


__all__ = ["sentence_units"]
