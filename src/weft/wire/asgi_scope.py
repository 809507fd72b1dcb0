"""What an ASGI application is told of a request before it runs: the scope. Pure.

The names in it are those of the ASGI specification. Where HTTP/2 says a thing in another way than
HTTP/1.1, the application sees the HTTP/1.1 way: the authority as `host`, cookies in one piece.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from weft.wire.head import Headers, RequestHead

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Address = tuple[str, int | None]

# 2.4: `send` raises an `OSError` once the client is gone.
VERSIONS = {"version": "3.0", "spec_version": "2.4"}
_SECURE = frozenset({b"https", b"wss"})


def http_scope(
    head: RequestHead, *, root_path: str, server: Address | None, state: dict[str, Any]
) -> Scope:
    """The scope of a request."""
    return {
        "type": "http",
        "method": head.method.decode("ascii").upper(),
        "scheme": "https" if head.scheme in _SECURE else "http",
        "extensions": {"http.response.trailers": {}},
        **_common(head, root_path, server, state),
    }


def websocket_scope(
    head: RequestHead, *, root_path: str, server: Address | None, state: dict[str, Any]
) -> Scope:
    """The scope of a request to switch to WebSocket."""
    return {
        "type": "websocket",
        "scheme": "wss" if head.scheme in _SECURE else "ws",
        "subprotocols": subprotocols(head.headers),
        "extensions": {"websocket.http.response": {}},
        **_common(head, root_path, server, state),
    }


def _common(
    head: RequestHead, root_path: str, server: Address | None, state: dict[str, Any]
) -> Scope:
    raw_path, _, query = head.target.partition(b"?")
    return {
        "asgi": dict(VERSIONS),
        "http_version": head.version.decode("ascii"),
        "path": unquote_to_bytes(raw_path).decode("utf-8", "replace"),
        "raw_path": raw_path,
        "query_string": query,
        "root_path": root_path,
        "headers": _headers(head),
        # The specification asks for a port; the wire does not keep it.
        "client": (head.peer, 0) if head.peer else None,
        "server": server,
        "state": dict(state),
    }


def subprotocols(headers: Headers) -> list[str]:
    """What the client offers to speak inside a WebSocket, best first."""
    offers = [value for name, value in headers if name.lower() == b"sec-websocket-protocol"]
    names = b",".join(offers).decode("latin-1").split(",")
    return [name.strip() for name in names if name.strip()]


def _headers(head: RequestHead) -> Headers:
    headers = [(name.lower(), value) for name, value in head.headers]
    if head.authority:
        headers = _with_host(headers, head.authority)
    if head.version == b"2":
        headers = _with_one_cookie(headers)
    return headers


def _with_host(headers: Headers, authority: bytes) -> Headers:
    """`authority` in the place of `host`, or in front. A second `host` is none."""
    place = next((at for at, (name, _) in enumerate(headers) if name == b"host"), 0)
    others = [header for header in headers if header[0] != b"host"]
    return [*others[:place], (b"host", authority), *others[place:]]


def _with_one_cookie(headers: Headers) -> Headers:
    """HTTP/2 may send a cookie in crumbs; they are put together (RFC 9113, section 8.2.3)."""
    crumbs = [value for name, value in headers if name == b"cookie"]
    if len(crumbs) < 2:
        return headers
    others = [header for header in headers if header[0] != b"cookie"]
    return [*others, (b"cookie", b"; ".join(crumbs))]
