"""What an answer's JSON says, asked for in a way that no JSON can break.

Rules of this file: pure functions, and none raises, whatever stands in the JSON. What is not of the
expected type counts as not there: 0, an empty word, an empty object. Words and figures are bounded,
because they become names and sums elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from weft.dialects.slot import text_of

Facts = Mapping[str, Any]

NOTHING: Facts = MappingProxyType({})
MAX_WORD = 200  # characters of a name; providers' own have under 100
MAX_COUNT = 2**53
DECODING = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)  # what msgspec may raise
UNNAMED = "error"  # one that does not say of what type it is


def decoded(data: bytes) -> Facts | None:
    """The object that this is, if it is one."""
    try:
        value = msgspec.json.decode(data)
    except DECODING:
        value = _leniently(data)
    return value if isinstance(value, dict) else None


def inner(facts: Facts, key: str) -> Facts:
    """The object at this key."""
    value = facts.get(key)
    return value if isinstance(value, dict) else NOTHING


def listed(facts: Facts, key: str) -> list[Facts]:
    """The objects in the list at this key."""
    value = facts.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def count(facts: Facts, key: str) -> int:
    """The figure at this key."""
    value = facts.get(key)
    return value if type(value) is int and 0 <= value <= MAX_COUNT else 0


def word(facts: Facts, key: str) -> str:
    """The word at this key."""
    return clean(text_of(facts.get(key))[:MAX_WORD])


def clean(text: str) -> str:
    """A text without lone surrogates, which could not be written down anywhere."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def error_of(facts: Facts) -> str:
    """The type of the error that this tells of; nothing if it tells of none.

    Providers name it `type` (Anthropic, OpenAI), `status` (Google) or only `code`.
    """
    told = facts.get("error")
    if not told and "error" not in (facts.get("type"), facts.get("object")):
        return ""
    error = told if isinstance(told, dict) else facts
    names = (word(error, key) for key in ("type", "status", "code"))
    return next((name for name in names if name not in ("", UNNAMED)), UNNAMED)


def _leniently(data: bytes) -> object:
    """Lone surrogates, broken characters, numbers of any size: what other parsers take."""
    try:
        return json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
