"""An upstream that speaks WebSocket, with the `websockets` server: what it does, a path says."""

from __future__ import annotations

import http
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from proxy_plays import PATIENCE
from websockets.sync.server import Server, ServerConnection, serve

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Sequence

    from websockets.http11 import Request, Response
    from websockets.typing import Subprotocol


@contextmanager
def echoing(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """The server, as long as this lasts."""
    options = {"select_subprotocol": _choosing, "process_request": _refusing}
    with serve(_answering, "127.0.0.1", 0, ssl=tls, max_size=None, **options) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join(PATIENCE)


def _answering(connection: ServerConnection) -> None:
    assert connection.request
    path = connection.request.path
    if path == "/closes":
        connection.close(4001, "enough")
        return
    for message in connection:
        if path == "/fragments":
            connection.send([message[:5], message[5:]] if isinstance(message, str) else [message])
        else:
            connection.send(message)


def _choosing(_: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    return next((each for each in offered if each == "chat.v2"), None)


def _refusing(connection: ServerConnection, request: Request) -> Response | None:
    if request.path != "/refused":
        return None
    answer = connection.respond(http.HTTPStatus.UNAUTHORIZED, "no key\n")
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
