"""Which joiner joins an answer: by dialect, and by whether it is streamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.recalling.anthropic import AnthropicStream
from weft.dialects.recalling.gemini import GeminiStream
from weft.dialects.recalling.openai_chat import ChatStream
from weft.dialects.recalling.openai_responses import ResponsesStream
from weft.dialects.recalling.streamed import Listed, Messages, Streamed
from weft.dialects.recalling.whole import SHAPES, Whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.dialects.recalling.streamed import Grammar
    from weft.dialects.recalling.turn import Joiner
    from weft.dialects.slot import Dialect

_GRAMMARS: dict[str, Callable[[], Grammar]] = {
    "anthropic": AnthropicStream,
    "openai": ChatStream,
    "responses": ResponsesStream,
    "gemini": GeminiStream,
}
_STREAM, _JSON = b"text/event-stream", b"application/json"


def joiner(dialect: Dialect, content_type: bytes, *, streamed: bool = False) -> Joiner | None:
    """A joiner for an answer of this media type; nothing where it is relayed as it is.

    `streamed`: the path asks for a stream. Then JSON is an array that comes piece by piece.
    """
    media = content_type.partition(b";")[0].strip().lower()
    if media == _STREAM and dialect.name in _GRAMMARS:
        return Streamed(_GRAMMARS[dialect.name]())
    if media == _JSON and streamed and dialect.name == "gemini":
        return Listed(GeminiStream())
    if media == _JSON and dialect.name in SHAPES:
        return Whole(SHAPES[dialect.name])
    return None


def messages() -> Messages:
    """A joiner of the messages of one response over a WebSocket."""
    return Messages(ResponsesStream())
