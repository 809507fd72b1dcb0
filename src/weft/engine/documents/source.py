"""JSON text as objects and back: number text, key order and types survive.

Numbers with a point or an exponent come as `Number`, which is their text. What objects cannot hold
(a key twice, `-0`) raises `Unfit`. Nothing here writes anything but JSON.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

from weft.engine.json_cut import broken_lines, whole_part
from weft.engine.json_documents import documents
from weft.engine.view import view

ROWS, LINES, DOCUMENTS = "rows", "lines", "documents"
MOST_REMEMBERED = 1 << 20  # characters

_MINUS_ZERO = re.compile(r"-0(?![.\d eE])")
_PLAIN = frozenset({str, int, bool, type(None)})
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SURROGATE = re.compile("[\ud800-\udfff]")


class Unfit(ValueError):
    """The document holds something that this writing has no place for."""


class Number(str):
    """The text of a number that is no plain integer."""

    __slots__ = ()


def parse(text: str) -> Any:
    """The value of a JSON text."""
    return (_decode_exactly if _MINUS_ZERO.search(text) else _decode)(text)


def _lines(text: str) -> list[Any]:
    """The values of JSON lines."""
    lines = [line for line in text.split("\n") if line.strip()]
    values: list[Any] = parse(f"[{','.join(lines)}]")
    if len(values) != len(lines):
        raise Unfit("lines that are no documents")
    return values


def _integer(text: str) -> int | Number:
    return Number(text) if text == "-0" else int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Unfit("a key twice")
    return made


def _no_constant(name: str) -> Any:
    raise Unfit(name)


@dataclass(frozen=True, slots=True)
class Source:
    """What a text holds: one value or those of its lines, and what is not whole at its end."""

    value: Any
    unit: str = ROWS  # what the values are, if it is one for each line or document
    rest: str = ""
    brackets: int = 0  # open where the rest begins


def read_source(text: str) -> Source:
    """The value of a JSON text, of JSON lines, or of what is whole of either.

    A text is asked for twice, by who folds it and by who cuts it, so the last one is remembered.
    What it holds is shared, and nobody may change it.
    """
    return _remembered(text) if len(text) <= MOST_REMEMBERED else _read_source(text)


@view(2)
def _remembered(text: str) -> Source:
    return _read_source(text)


def _read_source(text: str) -> Source:
    try:
        return Source(parse(text))
    except Unfit:
        raise
    except ValueError:
        pass
    begin = broken_lines(text)
    try:
        values = _lines(text[:begin])
    except Unfit:
        raise
    except ValueError:
        return _stream_source(text) or _whole_source(text)
    return Source(values, LINES, rest="" if begin is None else text[begin:])


def _stream_source(text: str) -> Source | None:
    spans = documents(text)
    if spans is None:
        return None
    return Source([parse(text[begin:end]) for begin, end in spans], DOCUMENTS)


def _whole_source(text: str) -> Source:
    whole = whole_part(text)
    if whole is None:
        raise Unfit("not JSON")
    return Source(parse(whole.closed(text)), rest=text[whole.end :], brackets=len(whole.closers))


_decode = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Number, parse_constant=_no_constant
).decode
_decode_exactly = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=Number,
    parse_int=_integer,
    parse_constant=_no_constant,
).decode


def quoted(text: str) -> str:
    """A JSON string."""
    written = encode_basestring(text)
    if not written.isascii() and _SURROGATE.search(written):
        return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", written)
    return written


def compact(value: Any, comma: str = ",", colon: str = ":") -> str:
    """JSON without white space but what these signs have."""
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is dict:
        if comma == "," and _PLAIN.issuperset(map(type, value.values())):
            written = _encode(value)
            if written.isascii():
                return written
        inner = [
            f"{quoted(key)}{colon}{compact(member, comma, colon)}" for key, member in value.items()
        ]
        return "{" + comma.join(inner) + "}"
    if kind is list:
        if comma == "," and _PLAIN.issuperset(map(type, value)):
            written = _encode(value)
            if written.isascii():
                return written
        return "[" + comma.join([compact(item, comma, colon) for item in value]) + "]"
    return plain(value)


def plain(value: Any) -> str:
    """A number, a truth or nothing, as JSON has it."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    return str(value)


__all__ = [
    "DOCUMENTS",
    "LINES",
    "ROWS",
    "Number",
    "Source",
    "Unfit",
    "compact",
    "parse",
    "plain",
    "quoted",
    "read_source",
]
