"""Which requests are a dialect's: told by method and path, before a byte of the body.

Rules of this file: bytes in, a word out, one table. What is not in the table is relayed verbatim:
batches, files, `/responses/compact`, which is answered with an opaque item, and the wrapped bodies
of `/v1internal:...`. A base path or a route's prefix may stand before what is looked for, so every
compatible provider is known. A path is compared as it is; only a model's name is decoded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote

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
_COUNTING = b"count-tokens"  # stands in the place of a model: which one is said in the body

_RESPONSES = Endpoint(OPENAI_RESPONSES, Operation.GENERATE)
_FIXED: tuple[tuple[bytes, Endpoint], ...] = (
    (b"/v1/messages", Endpoint(ANTHROPIC, Operation.GENERATE)),
    (b"/v1/messages/count_tokens", Endpoint(ANTHROPIC, Operation.COUNT)),
    (b"/chat/completions", Endpoint(OPENAI_CHAT, Operation.GENERATE)),
    (b"/responses", _RESPONSES),
    (b"/responses/input_tokens", Endpoint(OPENAI_RESPONSES, Operation.COUNT)),
)
_CODED = re.compile(
    rb"/(?:publishers/(?P<publisher>[^/:]+)/)?(?:models|tunedModels|endpoints)"
    rb"/(?P<model>[^/:]+):(?P<verb>[A-Za-z]+)\Z"
)


def endpoint(method: bytes, target: bytes) -> Endpoint | None:
    """The endpoint of a request, if it is one whose body is understood."""
    if method != b"POST":
        return None
    path = target.partition(b"?")[0]
    for ending, found in _FIXED:
        if path.endswith(ending):
            return found
    match = _CODED.search(path)
    return _coded(match) if match else None


def socket(target: bytes) -> Endpoint | None:
    """The endpoint of a WebSocket: Responses, as Codex speaks it."""
    return _RESPONSES if target.partition(b"?")[0].endswith(b"/responses") else None


def _coded(match: re.Match[bytes]) -> Endpoint | None:
    """Gemini and Vertex name the model and what is asked of it in the path."""
    publisher, model, verb = match["publisher"], match["model"], match["verb"]
    if verb in _GEMINI_VERBS and publisher in (None, b"google"):
        operation, stream = _GEMINI_VERBS[verb]
        return Endpoint(GEMINI, operation, _name(model), stream)
    if verb in _VERTEX_VERBS and publisher == b"anthropic":
        if model == _COUNTING:
            return Endpoint(ANTHROPIC, Operation.COUNT)
        return Endpoint(ANTHROPIC, Operation.GENERATE, _name(model), _VERTEX_VERBS[verb])
    return None


def _name(model: bytes) -> str:
    # Some clients write the @ before a version as %40.
    return unquote(model.decode("latin-1"))
