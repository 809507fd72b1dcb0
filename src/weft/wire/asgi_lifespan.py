"""The life of an ASGI application: it is started before its first request and stopped after its
last.

    async with Lifespan(app) as state:
        ... Asgi(app, state=state, ...)

An application that does not know of lifespans says so by raising before it answers; it then runs
without. One that says it failed keeps the server from starting.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from weft.wire.asgi_scope import VERSIONS

if TYPE_CHECKING:
    from types import TracebackType

    from weft.wire.asgi_scope import App, Message


class LifespanFailed(Exception):
    """The application could not start, or not stop. The message is its own."""


class Lifespan:
    """Starts and stops an application. What it leaves in `state` is for its requests."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.state: dict[str, Any] = {}
        self.supported = True
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._answers: asyncio.Queue[Message | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._error: Exception | None = None

    async def __aenter__(self) -> dict[str, Any]:
        scope = {"type": "lifespan", "asgi": dict(VERSIONS, spec_version="2.0")}
        self._task = asyncio.create_task(self._run({**scope, "state": self.state}))
        try:
            await self._turn("startup")
        except BaseException:
            await self._give_up()
            raise
        return self.state

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self.supported:
                await self._turn("shutdown")
        finally:
            await self._give_up()

    async def _turn(self, which: str) -> None:
        """Ask the application to start or to stop, and hear what it says."""
        self._inbox.put_nowait({"type": f"lifespan.{which}"})
        message = await self._answers.get()
        if message is None:
            self._ended(which)
        elif message["type"] == f"lifespan.{which}.failed":
            said = message.get("message") or "it gave no reason"
            raise LifespanFailed(f"the application failed at {which}: {said}")
        elif message["type"] != f"lifespan.{which}.complete":
            raise LifespanFailed(f"the application answered {which} with {message['type']}")

    def _ended(self, which: str) -> None:
        """It ended without an answer."""
        if which == "shutdown" and self._error is not None:
            message = f"the application failed at shutdown: {self._error}"
            raise LifespanFailed(message) from self._error
        self.supported = False

    async def _run(self, scope: dict[str, Any]) -> None:
        try:
            await self._app(scope, self._inbox.get, self._answers.put)
        except Exception as error:  # noqa: BLE001 - any exception means "no lifespans here"
            self._error = error
        finally:
            self._answers.put_nowait(None)

    async def _give_up(self) -> None:
        """Leave no task behind."""
        assert self._task is not None
        self._task.cancel()
        await asyncio.wait({self._task})
