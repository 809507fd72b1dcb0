"""Rows that a question asks for.

A cell that *is* a word of the question (`added` in a column of states, `5` in a column that the
question names) says more than a text that has the word somewhere. So does a name whose last part is
a word of the question. What is left is the scorer's to say.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from weft.engine.signals.asked_for import asked_for
from weft.engine.signals.question import asked, stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.signals.question import Asked
    from weft.engine.signals.relevance import Scorer
    from weft.engine.tables.columns import Column

MOST_SAME = 0.3  # of the rows; a value that more have tells none from the others
MOST_CELL = 200  # characters of a cell that is compared with words
_LAST = re.compile(r"[^/\\.:]+$")
_PARTS = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"([a-z])(?=[A-Z])")


def answers(
    texts: Sequence[str], columns: Sequence[Column], question: str, scorer: Scorer
) -> list[int]:
    """The numbers of the rows, the surest first."""
    if not question.strip() or not texts:
        return []
    terms = asked(question)
    found: dict[int, None] = {}
    by_word: dict[int, None] = {}
    for column in columns:
        by_name, others = _named_cells(column, terms)
        found.update(dict.fromkeys(by_name))
        by_word.update(dict.fromkeys(others))
    found.update(by_word)
    found.update(dict.fromkeys(asked_for(texts, question, scorer)))
    return list(found)


def named_columns(columns: Sequence[Column], question: str) -> list[Column]:
    """The columns whose name the question says."""
    terms = asked(question)
    return [column for column in columns if _is_named(column.name, terms)]


def _is_named(name: str, terms: Asked) -> bool:
    lowered = name.lower()
    if any(term in lowered for term in terms.names if len(term) > 2):
        return True
    return not _stems(name).isdisjoint(terms.words)


@lru_cache(maxsize=1024)
def _stems(name: str) -> frozenset[str]:
    """The words that a name is made of."""
    return frozenset(stem(part.lower()) for part in _PARTS.findall(_HUMP.sub(r"\1 ", name)))


def _named_cells(column: Column, terms: Asked) -> tuple[list[int], list[int]]:
    """The rows whose cell is a name of the question, and those whose cell is a word of it."""
    numbers_too = _is_named(column.name, terms)
    names = {term for term in terms.names if numbers_too or not term.isdecimal()}
    if column.numbers:
        if not names:
            return [], []
        held = [cell for cell in set(column.cells) if cell.lower() in names]
        return _rows_with(set(held), column.cells), []
    words = set(terms.words)
    # Whatever has one of the words as its stem ends like this; few cells do.
    endings = tuple(word + ending for word in words for ending in ("", "s", "ies"))
    cells = [cell for cell in set(column.cells) if 0 < len(cell) <= MOST_CELL]
    lowered = list(map(str.lower, cells))
    by_name = {cell for cell, low in zip(cells, lowered, strict=True) if low in names}
    likely = [pair for pair in zip(cells, lowered, strict=True) if pair[1].endswith(endings)]
    by_word: set[str] = set()
    for cell, low in likely:
        last = _LAST.search(low)
        if low not in names and (stem(low) in words or (last and stem(last[0]) in words)):
            by_word.add(cell)
    return _rows_with(by_name, column.cells), _rows_with(by_word, column.cells)


def _rows_with(wanted: set[str], cells: Sequence[str]) -> list[int]:
    """Rows with one of these cells, if they are not too many to tell anything."""
    if not wanted:
        return []
    rows = [row for row, cell in enumerate(cells) if cell in wanted]
    # Shorter cells first: `lib/semver` is more of a `semver` than `a/lib/b/lib/semver`.
    rows.sort(key=lambda row: (len(cells[row]), row))
    return rows if len(rows) <= MOST_SAME * len(cells) + 2 else []


__all__ = ["answers", "named_columns"]
