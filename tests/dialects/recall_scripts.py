"""What providers stream, turn by turn, for the tests of joining. A turn is a list of what is said.

("text", "Let me look.")                      words
("thinking", "Hm.", "c2ln")                   thinking with its signature (Anthropic, Gemini)
("call", "call_1", "weft_retrieve", "{...}")  a tool's call
"""

from __future__ import annotations

import json
from typing import Any

Said = tuple[str, ...]
HASH = "0123456789abcdef01234567"
ASK = ("call", "toolu_ours", "weft_retrieve", json.dumps({"hash": HASH, "lines": "1-9"}))
THEIRS = ("call", "toolu_theirs", "read_file", '{"path": "a.py", "big": 12345678901234567890}')


def sse(*events: dict[str, Any] | str, named: bool = False) -> bytes:
    out = []
    for event in events:
        data = event if isinstance(event, str) else json.dumps(event, separators=(",", ":"))
        name = f"event: {event['type']}\n" if named and isinstance(event, dict) else ""
        out.append(f"{name}data: {data}\n\n".encode())
    return b"".join(out)


def halves(text: str) -> tuple[str, str]:
    return text[: len(text) // 2], text[len(text) // 2 :]


def anthropic(said: list[Said], id_: str = "msg_1", stop: str = "", out: int = 10) -> bytes:
    usage = {"input_tokens": 100, "cache_read_input_tokens": 1000, "output_tokens": 1}
    message = {
        "id": id_,
        "type": "message",
        "role": "assistant",
        "model": "claude",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {**usage, "cache_creation_input_tokens": 7, "service_tier": "standard"},
    }
    events: list[dict[str, Any]] = [{"type": "message_start", "message": message}]
    events.append({"type": "ping"})
    for index, one in enumerate(said):
        block: dict[str, Any]
        match one:
            case ("text", text):
                block = {"type": "text", "text": ""}
                deltas = [{"type": "text_delta", "text": half} for half in halves(text)]
            case ("thinking", text, signature):
                block = {"type": "thinking", "thinking": "", "signature": ""}
                deltas = [{"type": "thinking_delta", "thinking": half} for half in halves(text)]
                deltas.append({"type": "signature_delta", "signature": signature})
            case ("call", call, name, arguments):
                block = {"type": "tool_use", "id": call, "name": name, "input": {}}
                pieces = ("", *halves(arguments))
                deltas = [{"type": "input_json_delta", "partial_json": p} for p in pieces]
            case _:
                raise AssertionError(one)
        events.append({"type": "content_block_start", "index": index, "content_block": block})
        events += [
            {"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas
        ]
        events.append({"type": "content_block_stop", "index": index})
    calls = any(one[0] == "call" for one in said)
    reason = stop or ("tool_use" if calls else "end_turn")
    events.append(
        {
            "type": "message_delta",
            "delta": {"stop_reason": reason, "stop_sequence": None},
            "usage": {"output_tokens": out},
        }
    )
    events.append({"type": "message_stop"})
    return sse(*events, named=True)


def chat(said: list[Said], id_: str = "chatcmpl-1", stop: str = "", out: int = 10) -> bytes:
    base = {"id": id_, "object": "chat.completion.chunk", "created": len(id_), "model": "gpt"}

    def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return {**base, "choices": [choice], "usage": None}

    events: list[dict[str, Any] | str] = [chunk({"role": "assistant", "content": None})]
    number = 0
    for one in said:
        match one:
            case ("text", text):
                events += [chunk({"content": half}) for half in halves(text)]
            case ("thinking", text, _):
                events += [chunk({"reasoning_content": half}) for half in halves(text)]
            case ("call", call, name, arguments):
                function = {"name": name, "arguments": ""}
                begun = {"index": number, "id": call, "type": "function", "function": function}
                events.append(chunk({"tool_calls": [begun]}))
                for half in halves(arguments):
                    more = {"index": number, "function": {"arguments": half}}
                    events.append(chunk({"tool_calls": [more]}))
                number += 1
            case _:
                raise AssertionError(one)
    events.append(chunk({}, stop or ("tool_calls" if number else "stop")))
    usage = {
        "prompt_tokens": 100,
        "completion_tokens": out,
        "total_tokens": 100 + out,
        "prompt_tokens_details": {"cached_tokens": 64},
    }
    events.append({**base, "choices": [], "usage": usage})
    events.append("[DONE]")
    return sse(*events)


def item_of(one: Said, id_: str) -> dict[str, Any]:
    match one:
        case ("text", text):
            part = {"type": "output_text", "text": text, "annotations": []}
            return {
                "type": "message",
                "id": f"msg_{id_}",
                "status": "completed",
                "role": "assistant",
                "content": [part],
            }
        case ("thinking", text, signature):
            return {
                "type": "reasoning",
                "id": f"rs_{id_}",
                "summary": [{"type": "summary_text", "text": text}],
                "encrypted_content": signature,
            }
        case ("call", call, name, arguments):
            return {
                "type": "function_call",
                "id": f"fc_{id_}",
                "status": "completed",
                "call_id": call,
                "name": name,
                "arguments": arguments,
            }
        case _:
            raise AssertionError(one)


def response_of(said: list[Said], id_: str, status: str = "completed", out: int = 10) -> Any:
    over = status != "in_progress"
    return {
        "id": id_,
        "object": "response",
        "created_at": len(id_),
        "status": status,
        "error": None,
        "model": "gpt",
        "previous_response_id": None,
        "output": [item_of(one, f"{id_}_{n}") for n, one in enumerate(said)] if over else [],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": 100,
            "input_tokens_details": {"cached_tokens": 64},
            "output_tokens": out,
            "output_tokens_details": {"reasoning_tokens": 1},
            "total_tokens": 100 + out,
        }
        if over
        else None,
    }


def responses(said: list[Said], id_: str = "resp_1", stop: str = "", out: int = 10) -> bytes:
    status = stop or "completed"
    begun = response_of([], id_, "in_progress")
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
    ]
    for index, one in enumerate(said):
        item = item_of(one, f"{id_}_{index}")
        at = {"output_index": index}
        if item["type"] == "message":
            empty = {"type": "output_text", "text": "", "annotations": []}
            place = {"item_id": item["id"], **at, "content_index": 0}
            events += [
                {"type": "response.output_item.added", **at, "item": {**item, "content": []}},
                {"type": "response.content_part.added", **place, "part": empty},
                *(
                    {"type": "response.output_text.delta", **place, "delta": half, "logprobs": []}
                    for half in halves(one[1])
                ),
                {"type": "response.output_text.done", **place, "text": one[1], "logprobs": []},
                {"type": "response.content_part.done", **place, "part": item["content"][0]},
            ]
        elif item["type"] == "function_call":
            place = {"item_id": item["id"], **at}
            kind = "response.function_call_arguments"
            events += [
                {"type": "response.output_item.added", **at, "item": {**item, "arguments": ""}},
                *({"type": f"{kind}.delta", **place, "delta": half} for half in halves(one[3])),
                {"type": f"{kind}.done", **place, "arguments": one[3], "name": one[2]},
            ]
        else:
            events.append({"type": "response.output_item.added", **at, "item": item})
        events.append({"type": "response.output_item.done", **at, "item": item})
    events.append({"type": f"response.{status}", "response": response_of(said, id_, status, out)})
    numbered = [{**event, "sequence_number": n} for n, event in enumerate(events)]
    return sse(*numbered, named=True)


def part_of(one: Said) -> dict[str, Any]:
    match one:
        case ("text", text):
            return {"text": text}
        case ("thinking", text, _):
            return {"text": text, "thought": True}
        case ("call", call, name, arguments):
            asked = {"id": call, "name": name, "args": json.loads(arguments)}
            return {"functionCall": asked, "thoughtSignature": f"sig-{call}"}
        case _:
            raise AssertionError(one)


def gemini_usage(out: int) -> dict[str, Any]:
    return {
        "promptTokenCount": 100,
        "candidatesTokenCount": out,
        "totalTokenCount": 100 + out,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 100}],
    }


def gemini(said: list[Said], id_: str = "resp-1", stop: str = "STOP", out: int = 10) -> bytes:
    out_ = []
    for number, one in enumerate(said):
        candidate: dict[str, Any] = {
            "content": {"parts": [part_of(one)], "role": "model"},
            "index": 0,
        }
        if number == len(said) - 1:
            candidate["finishReason"] = stop
        chunk = {
            "candidates": [candidate],
            "usageMetadata": gemini_usage(out),
            "modelVersion": "gemini",
            "responseId": id_,
        }
        out_.append(b"data: " + json.dumps(chunk).encode() + b"\r\n\r\n")
    return b"".join(out_)


STREAMS = {"anthropic": anthropic, "openai": chat, "responses": responses, "gemini": gemini}


def whole(name: str, said: list[Said], id_: str = "first", stop: str = "", out: int = 10) -> Any:
    """The same turn as an answer that is not streamed."""
    calls = any(one[0] == "call" for one in said)
    match name:
        case "anthropic":
            return {
                "id": id_,
                "type": "message",
                "role": "assistant",
                "content": [block_of(one) for one in said],
                "stop_reason": stop or ("tool_use" if calls else "end_turn"),
                "usage": {"input_tokens": 100, "output_tokens": out, "service_tier": "standard"},
            }
        case "openai":
            message: dict[str, Any] = {
                "role": "assistant",
                "content": "".join(one[1] for one in said if one[0] == "text") or None,
                "refusal": None,
            }
            if calls:
                message["tool_calls"] = [
                    {"id": c[1], "type": "function", "function": {"name": c[2], "arguments": c[3]}}
                    for c in said
                    if c[0] == "call"
                ]
            reason = stop or ("tool_calls" if calls else "stop")
            choice = {"index": 0, "message": message, "finish_reason": reason}
            usage = {"prompt_tokens": 100, "completion_tokens": out, "total_tokens": 100 + out}
            return {"id": id_, "object": "chat.completion", "choices": [choice], "usage": usage}
        case "responses":
            return response_of(said, id_, stop or "completed", out)
        case _:
            content = {"parts": [part_of(one) for one in said], "role": "model"}
            return {
                "candidates": [{"content": content, "finishReason": stop or "STOP", "index": 0}],
                "usageMetadata": gemini_usage(out),
                "responseId": id_,
            }


def block_of(one: Said) -> dict[str, Any]:
    match one:
        case ("text", text):
            return {"type": "text", "text": text}
        case ("thinking", text, signature):
            return {"type": "thinking", "thinking": text, "signature": signature}
        case ("call", call, name, arguments):
            asked = json.loads(arguments)
            return {"type": "tool_use", "id": call, "name": name, "input": asked}
        case _:
            raise AssertionError(one)
