"""The bundled conversation: read, checked, and taken apart into the texts a model reads.

What may stand here: the shape of the data (Anthropic Messages, as far as the example uses it) and
what makes it coherent. No engine, no store. `tools/make_demo_conversation.py` writes the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "conversation.json"


class ConversationError(ValueError):
    """The data is not a conversation. The message names the place."""


class _Said(msgspec.Struct, tag_field="type", tag="text", frozen=True):
    text: str


class _Called(msgspec.Struct, tag_field="type", tag="tool_use", frozen=True):
    id: str
    name: str
    input: msgspec.Raw


class _Heard(msgspec.Struct, tag_field="type", tag="tool_result", frozen=True):
    tool_use_id: str
    content: str


class _Message(msgspec.Struct, frozen=True):
    role: Literal["user", "assistant"]
    content: str | list[_Said | _Called | _Heard]


class _Request(msgspec.Struct, frozen=True):
    model: str
    max_tokens: int
    system: str
    tools: list[msgspec.Raw]
    messages: list[_Message]


@dataclass(frozen=True, slots=True)
class ToolResult:
    """A text that may be rewritten. `turn` counts the requests, from 1."""

    turn: int
    message: int
    tool: str
    arguments: str
    call: str  # in a few words: the first thing the tool was given
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """A request that has grown over many turns."""

    model: str
    byte_count: int
    message_count: int
    turn_count: int
    results: tuple[ToolResult, ...]
    untouched: tuple[str, ...]  # every other text: system, tools, what people and the model said


def load() -> Conversation:
    """The conversation that comes with Weft."""
    return read(files(__package__).joinpath(FILE).read_bytes())


def read(data: bytes) -> Conversation:
    """Take a request apart, or say what is wrong with it."""
    try:
        return _taken_apart(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConversationError(f"not a request in the Messages shape: {error}") from error


def _taken_apart(data: bytes) -> Conversation:
    request = msgspec.json.decode(data, type=_Request)
    _check_order(request.messages)
    results = tuple(_results(request.messages))
    said = [text for message in request.messages for text in _untouched(message)]
    tools = [_text(tool) for tool in request.tools]
    return Conversation(
        model=request.model,
        byte_count=len(data),
        message_count=len(request.messages),
        turn_count=sum(message.role == "user" for message in request.messages),
        results=results,
        untouched=(request.system, *tools, *said),
    )


def _check_order(messages: list[_Message]) -> None:
    if not messages:
        raise ConversationError("there are no messages")
    for number, message in enumerate(messages):
        expected = "assistant" if number % 2 else "user"
        if message.role != expected:
            raise ConversationError(f"messages[{number}] is {message.role}, not {expected}")


def _results(messages: list[_Message]) -> Iterator[ToolResult]:
    """Each tool result with its call, which stands in the message before it."""
    turn = 0
    open_calls: dict[str, _Called] = {}
    for number, message in enumerate(messages):
        turn += message.role == "user"
        blocks = message.content if isinstance(message.content, list) else []
        for block in blocks:
            if isinstance(block, _Heard):
                call = open_calls.pop(block.tool_use_id, None)
                if call is None:
                    raise ConversationError(f"messages[{number}] answers a call nobody made")
                yield _result(turn, number, call, block.content)
        if open_calls:
            raise ConversationError(f"messages[{number}] leaves a tool call without an answer")
        if message.role == "assistant":
            open_calls = {block.id: block for block in blocks if isinstance(block, _Called)}
    if open_calls:
        raise ConversationError("the last message leaves a tool call without an answer")


def _result(turn: int, message: int, call: _Called, text: str) -> ToolResult:
    given = msgspec.json.decode(call.input)
    first = next(iter(given.values()), "") if isinstance(given, dict) else given
    said = " ".join(str(first).split())
    return ToolResult(turn, message, call.name, _text(call.input), said, text)


def _untouched(message: _Message) -> Iterator[str]:
    if isinstance(message.content, str):
        yield message.content
        return
    for block in message.content:
        if isinstance(block, _Said):
            yield block.text
        elif isinstance(block, _Called):
            yield _text(block.input)


def _text(raw: msgspec.Raw) -> str:
    """JSON as a client sends it. The file is indented for reviewers."""
    return msgspec.json.format(raw, indent=-1).decode()
