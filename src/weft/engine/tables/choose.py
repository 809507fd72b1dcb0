"""Choose: which rows of a table stay.

First what every reader needs (the first and last rows, errors), then what the question names, then
the extremes of each column and what is rare in it, and a spread sample for the rest. How many: a
few more for each doubling of the rows, and no more than a share of them.
"""

from __future__ import annotations

from itertools import chain, zip_longest
from math import log2, sqrt
from typing import TYPE_CHECKING

from weft.engine.signals.asked_for import asked_for
from weft.engine.signals.keywords import Keywords
from weft.engine.signals.question import asked
from weft.engine.signals.relevance import BEST_MATCH
from weft.engine.signals.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from weft.engine.signals.relevance import Scorer
    from weft.engine.tables.columns import Column

FIRST, LAST = 3, 2
PER_DOUBLING = 4  # rows
PER_ROOT = 1.5  # rows
SHARE = 0.25  # of the rows
LEAST = 12  # rows
SURE = 0.6  # confidence from which a word means trouble
RARE = 0.01  # of the rows
SAME_RARE = 3  # rows with the same rare value


def how_many(rows: int) -> int:
    """How many rows should stay of so many."""
    wanted = PER_DOUBLING * log2(max(2, rows)) + PER_ROOT * sqrt(rows)
    return max(LEAST, min(int(SHARE * rows), int(wanted)))


def choose(
    texts: Sequence[str],
    columns: Sequence[Column],
    question: str,
    budget: int,
    scorer: Scorer = BEST_MATCH,
) -> list[int]:
    """The numbers of the rows that stay, from 0, in order. `texts` are the rows as they stand."""
    count = len(texts)
    kept = {*range(min(FIRST, count)), *range(max(0, count - LAST), count)}
    _take(kept, _troubles(texts), budget // 2)
    _take(kept, asked_for(texts, question, scorer), budget // 2)
    terms = asked(question)
    named = [column for column in columns if _is_named(column.name, (*terms.names, *terms.words))]
    _take(kept, chain.from_iterable(map(_extremes, named)), budget // 3)
    rest = [column for column in columns if column not in named]
    offers = [_rare(column, count) for column in (*named, *rest)]
    _take(kept, _in_turn(offers), max(4, budget // 3))
    _take(kept, _in_turn([_extremes(column) for column in rest]), max(0, budget - len(kept)))
    wanted = budget - len(kept)
    if wanted > 0:
        step = count / (wanted + 1)
        kept.update(int(step * (number + 1)) for number in range(wanted))
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


def _troubles(texts: Sequence[str]) -> list[int]:
    """Rows with words of trouble, the worst and the rarest kinds first."""
    found = [
        (-signal.severity, row)
        for row, signal in enumerate(Keywords().lines(texts))
        if signal.severity >= Severity.ERROR and signal.confidence >= SURE
    ]
    return [row for _, row in sorted(found)]


def _is_named(name: str, terms: Sequence[str]) -> bool:
    lowered = name.lower()
    return any(len(term) > 1 and (term in lowered or lowered in term) for term in terms if lowered)


def _extremes(column: Column) -> Iterator[int]:
    """The rows of the largest and the smallest number, then of the next ones."""
    numbers = [(number, row) for row, number in enumerate(column.numbers) if number == number]
    if len(numbers) < 2:
        return
    numbers.sort()
    if numbers[0][0] == numbers[-1][0]:
        return
    for place in range(min(3, len(numbers) // 2)):
        yield numbers[-1 - place][1]
        yield numbers[place][1]


def _rare(column: Column, count: int) -> Iterator[int]:
    """Rows whose value hardly any other row has, in a column of few values, the rarest first."""
    if column.kinds is None:
        return
    most = max(1, int(RARE * count))
    rare = {value: times for value, times in column.kinds.items() if times <= most}
    rows: dict[str, list[int]] = {value: [] for value in rare}
    for row, value in enumerate(column.cells):
        if value in rare and len(rows[value]) < SAME_RARE:
            rows[value].append(row)
    for value in sorted(rows, key=lambda value: (rare[value], rows[value][0])):
        yield from rows[value]


__all__ = ["choose", "how_many"]
