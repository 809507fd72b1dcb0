"""How much search words weigh in each passage of a text: BM25 over that very text.

A word is worth more the fewer passages hold it. One that stands in more than a fifth of them
carries almost nothing. A word found as the beginning of a longer one (`timeout` in `timeouts`)
counts less, one inside a longer one least. Keys of JSON do not count. Nothing is indexed: each
word is counted in each passage, and only a few times, since more hardly changes its weight.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weft.recall.query.windows import Window

MAX_COUNTED = 8  # occurrences of a word in one passage; the next changes its weight by 2 %
SATURATION = 1.2  # BM25's k1
LENGTH_WEIGHT = 0.75  # BM25's b
COMMON_SHARE = 0.2  # of all passages: a word in more of them says nothing about any
COMMON_WEIGHT = 0.01
FEW_PASSAGES = 10  # in fewer passages no word is common
BEGINNING_WEIGHT = 0.7
INSIDE_WEIGHT = 0.2
SHORT_WORD = 4  # characters; shorter words inside longer ones are chance

_KEY = re.compile(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"[ \t]*+:')


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages by their number, best first, and in how many of them each word stands."""

    order: tuple[int, ...]
    passages_of: Mapping[str, int]
    passages: int

    def is_common(self, word: str) -> bool:
        """Whether a word stands in so many passages that it says nothing."""
        return _is_common(self.passages_of[word], self.passages)


@dataclass(frozen=True, slots=True)
class _Term:
    """A word to look for."""

    folded: str
    anywhere: re.Pattern[str]


def _term(word: str) -> _Term:
    """A word; `timeouts` finds `timeout` too."""
    plural = len(word) > SHORT_WORD and word[-1] in "sS" and word[-2] not in "sS"
    stem = word[:-1] if plural else word
    return _Term(stem.casefold(), re.compile(re.escape(stem), re.IGNORECASE))


def rank(text: str, stretches: Sequence[Window], words: Sequence[str]) -> Ranking:
    """Weigh every passage. Those of equal weight stay in the order of the text."""
    terms = [_term(word) for word in words]
    is_json = text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")
    found: list[dict[int, float]] = [{} for _ in terms]
    for index, stretch in enumerate(stretches):
        body = text[stretch.start : stretch.end]
        folded = body.casefold()
        hits = [number for number, term in enumerate(terms) if term.folded in folded]
        if not hits:
            continue
        if is_json:
            body = _KEY.sub(" ", body)
        for number in hits:
            weight = _occurrences(terms[number], body)
            if weight:
                found[number][index] = weight
    counts = {word: len(inside) for word, inside in zip(words, found, strict=True)}
    return Ranking(_by_weight(found, stretches), counts, len(stretches))


def _is_common(inside: int, count: int) -> bool:
    return count >= FEW_PASSAGES and inside > COMMON_SHARE * count


def _by_weight(found: Sequence[dict[int, float]], stretches: Sequence[Window]) -> tuple[int, ...]:
    count = len(stretches)
    mean = sum(one.end - one.start for one in stretches) / count if count else 1.0
    scores: dict[int, float] = {}
    for passages_of_word in found:
        inside = len(passages_of_word)
        worth = math.log(1 + (count - inside + 0.5) / (inside + 0.5))
        if _is_common(inside, count):
            worth *= COMMON_WEIGHT
        for index, weight in passages_of_word.items():
            size = (stretches[index].end - stretches[index].start) / mean
            damping = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * size)
            gain = worth * weight * (SATURATION + 1) / (weight + damping)
            scores[index] = scores.get(index, 0.0) + gain
    return tuple(sorted(scores, key=lambda index: (-scores[index], index)))


def _occurrences(term: _Term, body: str) -> float:
    """How often a word stands in a passage, each time by how much it stands there as a word."""
    places = islice(term.anywhere.finditer(body), MAX_COUNTED)
    return sum(_standing(body, place.start(), place.end()) for place in places)


def _standing(body: str, start: int, end: int) -> float:
    """1 for a whole word. Case and underscores divide words: `ConnectTimeout`, `read_timeout`."""
    begins = start == 0 or _divides(body[start - 1], body[start])
    ends = end == len(body) or _divides(body[end - 1], body[end])
    if begins:
        return 1.0 if ends else BEGINNING_WEIGHT
    return INSIDE_WEIGHT if end - start >= SHORT_WORD or not body[start].isascii() else 0.0


def _divides(one: str, other: str) -> bool:
    if not (one.isalnum() and other.isalnum()):
        return True
    return (other.isupper() and not one.isupper()) or one.isdigit() != other.isdigit()
