"""Anthropic Messages: tool results and plain documents are rewritten, and nothing else.

Left alone on purpose: `tool_use.input`, thinking, results of the server's own tools (encrypted or
cited), search results, and documents that may be cited, whose character offsets are answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from weft.dialects.slot import Call, Slot, mappings, spoken, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.dialects.slot import Item, Path, Said


class Anthropic:
    """The Messages API."""

    name = "anthropic"
    key = "messages"

    def by_model(self, item: Item) -> bool:
        """What the assistant said or called."""
        return item.get("role") == "assistant"

    def slots(self, item: Item) -> Iterator[Slot]:
        """Tool results (their text blocks too), and documents given as plain text."""
        if item.get("role") != "user":
            return
        for number, block in mappings(item.get("content")):
            at: Path = ("content", number)
            match block.get("type"):
                case "tool_result":
                    yield from _result(block, at, text_of(block.get("tool_use_id")))
                case "document":
                    yield from _document(block, at)
                case _:
                    continue

    def calls(self, item: Item) -> Iterator[Call]:
        """What the model asked tools for."""
        for _, block in mappings(item.get("content")):
            if block.get("type") == "tool_use":
                given = json.dumps(block.get("input"), ensure_ascii=False, default=str)
                yield Call(text_of(block.get("id")), text_of(block.get("name")), given)

    def said(self, item: Item) -> Iterator[Said]:
        """Text, of either side."""
        return spoken(item, ("text",))


def _result(block: Item, at: Path, call: str) -> Iterator[Slot]:
    content = block.get("content")
    if isinstance(content, str):
        yield Slot((*at, "content"), content, call)
    for number, part in mappings(content):
        if part.get("type") == "text" and isinstance(part.get("text"), str):
            yield Slot((*at, "content", number, "text"), part["text"], call)


def _document(block: Item, at: Path) -> Iterator[Slot]:
    source: Any = block.get("source")
    citations = block.get("citations")
    cited = isinstance(citations, Mapping) and citations.get("enabled")
    if cited or not isinstance(source, Mapping) or source.get("type") != "text":
        return
    if isinstance(data := source.get("data"), str):
        yield Slot((*at, "source", "data"), data, media_type=text_of(source.get("media_type")))


ANTHROPIC = Anthropic()
