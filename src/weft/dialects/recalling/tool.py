"""`weft_retrieve` as each provider wants a tool defined: constants, the same bytes for ever.

They stand in front of every conversation, so a byte that changes here costs every user of a running
conversation its cache. Who brings a tool of this name, or of the name that such tools had before,
answers it; nothing is offered then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weft.dialects.recalling.editing import written
from weft.dialects.slot import mappings, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOOL = "weft_retrieve"
SEED = "headroom_retrieve"

DESCRIPTION = (
    "Get back text left out of earlier tool output. A marker <<ccr:HASH what>> stands where it"
    " was. Give the hash alone for all of it, or ask for one part."
)


def _text(description: str) -> dict[str, str]:
    return {"type": "string", "description": description}


_PARAMETERS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "hash": _text("24 hex digits of the marker"),
        "lines": _text("120-260"),
        "rows": _text("of JSON or a table: 14-200"),
        "where": _text("rows like: status>=500"),
        "pattern": _text("regex of lines"),
        "search": _text("words"),
    },
    "required": ["hash"],
}
_NAMED = {"name": TOOL, "description": DESCRIPTION}

# What is appended to the list of tools.
DEFINITIONS: dict[str, bytes] = {
    "anthropic": written({**_NAMED, "input_schema": _PARAMETERS}),
    "openai": written({"type": "function", "function": {**_NAMED, "parameters": _PARAMETERS}}),
    "responses": written(
        {"type": "function", **_NAMED, "parameters": _PARAMETERS, "strict": False}
    ),
    "gemini": written({"functionDeclarations": [{**_NAMED, "parameters": _PARAMETERS}]}),
}


def declared(fields: Mapping[str, Any]) -> bool:
    """Whether the client has a tool of such a name of its own."""
    return any(name in (TOOL, SEED) for name in _names(fields.get("tools")))


def _names(tools: object) -> Iterator[str]:
    for _, tool in mappings(tools):
        yield text_of(tool.get("name"))
        function = tool.get("function")
        yield from _names([function] if function else None)
        for field in ("functionDeclarations", "function_declarations"):
            yield from _names(tool.get(field))
