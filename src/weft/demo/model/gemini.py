"""Gemini generateContent: a response, or several that add up to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weft.demo.model.reply import failure_words
from weft.demo.model.seal import ident, sealed
from weft.demo.model.words import Call, Refuse, Say, Think, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.demo.model.reply import Reply
    from weft.demo.model.words import Fault, Part

_STATES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
    529: "UNAVAILABLE",
}


class Gemini:
    """The grammar of generateContent."""

    def whole(self, reply: Reply) -> dict[str, Any]:
        """A response."""
        parts = [_part(part, reply, n) for n, part in enumerate(reply.turn.said)]
        shown = [part for part in parts if part]
        return {**_candidate(shown, _finish(reply)), **_about(reply)}

    def events(self, reply: Reply) -> Iterator[bytes]:
        """Responses: each with a piece, the last with how it ended."""
        for number, said in enumerate(reply.turn.said):
            part = _part(said, reply, number)
            for piece in _split(part):
                yield _data({**_candidate([piece], ""), **_about(reply)})
        fault = reply.turn.fault
        if fault is None:
            end = _candidate([{"text": ""}], _finish(reply))
            yield _data({**end, **_about(reply)})
        elif fault.status:
            yield _data(self.failure(fault, failure_words(fault.status)))

    def failure(self, fault: Fault, message: str) -> dict[str, Any]:
        """An error."""
        state = _STATES.get(fault.status, "INTERNAL")
        return {"error": {"code": fault.status, "message": message, "status": state}}

    def counted(self, tokens: int) -> dict[str, Any]:
        """The answer of countTokens."""
        return {"totalTokens": tokens}


def _data(value: object) -> bytes:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"data: {data}\r\n\r\n".encode("utf-8", "backslashreplace")


def _candidate(parts: list[dict[str, Any]], finish: str) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    return {"candidates": [candidate]}


def _about(reply: Reply) -> dict[str, Any]:
    bill = reply.bill
    usage: dict[str, Any] = {
        "promptTokenCount": bill.input,
        "candidatesTokenCount": reply.output - reply.thought,
        "totalTokenCount": bill.input + reply.output,
    }
    if bill.read:
        usage["cachedContentTokenCount"] = bill.read
    if reply.thought:
        usage["thoughtsTokenCount"] = reply.thought
    usage["promptTokensDetails"] = [{"modality": "TEXT", "tokenCount": bill.input}]
    model = reply.asked.model
    return {"usageMetadata": usage, "modelVersion": model, "responseId": reply.id}


def _finish(reply: Reply) -> str:
    return "SAFETY" if reply.turn.refuses else "STOP"


def _part(part: Part, reply: Reply, number: int) -> dict[str, Any]:
    match part:
        case Think(text, hidden=True):
            return {"text": "", "thoughtSignature": sealed(text)}
        case Think(text):
            return {"text": text, "thought": True}
        case Call(name, arguments):
            call = ident("", reply.id, str(number))
            asked = {"id": call, "name": name, "args": dict(arguments)}
            return {"functionCall": asked, "thoughtSignature": sealed(name)}
        case Say(text) | Refuse(text):
            return {"text": text}
        case _:
            raise TypeError(f"this is no part: {part!r}")


def _split(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "functionCall" in part or not part["text"]:
        yield part
        return
    for piece in pieces(part["text"]):
        yield {**part, "text": piece}
