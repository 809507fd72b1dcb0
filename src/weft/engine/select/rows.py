"""Which rows stay, and how many.

First what every reader needs (the ends, errors, outliers, what is rare), then what the question
asks for, then the extremes of each measure, then a spread sample. How many: fewer where rows are
like each other, and never more than a share of them. What every reader needs and what is asked for
may go beyond that, but not beyond twice as many.
"""

from __future__ import annotations

import re
from itertools import chain, zip_longest
from math import log2, sqrt
from typing import TYPE_CHECKING

from weft.engine.select.answer import answers, named_columns
from weft.engine.select.oddity import (
    changes,
    extremes,
    next_extremes,
    odd_values,
    outliers,
    releases,
    troubles,
)
from weft.engine.signals.question import asked
from weft.engine.signals.relevance import BEST_MATCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from weft.engine.signals.relevance import Scorer
    from weft.engine.tables.columns import Column

FIRST, LAST = 2, 1
LEAST = 10  # rows
SHARE = 0.35  # of the rows
PER_DOUBLING = 4  # rows
PER_ROOT = 2.0  # rows
SPREAD = 0.25  # of what may stay is a sample, at least
ALIKE_SAMPLE = 400  # rows looked at to see how much they differ
LOOKED_AT = 300  # characters of a row
_DIGITS = re.compile(r"\d+")
_ALL_ZERO = bytes.maketrans(b"123456789", b"0" * 9)


def how_many(texts: Sequence[str]) -> int:
    """How many rows should stay, by their number and by how much they differ."""
    count = len(texts)
    sample = texts[:: max(1, count // ALIKE_SAMPLE)]
    diverse = _shapes([text[:LOOKED_AT] for text in sample]) / len(sample)
    wanted = PER_DOUBLING * log2(max(2, count)) + PER_ROOT * sqrt(count)
    return max(LEAST, min(int(SHARE * count), int(wanted * (0.4 + 0.6 * diverse))))


def _shapes(texts: Sequence[str]) -> int:
    """How many of these differ in more than their numbers."""
    joined = "\n".join(texts)
    if not joined.isascii() or joined.count("\n") >= len(texts):
        return len({_DIGITS.sub("0", text) for text in texts})
    data = joined.encode().translate(_ALL_ZERO)
    while b"00" in data:
        data = data.replace(b"00", b"0")
    return len(set(data.split(b"\n")))


def choose(
    texts: Sequence[str],
    columns: Sequence[Column],
    question: str,
    most: int,
    scorer: Scorer = BEST_MATCH,
    wanted: Sequence[int] | None = None,
) -> list[int]:
    """The numbers of the rows that stay, from 0, in order. `texts` say what each row holds.

    `wanted` are the `answers` to the question, where they are known already.
    """
    if wanted is None:
        wanted = answers(texts, columns, question, scorer)
    count = len(texts)
    kept = {*range(min(FIRST, count)), *range(max(0, count - LAST), count)}
    _take(kept, troubles(texts), most // 2)
    _take(kept, wanted, most)
    named = named_columns(columns, question)
    if named:
        deep = asked(question).extremes
        ends = [next_extremes(column) if deep else extremes(column, kept) for column in named]
        _take(kept, _in_turn(ends), most // 2)
    _take(kept, _in_turn(list(map(outliers, columns))), most // 4)
    _take(kept, _in_turn([odd_values(column) for column in columns]), most // 2)
    _take(kept, chain.from_iterable(map(changes, columns)), most // 8)
    _take(kept, chain.from_iterable(map(releases, columns)), most // 4)
    left = max(most // 6, int(most * (1 - SPREAD)) - len(kept))
    _take(kept, chain.from_iterable(extremes(column, kept) for column in columns), left)
    if (sample := most - len(kept)) > 0:
        step = count / (sample + 1)
        kept.update(int(step * (number + 1)) for number in range(sample))
    return sorted(kept)


def _take(kept: set[int], rows: Iterable[int], most: int) -> None:
    """Add rows until `most` new ones are in."""
    if most <= 0:
        return
    for row in rows:
        if row not in kept:
            kept.add(row)
            most -= 1
            if most == 0:
                return


def _in_turn(offers: Sequence[Iterable[int]]) -> Iterator[int]:
    """The first of each, then the second of each."""
    for turn in zip_longest(*offers):
        yield from (row for row in turn if row is not None)


__all__ = ["choose", "how_many"]
