"""JSON values as fixtures hold them: checked, compared, digested and written readably.

Rules of this file:
- Two values are the same when their canonical bytes are. Canonical form: keys sorted by code
  point, no white space, everything outside ASCII escaped (so a lone surrogate has bytes too),
  floats as their shortest exact text, no NaN and no infinity.
- The readable form maps one to one: whatever the eye cannot tell apart is escaped.
- A value that JSON cannot give back exactly is refused, never bent.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, NoReturn, TypeAlias

Json: TypeAlias = Any  # str, int, float, bool, None, list of Json, dict of str to Json

# Controls, blanks other than the space, format and bidi characters, surrogates, private use.
_HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u1680\u180e\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u3000\ud800-\uf8ff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_SPLIT_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")


class JsonError(Exception):
    """A value that JSON cannot say, or a text that is not JSON."""


def plain(value: object) -> Json:
    """A copy of a value in JSON's own types; tuples become lists."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _plain_text(value)
    if isinstance(value, float):
        if value - value != 0:
            raise JsonError(f"{value} is not a JSON number")
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {_plain_key(key): plain(item) for key, item in value.items()}
    raise JsonError(f"a {type(value).__name__} is not a JSON value; the transform must project it")


def _plain_text(text: str) -> str:
    if _SPLIT_PAIR.search(text):
        raise JsonError("a string holds a surrogate pair in two halves; JSON would join them")
    return str(text)


def _plain_key(key: object) -> str:
    if not isinstance(key, str):
        raise JsonError(f"the key {key!r} is not a string")
    return _plain_text(key)


def canonical(value: Json) -> bytes:
    """The bytes that digests and comparisons are made of."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )
    return text.encode("ascii")


def digest(value: Json) -> str:
    """The SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def pretty(value: Json, *, sort_keys: bool = False) -> str:
    """The value in indented JSON; valid JSON again, with nothing hidden in it."""
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False, sort_keys=sort_keys)
    return "\n".join(visible(line) for line in text.split("\n"))


def visible(text: str) -> str:
    """A text with its invisible characters written as JSON escapes."""
    return _HIDDEN.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]


def parse(text: str) -> Json:
    """Read JSON strictly: no duplicate keys, no NaN, no infinity."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except ValueError as error:
        raise JsonError(str(error)) from error


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise JsonError(f"the key {twice!r} stands twice in one object")
    return members


def _constant(name: str) -> NoReturn:
    raise JsonError(f"{name} is not a JSON number")


def lines(text: str) -> list[str]:
    """A text as the list of its lines, each with its line feed, so that a diff shows lines."""
    return [line for line in re.split(r"(?<=\n)", text) if line]
