"""Answers by search words: the passages in which they weigh most, the best first.

What a word weighs stands in `ranking`, what a passage is in `passages`. Words that stand nowhere
are named, and so are those that stand nearly everywhere. Where no word is found at all the
answer says so, and what can be asked instead.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

from weft.recall.query.answer import Answer, counted, ranged
from weft.recall.query.outline import outline
from weft.recall.query.passages import passages
from weft.recall.query.question import QueryError
from weft.recall.query.ranking import rank
from weft.recall.query.windows import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.recall.query.original import Original
    from weft.recall.query.question import Search
    from weft.recall.query.ranking import Ranking
    from weft.recall.query.windows import Shown

MAX_WORDS = 16
MAX_WORD = 100  # characters
VOCABULARY_CHARS = 1_000_000  # in which near words are looked for
VOCABULARY_WORDS = 20_000

_WORD = re.compile(r"\w+(?:[.-]\w+)*")
_PLAIN_WORD = re.compile(r"[^\W\d_]{3,40}")


def search(original: Original, question: Search, max_chars: int) -> Answer:
    """The passages in which the words weigh most, the best first."""
    words = _words(question.words)
    if question.limit < 1:
        raise QueryError("a search shows at least one passage")
    text = original.text()
    stretches = passages(text)
    ranking = rank(text, stretches, words)
    if not ranking.order:
        return _nothing(original, text, words)
    shown = show(text, [stretches[one] for one in ranking.order[: question.limit]], max_chars)
    named = ", ".join(str(part) for part in shown.parts)
    return Answer(
        shown.text,
        f"{named}, best for {_weighed(words, ranking)};"
        f" the text has {counted(original.line_count, 'line')}",
        "; ".join(_remains(shown, ranking)),
        len(ranking.order),
        shown.parts,
    )


def _words(written: str) -> list[str]:
    words = {word.casefold(): word[:MAX_WORD] for word in reversed(_WORD.findall(written))}
    if not words:
        raise QueryError(f"search {written!r} has no words in it; use a pattern for signs")
    return list(reversed(words.values()))[:MAX_WORDS]


def _weighed(words: Sequence[str], ranking: Ranking) -> str:
    """The words, and which of them did not help."""
    found = [word for word in words if ranking.passages_of[word]]
    said = " ".join(found)
    common = [word for word in found if ranking.is_common(word)]
    if common:
        said += f" ({', '.join(common)} nearly everywhere)"
    absent = [word for word in words if word not in found]
    return f"{said}; nowhere: {', '.join(absent)}" if absent else said


def _remains(shown: Shown, ranking: Ranking) -> list[str]:
    said = [f"cut: ask for {cut}" for cut in shown.cuts]
    more = len(ranking.order) - len(shown.parts)
    if more:
        said.append(
            f"{_holding(more, 'more passage')} some of the words: add words, or ask for lines"
        )
    others = ranking.passages - len(ranking.order)
    if others:
        said.append(f"{_holding(others, 'passage')} none of them")
    return said


def _holding(number: int, unit: str) -> str:
    return f"{counted(number, unit)} {'holds' if number == 1 else 'hold'}"


def _nothing(original: Original, text: str, words: Sequence[str]) -> Answer:
    """Say so, and what to ask instead."""
    lines = ranged("line", 1, original.line_count) if original.line_count else "another text"
    return Answer(
        "",
        f"nothing in this text holds {' or '.join(words)}",
        f"ask for other words, a pattern, or {lines}",
        matches=0,
        advice="".join(f"{line}\n" for line in _near(text, words)) + outline(original),
    )


def _near(text: str, words: Sequence[str]) -> list[str]:
    """The nearest words there are; words that stand only in keys."""
    counts = Counter(word.casefold() for word in _PLAIN_WORD.findall(text[:VOCABULARY_CHARS]))
    vocabulary = [word for word, _ in counts.most_common(VOCABULARY_WORDS)]
    folded = text.casefold()
    said = []
    for word in words:
        near = get_close_matches(word.casefold(), vocabulary, n=3, cutoff=0.7)
        if word.casefold() in counts:
            said.append(f"{word} stands only in keys: ask for rows with a condition on it")
        elif word.casefold() in folded:
            said.append(f"{word} stands only inside other words: ask for it as a pattern")
        elif near:
            said.append(f"near {word}: {', '.join(near)}")
    return said
