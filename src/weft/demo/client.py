"""The example's client: the request of each turn, as a coding agent sends it.

Every request says everything again. Its cache markers stand on the system prompt and on the last
block of the last two messages of the person, and so move on with each turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec

from weft.demo.conversation import FILE
from weft.demo.model.words import Call, Say, Turn

if TYPE_CHECKING:
    from collections.abc import Iterator

MODEL = "claude-sonnet-5"  # a model with known prices
KEY = "sk-ant-api-example"
PATH = "/v1/messages"
ROLLING = 2
_MARK = {"cache_control": {"type": "ephemeral"}}


@dataclass(frozen=True, slots=True)
class Request:
    """What the client sends in one turn, and at which message it is new."""

    turn: int
    message: int
    body: bytes


class Client:
    """Knows the whole conversation, and says it turn by turn."""

    def __init__(self) -> None:
        self._whole: dict[str, Any] = msgspec.json.decode(
            files(__package__).joinpath(FILE).read_bytes()
        )
        self._messages = [_in_blocks(each) for each in self._whole["messages"]]

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What the model says, one turn after the other."""
        return tuple(_turn(each) for each in self._messages if each["role"] == "assistant")

    def requests(self, turns: int | None = None) -> Iterator[Request]:
        """The request of each turn."""
        spoken = [n for n, each in enumerate(self._messages) if each["role"] == "user"]
        for turn, number in enumerate(spoken[:turns], 1):
            yield Request(turn, number, self._body(self._messages[: number + 1]))

    def then(self, request: Request, answer: list[dict[str, Any]], words: str) -> Request:
        """One more turn: the person says these words."""
        before = self._messages[: request.message + 1]
        said = [*before, _message("assistant", answer), _message("user", _text(words))]
        return Request(request.turn + 1, request.message + 2, self._body(said))

    def _body(self, messages: list[dict[str, Any]]) -> bytes:
        marked = [n for n, each in enumerate(messages) if each["role"] == "user"][-ROLLING:]
        said = [_marked(each) if n in marked else each for n, each in enumerate(messages)]
        system = [{**_text(self._whole["system"])[0], **_MARK}]
        rest = {"model": MODEL, "max_tokens": self._whole["max_tokens"], "system": system}
        return msgspec.json.encode({**rest, "tools": self._whole["tools"], "messages": said})


def _message(role: str, content: list[dict[str, Any]]) -> dict[str, Any]:
    return {"role": role, "content": content}


def _text(words: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": words}]


def _in_blocks(message: dict[str, Any]) -> dict[str, Any]:
    """Always as a list, so that a message is the same with a marker and without."""
    content = message["content"]
    return _message(message["role"], _text(content) if isinstance(content, str) else content)


def _marked(message: dict[str, Any]) -> dict[str, Any]:
    blocks = message["content"]
    return {**message, "content": [*blocks[:-1], {**blocks[-1], **_MARK}]}


def _turn(message: dict[str, Any]) -> Turn:
    return Turn(
        tuple(
            Call(block["name"], block["input"])
            if block["type"] == "tool_use"
            else Say(block["text"])
            for block in message["content"]
        )
    )
