"""A stage for dialogues through the relay: a client and an upstream in memory, no sockets.

Each line of a test is something one of them says, or what the other must see by then. Between the
lines everything that can happen happens.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from memory_ends import MemoryInbound, MemoryOutbound, MemoryPool

from weft.gateway.guard import Guard
from weft.gateway.headers import Forwarding
from weft.gateway.health import Health
from weft.gateway.own import Own
from weft.gateway.relay import Relay
from weft.gateway.routes import Route, Routes, route, upstream
from weft.wire.fault import UpstreamBroken
from weft.wire.head import Headers, RequestHead, ResponseHead, value_of

if TYPE_CHECKING:
    from weft.gateway.answering import Doors
    from weft.gateway.workshop import Workshop
    from weft.wire.fault import UpstreamFault, WireFault

TURNS = 30  # of the loop, until nothing more can happen
ID = b"fresh-id"
PATIENCE = 30.0  # seconds


class Stage:
    """One relay with its client and its upstreams."""

    def __init__(
        self,
        default: str | None = "http://up.example",
        *routes: str,
        cap: int = 1_000,
        rewrite_host: bool = True,
        doors: Doors | None = None,
        token: str | None = None,
        workshop: Workshop | None = None,
    ) -> None:
        self.workshop = workshop
        self.doors = doors or {}
        self.token = token
        self.reports: list[BaseException] = []
        self.loop = asyncio.new_event_loop()
        found = [route(text) for text in routes]
        if default:
            found.append(Route(b"", upstream(default)))
        self.complaints: list[str] = []
        self.loop.run_until_complete(self._set(found, cap, rewrite_host))

    async def _set(self, found: list[Route], cap: int, rewrite_host: bool) -> None:
        self.pools = {each.upstream: MemoryPool() for each in found}
        self.relay = Relay(
            Routes(found),
            self.pools,
            Forwarding(),
            Own(
                {**Health(self.pools, version="1", patience=0.05).doors, **self.doors},
                Guard(self.token),
                cap=cap,
                report=self.reports.append,
            ),
            ids=iter(lambda: ID, b""),
            chance=bytes,
            cap=cap,
            rewrite_host=rewrite_host,
            complain=lambda up, fault, request_id: self.complaints.append(f"{up.url}: {fault}"),
            workshop=self.workshop,
        )

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.run_until_complete(self._leave())
        self.loop.close()

    async def _leave(self) -> None:
        if not self.task.done():
            self.task.cancel()
        await asyncio.wait([self.task])

    # The client.

    def client(
        self,
        line: str,
        *headers: tuple[bytes, bytes],
        body: bytes = b"",
        end: bool = True,
        length: int | None = 0,
        protocol: bytes = b"",
        trailers: Headers | None = None,
        peer: str = "10.0.0.1",
        authority: bytes = b"weft.example",
    ) -> None:
        """The client sends a request, or its beginning. `body` sets an unsaid length."""
        method, _, target = line.partition(" ")
        if body and end and length == 0:
            length = len(body)
        head = RequestHead(
            method.encode(),
            target.encode(),
            authority,
            list(headers),
            length=length,
            protocol=protocol,
            peer=peer,
        )
        self.loop.run_until_complete(self._arrive(head, body, end, trailers or []))

    async def _arrive(self, head: RequestHead, body: bytes, end: bool, trailers: Headers) -> None:
        self.inbound = MemoryInbound(head)
        self.inbound.trailers = trailers
        self.inbound.body.put(body, end=end)
        self.task = asyncio.ensure_future(self._handle())
        await self._settled()

    async def _handle(self) -> None:
        await self.relay(self.inbound)  # type: ignore[arg-type]

    def client_goes_on(self, data: bytes = b"", *, end: bool = False) -> None:
        self.inbound.body.put(data, end=end)
        self._settle()

    def client_breaks(self, fault: WireFault) -> None:
        self.inbound.body.put(fault=fault)
        self._settle()

    def client_leaves(self) -> None:
        self.inbound.leave()
        self._settle()

    # The upstream.

    @property
    def outbound(self) -> MemoryOutbound:
        (pool,) = [each for each in self.pools.values() if each.opened]
        return pool.opened[-1]

    @property
    def seen(self) -> RequestHead:
        """The head that reached the upstream."""
        return self.outbound.request

    @property
    def untouched(self) -> bool:
        """No upstream was asked."""
        return not any(pool.opened for pool in self.pools.values())

    def upstream_informs(self, status: int, *headers: tuple[bytes, bytes]) -> None:
        assert self.outbound.inform
        self.outbound.inform(ResponseHead(status, list(headers)))
        self._settle()

    def upstream_says(
        self,
        status: int,
        *headers: tuple[bytes, bytes],
        body: bytes = b"",
        end: bool = True,
        trailers: Headers | None = None,
    ) -> None:
        self.outbound.trailers = trailers or []
        self.outbound.body.put(body, end=end)
        self.outbound.say(ResponseHead(status, list(headers), length=len(body) if end else None))
        self._settle()

    def upstream_goes_on(self, data: bytes = b"", *, end: bool = False) -> None:
        self.outbound.body.put(data, end=end)
        self._settle()

    def upstream_breaks(self, fault: UpstreamFault | None = None) -> None:
        self.outbound.break_off(fault or UpstreamBroken("the upstream closed the connection"))
        self._settle()

    # What the client sees.

    @property
    def status(self) -> int:
        assert self.inbound.answer, "no answer yet"
        return self.inbound.answer.status

    def header(self, name: bytes) -> bytes | None:
        assert self.inbound.answer, "no answer yet"
        return value_of(self.inbound.answer.headers, name)

    @property
    def ended(self) -> bool:
        """The relay has done with this exchange."""
        return self.task.done()

    def _settle(self) -> None:
        self.loop.run_until_complete(self._settled())

    async def _settled(self) -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)

    def settle(self) -> None:
        """Let happen what can happen."""
        self._settle()

    def wait_for_the_upstream(self) -> None:
        """Until a request is there that was worked on in a thread."""
        self.loop.run_until_complete(asyncio.wait_for(self._opened(), PATIENCE))

    async def _opened(self) -> None:
        while self.untouched and not self.task.done():
            await asyncio.sleep(0.002)
        await self._settled()
