"""A question as programs write it: the arguments of a tool call, the parameters of a request.

Pure. The names are those of `compose`, with `query` for `search`, as tools of this kind have called
it before. What is unknown is not looked at, and what is empty or null was not asked. The hash may
be written as it stands in a marker, or be the whole marker, whose part is then what is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weft.recall import marker
from weft.recall.query import QueryError, compose, parse_part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weft.engine.model import Part
    from weft.recall.query import Question

_TEXTS = ("lines", "chars", "rows", "at", "fields", "pattern", "search")
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0", "")
MOST_CONTEXT = 1000  # lines around a match


def asked(arguments: Mapping[str, object]) -> tuple[str, Question]:
    """The name of an original, and what is asked of it. Raises `QueryError`."""
    name, part = _named(_text(arguments, "hash"))
    given: dict[str, Any] = {key: _text(arguments, key) for key in _TEXTS}
    given["search"] = given["search"] or _text(arguments, "query")
    given["where"] = _several(arguments, "where")
    given["ignore_case"] = _flag(arguments, "ignore_case")
    given["context"] = _count(arguments, "context")
    if part and not any(given.values()):
        return name, parse_part(part)
    return name, compose(_known(part), **given)


def most(arguments: Mapping[str, object], default: int) -> int:
    """How many characters an answer may have."""
    return _count(arguments, "max_chars", None) or default


def _named(written: str) -> tuple[str, str]:
    """The hash and the part in what stands where a hash should."""
    text = written.strip()
    bare = text.removeprefix("ccr:")
    if marker.is_name(bare):
        return bare, ""
    found = list(marker.parse(text))
    if len(found) != 1:
        raise QueryError(
            f"hash {written[:80]!r} is not understood; write the 24 hex digits of a marker"
        )
    return found[0].hash, found[0].what


def _known(what: str) -> Part | None:
    """The part a marker names. It only has to be understood where nothing else is asked."""
    try:
        return parse_part(what) if what else None
    except QueryError:
        return None


def _text(arguments: Mapping[str, object], key: str) -> str:
    value = arguments.get(key)
    if isinstance(value, list):
        return ",".join(_plain(each, key) for each in value)
    return _plain(value, key)


def _several(arguments: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = arguments.get(key)
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(text for each in values if (text := _plain(each, key)))


def _plain(value: object, key: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise QueryError(f"{key} holds half a character, which is in no text that can be asked")
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise QueryError(f"{key} is a text, such as {_EXAMPLES.get(key, 'a word')}")


_EXAMPLES = {"hash": "the 24 hex digits of a marker", "lines": "120-260", "rows": "14-200",
             "where": "status>=500", "fields": "id,name"}  # fmt: skip


def _flag(arguments: Mapping[str, object], key: str) -> bool:
    value = arguments.get(key)
    if isinstance(value, bool):
        return value
    word = _plain(value, key).lower()
    if word not in (*_TRUE, *_FALSE):
        raise QueryError(f"{key} is true or false")
    return word in _TRUE


def _count(arguments: Mapping[str, object], key: str, bound: int | None = MOST_CONTEXT) -> int:
    text = _plain(arguments.get(key), key).strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(2**53))):
        raise QueryError(f"{key} is a whole number")
    number = int(text)
    if bound is not None and number > bound:
        raise QueryError(f"{key} is at most {bound}")
    return number


__all__ = ["asked", "most"]
