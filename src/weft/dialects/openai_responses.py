"""OpenAI Responses: outputs of the client's tools are rewritten, and nothing else.

Left alone on purpose: reasoning (encrypted or not), compaction, what the server's own tools
found, and the items that the API itself made.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from weft.dialects.slot import Call, Slot, mappings, spoken, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.dialects.slot import Item, Said

_OUTPUTS = ("function_call_output", "custom_tool_call_output", "local_shell_call_output")
_GIVEN = ("_output", "_response", "item_reference")  # by the client, in answer to the model
_TEXTS = ("input_text", "output_text", "text")


class OpenAIResponses:
    """The Responses API, over HTTP and over WebSocket alike."""

    name = "responses"
    key = "input"

    def by_model(self, item: Item) -> bool:
        """Everything that is neither a message of somebody else nor the output of a call."""
        kind = item.get("type")
        if not isinstance(kind, str) or kind == "message":
            return item.get("role") == "assistant"
        return not kind.endswith(_GIVEN)

    def slots(self, item: Item) -> Iterator[Slot]:
        """What a function, a custom tool or a shell gave."""
        call = text_of(item.get("call_id")) or text_of(item.get("id"))
        output = item.get("output")
        if item.get("type") in _OUTPUTS:
            if isinstance(output, str):
                yield Slot(("output",), output, call)
            for number, part in mappings(output):
                if part.get("type") in _TEXTS and isinstance(part.get("text"), str):
                    yield Slot(("output", number, "text"), part["text"], call)
        elif item.get("type") == "shell_call_output":
            for number, part in mappings(output):
                for stream in ("stdout", "stderr"):
                    if isinstance(part.get(stream), str):
                        yield Slot(("output", number, stream), part[stream], call)

    def calls(self, item: Item) -> Iterator[Call]:
        """What the model asked tools for. A shell is named by what it is."""
        call = text_of(item.get("call_id")) or text_of(item.get("id"))
        match item.get("type"):
            case "function_call":
                yield Call(call, text_of(item.get("name")), text_of(item.get("arguments")))
            case "custom_tool_call":
                yield Call(call, text_of(item.get("name")), text_of(item.get("input")))
            case "local_shell_call" | "shell_call":
                action = item.get("action")
                yield Call(call, "shell", json.dumps(action, ensure_ascii=False, default=str))
            case _:
                return

    def said(self, item: Item) -> Iterator[Said]:
        """Text, of either side."""
        return spoken(item, _TEXTS)


OPENAI_RESPONSES = OpenAIResponses()
