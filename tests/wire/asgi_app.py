"""A small application in Starlette, for the tests of the bridge to be asked things of."""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route, WebSocketRoute

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.websockets import WebSocket


async def about(request: Request) -> JSONResponse:
    scope = request.scope
    shown = {name: scope[name] for name in ("path", "root_path", "http_version", "scheme")}
    shown |= {name: scope[name].decode() for name in ("raw_path", "query_string")}
    return JSONResponse({**shown, "state": scope["state"], "host": request.url.netloc})


async def digest(request: Request) -> PlainTextResponse:
    seen = hashlib.sha256()
    async for piece in request.stream():
        seen.update(piece)
    return PlainTextResponse(seen.hexdigest())


async def count(request: Request) -> StreamingResponse:
    async def numbers() -> AsyncIterator[bytes]:
        for number in range(3):
            yield b"%d\n" % number

    return StreamingResponse(numbers(), media_type="text/plain")


async def fail(request: Request) -> PlainTextResponse:
    raise LookupError("a secret")


async def half(request: Request) -> StreamingResponse:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"half"
        raise LookupError

    return StreamingResponse(pieces())


async def echo(socket: WebSocket) -> None:
    offered = socket.scope["subprotocols"]
    await socket.accept(offered[0] if offered else None, [(b"x-echo", b"yes")])
    with contextlib.suppress(RuntimeError):  # a WebSocket that is closed
        async for text in socket.iter_text():
            if text == "close":
                await socket.close(4001, "as you wish")
            if text == "fail":
                raise LookupError
            await socket.send_text(text)


async def refuse(socket: WebSocket) -> None:
    await socket.close()


async def deny(socket: WebSocket) -> None:
    await socket.send_denial_response(PlainTextResponse("not today", 429))


@contextlib.asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[dict[str, Any]]:
    yield {"started": 1}


APP = Starlette(
    routes=[
        Route("/about/{rest:path}", about),
        Route("/digest", digest, methods=["POST"]),
        Route("/count", count),
        Route("/fail", fail),
        Route("/half", half),
        WebSocketRoute("/echo", echo),
        WebSocketRoute("/refuse", refuse),
        WebSocketRoute("/deny", deny),
    ],
    lifespan=lifespan,
)
