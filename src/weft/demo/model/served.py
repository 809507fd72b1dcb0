"""`Served`: a model on a free port of the loopback interface, in a thread of its own.

It is served by Weft's own wire, plainly: one answer to one request, pieces as they are.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING

from weft.wire.errand import in_task
from weft.wire.head import ResponseHead
from weft.wire.limits import Limits
from weft.wire.listener import Listener
from weft.wire.service import Service
from weft.wire.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from weft.demo.model.model import Model
    from weft.wire.exchange import Inbound

PATIENCE = 10.0  # seconds for starting and for ending


class Served:
    """Use it as a context manager. A fault of the model is raised at the end.

    `bodies` are those of all requests, as they came.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self.bodies: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._faults: list[BaseException] = []

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Served:
        """Start."""
        self._thread.start()
        if not self._ready.wait(PATIENCE):
            raise TimeoutError("the scripted model did not start")
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)
        if self._faults:
            raise self._faults[0]

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        limits = Limits()
        watch = Watch((limits.head_timeout, limits.keep_alive))
        service = Service(
            handler=self._handle, limits=limits, watch=watch, report=self._faults.append
        )
        listener = Listener(service, [self._socket])
        await listener.start()
        self._ready.set()
        await self._stop.wait()
        await listener.aclose()

    def _handle(self, inbound: Inbound) -> Awaitable[None]:
        return in_task(self._answer(inbound))

    async def _answer(self, inbound: Inbound) -> None:
        pieces = []
        while piece := await inbound.read():
            pieces.append(piece)
        head = inbound.head
        headers = {n.lower().decode("latin-1"): v.decode("latin-1") for n, v in head.headers}
        method, target = head.method.decode("latin-1"), head.target.decode("latin-1")
        body = b"".join(pieces)
        self.bodies.append(body)
        answer = self._model.answer(method, target, headers, body)
        length = None if answer.streamed or answer.cut else sum(map(len, answer.pieces))
        fields = [(name.encode(), value.encode()) for name, value in answer.headers]
        if length is not None:
            fields.append((b"content-length", b"%d" % length))
        await inbound.start(ResponseHead(answer.status, fields, b"Scripted", length))
        for piece in answer.pieces:
            await inbound.write(piece)
        if answer.cut:
            inbound.abort()
        else:
            await inbound.end()
