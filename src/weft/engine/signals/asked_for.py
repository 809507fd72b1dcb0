"""Which of many texts a question asks for, the surest first.

That is: for each thing the question names the text that has most to do with it, so that no part of
the question goes unanswered for the sake of another; then all texts that have nearly as much to do
with the whole question as the best one. It only orders; how many of them stay is the caller's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from weft.engine.signals.question import asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.signals.relevance import Scorer

_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)+")

NEAR_BEST = 0.4  # of the best score, to count as asked for
MAX_TERMS = 16
MAX_HITS = 400  # of one term; one with more tells nothing


def asked_for(
    texts: Sequence[str], question: str, scorer: Scorer, scores: Sequence[float] | None = None
) -> list[int]:
    """The numbers of the texts. `scores` are those of the whole question, where they are known."""
    if not question.strip() or not texts:
        return []
    question = with_initials(question)
    whole = scorer.scores(question, texts) if scores is None else scores
    best = max(whole)
    if best <= 0:
        return []
    found: dict[int, None] = {}
    terms = asked(question)
    joined = "\n".join(texts)
    lowered = joined.lower()
    if len(lowered) == len(joined):
        sizes = map(len, texts)
    else:  # a letter that grows in lower case
        lowered = "\n".join(map(str.lower, texts))
        sizes = map(len, map(str.lower, texts))
    starts = list(accumulate((size + 1 for size in sizes), initial=0))
    for term in (*terms.names, *terms.words)[:MAX_TERMS]:
        places = {
            bisect_right(starts, hit.start()) - 1
            for hit in islice(re.finditer(re.escape(term), lowered), MAX_HITS)
        }
        if places:
            # A term alone finds many; the whole question says which of them is meant.
            found[max(places, key=lambda number: (whole[number], -number))] = None
    near = [number for number, score in enumerate(whole) if score >= NEAR_BEST * best]
    found.update((number, None) for number in sorted(near, key=lambda at: (-whole[at], at)))
    return list(found)


def with_initials(question: str) -> str:
    """The question and the initials of names of several words: tables have `NY` for New York."""
    names = _NAME.findall(question)
    return " ".join((question, *("".join(word[0] for word in name.split()) for name in names)))


__all__ = ["NEAR_BEST", "asked_for", "with_initials"]
