"""An ASGI application as a `Handler`: what is not relayed runs here, behind the same listener.

Nouns: a *scope* tells the application of a request (`asgi_scope`), an `Answer` takes what it sends
(`asgi_answer`), a `Socket` is its end of a WebSocket (`asgi_websocket`), a `Lifespan` starts and
stops it (`asgi_lifespan`). This file is the way between an `Inbound` and those.

The application is never cancelled: a client that leaves is told to it, as a message and as an
`OSError` from `send`. What it raises becomes a 500 where nothing was sent yet, else an abort, and
is reported either way. Nothing here knows what the application is for.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from weft.wire.asgi_answer import Answer, AppFault, ClientLeft
from weft.wire.asgi_handshake import refused
from weft.wire.asgi_scope import http_scope, websocket_scope
from weft.wire.asgi_websocket import Socket
from weft.wire.errand import in_task
from weft.wire.fault import ClientFault, ClientGone

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.asgi_scope import Address, App, Message
    from weft.wire.exchange import Inbound

_SERVER_ERROR = 500


class Asgi:
    """Runs an application for each request it is called with.

    `state` is what the application's lifespan left for its requests; each gets a copy. `report`
    is told of what the application raised, and of rules of ASGI it broke.
    """

    def __init__(
        self,
        app: App,
        *,
        report: Callable[[BaseException], None],
        root_path: str = "",
        server: Address | None = None,
        state: dict[str, Any] | None = None,
    ) -> None:
        self._app = app
        self._report = report
        self._about: dict[str, Any] = {
            "root_path": root_path,
            "server": server,
            "state": {} if state is None else state,
        }

    async def __call__(self, inbound: Inbound) -> None:
        """Answer one request, to its end or abort."""
        if inbound.head.protocol == b"websocket":
            await in_task(self._websocket(inbound))
        else:
            await in_task(self._http(inbound))

    async def _http(self, inbound: Inbound) -> None:
        request = _Request(inbound)
        scope = http_scope(inbound.head, **self._about)
        try:
            await self._app(scope, request.receive, request.send)
            if not request.answer.done and not request.gone:
                raise AppFault(f"the application ended after {request.answer.state.value}")
        except Exception as error:  # noqa: BLE001 - an application may raise anything
            await self._settle(request, error)
        finally:
            request.over.set()
            if request.gone or not request.answer.done:
                inbound.abort()

    async def _settle(self, request: _Request, error: Exception) -> None:
        """Tell the client what can still be told, and whoever keeps the log."""
        fault = request.fault
        if fault is None and not (request.gone and isinstance(error, ClientLeft)):
            self._report(error)
        if request.answer.started or request.gone:
            return
        answer = request.answer = Answer(request.inbound)
        try:
            if fault is not None:
                await answer.whole(fault.status, str(fault))
            else:
                await answer.whole(_SERVER_ERROR, "Internal Server Error")
        except ClientLeft:
            request.gone = True

    async def _websocket(self, inbound: Inbound) -> None:
        refusal = refused(inbound.head)
        if refusal is not None:
            try:
                await Answer(inbound).whole(*refusal)
            except ClientLeft:
                inbound.abort()
            return
        socket = Socket(inbound)
        scope = websocket_scope(inbound.head, **self._about)
        try:
            try:
                await self._app(scope, socket.receive, socket.send)
                await socket.leave()
            except Exception as error:  # noqa: BLE001 - an application may raise anything
                if not (socket.gone and isinstance(error, ClientLeft)):
                    self._report(error)
                await socket.fail()
            await socket.aclose()
        finally:
            socket.abort()


class _Request:
    """The two callables an application is given for one request."""

    def __init__(self, inbound: Inbound) -> None:
        self.inbound = inbound
        self.answer = Answer(inbound)
        self.over = asyncio.Event()  # nothing more is to be received
        self.gone = False
        self.fault: ClientFault | None = None
        self._body_ended = False
        inbound.when_gone(self._left)

    async def receive(self) -> Message:
        """The next part of the body; after its end, wait until there is nothing to wait for."""
        if not self._body_ended and not self.over.is_set():
            try:
                return await self._part()
            except ClientGone:
                self._left()
            except ClientFault as fault:
                self.fault = fault
                self.over.set()
        await self.over.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """A part of the answer."""
        if self.gone or self.fault:
            raise ClientLeft("the client is gone")
        try:
            await self.answer.send(message)
        except ClientLeft:
            self._left()
            raise
        if self.answer.done:
            self.over.set()

    async def _part(self) -> Message:
        data = self.inbound.buffered()
        self._body_ended = data is not None
        if data is None:
            data = await self.inbound.read()
            self._body_ended = not data
        return {"type": "http.request", "body": data, "more_body": not self._body_ended}

    def _left(self) -> None:
        self.gone = True
        self.over.set()
