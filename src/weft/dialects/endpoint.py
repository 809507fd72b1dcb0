"""Which requests are a dialect's: told by method, path and headers, before a byte of the body.

Rules of this file: bytes in, a word out, one table. What is not in the table is relayed verbatim.
A base path or a route's prefix may stand before what is looked for; nothing is decoded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from weft.dialects.anthropic import ANTHROPIC
from weft.dialects.gemini import GEMINI
from weft.dialects.openai_chat import OPENAI_CHAT
from weft.dialects.openai_responses import OPENAI_RESPONSES

if TYPE_CHECKING:
    from weft.dialects.slot import Dialect


class Operation(StrEnum):
    """What is asked of a model."""

    GENERATE = "generate"  # an answer
    COUNT = "count"  # how many tokens the request has


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A dialect, and what is asked in it. `model` where the path names it, `stream` likewise."""

    dialect: Dialect
    operation: Operation
    model: str = ""
    stream: bool = False


_GEMINI_VERBS = {
    b"generateContent": (Operation.GENERATE, False),
    b"streamGenerateContent": (Operation.GENERATE, True),
    b"countTokens": (Operation.COUNT, False),
}
_VERTEX_VERBS = {b"rawPredict": False, b"streamRawPredict": True}

_FIXED: tuple[tuple[bytes, Endpoint], ...] = (
    (b"/v1/messages", Endpoint(ANTHROPIC, Operation.GENERATE)),
    (b"/v1/messages/count_tokens", Endpoint(ANTHROPIC, Operation.COUNT)),
    (b"/chat/completions", Endpoint(OPENAI_CHAT, Operation.GENERATE)),
    (b"/responses", Endpoint(OPENAI_RESPONSES, Operation.GENERATE)),
)
_CODED = re.compile(
    rb"/(?:models|publishers/(?P<publisher>[a-z]+)/models)/(?P<model>[^/:?]+):(?P<verb>[A-Za-z]+)\Z"
)


def endpoint(method: bytes, target: bytes) -> Endpoint | None:
    """The endpoint of a request, if it is one whose body is understood."""
    path = target.partition(b"?")[0]
    if method == b"POST":
        for ending, found in _FIXED:
            if path.endswith(ending):
                return found
        match = _CODED.search(path)
        return _coded(match) if match else None
    return None


def socket(target: bytes) -> Endpoint | None:
    """The endpoint of a WebSocket: Responses, as Codex speaks it."""
    return _FIXED[-1][1] if target.partition(b"?")[0].endswith(b"/responses") else None


def _coded(match: re.Match[bytes]) -> Endpoint | None:
    """Gemini and Vertex name the model and what is asked of it in the path."""
    model, verb = match["model"].decode("latin-1"), match["verb"]
    if verb in _GEMINI_VERBS and match["publisher"] in (None, b"google"):
        operation, stream = _GEMINI_VERBS[verb]
        return Endpoint(GEMINI, operation, model, stream)
    if verb in _VERTEX_VERBS and match["publisher"] == b"anthropic":
        return Endpoint(ANTHROPIC, Operation.GENERATE, model, _VERTEX_VERBS[verb])
    return None
