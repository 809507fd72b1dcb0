"""How much each of many texts has to do with a question.

A `Scorer` is an argument of whatever chooses by relevance. `BestMatch` is the one built in: a term
weighs more the fewer of these very texts have it, a name more than a word, a term in a short text
more than in a long one. It reads no dictionary and no other text, so it works in any language.

The texts are searched as one, a term at a time, so the time goes with the text and the number of
terms, not with the number of texts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from math import log
from operator import add
from typing import TYPE_CHECKING, Protocol

from weft.engine.signals.question import asked

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME_WEIGHT = 3.0
SATURATION = 1.2  # how soon one more occurrence adds nothing
LENGTH = 0.4  # how much a longer text counts for less, 0 to 1
SHORT_WORD = 5  # letters; a shorter word must begin where a word begins
COMMON = 0.5  # a term in a larger share of the texts tells none from the others
_SEPARATOR = "\x00"
_ENDING = re.compile(r"(?:s|es|ed|ing)?(?![^\W\d_])")


class Scorer(Protocol):
    """Says how much texts (rows, lines, paragraphs) have to do with a question."""

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """A number for each text: 0 for nothing to do with it, larger for more.

        Scores are compared with each other only, so any scale will do.
        """


class BestMatch:
    """Scores by rarity: what hardly any other text has weighs most."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """A number for each text."""
        given = [0.0] * len(texts)
        terms = asked(question)
        if not terms or not texts:
            return given
        lengths = list(map(len, texts))
        average = sum(lengths) / len(lengths) or 1.0
        joined = _SEPARATOR.join(texts).lower()
        if len(joined) != sum(lengths) + len(texts) - 1:  # a letter that grows in lower case
            lowered = [text.lower() for text in texts]
            lengths, joined = list(map(len, lowered)), _SEPARATOR.join(lowered)
        starts = list(map(add, accumulate(lengths, initial=0), range(len(texts) + 1)))
        weighted = [(name, NAME_WEIGHT, _is_whole) for name in terms.names]
        weighted += [(word, 1.0, _is_word) for word in terms.words]
        for term, weight, counts in weighted:
            if not 0 < joined.count(term) <= 2 * COMMON * len(texts) + 4:
                continue
            found: dict[int, int] = {}
            at = joined.find(term)
            while at >= 0:
                end = at + len(term)
                if counts(joined, at, end):
                    row = bisect_right(starts, at) - 1
                    found[row] = found.get(row, 0) + 1
                at = joined.find(term, end)
            if len(found) > COMMON * len(texts) + 1:
                continue
            rarity = weight * log(1 + (len(texts) - len(found) + 0.5) / (len(found) + 0.5))
            for row, times in found.items():
                long = SATURATION * (1 - LENGTH + LENGTH * lengths[row] / average)
                given[row] += rarity * times * (1 + SATURATION) / (times + long)
        return given


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a name stands here and not a part of a longer one: `1.2` is not in `1.2.3`."""
    if text[start].isalnum() and start and text[start - 1].isalnum():
        return False
    if not text[end - 1].isalnum():
        return True
    after = text[end : end + 2]
    return not (after[:1].isalnum() or (after[:1] == "." and after[1:].isdigit()))


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether a word stands here. A short one must be a word of its own, or many of it."""
    if end - start >= SHORT_WORD or not text[start].isascii():
        return True
    if start and text[start - 1].isalpha():
        return False
    return _ENDING.match(text, end) is not None


BEST_MATCH = BestMatch()

__all__ = ["BEST_MATCH", "BestMatch", "Scorer"]
