"""What a client is told when the wire fails it: an answer in the dialect its path speaks.

Pure. An Anthropic client gets Anthropic's error shape, an OpenAI client OpenAI's, a Gemini client
Google's; anybody else one line of text. No shape says more than the message.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from weft.wire.head import ResponseHead, value_of

if TYPE_CHECKING:
    from weft.wire.head import Headers

PLAIN, ANTHROPIC, OPENAI, GEMINI = "plain", "anthropic", "openai", "gemini"

# By the first of these that stands in the path at the beginning of a segment.
_PATHS = (
    (b"/v1/messages", ANTHROPIC),
    (b"/v1/complete", ANTHROPIC),
    (b"/v1/chat/completions", OPENAI),
    (b"/v1/completions", OPENAI),
    (b"/v1/responses", OPENAI),
    (b"/v1/conversations", OPENAI),
    (b"/v1/embeddings", OPENAI),
    (b"/v1/models", OPENAI),
    (b"/v1beta", GEMINI),
)
_ANTHROPIC_TYPES = {404: "not_found_error", 413: "request_too_large", 504: "timeout_error"}
_GEMINI_STATES = {404: "NOT_FOUND", 500: "INTERNAL", 504: "DEADLINE_EXCEEDED"}
_SERVER = 500

REASONS = {
    400: b"Bad Request",
    403: b"Forbidden",
    404: b"Not Found",
    405: b"Method Not Allowed",
    408: b"Request Timeout",
    413: b"Content Too Large",
    414: b"URI Too Long",
    415: b"Unsupported Media Type",
    417: b"Expectation Failed",
    431: b"Request Header Fields Too Large",
    500: b"Internal Server Error",
    501: b"Not Implemented",
    502: b"Bad Gateway",
    503: b"Service Unavailable",
    504: b"Gateway Timeout",
    505: b"HTTP Version Not Supported",
}


def dialect(target: bytes, headers: Headers) -> str:
    """What a client that asks for this target understands."""
    path = target.partition(b"?")[0]
    for piece, spoken in _PATHS:
        _, found, after = path.partition(piece)
        if found and (not after or after[:1] in (b"/", b":") or spoken is GEMINI):
            # The one path that two providers share.
            shared = piece == b"/v1/models" and value_of(headers, b"anthropic-version") is not None
            return ANTHROPIC if shared else spoken
    return PLAIN


def body(spoken: str, status: int, message: str, request_id: str = "") -> bytes:
    """An error in a dialect."""
    shape: dict[str, object]
    ours = status >= _SERVER
    match spoken:
        case "anthropic":
            kind = "api_error" if ours else "invalid_request_error"
            kind = _ANTHROPIC_TYPES.get(status, kind)
            shape = {"type": "error", "error": {"type": kind, "message": message}}
            if request_id:
                shape["request_id"] = request_id
        case "openai":
            kind = "server_error" if ours else "invalid_request_error"
            shape = {"error": {"message": message, "type": kind, "param": None, "code": None}}
        case "gemini":
            state = "UNAVAILABLE" if ours else "INVALID_ARGUMENT"
            state = _GEMINI_STATES.get(status, state)
            shape = {"error": {"code": status, "message": message, "status": state}}
        case _:
            return f"{message}\n".encode()
    return json.dumps(shape, separators=(",", ":")).encode()


def answer(
    target: bytes, headers: Headers, status: int, message: str, request_id: bytes = b""
) -> tuple[ResponseHead, bytes]:
    """The whole answer to a request that came to grief."""
    spoken = dialect(target, headers)
    data = body(spoken, status, message, request_id.decode("latin-1"))
    kind = b"text/plain; charset=utf-8" if spoken == PLAIN else b"application/json"
    fields = [(b"content-type", kind), (b"content-length", b"%d" % len(data))]
    if request_id:
        fields.append((b"x-request-id", request_id))
    return ResponseHead(status, fields, REASONS.get(status, b""), len(data)), data
