"""A `Listener` with a handler, on a free port of the loopback interface, in a thread of its own.

So a test can talk to it with blocking sockets and with the programs of the system. The event loop
is the one that `weft proxy` uses.
"""

from __future__ import annotations

import asyncio
import subprocess
import threading
from typing import TYPE_CHECKING

import uvloop

from weft.wire.address import Address, bind
from weft.wire.asgi import Asgi
from weft.wire.asgi_lifespan import Lifespan
from weft.wire.limits import Limits
from weft.wire.listener import Listener
from weft.wire.service import Service
from weft.wire.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from weft.wire.asgi_scope import App
    from weft.wire.exchange import Handler

    Make = Callable[[Watch], AbstractAsyncContextManager[Handler]]

LONG = 20.0  # seconds, after which something hangs


class Served:
    """Use it as a context manager. `reported` holds what went wrong while it served."""

    def __init__(self, app: App | None = None, *, make: Make | None = None):
        self._app = app
        self._make = make
        self.reported: list[BaseException] = []
        self.port = 0
        self._ready = threading.Event()
        self._loop = uvloop.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Served:
        self._thread.start()
        assert self._ready.wait(LONG)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(LONG)
        assert not self._thread.is_alive()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        watch = Watch([1.0])
        if self._app is None:
            assert self._make is not None
            async with self._make(watch) as handler:
                await self._listen(handler, watch)
            return
        async with Lifespan(self._app) as state:
            bridge = Asgi(self._app, report=self.reported.append, state=state)
            await self._listen(bridge, watch)

    async def _listen(self, handler: Handler, watch: Watch) -> None:
        service = Service(
            handler=handler, limits=Limits(), watch=watch, report=self.reported.append
        )
        with bind(Address("127.0.0.1", 0)) as listening:
            self.port = listening.getsockname()[1]
            listener = Listener(service, [listening])
            await listener.start()
            self._ready.set()
            await self._stop.wait()
            listener.stop()
            await listener.drain(1.0)
            await listener.aclose()


def curl(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = ["curl", "--silent", "--max-time", f"{LONG:.0f}", *arguments]
    return subprocess.run(command, capture_output=True, check=False)
