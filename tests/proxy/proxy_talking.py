"""A relay of WebSockets in this process: each has a conversation, on real sockets.

The event loop is the one that `weft proxy` uses, in a thread of its own.
"""

from __future__ import annotations

import asyncio
import os
import threading
from typing import TYPE_CHECKING

import uvloop
from proxy_plays import PATIENCE

from weft.gateway import upgrade
from weft.gateway.headers import Forwarding
from weft.gateway.messages import Talk
from weft.gateway.passage import Passage
from weft.gateway.routes import upstream
from weft.wire.address import Address, bind
from weft.wire.dial import Origin
from weft.wire.head import RequestHead
from weft.wire.limits import Limits
from weft.wire.listener import Listener
from weft.wire.pool import Pool
from weft.wire.service import Service
from weft.wire.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from weft.wire.exchange import Inbound

MOST = 20_000_000


class Rewriting:
    """What begins with "long" goes up shorter, what begins with "hold" does not come down.

    A `call` of the upstream's is answered unseen. What was heard is kept.
    """

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.failures: list[Exception] = []
        self.closings = 0

    def opened(self, send_upstream: Callable[[bytes], None]) -> None:
        self.send_upstream = send_upstream

    async def outgoing(self, message: bytes) -> bytes | None:
        await asyncio.sleep(0.01 if message.startswith(b"long") else 0)
        return b"short" + message[4:] if message.startswith(b"long") else None

    async def incoming(self, message: bytes) -> Sequence[bytes] | None:
        self.heard.append(message[:100])
        if message.startswith(b"call"):
            self.send_upstream(b"result of the " + message)
            return []
        return [] if message.startswith(b"hold") else None

    async def ending(self) -> Sequence[bytes]:
        return [b"held"] if any(each.startswith(b"hold") for each in self.heard) else []

    def failed(self, error: Exception) -> None:
        self.failures.append(error)

    def closed(self) -> None:
        self.closings += 1


class Talking:
    """Use it as a context manager. `conversations` has one for each WebSocket."""

    def __init__(self, upstream_port: int) -> None:
        self._upstream = f"http://127.0.0.1:{upstream_port}"
        self._upstream_port = upstream_port
        self.conversations: list[Rewriting] = []
        self.reported: list[BaseException] = []
        self.address = ("127.0.0.1", 0)
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Talking:
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        assert self.reported == []

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.address[1]}"

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        watch, limits = Watch([1.0]), Limits()
        to = upstream(self._upstream)
        pool = Pool(Origin(host="127.0.0.1", port=self._upstream_port), limits, watch)

        def relay(inbound: Inbound) -> Awaitable[None]:
            head = inbound.head
            headers, request_id = Forwarding().request(head, b"id")
            request = RequestHead(
                head.method, head.target, to.authority, headers, to.scheme, length=head.length
            )
            passage = Passage(inbound, request, request_id, to, pool, lambda *_: None)
            extended = head.method == b"CONNECT"
            upgrade.prepare(request, extended=extended, nonce=os.urandom(16))
            passage.upgrade = True
            self.conversations.append(Rewriting())
            passage.talk = Talk(self.conversations[-1], MOST, os.urandom)
            return passage.run()

        service = Service(handler=relay, limits=limits, watch=watch, report=self.reported.append)
        with bind(Address("127.0.0.1", 0)) as listening:
            self.address = ("127.0.0.1", listening.getsockname()[1])
            listener = Listener(service, [listening])
            await listener.start()
            self._ready.set()
            await self._stop.wait()
            listener.stop()
            await listener.drain(1.0)
            await listener.aclose()
            await pool.aclose()
