"""The words of interludes: what is `Kept` under a key, how keys are made, how a gap is filled.

Pure. Keys are readable, and say whose they are: `call:ID`, `item:ID`, `response:ID`, `said:DIGEST`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weft.dialects.members import entries
from weft.dialects.recalling.editing import entries_of, parsed, parts
from weft.dialects.recalling.results import result
from weft.dialects.recalling.tool import TOOL
from weft.engine.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from weft.dialects.recalling.editing import Edit
    from weft.dialects.recalling.turn import Round
    from weft.dialects.slot import Item


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an exchange: a text, and the key under which it will be looked for."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands in the client's conversation: its number, and the items before it,
    the nearest last; two are enough.
    """

    number: int
    before: Sequence[Item] = ()


def call_key(call: str) -> str:
    """For calls that have an id."""
    return f"call:{call}"


def said_key(place: Place, said: object) -> str:
    """For what was only said: by what it is, what it follows, and where it stands."""
    previous = _plain(place.before[-1]) if place.before else None
    told = json.dumps([place.number, previous, said], sort_keys=True, default=str)
    digest = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=20)
    return f"said:{digest.hexdigest()}"


def _plain(value: Any) -> Any:
    """An item without what a client changes in it from turn to turn, and nobody reads."""
    if isinstance(value, dict):
        plain = {key: _plain(inner) for key, inner in value.items() if key != "cache_control"}
        if isinstance(text := plain.get("content"), str):
            plain["content"] = [{"type": "text", "text": text}]
        return plain
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def blocks_of(dialect: str, said: bytes) -> list[bytes]:
    """The blocks, parts, items or calls of what was said, each as its bytes."""
    match dialect:
        case "gemini":
            return entries_of(parts(said)["parts"])
        case "openai":
            return entries_of(parts(said).get("tool_calls", b"[]"))
        case _:
            return entries_of(said)


def is_ours(block: Mapping[str, Any]) -> bool:
    """Whether a block, part, item or call is one of our tool, in any dialect."""
    asked = block.get("functionCall") or block.get("function") or block
    return isinstance(asked, dict) and asked.get("name") == TOOL


def results_of(dialect: str, one: Round) -> list[bytes]:
    """The results that were given in a round: blocks, messages, items or parts."""
    return [
        result(dialect, call, text) for call, text in zip(one.turn.asked, one.answers, strict=False)
    ]


def filled(raw: bytes, at: int, put: Iterable[bytes]) -> Edit:
    """The edit that puts entries into an array, in front of the one with this number."""
    spans = entries(raw)
    new = b",".join(put)
    if not spans:
        return Span(1, 1), new
    if at >= len(spans):
        return Span(spans[-1].end, spans[-1].end), b"," + new
    return Span(spans[at].start, spans[at].start), new + b","


def moved(edit: Edit, by: int) -> Edit:
    """The same edit further on."""
    span, new = edit
    return Span(span.start + by, span.end + by), new


def object_of(raw: bytes) -> dict[str, Any]:
    """An object, or an empty one."""
    return parsed(raw) or {}
