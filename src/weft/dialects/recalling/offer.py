"""The tool offered: its definition behind the client's own tools, every other byte the client's.

Rules of this file:
- It is appended, so the client's tools, and a `cache_control` on the last of them, stand where they
  stood. When it may be done at all is not decided here.
- It is not offered where the client has such a tool, where the model may not choose it, or where
  the answer would be one that cannot be joined.
- A body that cannot be taken apart with certainty is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from weft.dialects.members import Unclear, fields, within
from weft.dialects.recalling.editing import edited, entries_of, parts
from weft.dialects.recalling.tool import DEFINITIONS, declared
from weft.dialects.slot import mappings
from weft.engine.model import Span

if TYPE_CHECKING:
    from weft.dialects.slot import Dialect

_BLANKS = b" \t\r\n"
_GEMINI_FREE = (None, "MODE_UNSPECIFIED", "AUTO", "VALIDATED")
_DECLARATIONS = ("functionDeclarations", "function_declarations")
_ASKED = (
    "tools",
    "tool_choice",
    "toolConfig",
    "tool_config",
    "n",
    "modalities",
    "background",
    "functions",
    "generationConfig",
    "generation_config",
)


def offer(
    dialect: Dialect,
    body: bytes,
    places: Mapping[str, Span] | None = None,
    *,
    again: bool = False,
) -> bytes | None:
    """The body with the tool; nothing where it must not be offered.

    `places` says where the body's fields stand, where that is known. `again`: it was offered
    before in this conversation. Then it stands there even where the model may not choose it, for
    without it nothing behind the tools would be found in a cache.
    """
    definition = DEFINITIONS.get(dialect.name)
    if definition is None:
        return None
    try:
        places = fields(body) if places is None else places
        asked = {name: _value(body, places[name]) for name in _ASKED if name in places}
    except Unclear:
        return None
    if declared(asked) or not joinable(dialect, asked) or not (again or free(dialect, asked)):
        return None
    place = places.get("tools")
    if place is None or asked["tools"] is None:
        return _added(body, place, definition)
    if not isinstance(asked["tools"], list):
        return None
    if dialect.name == "gemini" and asked["tools"]:
        return _declared_beside(body, place, definition)
    return _appended(body, place, definition)


def joinable(dialect: Dialect, asked: Mapping[str, Any]) -> bool:
    """Whether the turns of the answer can be made one, and the provider takes our tool beside
    what is asked for.
    """
    if dialect.name == "gemini":
        return _gemini_joinable(asked)
    single = asked.get("n") in (None, 1) and asked.get("background") is not True
    modalities = asked.get("modalities")
    spoken = isinstance(modalities, list) and "audio" in modalities
    return single and not asked.get("functions") and not spoken


def free(dialect: Dialect, asked: Mapping[str, Any]) -> bool:
    """Whether the model may choose for itself which tool it calls, if any."""
    if dialect.name == "gemini":
        calling = _calling(asked)
        allowed = calling.get("allowedFunctionNames") or calling.get("allowed_function_names")
        return not allowed and calling.get("mode") in _GEMINI_FREE
    choice = asked.get("tool_choice")
    if isinstance(choice, Mapping):
        return choice.get("type") == "auto"
    return choice in (None, "auto")


def _gemini_joinable(asked: Mapping[str, Any]) -> bool:
    """One answer, not JSON alone, and no tools of the provider's: it refuses those beside ours."""
    generation = _either(asked, "generationConfig", "generation_config")
    count = generation.get("candidateCount", generation.get("candidate_count"))
    media = generation.get("responseMimeType") or generation.get("response_mime_type")
    tools = [tool for _, tool in mappings(asked.get("tools"))]
    return (
        count in (None, 1)
        and media in (None, "", "text/plain")
        and not _calling(asked).get("streamFunctionCallArguments")
        and all(set(tool) <= set(_DECLARATIONS) for tool in tools)
    )


def _calling(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    config = _either(asked, "toolConfig", "tool_config")
    return _either(config, "functionCallingConfig", "function_calling_config")


def _either(asked: Mapping[str, Any], camel: str, snake: str) -> Mapping[str, Any]:
    """JSON may spell a field either way."""
    found = asked.get(camel) or asked.get(snake)
    return found if isinstance(found, Mapping) else {}


def _added(body: bytes, place: Span | None, definition: bytes) -> bytes:
    """Tools where there were none: in place of `null`, or as the last field."""
    tools = b"[%b]" % definition
    if place is not None:
        return edited(body, [(place, tools)])
    end = body.rindex(b"}")
    kept = body[:end].rstrip(_BLANKS)
    comma = b"" if kept.endswith(b"{") else b","
    at = len(kept)
    return edited(body, [(Span(at, at), comma + b'"tools":' + tools)])


def _appended(body: bytes, place: Span, entry: bytes) -> bytes:
    """An array with one more entry, in front of the blanks that a printer put before its end."""
    end = len(body[: place.end - 1].rstrip(_BLANKS))
    comma = b"" if body[end - 1 : end] == b"[" else b","
    return edited(body, [(Span(end, end), comma + entry)])


def _declared_beside(body: bytes, place: Span, definition: bytes) -> bytes | None:
    """The last list of functions with ours: Vertex takes no second one."""
    try:
        ours = entries_of(parts(definition)[_DECLARATIONS[0]])[0]
        _, tool = list(within(body, place))[-1]
        lists = {key: span for key, span in within(body, tool) if key in _DECLARATIONS}
    except Unclear:
        return None
    span = next(iter(lists.values()), None)
    if span is None or body[span.start : span.start + 1] != b"[":
        return None
    return _appended(body, span, ours)


def _value(body: bytes, span: Span) -> Any:
    try:
        return msgspec.json.decode(body[span.start : span.end])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unclear(str(error)) from error
