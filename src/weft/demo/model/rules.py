"""What a provider refuses: thoughts that were altered, and calls that nobody answered.

Each function gives the provider's complaint, or nothing. A gateway that loses a thought, or joins
hidden turns wrongly, meets these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.demo.model.seal import is_whole, signature
from weft.dialects.slot import mappings, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.demo.model.asked import Asked
    from weft.dialects.slot import Item


def broken(asked: Asked) -> str:
    """Why this request is refused; empty if it is not."""
    if not asked.items and asked.dialect != "responses":
        return "messages: at least one message is required"
    return _RULES[asked.dialect](asked.items)


def _anthropic(items: Sequence[Item]) -> str:
    waiting: set[str] = set()
    for number, item in enumerate(items):
        blocks = [block for _, block in mappings(item.get("content"))]
        given = {text_of(b.get("tool_use_id")) for b in blocks if b.get("type") == "tool_result"}
        if given - waiting:
            return f"messages.{number}: unexpected `tool_use_id` found in `tool_result` blocks"
        if waiting - given:
            return f"messages.{number - 1}: `tool_use` ids without `tool_result` blocks after"
        waiting = {text_of(b.get("id")) for b in blocks if b.get("type") == "tool_use"}
        for at, block in enumerate(blocks):
            if not _is_whole_thought(block):
                return f"messages.{number}.content.{at}: Invalid `signature` in `thinking` block"
    return "messages: `tool_use` ids without `tool_result` blocks after" if waiting else ""


def _is_whole_thought(block: Item) -> bool:
    if block.get("type") == "thinking":
        return block.get("signature") == signature(text_of(block.get("thinking")))
    return block.get("type") != "redacted_thinking" or is_whole(text_of(block.get("data")))


def _chat(items: Sequence[Item]) -> str:
    waiting: set[str] = set()
    for item in items:
        if item.get("role") == "tool":
            answered = text_of(item.get("tool_call_id"))
            if answered not in waiting:
                return "messages with role 'tool' must be a response to a preceding 'tool_calls'"
            waiting.discard(answered)
            continue
        if waiting:
            break
        waiting = {text_of(call.get("id")) for _, call in mappings(item.get("tool_calls"))}
    if waiting:
        return "An assistant message with 'tool_calls' must be followed by tool messages"
    return ""


def _responses(items: Sequence[Item]) -> str:
    asked, answered = [], set()
    for item in items:
        kind = text_of(item.get("type"))
        if kind in ("function_call", "custom_tool_call"):
            asked.append(text_of(item.get("call_id")))
        elif kind.endswith("_call_output"):
            answered.add(text_of(item.get("call_id")))
        elif kind == "reasoning" and "encrypted_content" in item:
            seal = item["encrypted_content"]
            if seal is not None and not is_whole(text_of(seal)):
                return "The encrypted content could not be verified."
    for call in asked:
        if call not in answered:
            return f"No tool output found for function call {call}."
    for call in sorted(answered - set(asked)):
        return f"No tool call found for function call output with call_id {call}."
    return ""


def _gemini(items: Sequence[Item]) -> str:
    calls = 0
    for number, item in enumerate(items):
        parts = [part for _, part in mappings(item.get("parts"))]
        if not parts:
            return f"* GenerateContentRequest.contents[{number}].parts: contents.parts is empty."
        given = sum("functionResponse" in part for part in parts)
        if given != calls and (given or calls):
            return (
                "Please ensure that the number of function response parts is equal to the number "
                "of function call parts of the function call turn."
            )
        calls = sum("functionCall" in part for part in parts)
        for part in parts:
            if "thoughtSignature" in part and not is_whole(text_of(part["thoughtSignature"])):
                return "Thought signature is not valid."
    return ""


_RULES: dict[str, Callable[[Sequence[Item]], str]] = {
    "anthropic": _anthropic,
    "openai": _chat,
    "responses": _responses,
    "gemini": _gemini,
}
