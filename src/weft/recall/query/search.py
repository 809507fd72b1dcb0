"""Answers by search words: the passages in which they weigh most.

BM25 over this very text: a word is worth more the fewer passages hold it. One that stands in
more than a fifth of them carries almost nothing. A word found as the beginning of a longer one
(`timeout` in `timeouts`) counts less, one inside a longer one least. Keys of JSON do not count.
Nothing is indexed: each word is counted in each passage, and only a few times, since more than
that hardly changes the weight.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

from weft.recall.query.answer import Answer, counted, ranged
from weft.recall.query.outline import outline
from weft.recall.query.passages import passages
from weft.recall.query.question import QueryError
from weft.recall.query.windows import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.recall.query.original import Original
    from weft.recall.query.question import Search
    from weft.recall.query.windows import Window

MAX_WORDS = 16
MAX_WORD = 100  # characters
MAX_COUNTED = 8  # occurrences of a word in one passage; the next changes its weight by 2 %
SATURATION = 1.2  # BM25's k1
LENGTH_WEIGHT = 0.75  # BM25's b
COMMON_SHARE = 0.2  # of all passages: a word in more of them says nothing about any
COMMON_WEIGHT = 0.01
FEW_PASSAGES = 10  # in fewer passages no word is common
BEGINNING_WEIGHT = 0.7
INSIDE_WEIGHT = 0.2
SHORT_WORD = 4  # characters; shorter words inside longer ones are chance
VOCABULARY_CHARS = 1_000_000  # in which near words are looked for
VOCABULARY_WORDS = 20_000

_WORD = re.compile(r"\w+(?:[.-]\w+)*")
_PLAIN_WORD = re.compile(r"[^\W\d_]{3,40}")
_KEY = re.compile(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"[ \t]*+:')


def search(original: Original, question: Search, max_chars: int) -> Answer:
    """The passages in which the words weigh most, the best first."""
    words = _words(question.words)
    if question.limit < 1:
        raise QueryError("a search shows at least one passage")
    text = original.text()
    stretches = passages(text)
    ranked = _ranked(text, stretches, words)
    if not ranked:
        return Answer(
            "",
            _found_none(question.words),
            _ask_else(original),
            matches=0,
            advice=_nothing(original, text, words),
        )
    best = [stretches[index] for index in ranked[: question.limit]]
    shown = show(text, best, max_chars)
    more = len(ranked) - len(shown.parts)
    remains = [f"cut: ask for {cut}" for cut in shown.cuts]
    if more:
        verb = "holds" if more == 1 else "hold"
        remains.append(
            f"{counted(more, 'more passage')} {verb} some of these words:"
            " add words, or ask for lines"
        )
    others = len(stretches) - len(ranked)
    if others:
        verb = "holds" if others == 1 else "hold"
        remains.append(f"{counted(others, 'passage')} {verb} none of them")
    named = ", ".join(str(part) for part in shown.parts)
    return Answer(
        shown.text,
        f"best of {counted(len(ranked), 'passage')} that {'holds' if len(ranked) == 1 else 'hold'}"
        f" {' '.join(words)}: {named}; of {counted(original.line_count, 'line')}",
        "; ".join(remains),
        len(ranked),
        shown.parts,
    )


@dataclass(frozen=True, slots=True)
class _Term:
    """A word to look for."""

    folded: str
    anywhere: re.Pattern[str]


def _words(written: str) -> list[str]:
    words = list(dict.fromkeys(word[:MAX_WORD] for word in _WORD.findall(written)))
    if not words:
        raise QueryError(f"search {written!r} has no words in it; use a pattern for signs")
    return words[:MAX_WORDS]


def _ranked(text: str, stretches: Sequence[Window], words: Sequence[str]) -> list[int]:
    """The passages that hold a word, best first; equals in the order of the text."""
    terms = [_Term(word.casefold(), re.compile(re.escape(word), re.IGNORECASE)) for word in words]
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
    return _by_weight(found, stretches)


def _by_weight(found: Sequence[dict[int, float]], stretches: Sequence[Window]) -> list[int]:
    count = len(stretches)
    mean = sum(one.end - one.start for one in stretches) / count if count else 1.0
    scores: dict[int, float] = {}
    for passages_of_word in found:
        inside = len(passages_of_word)
        worth = math.log(1 + (count - inside + 0.5) / (inside + 0.5))
        if count >= FEW_PASSAGES and inside > COMMON_SHARE * count:
            worth *= COMMON_WEIGHT
        for index, weight in passages_of_word.items():
            size = (stretches[index].end - stretches[index].start) / mean
            damping = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * size)
            gain = worth * weight * (SATURATION + 1) / (weight + damping)
            scores[index] = scores.get(index, 0.0) + gain
    return sorted(scores, key=lambda index: (-scores[index], index))


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


def _found_none(words: str) -> str:
    return f"nothing in this text holds any of {words.strip()[:MAX_WORD]!r}"


def _ask_else(original: Original) -> str:
    lines = ranged("line", 1, original.line_count) if original.line_count else "another text"
    return f"ask for other words, a pattern, or {lines}"


def _nothing(original: Original, text: str, words: Sequence[str]) -> str:
    """What to ask instead: the nearest words there are, and the outline of the text."""
    counts = Counter(word.casefold() for word in _PLAIN_WORD.findall(text[:VOCABULARY_CHARS]))
    vocabulary = [word for word, _ in counts.most_common(VOCABULARY_WORDS)]
    near = {word: get_close_matches(word.casefold(), vocabulary, n=3, cutoff=0.7) for word in words}
    folded = text.casefold()
    keys = [word for word in words if word.casefold() in folded]
    said = [f"{word} stands only in keys: ask for rows where {word} has a value\n" for word in keys]
    said += [
        f"near {word}: {', '.join(found)}\n"
        for word, found in near.items()
        if found and word not in keys
    ]
    return f"{''.join(said)}{outline(original)}"
