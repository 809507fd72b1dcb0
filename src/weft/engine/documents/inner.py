"""JSON that stands as a string in JSON, opened: its value in the place of the string.

    {"body":"{\"id\":1}"}   is written as   {"body":{"(JSON text)":{"id":1}}}

Only where writing the value again gives the very string. A document that has such a name already
has no place here.
"""

from __future__ import annotations

import re
from typing import Any

from weft.engine.documents.source import Unfit, compact, parse

TIGHT, SPACED, LINE = "(JSON text)", "(spaced JSON text)", "(JSON text line)"
NAMES = (TIGHT, SPACED, LINE)
MOST_DEEP = 4  # strings in strings

_HELD = re.compile(r'"\s*[\[{]+\s*\\"')


def opened(text: str, value: Any) -> Any:
    """The value of this document with the strings that are JSON opened."""
    if any(name in text for name in NAMES):
        raise Unfit("a name of ours")
    return _opened(value, 0) if _HELD.search(text) else value


def _opened(value: Any, deep: int) -> Any:
    kind = type(value)
    if kind is dict:
        return {key: _opened(member, deep) for key, member in value.items()}
    if kind is list:
        return [_opened(item, deep) for item in value]
    if kind is str and value[:1] in ("{", "[") and value[-1:] in ("}", "]", "\n"):
        if deep == MOST_DEEP:
            return value
        try:
            inside = parse(value)
        except (ValueError, RecursionError):
            return value
        if inside and inside != [[]]:
            for name in NAMES:
                if _written(name, inside) == value:
                    return {name: _opened(inside, deep + 1)}
    return value


def _written(name: str, value: Any) -> str:
    """The string that an opened value was."""
    if name == SPACED:
        return compact(value, ", ", ": ")
    return compact(value) + ("\n" if name == LINE else "")


def closed(text: str) -> str:
    """The JSON text of a document with what was opened as strings again."""
    if not any(name in text for name in NAMES):
        return text
    return compact(_closed(parse(text)))


def _closed(value: Any) -> Any:
    kind = type(value)
    if kind is list:
        return [_closed(item) for item in value]
    if kind is not dict:
        return value
    made = {key: _closed(member) for key, member in value.items()}
    if len(made) == 1:
        for name in NAMES:
            if name in made:
                return _written(name, made[name])
    elif not made.keys().isdisjoint(NAMES):
        raise Unfit("more than a text in the place of a text")
    return made


__all__ = ["NAMES", "closed", "opened"]
