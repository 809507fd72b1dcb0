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
from functools import partial
from typing import TYPE_CHECKING

from weft.gateway.coding import encoded
from weft.gateway.events import changed, exchanged, with_hidden
from weft.gateway.headers import response, trailers
from weft.gateway.hidden import Hidden, joiner_of
from weft.gateway.passage import SWITCHING, Passage
from weft.gateway.upload import too_large
from weft.gateway.workshop import coding
from weft.wire.errand import running
from weft.wire.fault import WireFault

if TYPE_CHECKING:
    from weft.dialects.endpoint import Endpoint
    from weft.dialects.hearing.heard import Observer
    from weft.gateway.events import Exchanged
    from weft.gateway.replies import Told
    from weft.gateway.workshop import Terms, Workshop
    from weft.rewrite.rewriter import Asked
    from weft.rewrite.told import Rewritten
    from weft.wire.exchange import Outbound
    from weft.wire.head import Headers, RequestHead, ResponseHead


class Exchange(Passage):
    """A request in a dialect that is known, and its answer."""

    _observer: Observer | None = None

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
        took = workshop.now() - came
        event = exchanged(self.request_id, workshop.clock(), endpoint, asked, rewritten, took)
        try:
            outbound = await self._sent(rewritten, len(body))
            answer = await outbound.head()
            if answer.status == SWITCHING:
                await self._switched(outbound, answer)
            first = workshop.now() - begun
            event = changed(event, status=answer.status, first_byte_seconds=first)
            event = await self._carried(outbound, answer, asked, rewritten, event)
        finally:
            # Of an answer that was broken off, or that the client left, too.
            heard = self._observer.heard() if self._observer is not None else None
            workshop.tell(changed(event, heard=heard), seconds=workshop.now() - begun)

    async def _carried(
        self,
        outbound: Outbound,
        answer: ResponseHead,
        asked: Asked,
        rewritten: Rewritten,
        event: Exchanged,
    ) -> Exchanged:
        """Carry the answer back, with its hidden turns if there are any."""
        workshop, head = self._workshop, self._inbound.head
        dress = partial(self._dressed, workshop.report(head, event))
        streamed = self._endpoint.stream
        join = joiner_of(asked.dialect, answer, streamed=streamed) if rewritten.offered else None
        observer = workshop.observer(self._endpoint, answer, plain=join is not None)
        self._observer = observer
        if join is None:
            answer.headers = dress(answer.headers)
            await self._answered(outbound, answer, observer)
            return event
        means = workshop.means(asked, rewritten)
        again = partial(self._again, coding(head))
        hidden = Hidden(means, self._inbound, ask=again, dress=dress, copy=observer.feed)
        self._begun = join.live
        await hidden.run(outbound, answer, join, rewritten.plain or rewritten.body)
        return self._with_hidden(event, hidden.told)

    def _dressed(self, report: Headers, headers: Headers) -> Headers:
        return response(headers, self.request_id) + report

    def _with_hidden(self, event: Exchanged, told: Told) -> Exchanged:
        """The event with what became of the hidden turns."""
        if told.fault is not None:
            self._complain(self._upstream, told.fault, self.request_id)
        return changed(with_hidden(event, told), status=told.status)

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

    async def _sent(self, rewritten: Rewritten, came: int) -> Outbound:
        """The request on its way, with the length that its body has now."""
        request, body = self.request, rewritten.body
        if request.length is not None and len(body) != came:
            self.request = request = _of_length(request, len(body))
        fields = trailers(self._inbound.trailers)
        self._outbound = outbound = await self._pool.open(
            request, body, end=not fields, on_interim=self._inform
        )
        if fields:
            await outbound.end(fields)
        return outbound

    async def _again(self, coded: bytes, body: bytes) -> Outbound:
        """The next hidden turn."""
        body = encoded(body, coded) if coded else body
        return await self._pool.open(_of_length(self.request, len(body)), body, end=True)

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


def _of_length(request: RequestHead, length: int) -> RequestHead:
    """The same request with another body. One whose length was not declared stays so."""
    if request.length is None:
        return request
    headers = [
        (name, b"%d" % length if name.lower() == b"content-length" else value)
        for name, value in request.headers
    ]
    return replace(request, headers=headers, length=length)
