"""The application's end of a WebSocket: ASGI messages on one side, a `WebSocket` on the other.

    what the application does               the client sees
    ------------------------------------    ------------------------------------
    refuses                                 403, or the answer it gives
    ends before it accepts, or raises       500
    ends after it accepted                  close 1000
    raises after it accepted                close 1011

How messages are framed, bounded and ended is the business of `websocket`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from weft.wire.asgi_answer import Answer, AppFault, ClientLeft, checked
from weft.wire.asgi_handshake import accepted
from weft.wire.fault import WireFault
from weft.wire.websocket import FAILED, LOST, NORMAL, Closed, WebSocket

if TYPE_CHECKING:
    from weft.wire.asgi_scope import Message
    from weft.wire.exchange import Inbound

_SERVER_ERROR, _FORBIDDEN = 500, 403
_DENIAL = "websocket.http.response."


class Socket:
    """One WebSocket, or the refusal of one."""

    def __init__(self, inbound: Inbound) -> None:
        self._inbound = inbound
        self._answer = Answer(inbound)
        self._open: WebSocket | None = None
        self._connected = False
        self._over = asyncio.Event()  # it was refused, or the client left before that
        self.gone = False
        inbound.when_gone(self._left)

    async def receive(self) -> Message:
        """Connect, then each message, then the end."""
        if not self._connected:
            self._connected = True
            return {"type": "websocket.connect"}
        if self._open is None:
            await self._over.wait()
            return _disconnect(Closed(LOST))
        message = await self._open.receive()
        if isinstance(message, Closed):
            return _disconnect(message)
        kind = "text" if isinstance(message, str) else "bytes"
        return {"type": "websocket.receive", kind: message}

    async def send(self, message: Message) -> None:
        """Accept, send, close, or refuse."""
        kind = message["type"]
        if self.gone:
            raise ClientLeft("the client is gone")
        try:
            if self._open is None:
                await self._handshake(kind, message)
            elif kind == "websocket.send":
                await self._open.send(_content(message))
            elif kind == "websocket.close":
                code, reason = int(message.get("code") or NORMAL), message.get("reason") or ""
                await self._open.close(code, reason)
            else:
                raise AppFault(f"the application sent {kind} into an open WebSocket")
        except (WireFault, ClientLeft) as fault:
            self._left()
            raise ClientLeft(str(fault)) from fault

    async def _handshake(self, kind: str, message: Message) -> None:
        if self._answer.done:
            raise ClientLeft("the WebSocket was refused")
        if kind == "websocket.accept" and not self._answer.started:
            headers = checked(message.get("headers") or [])
            head = accepted(self._inbound.head, message.get("subprotocol"), headers)
            self._connected = True
            self._open = WebSocket(await self._inbound.switch(head))
        elif kind == "websocket.close" and not self._answer.started:
            await self._answer.whole(_FORBIDDEN, "Forbidden")
        elif kind.startswith(_DENIAL):
            await self._answer.send({**message, "type": kind.removeprefix("websocket.")})
        else:
            raise AppFault(f"the application sent {kind} where the WebSocket is not open")
        self._see_whether_over()

    def _see_whether_over(self) -> None:
        if self._answer.done:
            self._over.set()

    async def leave(self) -> None:
        """The application returned."""
        if self._open is not None:
            await self._open.close(NORMAL)
        elif not self._answer.done and not self.gone:
            raise AppFault("the application ended and neither accepted nor closed the WebSocket")

    async def fail(self) -> None:
        """The application raised."""
        try:
            if self._open is not None:
                await self._open.close(FAILED)
            elif not self._answer.started and not self.gone:
                self._answer = Answer(self._inbound)
                await self._answer.whole(_SERVER_ERROR, "Internal Server Error")
        except (WireFault, ClientLeft):
            self._left()

    async def aclose(self) -> None:
        """Leave nothing open."""
        if self._open is not None:
            await self._open.aclose()
        elif not self._answer.done:
            self._inbound.abort()

    def abort(self) -> None:
        """Leave nothing open, at once."""
        if self._open is not None:
            self._open.abort()
        elif not self._answer.done:
            self._inbound.abort()

    def _left(self) -> None:
        self.gone = True
        self._over.set()


def _content(message: Message) -> str | bytes:
    text, data = message.get("text"), message.get("bytes")
    if (text is None) == (data is None):
        raise AppFault("a message of a WebSocket is either text or bytes")
    return str(text) if data is None else bytes(data)


def _disconnect(end: Closed) -> Message:
    return {"type": "websocket.disconnect", "code": end.code, "reason": end.reason}
