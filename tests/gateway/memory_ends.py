"""Both ends of an exchange in memory, by the contracts of `weft.wire.exchange`; no sockets."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from weft.wire.fault import ClientGone, UpstreamBroken, UpstreamFault, WireFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.wire.head import Headers, RequestHead, ResponseHead


class Pipe:
    """Bytes one way, with an end; also a tunnel's side."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.ended = False
        self.fault: WireFault | None = None
        self.moved = asyncio.Event()

    def put(self, data: bytes = b"", *, end: bool = False, fault: WireFault | None = None) -> None:
        if data:
            self.pieces.append(data)
        self.ended |= end
        self.fault = fault or self.fault
        self.moved.set()

    async def read(self) -> bytes:
        while not self.pieces:
            if self.fault is not None:
                raise self.fault
            if self.ended:
                return b""
            self.moved.clear()
            await self.moved.wait()
        return self.take()

    def take(self) -> bytes:
        data = b"".join(self.pieces)
        self.pieces.clear()
        return data


class MemoryTunnel:
    """Raw bytes: `source` is read, what is written is in `written`."""

    def __init__(self) -> None:
        self.source = Pipe()
        self.read = self.source.read
        self.written = b""
        self.ended = self.aborted = False
        self.room = asyncio.Event()
        self.room.set()

    async def write(self, data: bytes) -> None:
        self.written += data
        await self.room.wait()

    def end(self) -> None:
        self.ended = True

    def abort(self) -> None:
        self.aborted = True
        self.source.put(fault=UpstreamBroken("aborted"))


class MemoryInbound:
    """The client's end."""

    def __init__(self, head: RequestHead) -> None:
        self.head = head
        self.trailers: Headers = []
        self.body = Pipe()
        self.answer: ResponseHead | None = None
        self.interim: list[int] = []
        self.got = b""
        self.got_trailers: Headers | None = None
        self.over = self.aborted = self.lost = False
        self.room = asyncio.Event()
        self.room.set()
        self.tunnel = MemoryTunnel()
        self._gone: Callable[[], None] | None = None

    async def read(self) -> bytes:
        return await self.body.read()

    def buffered(self) -> bytes | None:
        return self.body.take() if self.body.ended else None

    def inform(self, head: ResponseHead) -> None:
        self.interim.append(head.status)

    async def start(self, head: ResponseHead, data: bytes = b"", *, end: bool = False) -> None:
        assert self.answer is None, "answered twice"
        self._must_be_here()
        self.answer, self.over = head, end
        self.got += data
        await self.room.wait()

    async def write(self, data: bytes) -> None:
        self._must_be_here()
        self.got += data
        await self.room.wait()

    async def end(self, trailers: Headers | None = None) -> None:
        self._must_be_here()
        self.got_trailers, self.over = trailers, True

    async def switch(self, head: ResponseHead) -> MemoryTunnel:
        self.answer, self.over = head, True
        return self.tunnel

    def abort(self) -> None:
        self.aborted = not self.over

    def when_gone(self, call: Callable[[], None]) -> None:
        self._gone = call

    def leave(self) -> None:
        self.lost = True
        self.body.put(fault=ClientGone("left"))
        if self._gone and not self.over:
            self._gone()

    def _must_be_here(self) -> None:
        if self.lost:
            raise ClientGone("left")


class MemoryOutbound:
    """The upstream's end."""

    def __init__(self, request: RequestHead, inform: Callable[[ResponseHead], None] | None) -> None:
        self.request = request
        self.inform = inform
        self.trailers: Headers = []
        self.got = b""
        self.got_trailers: Headers | None = None
        self.whole = self.aborted = False
        self.room = asyncio.Event()
        self.room.set()
        self.deaf: UpstreamFault | None = None
        self.body = Pipe()
        self.raw = MemoryTunnel()
        self._answer: asyncio.Future[ResponseHead] = asyncio.get_running_loop().create_future()

    async def write(self, data: bytes) -> None:
        if self.deaf:
            raise self.deaf
        self.got += data
        await self.room.wait()

    async def end(self, trailers: Headers | None = None) -> None:
        self.got_trailers, self.whole = trailers, True

    async def head(self) -> ResponseHead:
        return await asyncio.shield(self._answer)

    async def read(self) -> bytes:
        return await self.body.read()

    def buffered(self) -> tuple[bytes, bool]:
        return self.body.take(), self.body.ended

    def tunnel(self) -> MemoryTunnel:
        return self.raw

    def abort(self) -> None:
        self.aborted = True
        self.break_off(UpstreamBroken("given up"))

    def say(self, head: ResponseHead) -> None:
        self._answer.set_result(head)

    def break_off(self, fault: UpstreamFault) -> None:
        self.body.put(fault=fault)
        if not self._answer.done():
            self._answer.set_exception(fault)
            self._answer.exception()  # whether anybody waits for it is theirs to know


class MemoryPool:
    """Gives out upstream's ends, and keeps them in `opened`."""

    def __init__(self) -> None:
        self.opened: list[MemoryOutbound] = []
        self.fault: UpstreamFault | None = None
        self.connected = asyncio.Event()
        self.connected.set()

    async def open(
        self,
        head: RequestHead,
        data: bytes = b"",
        *,
        end: bool = False,
        on_interim: Callable[[ResponseHead], None] | None = None,
    ) -> MemoryOutbound:
        await self.connected.wait()
        if self.fault:
            raise self.fault
        out = MemoryOutbound(head, on_interim)
        out.got, out.whole = data, end
        self.opened.append(out)
        return out

    async def aclose(self) -> None:
        """Nothing is kept."""
