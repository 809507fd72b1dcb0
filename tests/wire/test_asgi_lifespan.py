"""An application is started before its first request and stopped after its last."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from weft.wire.asgi_lifespan import Lifespan, LifespanFailed

if TYPE_CHECKING:
    from weft.wire.asgi_scope import App, Receive, Scope, Send


def live(app: App) -> tuple[dict[str, Any], bool]:
    """Start and stop it; the state it left, and whether it knows of lifespans."""

    async def run() -> tuple[dict[str, Any], bool]:
        lifespan = Lifespan(app)
        async with asyncio.timeout(10), lifespan as state:
            pass
        assert len(asyncio.all_tasks()) == 1
        return state, lifespan.supported

    return asyncio.run(run())


def answering(*answers: Any) -> App:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["asgi"] == {"version": "3.0", "spec_version": "2.0"}
        scope["state"]["up"] = True
        for answer in answers:
            await receive()
            if isinstance(answer, Exception):
                raise answer
            if answer:
                await send({"type": f"lifespan.{answer}", "message": "no disk"})

    return app


def test_it_starts_and_stops() -> None:
    state, supported = live(answering("startup.complete", "shutdown.complete"))
    assert state == {"up": True}
    assert supported


@pytest.mark.parametrize("first", [LookupError(), None])
def test_an_application_without_lifespan_runs_without(first: Exception | None) -> None:
    _, supported = live(answering(first))
    assert not supported


def test_it_may_end_once_it_is_started() -> None:
    live(answering("startup.complete"))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["startup.failed"], "failed at startup: no disk"),
        (["startup.complete", "shutdown.failed"], "failed at shutdown: no disk"),
        (["startup.complete", LookupError("gone")], "failed at shutdown: gone"),
        (["shutdown.complete"], "answered startup with lifespan.shutdown.complete"),
    ],
)
def test_what_fails_is_told(answers: list[Any], said: str) -> None:
    with pytest.raises(LifespanFailed, match=said):
        live(answering(*answers))
