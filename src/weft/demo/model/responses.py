"""OpenAI Responses: a response, or its events, each with its number in the sequence.

The same events go over a WebSocket, one to a message.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weft.demo.model.chat import CREATED
from weft.demo.model.reply import failure_words
from weft.demo.model.seal import ident, sealed
from weft.demo.model.words import Call, Refuse, Say, Think, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.demo.model.reply import Reply
    from weft.demo.model.words import Fault, Part

_KINDS = {400: "invalid_request_error", 401: "invalid_request_error", 429: "rate_limit_exceeded"}


class Responses:
    """The grammar of the Responses API."""

    def whole(self, reply: Reply) -> dict[str, Any]:
        """A response."""
        return {
            **_about(reply, "completed"),
            "completed_at": CREATED,
            "output": output(reply),
            "usage": _usage(reply),
        }

    def events(self, reply: Reply) -> Iterator[bytes]:
        """The messages, as server-sent events."""
        for number, message in enumerate(self.messages(reply)):
            numbered = {"type": message["type"], "sequence_number": number, **message}
            data = json.dumps(numbered, ensure_ascii=False, separators=(",", ":"))
            text = f"event: {message['type']}\ndata: {data}\n\n"
            yield text.encode("utf-8", "backslashreplace")

    def messages(self, reply: Reply) -> Iterator[dict[str, Any]]:
        """created, in_progress, the items one by one, completed."""
        begun = _about(reply, "in_progress")
        yield {"type": "response.created", "response": begun}
        yield {"type": "response.in_progress", "response": begun}
        items = output(reply)
        for number, item in enumerate(items):
            yield from _item(number, item)
        fault = reply.turn.fault
        if fault is None:
            yield {"type": "response.completed", "response": self.whole(reply)}
        elif fault.status:
            code = _KINDS.get(fault.status, "server_error")
            error = {"code": code, "message": failure_words(fault.status)}
            failed = {**_about(reply, "failed"), "output": items, "error": error}
            yield {"type": "response.failed", "response": failed}

    def failure(self, fault: Fault, message: str) -> dict[str, Any]:
        """An error."""
        kind = _KINDS.get(fault.status, "server_error")
        return {"error": {"message": message, "type": kind, "param": None, "code": None}}

    def counted(self, tokens: int) -> dict[str, Any]:
        """The answer of input_tokens."""
        return {"object": "response.input_tokens", "input_tokens": tokens}


def output(reply: Reply) -> list[dict[str, Any]]:
    """What the model says, as items."""
    return [_whole(part, reply, n) for n, part in enumerate(reply.turn.said)]


def _about(reply: Reply, status: str) -> dict[str, Any]:
    options = reply.asked.options
    return {
        "id": "resp_" + reply.id,
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": options.get("instructions"),
        "max_output_tokens": options.get("max_output_tokens"),
        "model": reply.asked.model,
        "output": [],
        "parallel_tool_calls": options.get("parallel_tool_calls", True),
        "previous_response_id": options.get("previous_response_id"),
        "store": options.get("store", True),
        "tool_choice": options.get("tool_choice", "auto"),
        "tools": options.get("tools", []),
        "usage": None,
        "metadata": {},
    }


def _usage(reply: Reply) -> dict[str, Any]:
    bill = reply.bill
    return {
        "input_tokens": bill.input,
        "input_tokens_details": {"cached_tokens": bill.read},
        "output_tokens": reply.output,
        "output_tokens_details": {"reasoning_tokens": reply.thought},
        "total_tokens": bill.input + reply.output,
    }


def _whole(part: Part, reply: Reply, number: int) -> dict[str, Any]:
    about = (reply.id, str(number))
    match part:
        case Think(text, hidden):
            summary = [] if hidden else [{"type": "summary_text", "text": text}]
            item = {"id": ident("rs_", *about), "type": "reasoning", "summary": summary}
            include = reply.asked.options.get("include")
            wanted = isinstance(include, list) and "reasoning.encrypted_content" in include
            return {**item, "encrypted_content": sealed(text)} if wanted else item
        case Call(name, arguments):
            given = json.dumps(dict(arguments), ensure_ascii=False, separators=(",", ":"))
            return {
                "id": ident("fc_", *about),
                "type": "function_call",
                "status": "completed",
                "arguments": given,
                "call_id": ident("call_", *about),
                "name": name,
            }
        case Say(text, cited):
            return _message(reply, number, _text(text, cited))
        case Refuse(text):
            return _message(reply, number, {"type": "refusal", "refusal": text})
        case _:
            raise TypeError(f"this is no item: {part!r}")


def _message(reply: Reply, number: int, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": ident("msg_", reply.id, str(number)),
        "type": "message",
        "status": "completed",
        "content": [content],
        "role": "assistant",
    }


def _text(text: str, cited: str) -> dict[str, Any]:
    place = {"start_index": 0, "end_index": len(text), "url": "https://example.com/"}
    found = [{"type": "url_citation", "title": cited, **place}] if cited else []
    return {"type": "output_text", "annotations": found, "logprobs": [], "text": text}


def _item(number: int, item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    place = {"item_id": item["id"], "output_index": number}
    match item["type"]:
        case "function_call":
            begun, inner = {**item, "arguments": "", "status": "in_progress"}, _arguments
        case "reasoning":
            begun, inner = {**item, "summary": []}, _summary
        case _:
            begun, inner = {**item, "content": [], "status": "in_progress"}, _content
    yield {"type": "response.output_item.added", "output_index": number, "item": begun}
    yield from inner(item, place)
    yield {"type": "response.output_item.done", "output_index": number, "item": item}


def _arguments(item: dict[str, Any], place: dict[str, Any]) -> Iterator[dict[str, Any]]:
    kind = "response.function_call_arguments"
    for piece in pieces(item["arguments"]):
        yield {"type": f"{kind}.delta", **place, "delta": piece}
    yield {"type": f"{kind}.done", **place, "arguments": item["arguments"]}


def _summary(item: dict[str, Any], place: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number, part in enumerate(item["summary"]):
        here = {**place, "summary_index": number}
        kind, text = "response.reasoning_summary", part["text"]
        yield {"type": f"{kind}_part.added", **here, "part": {**part, "text": ""}}
        for piece in pieces(text):
            yield {"type": f"{kind}_text.delta", **here, "delta": piece}
        yield {"type": f"{kind}_text.done", **here, "text": text}
        yield {"type": f"{kind}_part.done", **here, "part": part}


def _content(item: dict[str, Any], place: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number, part in enumerate(item["content"]):
        here = {**place, "content_index": number}
        refuses = part["type"] == "refusal"
        name = "refusal" if refuses else "text"
        kind = "response.refusal" if refuses else "response.output_text"
        logs: dict[str, Any] = {} if refuses else {"logprobs": []}
        empty = {**part, name: ""} | ({} if refuses else {"annotations": []})
        yield {"type": "response.content_part.added", **here, "part": empty}
        for piece in pieces(part[name]):
            yield {"type": f"{kind}.delta", **here, "delta": piece, **logs}
        for at, found in enumerate(part.get("annotations", ())):
            added = {"annotation_index": at, "annotation": found}
            yield {"type": "response.output_text.annotation.added", **here, **added}
        yield {"type": f"{kind}.done", **here, name: part[name], **logs}
        yield {"type": "response.content_part.done", **here, "part": part}
