"""One question, one answer: which file answers which question, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from weft.recall.query.pattern import pattern
from weft.recall.query.question import (
    MAX_CHARS,
    Chars,
    Lines,
    Pattern,
    QueryError,
    Rows,
    Search,
    Select,
    Whole,
)
from weft.recall.query.rows import select
from weft.recall.query.search import search
from weft.recall.query.slices import chars, lines, whole

if TYPE_CHECKING:
    from weft.recall.query.answer import Answer
    from weft.recall.query.original import Original
    from weft.recall.query.question import Question


def ask(original: Original, question: Question, *, max_chars: int = MAX_CHARS) -> Answer:
    """Answer a question, with at most `max_chars` characters of the original."""
    if max_chars < 1:
        raise QueryError("an answer has at least one character")
    match question:
        case Whole():
            return whole(original, max_chars)
        case Lines(first, last):
            return lines(original, first, last, max_chars)
        case Chars(first, last):
            return chars(original, first, last, max_chars)
        case Rows(first, last, at):
            return select(original, Select(first, last, at), max_chars)
        case Select():
            return select(original, question, max_chars)
        case Pattern():
            return pattern(original, question, max_chars)
        case Search():
            return search(original, question, max_chars)
        case _:
            assert_never(question)
