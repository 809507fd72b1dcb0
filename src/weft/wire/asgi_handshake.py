"""The opening of a WebSocket as an origin answers it (RFC 6455, section 4.2; RFC 8441). Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from weft.wire.head import ResponseHead, value_of

if TYPE_CHECKING:
    from weft.wire.head import Headers, RequestHead

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
_KEY_BYTES = 16
_VERSION = b"13"
_BAD_REQUEST, _UPGRADE_REQUIRED = 400, 426


def refused(head: RequestHead) -> tuple[int, str, Headers] | None:
    """Why this is no handshake, as status, message and headers; `None` where it is one."""
    if head.version == b"2":
        return None  # an extended CONNECT has neither a key nor another version
    if head.method != b"GET":
        return _BAD_REQUEST, "a WebSocket begins with GET", []
    if value_of(head.headers, b"sec-websocket-version") != _VERSION:
        spoken = [(b"sec-websocket-version", _VERSION)]
        return _UPGRADE_REQUIRED, "only version 13 of WebSocket is spoken here", spoken
    key = value_of(head.headers, b"sec-websocket-key") or b""
    try:
        whole = len(base64.b64decode(key, validate=True)) == _KEY_BYTES
    except binascii.Error:
        whole = False
    return None if whole else (_BAD_REQUEST, "Sec-WebSocket-Key is not 16 bytes in base64", [])


def accepted(head: RequestHead, subprotocol: str | None, headers: Headers) -> ResponseHead:
    """The head that accepts a handshake."""
    fields = [field for field in headers if field[0].lower() != b"sec-websocket-protocol"]
    if subprotocol is not None:
        fields.append((b"sec-websocket-protocol", subprotocol.encode("ascii")))
    if head.version == b"2":
        return ResponseHead(200, fields)
    key = value_of(head.headers, b"sec-websocket-key") or b""
    proof = base64.b64encode(hashlib.sha1(key + _MAGIC, usedforsecurity=False).digest())
    return ResponseHead(101, [*fields, (b"sec-websocket-accept", proof)], b"Switching Protocols")
