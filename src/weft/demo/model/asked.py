"""`Asked`: what a request says, whatever its dialect. Read from the bytes that really came.

The prompt is rendered as a list of segments, in the order in which providers render it: tools,
then system, then the conversation, block by block. A marker (`cache_control`) is no part of the
text; its lifetime stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weft.dialects.slot import mappings, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.dialects.endpoint import Endpoint
    from weft.dialects.slot import Dialect, Item

_OF_THE_MODEL = frozenset(
    ("reasoning", "function_call", "custom_tool_call", "local_shell_call", "compaction")
)
_SYSTEM = ("system", "instructions", "systemInstruction", "system_instruction")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the prompt, up to which it may be cached. `lifetime` where a marker says so."""

    text: str
    lifetime: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `turn` counts the model's turns so far, `spoken` those since the person spoke."""

    dialect: str
    model: str
    stream: bool
    key: str
    segments: tuple[Segment, ...]
    items: tuple[Item, ...]
    words: str
    turn: int
    spoken: int
    tools: tuple[str, ...]
    results: tuple[str, ...]
    options: Mapping[str, Any]


def read(found: Endpoint, body: Mapping[str, Any], key: str, before: Sequence[Item] = ()) -> Asked:
    """Understand a request. `before` is what the provider kept of the conversation."""
    dialect = found.dialect
    items = (*before, *_items(body.get(dialect.key)))
    words, turn, spoken, results = _walk(items, dialect)
    return Asked(
        dialect=dialect.name,
        model=found.model or text_of(body.get("model")),
        stream=found.stream or body.get("stream") is True,
        key=key,
        segments=tuple(_segments(body, items, dialect.key)),
        items=items,
        words=words,
        turn=turn,
        spoken=spoken,
        tools=tuple(_tools(body.get("tools"))),
        results=results,
        options=body,
    )


def _items(given: object) -> Iterator[Item]:
    if isinstance(given, str):
        yield {"role": "user", "content": given}
    for _, item in mappings(given):
        yield item


def _walk(items: Sequence[Item], dialect: Dialect) -> tuple[str, int, int, tuple[str, ...]]:
    words, turn, spoken, results = "", 0, 0, []
    speaking = False
    for item in items:
        is_models = (
            item.get("role") in ("assistant", "model") or text_of(item.get("type")) in _OF_THE_MODEL
        )
        if is_models and not speaking:
            turn, spoken = turn + 1, spoken + 1
        speaking = is_models
        said = [each.text for each in dialect.said(item) if each.person]
        if said:
            words, spoken = "\n".join(said), 0
        results += [slot.text for slot in dialect.slots(item)]
    return words, turn, spoken, tuple(results)


def _segments(body: Mapping[str, Any], items: Sequence[Item], key: str) -> Iterator[Segment]:
    for tool in _list(body.get("tools")):
        yield _segment(tool)
    for name in _SYSTEM:
        for block in _list(body.get(name)):
            yield _segment(block)
    last = len(items) - 1
    automatic = _lifetime(body) if key == "messages" else ""
    for number, item in enumerate(items):
        inside = "parts" if key == "contents" else "content"
        blocks = _list(item.get(inside)) if inside in item else [{}]
        about = {name: value for name, value in item.items() if name != inside}
        for at, block in enumerate(blocks):
            segment = _segment(block, about if at == 0 else None)
            ends = number == last and at == len(blocks) - 1
            yield Segment(segment.text, segment.lifetime or (automatic if ends else ""))


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _segment(block: object, about: Mapping[str, Any] | None = None) -> Segment:
    lifetime = _lifetime(block)
    if isinstance(block, Mapping):
        block = {name: value for name, value in block.items() if name != "cache_control"}
    shown = block if about is None else [about, block]
    return Segment(json.dumps(shown, ensure_ascii=False, separators=(",", ":")), lifetime)


def _lifetime(block: object) -> str:
    control = block.get("cache_control") if isinstance(block, Mapping) else None
    if not isinstance(control, Mapping):
        return ""
    return "1h" if control.get("ttl") == "1h" else "5m"


def _tools(given: object) -> Iterator[str]:
    for _, tool in mappings(given):
        declared = tool.get("functionDeclarations") or tool.get("function_declarations")
        for _, function in mappings(declared):
            yield text_of(function.get("name"))
        inner = tool.get("function")
        yield text_of((inner if isinstance(inner, Mapping) else tool).get("name"))
