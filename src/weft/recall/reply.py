"""What a model is told when it calls the retrieval tool: from its arguments to a text.

Models write arguments by ear: numbers where texts are asked for, `[10, 20]` for a range, a whole
marker for a hash, empty texts for what they do not mean. All of that is understood. What is not
understood is answered in words that say what to ask instead, and an original that is not there in
words that say not to ask again. Nothing here raises on what a model wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weft.recall.asking import asked
from weft.recall.query import QueryError, Whole, ask, parse_part
from weft.recall.store import StoreError

if TYPE_CHECKING:
    from weft.recall.query import Answer, Question
    from weft.recall.store import Store

MAX_CHARS = 60_000  # of one answer: about 20,000 tokens at most

_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{24}(?![0-9a-f])")
_WHAT = re.compile(r"<<ccr:[0-9a-f]{24} ([^<>]+)>>")
_AND = re.compile(r'("(?:[^"\\]|\\.)*")|\s+and\s+|\s*&&\s*', re.IGNORECASE)
_RANGES = ("lines", "rows", "chars")
_ALL = ("all", "*", "whole", "any", "none", "null")
_FIRST, _LAST = ("start", "first", "from", "begin"), ("end", "last", "to", "stop")
_SIGNS = ("=", "!", "<", ">", "~")


@dataclass(frozen=True, slots=True)
class Reply:
    """A text for the model, and whether an original was found and something of it given."""

    text: str
    found: bool


def reply(store: Store, tenant: str, arguments: str, *, max_chars: int = MAX_CHARS) -> Reply:
    """Answer a call of the tool with these arguments (their JSON)."""
    given = _arguments(arguments)
    name = _hash(given)
    if name is None:
        return Reply(
            'Which one? Give the 24 hex digits of the marker: {"hash": "..."}. Nothing else is'
            " needed for all of it.",
            found=False,
        )
    try:
        question = _question(name, given)
        folio = store.open(tenant, name)
        if folio is None:
            return Reply(_missing(store, tenant, name), found=False)
        answer = ask(folio, question, max_chars=max_chars)
    except QueryError as error:
        return Reply(f"This cannot be answered as it was asked: {error}", found=False)
    except StoreError as error:
        return Reply(
            f"The original {name} cannot be read now ({error}). Go on without it, or run again"
            " what gave it.",
            found=False,
        )
    return Reply(_told(answer, question), found=answer.matches != 0)


def hash_in(arguments: str) -> str | None:
    """The hash that these arguments name, if they name one."""
    return _hash(_arguments(arguments))


def _told(answer: Answer, question: Question) -> str:
    """The text alone where it is all there is; else with what it is part of, and what remains."""
    if isinstance(question, Whole) and not answer.remains:
        return answer.text
    return answer.render()


def _missing(store: Store, tenant: str, name: str) -> str:
    if store.keyring.owns(tenant, name):
        return (
            f"The original {name} is no longer kept. Do not ask for it again: run again what gave"
            " it, if it is needed."
        )
    return (
        f"There is no original {name}. Only markers <<ccr:HASH ...>> in tool output can be asked"
        " for; do not ask for this one again."
    )


def _arguments(written: str) -> Mapping[str, Any]:
    """The arguments; one that is no object is taken for the hash."""
    try:
        given = json.loads(written, strict=False) if written.strip() else {}
    except (ValueError, RecursionError):
        given = written
    if isinstance(given, str) and given.lstrip().startswith("{") and given is not written:
        return _arguments(given)
    return given if isinstance(given, Mapping) else {"hash": given}


def _hash(given: Mapping[str, Any]) -> str | None:
    """The hash: as it is, in a marker, or wherever the model put it."""
    for value in (given.get("hash"), given.get("marker"), given.get("id"), *given.values()):
        match = _HASH.search(value.lower()) if isinstance(value, str) else None
        if match:
            return match[0]
    return None


def _question(name: str, given: Mapping[str, Any]) -> Question:
    """The question in the strict words of `asking`."""
    what = _what(given.get("hash"))
    pattern = _text(given.get("pattern"))
    words = {
        "hash": f"<<ccr:{name} {what}>>" if what else name,
        **{key: _range(given.get(key)) for key in _RANGES},
        "at": _text(given.get("at")),
        "where": _conditions(given.get("where")),
        "fields": _joined(given.get("fields")),
        "pattern": pattern,
        "ignore_case": bool(pattern) and _truth(given.get("ignore_case")),
        "context": _number(given.get("context")) if pattern else 0,
        "search": _text(given.get("search")) or _text(given.get("query")),
    }
    return asked(words)[1]


def _what(given: object) -> str:
    """What the marker stands for, where the model gave all of it and it is a part."""
    match = _WHAT.search(given) if isinstance(given, str) else None
    if match is None:
        return ""
    try:
        parse_part(match[1])
    except QueryError:  # words for the reader: the whole holds what they speak of
        return ""
    return match[1]


def _range(value: object) -> str:
    """A range as text, from any way to write two numbers."""
    if isinstance(value, Mapping):
        ends = [next((value[k] for k in names if k in value), "") for names in (_FIRST, _LAST)]
        return _range(ends)
    if isinstance(value, list | tuple):
        flat = [_text(one) for one in value]
        return "-".join(flat) if len(flat) in (1, 2) and flat[0] else ""
    text = _meant(value)
    return re.sub(r"^(\d+)\s*,\s*(\d+)$", r"\1-\2", text.strip("[]() "))


def _conditions(value: object) -> tuple[str, ...]:
    """Conditions, from a text, a list of them or an object of values by field."""
    if isinstance(value, Mapping):
        return tuple(_condition(str(field), wanted) for field, wanted in value.items())
    if isinstance(value, list | tuple):
        return tuple(condition for one in value for condition in _conditions(one))
    text, pieces, start = _meant(value), [], 0
    for match in _AND.finditer(text):
        if match[1] is None:  # not within quotes
            pieces.append(text[start : match.start()])
            start = match.end()
    return tuple(piece for piece in (*pieces, text[start:]) if piece.strip())


def _condition(field: str, wanted: object) -> str:
    if isinstance(wanted, str) and wanted.startswith(_SIGNS):
        return f"{field}{wanted}"
    return f"{field}={wanted if isinstance(wanted, str) else json.dumps(wanted)}"


def _joined(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(filter(None, map(_text, value)))
    return _text(value)


def _text(value: object) -> str:
    """A text; numbers are written."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text.strip()


def _meant(value: object) -> str:
    """The same, where a word can say that all of it is meant."""
    text = _text(value)
    return "" if text.lower() in _ALL else text


def _truth(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.lower() in ("true", "yes", "1"))


def _number(value: object) -> int:
    text = _text(value)
    return min(int(text), 1000) if text.isdecimal() else 0
