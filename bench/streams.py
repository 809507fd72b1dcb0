"""What it costs to hear an answer: framing it into events, and understanding them.

    python bench/streams.py

One row for each kind of event that streams are made of. Framing is `weft.dialects.sse` alone;
hearing is what an observer takes besides. Pieces are one event each, as they come over a network
from a provider, or 16 KB, as they come from one that is faster than its reader. Processor time,
the best of many runs.
"""

from __future__ import annotations

import gzip
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.dialects.hearing.frames import Frames
from weft.dialects.hearing.listen import observer
from weft.dialects.sse import Events

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EVENTS = 2_000
PIECE = 16 * 1024
RUNS = 15
STREAM = b"text/event-stream"
Told = dict[str, object]


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of event, and the stream that it is in the middle of."""

    what: str
    dialect: str
    first: bytes
    event: bytes


def written(told: Told, name: str = "", eol: str = "\n") -> bytes:
    """An event as providers write it."""
    head = f"event: {name}{eol}" if name else ""
    return f"{head}data: {json.dumps(told, separators=(',', ':'))}{eol}{eol}".encode()


def rows() -> list[Row]:
    """The kinds of events."""
    message = {"model": "claude-sonnet-4-5", "usage": {"input_tokens": 9, "output_tokens": 1}}
    call = {"type": "tool_use", "id": "toolu_01", "name": "read", "input": {}}
    begun = written({"type": "message_start", "message": message}, "message_start")
    begun += written(
        {"type": "content_block_start", "index": 1, "content_block": call}, "content_block_start"
    )
    created = {"type": "response.created", "response": {"model": "gpt-5.2-codex"}}
    text_delta = {
        "type": "response.output_text.delta",
        "item_id": "msg_0123456789abcdef0123456789abcdef",
        "output_index": 1,
        "content_index": 0,
        "delta": " hello there",
        "logprobs": [],
        "sequence_number": 7,
        "obfuscation": "aBcDeFgHiJ",
    }
    return [
        Row("Anthropic, text", "anthropic", begun, _block_delta("text_delta", text=" hello there")),
        Row(
            "Anthropic, a call",
            "anthropic",
            begun,
            _block_delta("input_json_delta", partial_json='{"path": "/etc'),
        ),
        Row("Chat, text", "openai", _chunk({"role": "assistant"}), _chunk({"content": " hello"})),
        Row("Chat, a call", "openai", _chunk({"role": "assistant"}), _chunk(_piece('"/etc'))),
        Row(
            "Responses, text",
            "responses",
            written(created, "response.created"),
            written(text_delta, "response.output_text.delta"),
        ),
        Row("Gemini, text", "gemini", b"", _gemini()),
    ]


def _block_delta(kind: str, **delta: str) -> bytes:
    told = {"type": "content_block_delta", "index": 1, "delta": {"type": kind, **delta}}
    return written(told, "content_block_delta")


def _chunk(delta: Told) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}
    return written(
        {
            "id": "chatcmpl-CabcdefGHIJKLmnop",
            "object": "chat.completion.chunk",
            "created": 1_764_500_000,
            "model": "gpt-5.2-2025-12-11",
            "service_tier": "default",
            "system_fingerprint": "fp_0123456789",
            "choices": [choice],
            "usage": None,
            "obfuscation": "aBcDeFgH",
        }
    )


def _piece(arguments: str) -> Told:
    return {"tool_calls": [{"index": 0, "function": {"arguments": arguments}}]}


def _gemini() -> bytes:
    text = "Each chunk of a Gemini stream holds a sentence or two, so there are far fewer of them. "
    usage = {"promptTokenCount": 900, "candidatesTokenCount": 40, "totalTokenCount": 940}
    told: Told = {
        "candidates": [{"content": {"parts": [{"text": text * 3}], "role": "model"}, "index": 0}],
        "usageMetadata": usage,
        "modelVersion": "gemini-2.5-pro",
        "responseId": "r1",
    }
    return written(told, eol="\r\n")


def seconds(work: Callable[[Sequence[bytes]], None], pieces: Sequence[bytes]) -> float:
    """Processor time of this work, at best."""
    best = float("inf")
    for _ in range(RUNS):
        began = time.process_time()
        work(pieces)
        best = min(best, time.process_time() - began)
    return best


def framed(pieces: Sequence[bytes]) -> None:
    events = Events()
    for piece in pieces:
        events.feed(piece)


def heard(dialect: str, coding: bytes = b"") -> Callable[[Sequence[bytes]], None]:
    def work(pieces: Sequence[bytes]) -> None:
        listening = observer(dialect, STREAM, 200, coding)
        for piece in pieces:
            listening.feed(piece)
        listening.heard()

    return work


def messages(pieces: Sequence[bytes]) -> None:
    frames = Frames()
    for piece in pieces:
        frames.feed(piece)


def cut(stream: bytes) -> list[bytes]:
    return [stream[at : at + PIECE] for at in range(0, len(stream), PIECE)]


def table() -> str:
    """All measurements."""
    lines = [
        "| Event | Bytes | Framing | Hearing besides | Both, 16 KB pieces | MB/s |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows():
        single = [row.first, *[row.event] * EVENTS]
        large = cut(b"".join(single))
        framing = seconds(framed, single)
        both = seconds(heard(row.dialect), single)
        packed = seconds(heard(row.dialect), large)
        rate = sum(map(len, large)) / packed / 1e6
        figures = " | ".join(
            f"{time_ / EVENTS * 1e6:.2f} µs" for time_ in (framing, both - framing, packed)
        )
        lines.append(f"| {row.what} | {len(row.event)} | {figures} | {rate:.0f} |")
    return "\n".join(lines)


def others() -> list[str]:
    """What has no framing, or more than that."""
    row = next(row for row in rows() if row.dialect == "responses")
    message = row.event.partition(b"data: ")[2].rstrip()
    socket = seconds(messages, [message] * EVENTS) / EVENTS * 1e6
    row = rows()[0]
    packed = cut(gzip.compress(row.first + row.event * EVENTS))
    zipped = seconds(heard(row.dialect, b"gzip"), packed) / EVENTS * 1e6
    usage = {"input_tokens": 9, "output_tokens": 1}
    body = json.dumps({"model": "m", "content": [{"text": "x " * 4_000}], "usage": usage}).encode()
    whole = seconds(_whole, [body]) * 1e6
    return [
        f"Responses over WebSocket, text: {socket:.2f} µs a message.",
        f"Anthropic, text, in gzip, 16 KB pieces: {zipped:.2f} µs an event.",
        f"Anthropic, a whole answer of {len(body) // 1000} KB: {whole:.0f} µs.",
    ]


def _whole(pieces: Sequence[bytes]) -> None:
    listening = observer("anthropic", b"application/json", 200)
    for piece in pieces:
        listening.feed(piece)
    listening.heard()


if __name__ == "__main__":
    print(table())
    print()
    print("\n".join(others()))
