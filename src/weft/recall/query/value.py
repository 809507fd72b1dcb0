"""A value of a row as its source spells it, and whether a condition holds for it.

Numbers are compared exactly, as decimals of any size, never as floating point; texts by their
characters; a number and a text that is no number have no order. A field that is not there
satisfies no comparison, not even `!=`; one that is `null` is there.
"""

from __future__ import annotations

import json
import operator
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum, auto
from functools import lru_cache

from weft.recall.query.question import Condition, Operator

_NUMBER = re.compile(r"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*")
_LITERALS = frozenset({"true", "false", "null"})
_ORDERS = {
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


class Sort(Enum):
    """What a value is."""

    MISSING = auto()
    LITERAL = auto()  # true, false, null
    NUMBER = auto()
    TEXT = auto()
    NESTED = auto()  # an array or object


@dataclass(frozen=True, slots=True)
class Value:
    """A value. `source` is how it is written in the original, `text` what it says."""

    sort: Sort
    source: str = ""
    text: str = ""


MISSING = Value(Sort.MISSING)


def json_value(source: str) -> Value:
    """The value that this JSON spells."""
    if source[0] == '"':
        return Value(Sort.TEXT, source, str(json.loads(source, strict=False)))
    if source[0] in "[{":
        return Value(Sort.NESTED, source, source)
    return Value(Sort.LITERAL if source in _LITERALS else Sort.NUMBER, source, source)


def holds(condition: Condition, value: Value) -> bool:
    """Whether the condition is true of the value."""
    if condition.operator is Operator.ABSENT:
        return value.sort is Sort.MISSING
    if value.sort is Sort.MISSING:
        return False
    match condition.operator:
        case Operator.PRESENT:
            return True
        case Operator.CONTAINS:
            return condition.value.casefold() in value.text.casefold()
        case Operator.EQUAL:
            return _equal(condition, value)
        case Operator.DIFFERENT:
            return not _equal(condition, value)
        case _:
            return _ordered(condition, value)


def _equal(condition: Condition, value: Value) -> bool:
    if condition.quoted:
        return value.sort is Sort.TEXT and value.text == condition.value
    wanted, given = _number(condition.value), _number(value.text)
    if wanted is not None and given is not None and value.sort in (Sort.NUMBER, Sort.TEXT):
        return wanted == given
    if condition.value == "null" and value.source.startswith('"'):
        return False
    return value.text == condition.value


def _ordered(condition: Condition, value: Value) -> bool:
    if value.sort not in (Sort.NUMBER, Sort.TEXT):
        return False
    compare = _ORDERS[condition.operator]
    wanted = None if condition.quoted else _number(condition.value)
    given = None if condition.quoted else _number(value.text)
    if wanted is not None and given is not None:
        return bool(compare(given, wanted))
    if wanted is not None or (given is not None and value.sort is Sort.NUMBER):
        return False
    return bool(compare(value.text, condition.value))


@lru_cache(maxsize=1024)
def _number(text: str) -> Decimal | None:
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text.strip())
    except InvalidOperation:  # an exponent of more than 18 digits has no place in any order
        return None
