"""What can be asked of an original: the query types, and the error of one that cannot be answered.

Data only. `Whole`, `Lines`, `Chars` and `Rows` are the parts the engine speaks of; what stands
here are the questions whose answer is found by looking: `Select`, `Pattern`, `Search`.
How they are read from strings stands in `grammar`, how they are answered beside it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum

from weft.engine.model import Chars, Lines, Rows, Whole

END = sys.maxsize  # "to the end", whatever the end is
MAX_CHARS = 50_000  # characters of one answer: about 12,000 tokens, a page a model can take


class QueryError(Exception):
    """A question that cannot be answered as it was asked. The message says what to ask instead."""


class Operator(StrEnum):
    """How a condition compares a field."""

    EQUAL = "="
    DIFFERENT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    CONTAINS = "~"
    PRESENT = "is there"
    ABSENT = "is not there"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing a row must satisfy. A quoted value is a text, never a number or a literal."""

    field: str
    operator: Operator
    value: str = ""
    quoted: bool = False

    def __str__(self) -> str:
        if self.operator is Operator.PRESENT:
            return self.field
        if self.operator is Operator.ABSENT:
            return f"!{self.field}"
        value = f'"{self.value}"' if self.quoted else self.value
        return f"{self.field}{self.operator}{value}"


@dataclass(frozen=True, slots=True)
class Select:
    """Rows `first` to `last` of an array or table for which every condition holds.

    `at` is the path of the array in a JSON document; without it the one obvious array is meant.
    `fields` chooses fields; without it the rows are given whole.
    """

    first: int = 1
    last: int = END
    at: str = ""
    where: tuple[Condition, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """The lines of `first` to `last` in which a regular expression (RE2) matches.

    A match lies within one line. `before` and `after` are lines of context.
    """

    expression: str
    ignore_case: bool = False
    before: int = 0
    after: int = 0
    first: int = 1
    last: int = END


@dataclass(frozen=True, slots=True)
class Search:
    """The `limit` passages in which these words weigh most."""

    words: str
    limit: int = 8


Question = Whole | Lines | Chars | Rows | Select | Pattern | Search

__all__ = [
    "END",
    "MAX_CHARS",
    "Chars",
    "Condition",
    "Lines",
    "Operator",
    "Pattern",
    "QueryError",
    "Question",
    "Rows",
    "Search",
    "Select",
    "Whole",
]
