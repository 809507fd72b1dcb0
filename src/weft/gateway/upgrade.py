"""WebSocket: the upstream is asked first, and its answer is the client's answer.

After a 101 bytes pass through untouched, each way at the pace of the slower side, and an end on
one side is an end on the other. Where there is a `Talk` its conversation is told of the messages
(`messages`), unless the ends have agreed on an extension that is not read here. A client on HTTP/2
asks with an extended CONNECT (RFC 8441), which has no key; towards an upstream on HTTP/1.1 the key
is made here and the proof is checked here.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from weft.gateway.headers import response
from weft.gateway.messages import Unreadable, converse
from weft.wire.deflated import agreed
from weft.wire.fault import UpstreamBroken
from weft.wire.head import ResponseHead, value_of
from weft.wire.tunnel import splice

if TYPE_CHECKING:
    from weft.gateway.messages import Talk
    from weft.wire.exchange import Inbound, Outbound, Tunnel
    from weft.wire.head import Headers, RequestHead

PROTOCOL = b"websocket"
_KEY = b"sec-websocket-key"
_ACCEPT = b"sec-websocket-accept"
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
_OK = 200


def wanted(head: RequestHead) -> bool:
    """Whether a request asks for a WebSocket. One with a body does not: it could hide another."""
    if head.protocol != PROTOCOL:
        return False
    return head.method == b"CONNECT" or (head.method == b"GET" and head.length == 0)


def prepare(request: RequestHead, *, extended: bool, nonce: bytes) -> None:
    """Make a request on its way up one that asks for a WebSocket."""
    request.protocol = PROTOCOL
    if extended:
        request.method = b"GET"
        request.length = 0
        request.headers.append((_KEY, base64.b64encode(nonce)))


def proven(request: RequestHead, answer: ResponseHead) -> bool:
    """Whether an answer proves that the upstream has read the key."""
    key = value_of(request.headers, _KEY) or b""
    proof = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
    return value_of(answer.headers, _ACCEPT) == proof


async def switch(
    inbound: Inbound,
    outbound: Outbound,
    request: RequestHead,
    answer: ResponseHead,
    request_id: bytes,
    talk: Talk | None = None,
) -> None:
    """The upstream said 101: say so to the client, and carry bytes until both sides have ended."""
    extended = inbound.head.method == b"CONNECT"
    headers = response(answer.headers, request_id)
    if extended:
        if not proven(request, answer):
            raise UpstreamBroken("the upstream switched to WebSocket without proof of the key")
        headers = [header for header in headers if header[0].lower() != _ACCEPT]
        answer = ResponseHead(_OK, headers)
    else:
        answer.headers = headers
    client, upstream = await inbound.switch(answer), outbound.tunnel()
    try:
        if talk is None:
            await splice(client, upstream)
        else:
            await _tell(client, upstream, talk, headers)
    except BaseException:
        client.abort()
        upstream.abort()
        raise


async def _tell(client: Tunnel, upstream: Tunnel, talk: Talk, headers: Headers) -> None:
    """Carry messages, or bytes if messages could not be read."""
    extensions = agreed(headers)
    if extensions is not None:
        await converse(client, upstream, talk, extensions)
        return
    try:
        talk.conversation.failed(Unreadable("an extension of WebSocket that is not read here"))
        await splice(client, upstream)
    finally:
        talk.conversation.closed()
