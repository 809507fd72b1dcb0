"""One exchange from client to provider and back, with a look at it. It reads as one straight line.

    receive -> look at what is in it -> rewrite -> send
    answer -> relay as it arrives, while an observer reads from a copy -> tell

What is in a request, what may be rewritten and how stands in `dialects`, `policy` and `rewrite`;
the `workshop` puts them together. Nothing of that can break a request: what is not understood goes
out as it came. Everything else, from interim answers to who goes away, is as in a `Passage`.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from weft.gateway.events import Exchanged
from weft.gateway.headers import response, trailers
from weft.gateway.passage import SWITCHING, Passage
from weft.gateway.upload import too_large
from weft.gateway.workshop import coding
from weft.wire.errand import running
from weft.wire.fault import WireFault

if TYPE_CHECKING:
    from weft.dialects.endpoint import Endpoint
    from weft.dialects.hearing.heard import Observer
    from weft.gateway.workshop import Terms, Workshop
    from weft.wire.exchange import Outbound
    from weft.wire.head import ResponseHead


class Exchange(Passage):
    """A request in a dialect that is known, and its answer."""

    def look(self, endpoint: Endpoint, workshop: Workshop, terms: Terms, cap: int) -> None:
        """What takes a look at it: without this an exchange cannot run."""
        self._endpoint = endpoint
        self._workshop = workshop
        self._terms = terms
        self.cap = cap

    async def run(self) -> None:
        """Carry it out, to its end or abort."""
        self._task = running()
        self._inbound.when_gone(self._leave)
        try:
            await self._exchange()
            self._clean = True
        except WireFault as fault:
            await self._failed(fault)
        except asyncio.CancelledError:
            await self._cancelled()
        finally:
            self._ended()

    async def _exchange(self) -> None:
        workshop, endpoint, head = self._workshop, self._endpoint, self._inbound.head
        begun = workshop.now()
        body = await self._received()
        asked = workshop.asked(head, endpoint, self._terms, body)
        came = workshop.now()
        rewritten = await workshop.rewritten(asked, coding(head))
        sent = workshop.now()
        outbound = await self._sent(rewritten.body, len(body))
        answer = await outbound.head()
        if answer.status == SWITCHING:
            await self._switched(outbound, answer)
        first = workshop.now()
        event = Exchanged(
            request_id=self.request_id.decode("latin-1"),
            time=workshop.clock(),
            dialect=asked.dialect.name,
            operation=endpoint.operation,
            model=rewritten.model,
            auth=asked.auth,
            mode=asked.mode,
            blocks=rewritten.blocks,
            replayed=rewritten.replayed,
            replayed_saved=rewritten.replayed_saved,
            bytes_before=len(body),
            bytes_after=len(rewritten.body),
            rewrite_seconds=sent - came,
            first_byte_seconds=first - begun,
            status=answer.status,
            failures=rewritten.failures,
        )
        observer = workshop.observer(endpoint, answer)
        answer.headers = response(answer.headers, self.request_id)
        answer.headers += workshop.report(head, event)
        try:
            await self._answered(outbound, answer, observer)
        finally:
            over = workshop.now() - begun
            workshop.tell(replace(event, heard=observer.heard(), seconds=over))

    async def _received(self) -> bytes:
        """The whole body."""
        inbound = self._inbound
        body = inbound.buffered()
        if body is None:
            pieces, size = [], 0
            while data := await inbound.read():
                size += len(data)
                if self.cap and size > self.cap:
                    raise too_large(self.cap)
                pieces.append(data)
            body = b"".join(pieces)
        if self.cap and len(body) > self.cap:
            raise too_large(self.cap)
        return body

    async def _sent(self, body: bytes, came: int) -> Outbound:
        """The request on its way, with the length that its body has now."""
        request = self.request
        if request.length is not None and len(body) != came:
            request.length = len(body)
            request.headers = [
                (name, b"%d" % len(body)) if name.lower() == b"content-length" else (name, value)
                for name, value in request.headers
            ]
        fields = trailers(self._inbound.trailers)
        self._outbound = outbound = await self._pool.open(
            request, body, end=not fields, on_interim=self._inform
        )
        if fields:
            await outbound.end(fields)
        return outbound

    async def _answered(self, outbound: Outbound, answer: ResponseHead, observer: Observer) -> None:
        """The answer as it arrives. The client has each piece before the observer sees it."""
        inbound = self._inbound
        data, ended = outbound.buffered()
        self._begun = True
        if ended and not outbound.trailers:
            await inbound.start(answer, data, end=True)
            observer.feed(data)
            return
        await inbound.start(answer, data)
        observer.feed(data)
        while not ended and (data := await outbound.read()):
            await inbound.write(data)
            observer.feed(data)
        fields = outbound.trailers
        await inbound.end(trailers(fields) if fields else None)
