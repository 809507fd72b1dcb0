"""Conversations for tests: one agent's work, in the shape of each provider, turn by turn."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

LOG = "".join(
    f"2026-01-02 03:{n // 60:02}:{n % 60:02} {'ERROR' if n == 417 else 'INFO'} worker-{n % 7} "
    f"job {n} {'failed: disk full' if n == 417 else f'took {n * 37 % 91} ms'}\n"
    for n in range(600)
)
ROWS = json.dumps(
    [{"id": n, "name": f"item {n}", "price": n * 3 % 97, "state": "sold"} for n in range(300)],
    indent=1,
)
CODE = "".join(f"def f{n}(x):\n    return x + {n}\n\n" for n in range(60))
TURNS = (
    ("Why did the nightly run fail? Job 417, I think.", "First the log.", "bash", LOG),
    ("", "Now what was sold.", "fetch_items", ROWS),
    ("", "The code.", "Read", CODE),
    ("Thanks. And the log again?", "Once more.", "bash", LOG),
)


@dataclass(frozen=True)
class Shape:
    """One provider's shape: how a turn is written, and the key of a body."""

    name: str
    key: str
    turn: Callable[[int, str, str, str, str], list[dict[str, Any]]]

    def items(self, turns: int = len(TURNS)) -> list[dict[str, Any]]:
        """A conversation of so many turns, the last one just answered by its tool."""
        return [
            item for number, turn in enumerate(TURNS[:turns]) for item in self.turn(number, *turn)
        ]

    def body(self, turns: int = len(TURNS)) -> dict[str, Any]:
        """The same as the body of a request."""
        return {"model": "gpt-4o", self.key: self.items(turns)}


def _anthropic(number: int, asked: str, said: str, tool: str, gave: str) -> list[dict[str, Any]]:
    call = {"type": "tool_use", "id": f"t{number}", "name": tool, "input": {"n": number}}
    result = {"type": "tool_result", "tool_use_id": f"t{number}", "content": gave}
    return [
        *([{"role": "user", "content": asked}] if asked else []),
        {"role": "assistant", "content": [{"type": "text", "text": said}, call]},
        {"role": "user", "content": [result]},
    ]


def _chat(number: int, asked: str, said: str, tool: str, gave: str) -> list[dict[str, Any]]:
    function = {"name": tool, "arguments": json.dumps({"n": number})}
    calls = [{"id": f"t{number}", "type": "function", "function": function}]
    return [
        *([{"role": "user", "content": asked}] if asked else []),
        {"role": "assistant", "content": said, "tool_calls": calls},
        {"role": "tool", "tool_call_id": f"t{number}", "content": gave},
    ]


def _responses(number: int, asked: str, said: str, tool: str, gave: str) -> list[dict[str, Any]]:
    given = json.dumps({"n": number})
    text = [{"type": "output_text", "text": said}]
    return [
        *([{"role": "user", "content": asked}] if asked else []),
        {"type": "message", "role": "assistant", "content": text},
        {"type": "function_call", "call_id": f"t{number}", "name": tool, "arguments": given},
        {"type": "function_call_output", "call_id": f"t{number}", "output": gave},
    ]


def _gemini(number: int, asked: str, said: str, tool: str, gave: str) -> list[dict[str, Any]]:
    call = {"functionCall": {"id": f"t{number}", "name": tool, "args": {"n": number}}}
    response = {"id": f"t{number}", "name": tool, "response": {"output": gave}}
    return [
        *([{"role": "user", "parts": [{"text": asked}]}] if asked else []),
        {"role": "model", "parts": [{"text": said}, call]},
        {"role": "user", "parts": [{"functionResponse": response}]},
    ]


SHAPES = (
    Shape("anthropic", "messages", _anthropic),
    Shape("chat", "messages", _chat),
    Shape("responses", "input", _responses),
    Shape("gemini", "contents", _gemini),
)
