"""Which dialect a conversation is written in, told by what stands in it.

Rules of this file: one table, asked in order. A conversation that says nothing either way (only
strings) is Chat Completions: there is nothing to rewrite in it in any dialect.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from weft.dialects.anthropic import ANTHROPIC
from weft.dialects.gemini import GEMINI
from weft.dialects.openai_chat import OPENAI_CHAT
from weft.dialects.openai_responses import OPENAI_RESPONSES
from weft.dialects.slot import mappings, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weft.dialects.slot import Dialect, Item

DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect for dialect in (ANTHROPIC, OPENAI_CHAT, OPENAI_RESPONSES, GEMINI)
}

_ANTHROPIC_BLOCKS = frozenset(
    ("tool_use", "tool_result", "thinking", "redacted_thinking", "document", "server_tool_use")
)


def of_items(items: Iterable[object]) -> Dialect:
    """The dialect of a list of items."""
    for item in items:
        if isinstance(item, Mapping) and (dialect := _of_item(item)) is not None:
            return dialect
    return OPENAI_CHAT


def of_body(body: Mapping[str, object]) -> Dialect | None:
    """The dialect of a whole request; nothing where it is not one."""
    if isinstance(body.get("contents"), list):
        return GEMINI
    if isinstance(items := body.get("messages"), list):
        found = ANTHROPIC if "system" in body or "anthropic_version" in body else of_items(items)
        return found if found.key == "messages" else OPENAI_CHAT
    if isinstance(items := body.get("input"), list):
        return OPENAI_RESPONSES
    return None


def _of_item(item: Item) -> Dialect | None:
    if "parts" in item:
        return GEMINI
    if item.get("role") in ("tool", "function") or "tool_calls" in item:
        return OPENAI_CHAT
    kind = item.get("type")
    if isinstance(kind, str) and (kind != "message" or "role" in item):
        return OPENAI_RESPONSES
    kinds = {text_of(block.get("type")) for _, block in mappings(item.get("content"))}
    if kinds & _ANTHROPIC_BLOCKS:
        return ANTHROPIC
    return None
