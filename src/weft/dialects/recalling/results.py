"""What the model is given for a call, in the words of each dialect: bytes that are constants but
for the call's id and the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.recalling.editing import listed, written
from weft.dialects.recalling.tool import TOOL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.dialects.slot import Call


def result(dialect: str, call: Call, text: str) -> bytes:
    """The result of one call: a block, a message, an item or a part."""
    match dialect:
        case "anthropic":
            block = {"type": "tool_result", "tool_use_id": call.id, "content": text}
            return written(block)
        case "openai":
            return written({"role": "tool", "tool_call_id": call.id, "content": text})
        case "responses":
            item = {"type": "function_call_output", "call_id": call.id, "output": text}
            return written(item)
        case "gemini":
            named = {"id": call.id, "name": TOOL} if call.id else {"name": TOOL}
            return written({"functionResponse": {**named, "response": {"output": text}}})
        case _:
            raise ValueError(f"no results are written in the dialect {dialect}")


def items(dialect: str, results: Sequence[bytes]) -> list[bytes]:
    """The results of one turn as items of a conversation."""
    match dialect:
        case "anthropic":
            return [b'{"role":"user","content":%b}' % listed(results)]
        case "gemini":
            return [b'{"role":"user","parts":%b}' % listed(results)]
        case _:
            return list(results)
