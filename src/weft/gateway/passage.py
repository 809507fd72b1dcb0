"""A passage: one exchange that is carried through verbatim. `Passage.run` is one straight line.

    open -> (body up | answer down) -> end

A request that is here whole goes out in one piece, and an answer that is there whole comes back in
one; everything else streams, both ways at once, at the pace of whoever is slower. Where a request
goes, and under which headers, was decided before (`relay`).

Who goes away takes the exchange along: a client that leaves has the upstream let go at once, and
an upstream that breaks off after its answer began leaves the client with an answer that is visibly
incomplete. Before that, the client is told in the dialect of its path.

An `Exchange` is a passage whose body is looked at on its way.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from weft.gateway import errors, upgrade
from weft.gateway.headers import interim, response, trailers
from weft.gateway.upload import Upload, too_large
from weft.wire.errand import running
from weft.wire.fault import ClientFault, ClientGone, UpstreamBroken, UpstreamFault, WireFault

if TYPE_CHECKING:
    from weft.gateway.messages import Talk
    from weft.gateway.routes import Upstream
    from weft.wire.errand import Errand
    from weft.wire.exchange import Inbound, Outbound, Upstreams
    from weft.wire.head import RequestHead, ResponseHead

_CONTINUE, SWITCHING = 100, 101
_SUCCESS = range(200, 300)


class Complaint(Protocol):
    """Is told of an upstream that failed, and of the id of the request that it failed."""

    def __call__(self, upstream: Upstream, fault: UpstreamFault, request_id: bytes) -> None:
        """Take note."""


class Passage:
    """One request and its answer.

    `upgrade` says that the client asks for a WebSocket, and `talk` who is told of its messages;
    `cap` bounds the request's body, where it is not 0.
    """

    cap = 0
    upgrade = False
    talk: Talk | None = None
    _task: Errand | asyncio.Task[object] | None = None
    _outbound: Outbound | None = None
    _upload: Upload | None = None
    _begun = False  # something of the answer may have been sent
    _clean = False  # the whole answer was sent, and all of it was read

    def __init__(
        self,
        inbound: Inbound,
        request: RequestHead,
        request_id: bytes,
        upstream: Upstream,
        pool: Upstreams,
        complain: Complaint,
    ) -> None:
        self._inbound = inbound
        self.request = request
        self.request_id = request_id
        self._upstream = upstream
        self._pool = pool
        self._complain = complain

    async def run(self) -> None:
        """Carry it out, to its end or abort."""
        inbound = self._inbound
        self._task = running()
        inbound.when_gone(self._leave)
        try:
            body = inbound.buffered()
            if body is None or self.upgrade or self.cap or inbound.trailers:
                outbound = await self._open(body)
            else:
                outbound = await self._pool.open(
                    self.request, body, end=True, on_interim=self._inform
                )
            self._outbound = outbound
            answer = await outbound.head()
            unusual = self.upgrade or answer.status == SWITCHING
            if unusual and await self._switched(outbound, answer):
                return
            answer.headers = response(answer.headers, self.request_id)
            data, ended = outbound.buffered()
            self._begun = True
            if ended and not outbound.trailers:
                await inbound.start(answer, data, end=True)
            else:
                await inbound.start(answer, data)
                await self._stream(outbound, ended)
            self._clean = True
        except WireFault as fault:
            await self._failed(fault)
        except asyncio.CancelledError:
            await self._cancelled()
        finally:
            self._ended()

    def _ended(self) -> None:
        self._let_go()
        # Both ends hold this by a callback; else only the collector of cycles would free it.
        self._outbound = self._upload = None
        del self._inbound

    async def _open(self, body: bytes | None) -> Outbound:
        """Open what does not go out in one piece."""
        inbound, request = self._inbound, self.request
        if self.upgrade:
            return await self._pool.open(request, end=True)
        if body is None:
            outbound = await self._pool.open(request, on_interim=self._inform)
            self._upload = Upload(inbound, outbound, self._leave, self.cap)
            return outbound
        if self.cap and len(body) > self.cap:
            raise too_large(self.cap)
        fields = inbound.trailers
        outbound = await self._pool.open(request, body, end=not fields, on_interim=self._inform)
        if fields:
            await outbound.end(trailers(fields))
        return outbound

    async def _stream(self, outbound: Outbound, ended: bool) -> None:
        read, write = outbound.read, self._inbound.write
        while not ended and (data := await read()):
            await write(data)
        fields = outbound.trailers
        await self._inbound.end(trailers(fields) if fields else None)

    async def _switched(self, outbound: Outbound, answer: ResponseHead) -> bool:
        """Go over to raw bytes if that is the answer, and carry them to their end."""
        if answer.status != SWITCHING:
            if self._inbound.head.method == b"CONNECT" and answer.status in _SUCCESS:
                raise UpstreamBroken("the upstream answered, but did not switch to WebSocket")
            return False
        if not self.upgrade:
            raise UpstreamBroken("the upstream switched protocols and nobody had asked it to")
        request, talk = self.request, self.talk
        await upgrade.switch(self._inbound, outbound, request, answer, self.request_id, talk)
        self._clean = True
        return True

    def _leave(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _inform(self, head: ResponseHead) -> None:
        # A 100 was answered by us when the body was first read.
        if head.status != _CONTINUE:
            head.headers = interim(head.headers)
            self._inbound.inform(head)

    async def _cancelled(self) -> None:
        """The client went away, or broke its own request, or everything is to end now."""
        fault = self._upload.fault if self._upload is not None else None
        if not isinstance(fault, ClientFault):
            if self._upload is not None:
                self._upload.raise_bug()
            raise asyncio.CancelledError
        if self._task is not None:
            self._task.uncancel()
        await self._failed(fault)

    async def _failed(self, fault: WireFault) -> None:
        self._let_go()
        if isinstance(fault, UpstreamFault):
            self._complain(self._upstream, fault, self.request_id)
        if self._begun or isinstance(fault, ClientGone):
            self._inbound.abort()
        else:
            await tell(self._inbound, fault, self.request_id)

    def _let_go(self) -> None:
        upload = self._upload
        if upload is not None and not upload.over:
            upload.cancel()
            self._clean = False
        if not self._clean and self._outbound is not None:
            self._outbound.abort()


async def tell(inbound: Inbound, fault: WireFault, request_id: bytes) -> None:
    """Answer with an error, in the dialect of the path."""
    head = inbound.head
    answer, data = errors.answer(head.target, head.headers, fault.status, str(fault), request_id)
    try:
        await inbound.start(answer, data, end=True)
    except ClientGone:
        inbound.abort()
