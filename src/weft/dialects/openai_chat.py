"""OpenAI Chat Completions: what tools answered is rewritten, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from weft.dialects.slot import Call, Slot, mappings, spoken, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.dialects.slot import Item, Said


class OpenAIChat:
    """Chat Completions, and everything that speaks like it."""

    name = "openai"
    key = "messages"

    def by_model(self, item: Item) -> bool:
        """What the assistant said or called."""
        return item.get("role") == "assistant"

    def slots(self, item: Item) -> Iterator[Slot]:
        """Messages of tools, and of functions as they were called before."""
        role = item.get("role")
        if role not in ("tool", "function"):
            return
        call = text_of(item.get("tool_call_id")) or text_of(item.get("name"))
        content = item.get("content")
        if isinstance(content, str):
            yield Slot(("content",), content, call)
        for number, part in mappings(content):
            if part.get("type") == "text" and isinstance(part.get("text"), str):
                yield Slot(("content", number, "text"), part["text"], call)

    def calls(self, item: Item) -> Iterator[Call]:
        """What the model asked tools for. Functions of old have no id but their name."""
        for _, call in mappings(item.get("tool_calls")):
            asked = call.get("function") or call.get("custom")
            if isinstance(asked, Mapping):
                given = text_of(asked.get("arguments")) or text_of(asked.get("input"))
                yield Call(text_of(call.get("id")), text_of(asked.get("name")), given)
        if isinstance(old := item.get("function_call"), Mapping):
            name = text_of(old.get("name"))
            yield Call(name, name, text_of(old.get("arguments")))

    def said(self, item: Item) -> Iterator[Said]:
        """Text, of either side."""
        return spoken(item, ("text",))


OPENAI_CHAT = OpenAIChat()
