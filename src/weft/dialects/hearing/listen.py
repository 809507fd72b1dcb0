"""The observer of an answer: which ear it is for, and what it is carried in.

    text/event-stream     events, whatever the dialect
    Gemini's JSON         an array that comes piece by piece, or one object
    anything else         one document

A `Content-Encoding` is taken off a copy. What is not understood is not heard, and costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.anthropic import ANTHROPIC
from weft.dialects.gemini import GEMINI
from weft.dialects.hearing.anthropic import AnthropicEar
from weft.dialects.hearing.gemini import GeminiEar
from weft.dialects.hearing.inflate import INFLATERS, Inflated
from weft.dialects.hearing.openai_chat import ChatEar
from weft.dialects.hearing.openai_responses import ResponsesEar
from weft.dialects.hearing.pieces import Pieced
from weft.dialects.hearing.whole import Whole
from weft.dialects.openai_chat import OPENAI_CHAT
from weft.dialects.openai_responses import OPENAI_RESPONSES
from weft.dialects.sse import Events

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.dialects.hearing.ear import Ear
    from weft.dialects.hearing.heard import Heard, Observer

MAX_CODINGS = 2
_EARS: dict[str, Callable[[int], Ear]] = {
    ANTHROPIC.name: AnthropicEar,
    OPENAI_CHAT.name: ChatEar,
    OPENAI_RESPONSES.name: ResponsesEar,
    GEMINI.name: GeminiEar,
}


class Streamed:
    """An `Observer` of events."""

    def __init__(self, ear: Ear) -> None:
        """What comes is for this ear."""
        self._ear = ear
        self._events = Events()

    def feed(self, data: bytes) -> None:
        """The next piece."""
        for event in self._events.feed(data):
            if not event.silent:
                self._ear.event(event)

    def heard(self) -> Heard:
        """What was understood so far."""
        for event in self._events.end():
            self._ear.event(event)
        return self._ear.heard()


class Unheard:
    """An `Observer` of what cannot be understood: only the status speaks."""

    def __init__(self, ear: Ear) -> None:
        """The ear that hears nothing."""
        self._ear = ear

    def feed(self, data: bytes) -> None:
        """The next piece."""

    def heard(self) -> Heard:
        """What was understood so far."""
        return self._ear.heard()


def observer(
    dialect: str, content_type: bytes, status: int, content_encoding: bytes = b""
) -> Observer:
    """The observer of an answer in this dialect with these headers and this status."""
    ear = _EARS[dialect](status)
    codings = _codings(content_encoding)
    if len(codings) > MAX_CODINGS or any(coding not in INFLATERS for coding in codings):
        return Unheard(ear)
    found = _carried(ear, content_type)
    for coding in codings:  # the last one applied is the first one to be taken off
        found = Inflated(found, INFLATERS[coding]())
    return found


def _carried(ear: Ear, content_type: bytes) -> Observer:
    if content_type.partition(b";")[0].strip().lower() == b"text/event-stream":
        return Streamed(ear)
    return Pieced(ear) if isinstance(ear, GeminiEar) else Whole(ear)


def _codings(content_encoding: bytes) -> list[bytes]:
    codings = (coding.strip().lower() for coding in content_encoding.split(b","))
    return [coding for coding in codings if coding not in (b"", b"identity")]
