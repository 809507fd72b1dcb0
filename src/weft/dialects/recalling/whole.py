"""Answers that come whole, joined: what all turns said in one JSON, with all usage.

What is not of the whole exchange (stop reason, model, whatever else) is the last turn's; the id is
the first's. An answer that needs no change keeps every byte, and one that cannot be taken apart is
what the client gets.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from weft.dialects.members import Unclear
from weft.dialects.recalling import gemini, openai_responses
from weft.dialects.recalling.chunks import JOINT, needs_joint, spoken
from weft.dialects.recalling.editing import changed, entries_of, listed, parsed, parts, written
from weft.dialects.recalling.spent import summed
from weft.dialects.recalling.tool import TOOL
from weft.dialects.recalling.turn import Turn
from weft.dialects.slot import Call, mappings, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What follows from an answer of another shape than its dialect's.
_ODD = (Unclear, KeyError, IndexError, TypeError, ValueError, AttributeError)

Changes = dict[str, "bytes | None"]


class Shape(Protocol):
    """What an answer of a dialect says, and how several are one."""

    usage: str
    id: str

    def turn(self, body: bytes, answer: Mapping[str, Any]) -> Turn:
        """What this answer says. Raises `Unclear`, and what follows from an odd shape."""

    def said(self, bodies: Sequence[bytes], *, stopped: bool) -> Changes:
        """The changes to the last answer that make it say what all say."""


class Whole:
    """A `Joiner` of answers that come whole."""

    live = False

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._bodies: list[bytes] = []
        self._pieces: list[bytes] = []
        self._asked = False

    def feed(self, data: bytes) -> bytes:
        """Nothing is given before all is there."""
        self._pieces.append(data)
        return b""

    def over(self) -> Turn:
        """What the answer was."""
        body = b"".join(self._pieces)
        self._pieces = []
        self._bodies.append(body)
        answer = parsed(body)
        try:
            turn = self._shape.turn(body, answer) if answer is not None else Turn()
        except _ODD:
            return Turn()
        self._asked |= bool(turn.asked)
        return replace(turn, id=text_of((answer or {}).get(self._shape.id)))

    def finish(self, *, stopped: bool = False) -> bytes:
        """The one answer."""
        bodies = self._bodies
        if not self._asked and len(bodies) == 1:
            return bodies[-1]
        shape = self._shape
        try:
            changes = shape.said(bodies, stopped=stopped)
            if len(bodies) > 1:
                if first := parts(bodies[0]).get(shape.id):
                    changes[shape.id] = first
                usages = [(parsed(body) or {}).get(shape.usage) for body in bodies]
                if usages[-1] is not None:
                    changes[shape.usage] = written(summed(u for u in usages if u is not None))
            return changed(bodies[-1], changes)
        except _ODD:
            return bodies[-1]

    def failed(self, error: bytes) -> bytes:
        """A client that was given nothing yet can be given the error as it is."""
        return error


class AnthropicShape:
    """A message."""

    usage = "usage"
    id = "id"

    def turn(self, body: bytes, answer: Mapping[str, Any]) -> Turn:
        """Calls are blocks of its content."""
        calls = [b for _, b in mappings(answer["content"]) if b.get("type") == "tool_use"]
        stopped = answer.get("stop_reason") == "tool_use"
        asked = tuple(
            Call(text_of(call.get("id")), TOOL, written(call.get("input")).decode())
            for call in calls
            if stopped and call.get("name") == TOOL
        )
        mixed = any(call.get("name") != TOOL for call in calls)
        return Turn(asked, mixed, parts(body)["content"])

    def said(self, bodies: Sequence[bytes], *, stopped: bool) -> Changes:
        """All blocks but our calls."""
        raws = [raw for body in bodies for raw in entries_of(parts(body)["content"])]
        shown = [raw for raw in raws if not self._ours(parsed(raw) or {})]
        end: Changes = {"stop_reason": b'"end_turn"'} if stopped else {}
        return {"content": listed(shown), **end}

    def _ours(self, block: Mapping[str, Any]) -> bool:
        return block.get("type") == "tool_use" and block.get("name") == TOOL


class ChatShape:
    """A completion with one choice."""

    usage = "usage"
    id = "id"

    def turn(self, body: bytes, answer: Mapping[str, Any]) -> Turn:
        """Calls are listed in the message."""
        (choice,) = answer["choices"]
        message = choice["message"]
        calls = [call for _, call in mappings(message.get("tool_calls"))]
        functions = [(text_of(call.get("id")), call.get("function") or {}) for call in calls]
        stopped = choice.get("finish_reason") in ("tool_calls", "stop", "function_call")
        asked = tuple(
            Call(id_, TOOL, text_of(function.get("arguments")))
            for id_, function in functions
            if stopped and function.get("name") == TOOL
        )
        mixed = any(function.get("name") != TOOL for _, function in functions)
        del body
        return Turn(asked, mixed, written(spoken(message)))

    def said(self, bodies: Sequence[bytes], *, stopped: bool) -> Changes:
        """The texts of all, and the calls of the last that are the client's."""
        text = ""
        for body in bodies:
            content = text_of((parsed(self._message(body)) or {}).get("content"))
            joint = JOINT if content and needs_joint(text) else ""
            text += joint + content
        last = self._message(bodies[-1])
        changes: Changes = {"content": written(text)} if text else {}
        if calls := parts(last).get("tool_calls"):
            kept = [raw for raw in entries_of(calls) if not self._ours(parsed(raw) or {})]
            changes["tool_calls"] = listed(kept) if kept else None
        choice = changed(self._choice(bodies[-1]), {"message": changed(last, changes)})
        if stopped:
            choice = changed(choice, {"finish_reason": b'"stop"'})
        return {"choices": listed([choice])}

    def _choice(self, body: bytes) -> bytes:
        return entries_of(parts(body)["choices"])[0]

    def _message(self, body: bytes) -> bytes:
        return parts(self._choice(body))["message"]

    def _ours(self, call: Mapping[str, Any]) -> bool:
        function = call.get("function")
        return isinstance(function, dict) and function.get("name") == TOOL


class ResponsesShape:
    """A response."""

    usage = "usage"
    id = "id"

    def turn(self, body: bytes, answer: Mapping[str, Any]) -> Turn:
        """Calls are items of its output."""
        items = [item for _, item in mappings(answer["output"])]
        ours = [item for item in items if openai_responses.is_ours(item)]
        complete = answer.get("status") == "completed"
        asked = tuple(map(openai_responses.call_of, ours)) if complete else ()
        mixed = any(openai_responses.waits(item) for item in items if item not in ours)
        return Turn(asked, mixed, parts(body)["output"])

    def said(self, bodies: Sequence[bytes], *, stopped: bool) -> Changes:
        """All items but our calls; what it follows on is what the first follows on."""
        del stopped
        raws = [raw for body in bodies for raw in entries_of(parts(body)["output"])]
        shown = [raw for raw in raws if not openai_responses.is_ours(parsed(raw) or {})]
        first = parts(bodies[0])
        changes: Changes = {"output": listed(shown)}
        firsts = ("created_at", "previous_response_id") if len(bodies) > 1 else ()
        return changes | {key: first[key] for key in firsts if key in first}


class GeminiShape:
    """An answer with one candidate."""

    usage = "usageMetadata"
    id = "responseId"

    def turn(self, body: bytes, answer: Mapping[str, Any]) -> Turn:
        """Calls are parts of its content."""
        (candidate,) = answer["candidates"]
        raws = gemini.raw_parts(body)
        calls = [call for raw in raws if (call := gemini.call_of(parsed(raw) or {})) is not None]
        stopped = candidate.get("finishReason") == gemini.STOPPED
        asked = tuple(call for call in calls if stopped and call.tool == TOOL)
        mixed = any(call.tool != TOOL for call in calls)
        return Turn(asked, mixed, gemini.content_of(raws))

    def said(self, bodies: Sequence[bytes], *, stopped: bool) -> Changes:
        """All parts but our calls."""
        del stopped
        raws = [raw for body in bodies for raw in gemini.raw_parts(body)]
        kept = [raw for raw in raws if not self._ours(raw)]
        last = gemini.in_candidate(bodies[-1], kept, {})
        return {"candidates": parts(last)["candidates"]}

    def _ours(self, raw: bytes) -> bool:
        call = gemini.call_of(parsed(raw) or {})
        return call is not None and call.tool == TOOL


SHAPES: dict[str, Shape] = {
    "anthropic": AnthropicShape(),
    "openai": ChatShape(),
    "responses": ResponsesShape(),
    "gemini": GeminiShape(),
}
