"""Growing conversations, and how a client of each dialect writes them down.

A `Talk` is what was said and what tools gave, in no dialect. A `Client` makes of it the request of
each turn, always with the same bytes for the same past, as real clients do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exchange_texts import KINDS, text
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Round:
    """The model said something and called tools; they gave results; the person may add words."""

    said: str
    calls: tuple[tuple[str, dict[str, Any], str], ...]  # tool, arguments, result
    added: str = ""


@dataclass(frozen=True)
class Talk:
    """What a person wants, and the rounds it took. `name` makes its calls' ids its own."""

    name: str
    words: str
    rounds: tuple[Round, ...]

    def call(self, number: int, at: int) -> str:
        """The id of a call."""
        return f"call_{self.name}_{number:04}_{at:02}"


@dataclass(frozen=True)
class Client:
    """How a client writes: the dialect, where the conversation stands, and its JSON's style."""

    dialect: str
    style: dict[str, Any]
    first: bool = False  # the conversation stands before the other fields
    marks: bool = False  # rolling markers of a prompt cache (Anthropic)

    @property
    def path(self) -> str:
        """Where it asks."""
        return PATHS[self.dialect]

    def body(self, talk: Talk, rounds: int) -> bytes:
        """The request after so many rounds."""
        key, items = WRITERS[self.dialect](talk, rounds)
        if self.marks:
            _mark(items)
        rest: dict[str, Any] = {"model": "claude-sonnet-5", **REST[self.dialect]}
        whole = {key: items, **rest} if self.first else {**rest, key: items}
        return json.dumps(whole, **self.style).encode("utf-8", "surrogatepass")


def _mark(items: list[dict[str, Any]]) -> None:
    """On the last block of the last two messages of the person, as coding agents do."""
    for item in [item for item in items if item["role"] == "user"][-2:]:
        if isinstance(item["content"], str):
            item["content"] = [{"type": "text", "text": item["content"]}]
        item["content"][-1]["cache_control"] = {"type": "ephemeral"}


def _anthropic(talk: Talk, rounds: int) -> tuple[str, list[dict[str, Any]]]:
    items: list[dict[str, Any]] = [_blocks("user", [{"type": "text", "text": talk.words}])]
    for number, each in enumerate(talk.rounds[:rounds]):
        uses, results = [], []
        for at, (tool, given, result) in enumerate(each.calls):
            use = talk.call(number, at)
            uses.append({"type": "tool_use", "id": use, "name": tool, "input": given})
            results.append({"type": "tool_result", "tool_use_id": use, "content": result})
        items.append(_blocks("assistant", [{"type": "text", "text": each.said}, *uses]))
        added = [{"type": "text", "text": each.added}] if each.added else []
        items.append(_blocks("user", [*results, *added]))
    return "messages", items


def _blocks(role: str, content: list[dict[str, Any]]) -> dict[str, Any]:
    return {"role": role, "content": content}


def _chat(talk: Talk, rounds: int) -> tuple[str, list[dict[str, Any]]]:
    items: list[dict[str, Any]] = [
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": talk.words},
    ]
    for number, each in enumerate(talk.rounds[:rounds]):
        calls, results = [], []
        for at, (tool, given, result) in enumerate(each.calls):
            call = talk.call(number, at)
            function = {"name": tool, "arguments": json.dumps(given)}
            calls.append({"id": call, "type": "function", "function": function})
            results.append({"role": "tool", "tool_call_id": call, "content": result})
        items.append({"role": "assistant", "content": each.said, "tool_calls": calls})
        items += results
        if each.added:
            items.append({"role": "user", "content": each.added})
    return "messages", items


def _responses(talk: Talk, rounds: int) -> tuple[str, list[dict[str, Any]]]:
    items: list[dict[str, Any]] = [_message("user", "input_text", talk.words)]
    for number, each in enumerate(talk.rounds[:rounds]):
        items.append(_message("assistant", "output_text", each.said))
        results = []
        for at, (tool, given, result) in enumerate(each.calls):
            call = talk.call(number, at)
            asked = {"call_id": call, "name": tool, "arguments": json.dumps(given)}
            items.append({"type": "function_call", **asked})
            results.append({"type": "function_call_output", "call_id": call, "output": result})
        items += results
        if each.added:
            items.append(_message("user", "input_text", each.added))
    return "input", items


def _message(role: str, kind: str, words: str) -> dict[str, Any]:
    return {"type": "message", "role": role, "content": [{"type": kind, "text": words}]}


def _gemini(talk: Talk, rounds: int) -> tuple[str, list[dict[str, Any]]]:
    items: list[dict[str, Any]] = [{"role": "user", "parts": [{"text": talk.words}]}]
    for number, each in enumerate(talk.rounds[:rounds]):
        asked, given = [], []
        for at, (tool, arguments, result) in enumerate(each.calls):
            about = {"id": talk.call(number, at), "name": tool}
            asked.append({"functionCall": {**about, "args": arguments}})
            given.append({"functionResponse": {**about, "response": {"output": result}}})
        items.append({"role": "model", "parts": [{"text": each.said}, *asked]})
        items.append({"role": "user", "parts": given})
        if each.added:
            items.append({"role": "user", "parts": [{"text": each.added}]})
    return "contents", items


WRITERS = {"anthropic": _anthropic, "chat": _chat, "responses": _responses, "gemini": _gemini}
SYSTEM = "You help, and you are careful. " * 800  # as long as those of coding agents
PATHS = {
    "anthropic": "/v1/messages",
    "chat": "/v1/chat/completions",
    "responses": "/v1/responses",
    "gemini": "/v1beta/models/gemini-3-pro:generateContent",
}
_SCHEMA = {"type": "object", "properties": {"command": {"type": "string"}}}
REST: dict[str, dict[str, Any]] = {
    "anthropic": {
        "max_tokens": 100,
        "system": SYSTEM,
        "tools": [{"name": "bash", "input_schema": _SCHEMA}],
    },
    "chat": {
        "tools": [{"type": "function", "function": {"name": "bash", "parameters": _SCHEMA}}],
    },
    "responses": {
        "instructions": SYSTEM,
        "store": False,
        "tools": [{"type": "function", "name": "bash", "parameters": _SCHEMA}],
    },
    "gemini": {"tools": [{"functionDeclarations": [{"name": "bash", "parameters": _SCHEMA}]}]},
}
STYLES: Sequence[dict[str, Any]] = (
    {"separators": (",", ":"), "ensure_ascii": False},
    {"separators": (",", ":")},
    {"indent": 1, "ensure_ascii": False},
    {},
)


def clients(dialect: str) -> st.SearchStrategy[Client]:
    """Clients of a dialect."""
    marks = st.booleans() if dialect == "anthropic" else st.just(False)
    return st.builds(
        Client, st.just(dialect), st.sampled_from(STYLES), first=st.booleans(), marks=marks
    )


_RESULTS = st.builds(text, st.sampled_from(sorted(KINDS)), st.integers(0, 50), st.integers(1, 120))
_CALLS = st.tuples(
    st.sampled_from(["bash", "search", "read_file"]),
    st.fixed_dictionaries({"command": st.sampled_from(["ls", "git log", "cat notes.md", "make"])}),
    _RESULTS,
)
_ROUNDS = st.builds(
    Round,
    st.sampled_from(["Let me see.", "I look for the lease.", "Next.", "日本 ☀"]),
    st.lists(_CALLS, min_size=1, max_size=3).map(tuple),
    st.sampled_from(["", "", "", "And the relay?"]),
)
_NAMES = st.uuids(version=4).map(lambda each: each.hex[:12])
TALKS = st.builds(
    Talk,
    _NAMES,
    st.sampled_from(["Why are mails sent twice?", "Find the slow query. " * 3]),
    st.lists(_ROUNDS, min_size=2, max_size=5).map(tuple),
)


def example(name: str, rounds: int = 5, lines: int = 80) -> Talk:
    """One of them, always the same."""
    kinds = sorted(KINDS)
    made = tuple(
        Round(
            "Let me see.",
            tuple(
                ("bash", {"command": f"step {number}"}, text(kinds[(number + at) % 6], at, lines))
                for at in range(1 + number % 2)
            ),
        )
        for number in range(rounds)
    )
    return Talk(name, "Why are mails sent twice?", made)
