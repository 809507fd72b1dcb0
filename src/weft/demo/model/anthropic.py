"""Anthropic Messages: one message, or the events of one, in the order in which they come."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weft.demo.model.reply import failure_words
from weft.demo.model.seal import ident, sealed, signature
from weft.demo.model.words import Call, Refuse, Say, Think, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.demo.model.reply import Reply
    from weft.demo.model.words import Fault, Part

_KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    529: "overloaded_error",
}


class Anthropic:
    """The grammar of the Messages API."""

    def whole(self, reply: Reply) -> dict[str, Any]:
        """A message."""
        content = [_block(part, reply, n) for n, part in enumerate(reply.turn.said)]
        return {
            **_message(reply),
            "content": content,
            "stop_reason": _stop(reply),
            "usage": _usage(reply),
        }

    def events(self, reply: Reply) -> Iterator[bytes]:
        """message_start, the blocks one by one, message_delta, message_stop."""
        start = {**_message(reply), "content": [], "usage": {**_usage(reply), "output_tokens": 1}}
        yield _event("message_start", message=start)
        for number, part in enumerate(reply.turn.said):
            block = _block(part, reply, number)
            yield _event("content_block_start", index=number, content_block=_empty(block))
            if number == 0:
                yield _event("ping")
            for delta in _deltas(block):
                yield _event("content_block_delta", index=number, delta=delta)
            yield _event("content_block_stop", index=number)
        fault = reply.turn.fault
        if fault is not None:
            if fault.status:
                yield _event("error", **_error(fault, failure_words(fault.status)))
            return
        stop = {"stop_reason": _stop(reply), "stop_sequence": None}
        yield _event("message_delta", delta=stop, usage=_usage(reply))
        yield _event("message_stop")

    def failure(self, fault: Fault, message: str) -> dict[str, Any]:
        """An error."""
        return {"type": "error", **_error(fault, message), "request_id": ident("req_", message)}

    def counted(self, tokens: int) -> dict[str, Any]:
        """The answer of count_tokens."""
        return {"input_tokens": tokens}


def _event(kind: str, **fields: Any) -> bytes:
    data = json.dumps({"type": kind, **fields}, ensure_ascii=False, separators=(",", ":"))
    return f"event: {kind}\ndata: {data}\n\n".encode("utf-8", "backslashreplace")


def _error(fault: Fault, message: str) -> dict[str, Any]:
    return {"error": {"type": _KINDS.get(fault.status, "api_error"), "message": message}}


def _message(reply: Reply) -> dict[str, Any]:
    return {
        "id": "msg_" + reply.id,
        "type": "message",
        "role": "assistant",
        "model": reply.asked.model,
        "content": None,
        "stop_reason": None,
        "stop_sequence": None,
        "usage": None,
    }


def _usage(reply: Reply) -> dict[str, Any]:
    bill = reply.bill
    return {
        "input_tokens": bill.fresh,
        "cache_creation_input_tokens": bill.written,
        "cache_read_input_tokens": bill.read,
        "cache_creation": {
            "ephemeral_5m_input_tokens": bill.written - bill.written_long,
            "ephemeral_1h_input_tokens": bill.written_long,
        },
        "output_tokens": reply.output,
        "service_tier": "standard",
    }


def _stop(reply: Reply) -> str:
    if reply.turn.refuses:
        return "refusal"
    return "tool_use" if reply.turn.calls else "end_turn"


def _block(part: Part, reply: Reply, number: int) -> dict[str, Any]:
    match part:
        case Think(text, hidden=True):
            return {"type": "redacted_thinking", "data": sealed(text)}
        case Think(text):
            return {"type": "thinking", "thinking": text, "signature": signature(text)}
        case Call(name, arguments):
            use = ident("toolu_", reply.id, str(number))
            return {"type": "tool_use", "id": use, "name": name, "input": dict(arguments)}
        case Say(text, cited) if cited:
            return {"type": "text", "text": text, "citations": [_citation(cited)]}
        case Say(text) | Refuse(text):
            return {"type": "text", "text": text}
        case _:
            raise TypeError(f"this is not said in a message: {part!r}")


def _citation(passage: str) -> dict[str, Any]:
    return {
        "type": "char_location",
        "cited_text": passage,
        "document_index": 0,
        "document_title": None,
        "start_char_index": 0,
        "end_char_index": len(passage),
        "file_id": None,
    }


def _empty(block: dict[str, Any]) -> dict[str, Any]:
    """A block as it begins in a stream."""
    match block["type"]:
        case "thinking":
            return {**block, "thinking": "", "signature": ""}
        case "tool_use":
            return {**block, "input": {}}
        case "text":
            return {**block, "text": ""} | ({"citations": []} if "citations" in block else {})
        case _:
            return block


def _deltas(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    match block["type"]:
        case "thinking":
            for piece in pieces(block["thinking"]):
                yield {"type": "thinking_delta", "thinking": piece}
            yield {"type": "signature_delta", "signature": block["signature"]}
        case "tool_use":
            given = json.dumps(block["input"], ensure_ascii=False)
            for piece in ["", *pieces(given)]:
                yield {"type": "input_json_delta", "partial_json": piece}
        case "text":
            for citation in block.get("citations", ()):
                yield {"type": "citations_delta", "citation": citation}
            for piece in pieces(block["text"]):
                yield {"type": "text_delta", "text": piece}
        case _:
            return
