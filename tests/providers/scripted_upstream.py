"""The scripted model behind the recording upstream: what reaches it is kept to the byte.

The sockets here are not Weft's own, so that a fault of its wire cannot hide itself.
"""

from __future__ import annotations

import gzip
import json
import threading
import time
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import brotli
from proxy_plays import LAST_CHUNK, PATIENCE, Gate, chunk
from proxy_upstream import Upstream
from websockets.sync.server import ServerConnection, serve

from weft.demo.model.model import Model
from weft.demo.model.script import directed
from weft.gateway.coding import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from proxy_plays import Play
    from proxy_upstream import Exchange, Seen

    from weft.demo.model.model import Answer
    from weft.demo.model.script import Script

_DECODERS: dict[bytes, Callable[[bytes], bytes]] = {
    b"gzip": gzip.decompress,
    b"deflate": zlib.decompress,
    b"br": brotli.decompress,
    b"zstd": zstd.decompress,
}


class Scripted(Upstream):
    """An upstream that speaks all dialects.

    `gate` holds a stream before its `held`th piece. What is asked of it when `silent` says so of
    the body is never answered: it waits until whoever asked is gone.
    """

    def __init__(self, script: Script = directed) -> None:
        self.model = Model(script, now=time.monotonic)
        self.gate: Gate | None = None
        self.held = 0
        self.silent: Callable[[bytes], bool] = lambda _: False
        super().__init__(usual=self._speaks)

    def bodies(self, path: str) -> list[bytes]:
        """The bodies of all requests to this path, once they are there whole."""
        return [body_of(seen) for seen in self.all(path)]

    async def _speaks(self, exchange: Exchange) -> None:
        await exchange.body()
        seen = exchange.seen
        if self.silent(body_of(seen)):
            await exchange.until_gone()
            return
        headers = {n.lower().decode("latin-1"): v.decode("latin-1") for n, v in seen.headers}
        answer = self.model.answer(
            seen.method.decode(), seen.target.decode("latin-1"), headers, body_of(seen)
        )
        await exchange.send(_head(answer))
        for number, piece in enumerate(answer.pieces):
            if self.gate is not None and number == self.held:
                await self.gate.passed()
            await exchange.send(chunk(piece) if _is_chunked(answer) else piece)
        if answer.cut:
            exchange.keep = False  # an end without its last chunk
        elif _is_chunked(answer):
            await exchange.send(LAST_CHUNK)


def body_of(seen: Seen) -> bytes:
    """A request's body, out of the coding in which it was sent."""
    assert seen.whole.wait(PATIENCE)
    decode = _DECODERS.get(seen.value(b"content-encoding") or b"")
    return decode(bytes(seen.body)) if decode else bytes(seen.body)


def plays(answer: Answer) -> Play:
    """This answer, whatever is asked."""

    async def play(exchange: Exchange) -> None:
        await exchange.body()
        pieces = [chunk(each) if _is_chunked(answer) else each for each in answer.pieces]
        await exchange.send(_head(answer) + b"".join(pieces))
        if _is_chunked(answer):
            await exchange.send(LAST_CHUNK)

    return play


def _is_chunked(answer: Answer) -> bool:
    return answer.streamed or answer.cut


def _head(answer: Answer) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
    length = sum(map(len, answer.pieces))
    framing = "transfer-encoding: chunked" if _is_chunked(answer) else f"content-length: {length}"
    return f"HTTP/1.1 {answer.status} Scripted\r\n{lines}{framing}\r\n\r\n".encode()


class Sockets:
    """The Responses API over WebSockets. `heard` holds the messages as they came."""

    def __init__(self) -> None:
        self.model = Model(now=time.monotonic)
        self.heard: list[str | bytes] = []
        self.url = ""

    def answer(self, connection: ServerConnection) -> None:
        """Answer one connection, message by message."""
        assert connection.request
        key = connection.request.headers.get("authorization", "")
        for message in connection:
            self.heard.append(message)
            if isinstance(message, bytes):
                connection.send(message)  # nothing is known of it: it comes back
                continue
            given: dict[str, Any] = json.loads(message)
            assert given.pop("type") == "response.create"
            lane = {"stream_id": given["stream_id"]} if "stream_id" in given else {}
            for number, event in enumerate(self.model.messages(given, key)):
                connection.send(json.dumps({"sequence_number": number, **event, **lane}))


@contextmanager
def speaking() -> Iterator[Sockets]:
    """The WebSocket server, as long as this lasts."""
    sockets = Sockets()
    with serve(sockets.answer, "127.0.0.1", 0, max_size=None) as server:
        sockets.url = f"http://127.0.0.1:{server.socket.getsockname()[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield sockets
        server.shutdown()
        thread.join(PATIENCE)
