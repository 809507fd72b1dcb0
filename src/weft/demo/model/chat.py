"""OpenAI Chat Completions: a completion, or its chunks; each of `n` choices says the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weft.demo.model.reply import failure_words
from weft.demo.model.seal import ident
from weft.demo.model.words import Call, Fault, Refuse, Say, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.demo.model.reply import Reply

CREATED = 1_767_225_600  # no clock speaks here
MOST_CHOICES = 8
_KINDS = {401: "invalid_request_error", 429: "rate_limit_exceeded", 400: "invalid_request_error"}


class Chat:
    """The grammar of Chat Completions."""

    def whole(self, reply: Reply) -> dict[str, Any]:
        """A completion."""
        message = {"role": "assistant", **_message(reply)}
        choices = [
            {"index": n, "message": message, "logprobs": None, "finish_reason": _finish(reply)}
            for n in range(_count(reply))
        ]
        return {**_about(reply, "chat.completion"), "choices": choices, "usage": _usage(reply)}

    def events(self, reply: Reply) -> Iterator[bytes]:
        """Chunks: the role first, then what is said, how it ended, what it costs, [DONE]."""
        options = reply.asked.options.get("stream_options")
        counted = isinstance(options, dict) and bool(options.get("include_usage"))
        numbers = range(_count(reply))
        for delta in _deltas(reply):
            for number in numbers:
                yield _chunk(reply, counted, number, delta, None)
        fault = reply.turn.fault
        if fault is not None:
            if fault.status:
                yield _data(self.failure(fault, failure_words(fault.status)))
            return
        for number in numbers:
            yield _chunk(reply, counted, number, {}, _finish(reply))
        if counted:
            about = _about(reply, "chat.completion.chunk")
            yield _data({**about, "choices": [], "usage": _usage(reply)})
        yield b"data: [DONE]\n\n"

    def failure(self, fault: Fault, message: str) -> dict[str, Any]:
        """An error."""
        kind = _KINDS.get(fault.status, "server_error")
        return {"error": {"message": message, "type": kind, "param": None, "code": None}}

    def counted(self, tokens: int) -> dict[str, Any]:
        """There is no such question here; what the Responses API would say."""
        return {"object": "response.input_tokens", "input_tokens": tokens}


def _data(value: object) -> bytes:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"data: {data}\n\n".encode("utf-8", "backslashreplace")


def _chunk(
    reply: Reply, counted: bool, number: int, delta: dict[str, Any], finish: str | None
) -> bytes:
    choice = {"index": number, "delta": delta, "logprobs": None, "finish_reason": finish}
    about = _about(reply, "chat.completion.chunk")
    return _data({**about, "choices": [choice], **({"usage": None} if counted else {})})


def _about(reply: Reply, kind: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-" + reply.id,
        "object": kind,
        "created": CREATED,
        "model": reply.asked.model,
        "service_tier": "default",
        "system_fingerprint": "fp_scripted",
    }


def _count(reply: Reply) -> int:
    wanted = reply.asked.options.get("n")
    return wanted if isinstance(wanted, int) and 0 < wanted <= MOST_CHOICES else 1


def _finish(reply: Reply) -> str:
    return "tool_calls" if reply.turn.calls else "stop"


def _texts(reply: Reply) -> tuple[str, str, list[dict[str, Any]]]:
    """What is said, what is refused, and what is cited. Reasoning is not shown here."""
    said, refused, cited = "", "", []
    for part in reply.turn.said:
        if isinstance(part, Say):
            if part.cited:
                url = {"start_index": len(said), "end_index": len(said + part.text)}
                url |= {"url": "https://example.com/", "title": part.cited}  # type: ignore[dict-item]
                cited.append({"type": "url_citation", "url_citation": url})
            said += part.text
        elif isinstance(part, Refuse):
            refused += part.text
    return said, refused, cited


def _calls(reply: Reply) -> list[dict[str, Any]]:
    found = []
    for number, part in enumerate(reply.turn.said):
        if isinstance(part, Call):
            given = json.dumps(dict(part.arguments), ensure_ascii=False, separators=(",", ":"))
            function = {"name": part.name, "arguments": given}
            call = ident("call_", reply.id, str(number))
            found.append({"id": call, "type": "function", "function": function})
    return found


def _message(reply: Reply) -> dict[str, Any]:
    said, refused, cited = _texts(reply)
    message: dict[str, Any] = {"content": said or None, "refusal": refused or None}
    message["annotations"] = cited
    if calls := _calls(reply):
        message["tool_calls"] = calls
    return message


def _deltas(reply: Reply) -> Iterator[dict[str, Any]]:
    said, refused, cited = _texts(reply)
    yield {"role": "assistant", "content": "" if said else None, "refusal": None}
    for piece in pieces(said):
        yield {"content": piece}
    if cited:
        yield {"annotations": cited}
    for piece in pieces(refused):
        yield {"refusal": piece}
    for number, call in enumerate(_calls(reply)):
        given = call["function"]["arguments"]
        begun = {**call, "index": number, "function": {**call["function"], "arguments": ""}}
        yield {"tool_calls": [begun]}
        for piece in pieces(given):
            yield {"tool_calls": [{"index": number, "function": {"arguments": piece}}]}


def _usage(reply: Reply) -> dict[str, Any]:
    bill = reply.bill
    return {
        "prompt_tokens": bill.input,
        "completion_tokens": reply.output,
        "total_tokens": bill.input + reply.output,
        "prompt_tokens_details": {"cached_tokens": bill.read, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": reply.thought,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }
