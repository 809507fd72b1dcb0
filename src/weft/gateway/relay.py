"""The relay decides, for each request, where it goes and how: upstream, target, headers, bounds.

Then an `Exchange` carries it out. What is refused is refused here, before any upstream is asked:
paths that belong to none, CONNECT, bodies declared too large. What is ours to answer (`own`) is not
relayed.

This runs for every request. It waits for nothing, and returns what is to be awaited, which saves
a coroutine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.endpoint import endpoint, socket
from weft.gateway import upgrade
from weft.gateway.exchange import Exchange
from weft.gateway.messages import Talk
from weft.gateway.passage import Passage, tell
from weft.gateway.talking import ResponsesTalk
from weft.gateway.upload import too_large
from weft.policy.words import Mode
from weft.wire.errand import in_task
from weft.wire.fault import ClientFault
from weft.wire.head import RequestHead, value_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from weft.gateway.headers import Forwarding
    from weft.gateway.own import Own
    from weft.gateway.passage import Complaint
    from weft.gateway.routes import Routes, Upstream
    from weft.gateway.workshop import Workshop
    from weft.wire.exchange import Inbound, Upstreams

_NOT_FOUND, _METHOD = 404, 405
_NONCE = 16  # bytes, RFC 6455, section 4.1


class Relay:
    """What a listener calls for each request.

    `cap` bounds bodies that are JSON, which are the ones that may come to be held in memory.
    `chance` gives that many random bytes.
    """

    def __init__(
        self,
        routes: Routes,
        pools: Mapping[Upstream, Upstreams],
        forwarding: Forwarding,
        own: Own,
        *,
        ids: Iterator[bytes],
        chance: Callable[[int], bytes],
        cap: int,
        rewrite_host: bool,
        complain: Complaint,
        workshop: Workshop | None = None,
    ) -> None:
        self._find = routes.find
        self._pools = pools
        self._forward = forwarding.request
        self._own = own
        self._prefixes = own.prefixes
        self._ids = ids
        self._chance = chance
        self._cap = cap
        self._rewrite_host = rewrite_host
        self._complain = complain
        self._workshop = workshop

    def __call__(self, inbound: Inbound) -> Awaitable[None]:
        """Relay one exchange, to its end or abort."""
        head = inbound.head
        target = head.target
        fresh = next(self._ids)
        if target.startswith(self._prefixes) and (door := self._own.find(target)):
            return in_task(self._own.answer(inbound, door, fresh))
        found = self._find(target)
        if found is None:
            return tell(inbound, ClientFault(_NOT_FOUND, "no upstream for this path"), fresh)
        upstream, target = found
        headers, request_id = self._forward(head, fresh)
        request = RequestHead(
            head.method,
            target,
            upstream.authority if self._rewrite_host else head.authority,
            headers,
            upstream.scheme,
            b"1.1",
            head.length,
        )
        pool, complain = self._pools[upstream], self._complain
        passage = None
        if head.method == b"POST" and self._workshop is not None:
            passage = self._looked_at(inbound, request, request_id, upstream)
        if passage is None:
            passage = Passage(inbound, request, request_id, upstream, pool, complain)
        length = head.length
        if length is None or length > self._cap or head.protocol or head.method == b"CONNECT":
            refusal = self._consider(passage, head)
            if refusal is not None:
                return tell(inbound, refusal, request_id)
        return passage.run()

    def _looked_at(
        self, inbound: Inbound, request: RequestHead, request_id: bytes, upstream: Upstream
    ) -> Passage | None:
        """The exchange of a request whose body may be rewritten, if this is one."""
        head, workshop = inbound.head, self._workshop
        found = endpoint(head.method, request.target)
        if found is None or workshop is None or not _is_json(head):
            return None
        if head.length is not None and head.length > workshop.options.max_body:
            return None  # it streams through
        terms = workshop.terms(head)
        if terms.mode is Mode.OFF:
            return None
        pool = self._pools[upstream]
        exchange = Exchange(inbound, request, request_id, upstream, pool, self._complain)
        exchange.look(found, workshop, terms, self._cap)
        return exchange

    def _listen(self, passage: Passage, head: RequestHead) -> None:
        """Have the messages of a WebSocket told, if they may be rewritten."""
        found, workshop = socket(passage.request.target), self._workshop
        if found is None or workshop is None:
            return
        terms = workshop.terms(head)
        if terms.mode is not Mode.OFF:
            told = ResponsesTalk(workshop, head, found, terms, passage.request_id)
            passage.talk = Talk(told, workshop.options.max_body, self._chance)

    def _consider(self, passage: Passage, head: RequestHead) -> ClientFault | None:
        """What is not an everyday request: a WebSocket, or a body that could be too large."""
        if upgrade.wanted(head):
            extended = head.method == b"CONNECT"
            upgrade.prepare(passage.request, extended=extended, nonce=self._chance(_NONCE))
            passage.upgrade = True
            self._listen(passage, head)
        elif head.method == b"CONNECT":
            return ClientFault(_METHOD, "this is no forward proxy: CONNECT is refused")
        elif _is_json(head):
            if head.length is not None and head.length > self._cap:
                return too_large(self._cap)
            passage.cap = self._cap
        return None


def _is_json(head: RequestHead) -> bool:
    """Whether the body says that it is JSON, in any of the ways there are."""
    value = value_of(head.headers, b"content-type") or b""
    media = value.partition(b";")[0].strip().lower()
    return media == b"application/json" or media.endswith(b"+json")
