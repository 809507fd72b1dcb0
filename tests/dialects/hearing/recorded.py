"""Answers as the providers send them, built event by event, and what is heard of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weft.dialects.hearing.listen import observer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weft.dialects.hearing.heard import Heard

STREAM = b"text/event-stream; charset=utf-8"
JSON = b"application/json"

Told = dict[str, Any]


def compact(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def named(*events: Told) -> bytes:
    """Events as Anthropic and the Responses API send them: named by their type."""
    return b"".join(
        b"event: " + event["type"].encode() + b"\ndata: " + compact(event) + b"\n\n"
        for event in events
    )


def chunks(*events: Told, done: bool = True) -> bytes:
    """Chunks without a name, as Chat Completions sends them."""
    stream = b"".join(b"data: " + compact(event) + b"\n\n" for event in events)
    return stream + b"data: [DONE]\n\n" if done else stream


def heard(
    dialect: str,
    *pieces: bytes,
    kind: bytes = STREAM,
    status: int = 200,
    coding: bytes = b"",
) -> Heard:
    """What is heard of an answer that comes in these pieces."""
    listening = observer(dialect, kind, status, coding)
    for piece in pieces:
        listening.feed(piece)
    return listening.heard()


def each_byte(stream: bytes) -> Iterable[bytes]:
    return (bytes([byte]) for byte in stream)


# --- Anthropic


def message_start(**usage: Any) -> Told:
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-4-5-20250929",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 25, "output_tokens": 1, **usage},
    }
    return {"type": "message_start", "message": message}


def block_start(index: int, **block: Any) -> Told:
    return {"type": "content_block_start", "index": index, "content_block": block}


def block_delta(index: int, kind: str, **delta: Any) -> Told:
    return {"type": "content_block_delta", "index": index, "delta": {"type": kind, **delta}}


def block_stop(index: int) -> Told:
    return {"type": "content_block_stop", "index": index}


def message_delta(stop: str | None, **usage: Any) -> Told:
    delta = {"stop_reason": stop, "stop_sequence": None}
    return {"type": "message_delta", "delta": delta, "usage": usage}


MESSAGE_STOP: Told = {"type": "message_stop"}
PING: Told = {"type": "ping"}


def tool_use(index: int, id_: str, name: str, *given: str) -> list[Told]:
    start = block_start(index, type="tool_use", id=id_, name=name, input={})
    deltas = [block_delta(index, "input_json_delta", partial_json=piece) for piece in given]
    return [start, *deltas, block_stop(index)]


ANTHROPIC = named(
    message_start(
        cache_read_input_tokens=2_000,
        cache_creation_input_tokens=300,
        cache_creation={"ephemeral_5m_input_tokens": 100, "ephemeral_1h_input_tokens": 200},
    ),
    PING,
    block_start(0, type="thinking", thinking="", signature=""),
    block_delta(0, "thinking_delta", thinking="I should look at the file 🧵."),
    block_delta(0, "signature_delta", signature="EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pk="),
    block_stop(0),
    block_start(1, type="text", text=""),
    block_delta(1, "text_delta", text='Let me look at "x".\n'),
    block_delta(1, "citations_delta", citation={"type": "char_location", "cited_text": "a"}),
    block_stop(1),
    *tool_use(2, "toolu_1", "read", "", '{"path": ', '"/etc/hosts"}'),
    *tool_use(3, "toolu_2", "now"),
    message_delta("tool_use", output_tokens=89),
    MESSAGE_STOP,
)

# --- Chat Completions


def chunk(delta: Told, *, index: int = 0, finish: str | None = None, **more: Any) -> Told:
    choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}
    return _chunk([choice], **more)


def usage_chunk(**usage: Any) -> Told:
    return _chunk([], usage={"prompt_tokens": 0, "completion_tokens": 0, **usage})


def _chunk(choices: list[Told], **more: Any) -> Told:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_764_500_000,
        "model": "gpt-5.2-2025-12-11",
        "service_tier": "default",
        "system_fingerprint": "fp_1",
        "choices": choices,
        "usage": None,
        "obfuscation": "aBcD",
        **more,
    }


def call_piece(index: int, arguments: str, **begun: Any) -> Told:
    name = {"name": begun.pop("name")} if "name" in begun else {}
    return {"tool_calls": [{"index": index, **begun, "function": {**name, "arguments": arguments}}]}


CHAT = chunks(
    chunk({"role": "assistant", "content": "", "refusal": None}),
    chunk({"content": 'Let me look at "usage":{ 🧵'}),
    chunk(call_piece(0, "", id="call_1", type="function", name="read")),
    chunk(call_piece(0, '{"path":')),
    chunk(call_piece(0, '"/etc/hosts"}')),
    chunk(call_piece(1, "", id="call_2", type="function", name="now")),
    chunk(call_piece(1, "{}")),
    chunk({}, finish="tool_calls"),
    usage_chunk(
        prompt_tokens=2_000,
        completion_tokens=60,
        prompt_tokens_details={"cached_tokens": 1_500, "cache_write_tokens": 300},
    ),
)

# --- Responses


def numbered(*events: Told) -> list[Told]:
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]


def response(status: str, **more: Any) -> Told:
    return {
        "id": "resp_1",
        "object": "response",
        "status": status,
        "model": "gpt-5.2-codex",
        "instructions": "Be brief.",
        "error": None,
        "incomplete_details": None,
        "output": [],
        "usage": None,
        **more,
    }


def created(**more: Any) -> Told:
    return {"type": "response.created", "response": response("in_progress", **more)}


def ended(status: str, **more: Any) -> Told:
    return {"type": f"response.{status}", "response": response(status, **more)}


def item_added(index: int, item: Told) -> Told:
    return {"type": "response.output_item.added", "output_index": index, "item": item}


def item_done(index: int, item: Told) -> Told:
    return {"type": "response.output_item.done", "output_index": index, "item": item}


def function_call(id_: str, name: str, arguments: str, status: str = "completed") -> Told:
    return {
        "type": "function_call",
        "id": f"fc_{id_}",
        "call_id": id_,
        "name": name,
        "arguments": arguments,
        "status": status,
    }


def responses_usage(fresh: int, read: int, written: int, output: int, long: int = 0) -> Told:
    details = {"ttl_30m_tokens": written - long, "ttl_12h_tokens": long}
    return {
        "input_tokens": fresh + read + written,
        "input_tokens_details": {
            "cached_tokens": read,
            "cache_write_tokens": written,
            "cache_write_tokens_details": details,
        },
        "output_tokens": output,
        "output_tokens_details": {"reasoning_tokens": 5},
        "total_tokens": fresh + read + written + output,
    }


_CALLS = (
    function_call("call_1", "read", '{"path":"/etc/hosts"}'),
    function_call("call_2", "now", "{}"),
)

RESPONSES_EVENTS = numbered(
    created(),
    {"type": "response.in_progress", "response": response("in_progress")},
    item_added(0, {"type": "reasoning", "id": "rs_1", "encrypted_content": "gAAAA"}),
    item_done(0, {"type": "reasoning", "id": "rs_1", "encrypted_content": "gAAAAB"}),
    item_added(1, function_call("call_1", "read", "", "in_progress")),
    item_added(2, function_call("call_2", "now", "", "in_progress")),
    {"type": "response.function_call_arguments.delta", "output_index": 1, "delta": '{"pa'},
    item_done(2, _CALLS[1]),
    {"type": "response.output_text.delta", "output_index": 3, "delta": "🧵"},
    item_done(1, _CALLS[0]),
    ended("completed", usage=responses_usage(200, 1_500, 300, 60)),
)
RESPONSES = named(*RESPONSES_EVENTS)

# --- Gemini


def candidate(*parts: Told, finish: str | None = None, **more: Any) -> Told:
    content = {"parts": list(parts), "role": "model"}
    reason = {"finishReason": finish} if finish else {}
    return {"candidates": [{"content": content, "index": 0, **reason}], **more}


def metadata(**usage: Any) -> Told:
    return {
        "usageMetadata": {"promptTokenCount": 2_000, "totalTokenCount": 1, **usage},
        "modelVersion": "gemini-2.5-pro",
        "responseId": "r1",
    }


GEMINI_CHUNKS = (
    candidate({"text": "I think", "thought": True}, **metadata(thoughtsTokenCount=20)),
    candidate({"text": 'Let me look at "finish" 🧵'}, **metadata(thoughtsTokenCount=20)),
    candidate(
        {
            "functionCall": {"name": "read", "args": {"path": "/etc/hosts"}},
            "thoughtSignature": "Eg",
        },
        {"functionCall": {"id": "f2", "name": "now", "args": {}}},
        **metadata(thoughtsTokenCount=20, candidatesTokenCount=5),
    ),
    candidate(
        {"text": ""},
        finish="STOP",
        **metadata(
            candidatesTokenCount=40,
            thoughtsTokenCount=20,
            cachedContentTokenCount=1_500,
            toolUsePromptTokenCount=30,
        ),
    ),
)
# Google ends its lines with CRLF, and writes an array over many of them.
GEMINI = chunks(*GEMINI_CHUNKS, done=False).replace(b"\n", b"\r\n")
GEMINI_ARRAY = (
    b"[" + b"\r\n,\r\n".join(json.dumps(each, indent=2).encode() for each in GEMINI_CHUNKS) + b"]"
)

STREAMS: dict[str, tuple[str, bytes, bytes]] = {
    "anthropic": ("anthropic", STREAM, ANTHROPIC),
    "chat": ("openai", STREAM, CHAT),
    "responses": ("responses", STREAM, RESPONSES),
    "gemini": ("gemini", STREAM, GEMINI),
    "gemini array": ("gemini", JSON, GEMINI_ARRAY),
}
