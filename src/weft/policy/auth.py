"""Who pays for a request, told by its headers: by the token, or by a subscription.

Rules of this file: one table, asked in order; the first that knows answers. Nothing is verified,
for the provider does that. A wrong answer costs savings (too careful) or adds a tool to a request
that a subscription pays for (too bold), so what is unclear is `OAUTH`.

The order is that of the system whose place Weft takes, with two corrections. OAuth tokens begin
with `sk-ant-oat01-`, so their prefix is `sk-ant-oat`. And a key is paid by the token, also in a
program that is made for subscriptions: its name decides only where the credential does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from weft.policy.words import Auth

Headers = Sequence[tuple[bytes, bytes]]

# Parts of the `User-Agent` of programs that are sold with subscriptions.
SUBSCRIPTION_AGENTS = (
    b"claude-cli/",
    b"claude-code/",
    b"codex-cli/",
    b"cursor/",
    b"claude-vscode/",
    b"github-copilot/",
    b"anthropic-cli/",
    b"antigravity/",
)
_AGENT = re.compile(b"|".join(map(re.escape, SUBSCRIPTION_AGENTS)), re.IGNORECASE)
_BEARER = re.compile(rb"[ \t]*bearer[ \t]+", re.IGNORECASE)
_JWT = re.compile(rb"[\w-]+\.[\w-]+\.[\w.-]*")  # three parts or more
OAUTH_TOKEN = b"sk-ant-oat"
KEY = b"sk-"

# Fields that carry a key and nothing else; a browser's WebSocket has it among its subprotocols.
KEY_FIELDS = (b"x-api-key", b"x-goog-api-key", b"api-key")
QUERY_KEY = re.compile(rb"[?&]key=([^&#]+)")
PROTOCOL_KEY = re.compile(rb"openai-insecure-api-key\.([^,\s]+)")


def auth(headers: Headers, target: bytes = b"") -> Auth:
    """Who pays. `target` is the request's, in whose query Gemini's clients put their key."""
    agent = bearer = other = b""
    key = False
    for name, value in headers:
        kind = name.lower()
        if kind == b"user-agent":
            agent = value
        elif kind == b"authorization":
            match = _BEARER.match(value)
            if match:
                bearer = value[match.end() :].strip()
            else:
                other = value.strip()
        elif kind in KEY_FIELDS or (
            kind == b"sec-websocket-protocol" and PROTOCOL_KEY.search(value)
        ):
            key = key or bool(value.strip())
    if (key and not bearer.startswith(OAUTH_TOKEN)) or _is_key(bearer):
        return Auth.KEY
    if _AGENT.search(agent):
        return Auth.SUBSCRIPTION
    if bearer or other:
        return _of_authorization(bearer)
    return Auth.KEY if QUERY_KEY.search(target) else Auth.NONE


def _is_key(bearer: bytes) -> bool:
    return bearer.startswith(KEY) and not bearer.startswith(OAUTH_TOKEN)


def _of_authorization(bearer: bytes) -> Auth:
    """What the field `Authorization` says; `bearer` is empty where its scheme is another."""
    if bearer.startswith(OAUTH_TOKEN):
        return Auth.OAUTH
    if bearer.startswith(KEY):
        return Auth.KEY
    if _JWT.fullmatch(bearer):
        return Auth.OAUTH
    return Auth.KEY if bearer else Auth.OAUTH


def rotates(bearer: bytes) -> bool:
    """Whether a bearer token may be one that its program replaces from time to time."""
    return bearer.startswith(OAUTH_TOKEN) or (bearer != b"" and not bearer.startswith(KEY))


def bearer(value: bytes) -> bytes:
    """The token in a field `Authorization`, or nothing."""
    match = _BEARER.match(value)
    return value[match.end() :].strip() if match else b""
