"""The workshop: everything that looking at a request takes, in one worker.

It is told what came and on whose behalf, and gives what goes upstream instead. A light look is
taken in the event loop; whatever asks the store or takes time is done by a few threads, in turn.
Nothing here raises on a request: one that cannot be looked at goes out as it came.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from weft.dialects.hearing.listen import observer
from weft.gateway import replies
from weft.gateway.coding import decoded, encoded
from weft.gateway.events import changed
from weft.policy.auth import auth
from weft.policy.mode import choose
from weft.policy.money import worth
from weft.policy.prices import prices
from weft.policy.tenants import Tenants
from weft.policy.way import ALWAYS
from weft.policy.words import Reason
from weft.rewrite.later import Later
from weft.rewrite.rewriter import Asked, Rewriter
from weft.rewrite.threads import Threads
from weft.rewrite.told import BlockTold, Rewritten
from weft.wire.head import value_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weft.dialects.endpoint import Endpoint
    from weft.dialects.hearing.heard import Observer
    from weft.gateway.events import Ear, Exchanged
    from weft.gateway.options import Rewriting
    from weft.policy.words import Auth, Mode
    from weft.recall.store import Store
    from weft.rewrite.before import Before
    from weft.rewrite.decider import Decider
    from weft.rewrite.rewriter import Known
    from weft.wire.head import Headers, RequestHead, ResponseHead

T = TypeVar("T")

LARGE = 64 * 1024  # bytes of a body that nothing is done with in the event loop
THREADS = 2  # the interpreter runs one at a time; the second is for when a store is waited for


@dataclass(frozen=True, slots=True)
class Terms:
    """What the headers of a request say before its body is read."""

    auth: Auth
    mode: Mode
    why: str = ""


class Workshop:
    """One per worker. `ear` is told of every exchange that was looked at.

    `load` is called in a thread when the first request comes: it makes ready what takes time.
    """

    def __init__(
        self,
        rewriter: Rewriter,
        tenants: Tenants,
        options: Rewriting,
        ear: Ear | None,
        *,
        load: Callable[[], object],
        now: Callable[[], float],
        clock: Callable[[], float],
    ) -> None:
        self._rewriter = rewriter
        self._tenants = tenants
        self.options = options
        self._ear = ear
        self.now = now
        self.clock = clock
        self._load: Callable[[], object] | None = load
        self._threads = ThreadPoolExecutor(THREADS, "rewriting")

    def terms(self, head: RequestHead) -> Terms:
        """Who pays for a request, and how far it may be rewritten."""
        paid = auth(head.headers, head.target)
        options = self.options
        chosen = choose(options.mode, paid, head.headers, enforce=options.enforce_auth)
        return Terms(paid, chosen.mode, chosen.why)

    def asked(
        self,
        head: RequestHead,
        endpoint: Endpoint,
        terms: Terms,
        body: bytes,
        before: Before | None = None,
    ) -> Asked:
        """What came, and on whose behalf; what came before it, where it does not say so itself."""
        return Asked(
            body=body,
            dialect=endpoint.dialect,
            tenant=self._tenants.tenant(head.headers, head.target),
            auth=terms.auth,
            mode=terms.mode,
            model=endpoint.model,
            stream=endpoint.stream,
            before=before,
        )

    async def rewritten(self, asked: Asked, coding: bytes) -> Rewritten:
        """What goes upstream. `coding` is what the body is compressed with."""
        if self._load is not None:
            # Should it fail, whoever needs it next tries again, and is told why.
            self._threads.submit(self._load)
            self._load = None
        try:
            return await self._rewritten(asked, coding)
        except Exception as error:  # noqa: BLE001 - no bug of ours breaks a request
            return _broken(asked, error)

    async def _rewritten(self, asked: Asked, coding: bytes) -> Rewritten:
        if len(asked.body) > self.options.max_body:
            return _as_it_came(asked)
        if coding:
            return await self.aside(self._coded, asked, coding)
        if len(asked.body) > LARGE:
            return await self.aside(self._whole, asked)
        rewriter = self._rewriter
        known = rewriter.known(asked)
        if not rewriter.light(asked, known):
            return await self.aside(self._all, asked, known)
        sight = rewriter.look(asked, known)
        if sight is not None and rewriter.waits(sight):
            return await self.aside(rewriter.rewrite, asked, sight)
        return _as_it_came(asked) if sight is None else rewriter.rewrite(asked, sight)

    def observer(
        self, endpoint: Endpoint, answer: ResponseHead, *, plain: bool = False
    ) -> Observer:
        """Who listens to an answer. `plain`: it is heard without the coding it came in."""
        media = value_of(answer.headers, b"content-type") or b""
        coded = value_of(answer.headers, b"content-encoding") or b""
        carried = b"" if plain else coded
        return observer(endpoint.dialect.name, media, answer.status, carried)

    def means(self, asked: Asked, rewritten: Rewritten) -> replies.Means:
        """What hidden turns of this exchange take."""
        rewriter, place = self._rewriter, rewritten.place
        assert place is not None
        return replies.Means(
            dialect=asked.dialect,
            answer=lambda call: rewriter.reply(asked, call),
            remember=lambda rounds: rewriter.keep(asked, rounds, place),
            rounds=self.options.retrieval_rounds,
            executor=self._threads,
        )

    def report(self, head: RequestHead, event: Exchanged) -> Headers:
        """What a client is told in headers, if it asks."""
        return self._ear.report(head.headers, event) if self._ear is not None else []

    def tell(self, event: Exchanged, **changes: Any) -> None:
        """An exchange is over: what it cost is reckoned, and whoever listens is told.

        `changes` to the event are made on the way.
        """
        if self._ear is None:
            return
        usage = event.heard.usage if event.heard is not None else None
        prompt = usage.input if usage is not None else 0
        reckoned = worth(
            usage,
            event.hidden,
            prices(event.dialect, event.model, prompt),
            new=sum(block.saved for block in event.blocks),
            replayed=event.replayed_saved,
        )
        self._ear.listen(changed(event, worth=reckoned, **changes))

    def aside(self, work: Callable[..., T], *given: object) -> Awaitable[T]:
        """Have a thread do what takes time."""
        return asyncio.get_running_loop().run_in_executor(self._threads, work, *given)

    def close(self) -> None:
        """Begin nothing more. What is under way ends by its own time."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _whole(self, asked: Asked) -> Rewritten:
        return self._all(asked, self._rewriter.known(asked))

    def _all(self, asked: Asked, known: Known | None) -> Rewritten:
        sight = self._rewriter.look(asked, known)
        return _as_it_came(asked) if sight is None else self._rewriter.rewrite(asked, sight)

    def _coded(self, asked: Asked, coding: bytes) -> Rewritten:
        """The same for a body that is compressed. What cannot be read is not touched."""
        body = decoded(asked.body, coding, self.options.max_body)
        if body is None:
            return _as_it_came(asked)
        plain = replace(asked, body=body)
        done = self._whole(plain)
        new = asked.body if done.body is body else encoded(done.body, coding)
        return replace(done, body=new, plain=done.body)


def _as_it_came(asked: Asked) -> Rewritten:
    return Rewritten(body=asked.body, model=asked.model, stream=asked.stream)


def _broken(asked: Asked, error: Exception) -> Rewritten:
    """The request as it came, with what went wrong."""
    reason = Reason.ENGINE_FAILED
    told = BlockTold(where=asked.dialect.key, reason=reason, detail=repr(error))
    return replace(_as_it_came(asked), blocks=(told,), failures=(reason.value,))


def coding(head: RequestHead) -> bytes:
    """What the body is compressed with; nothing for what is plain."""
    value = value_of(head.headers, b"content-encoding")
    return b"" if value is None or value.strip().lower() == b"identity" else value


def workshop(store: Store, options: Rewriting, ear: Ear | None) -> Workshop:
    """A workshop of this store."""
    decider = Later(store, partial(_decider, store, options))
    always = options.retrieval_tool == ALWAYS
    rewriter = Rewriter(decider, Threads(), time.monotonic, always=always)
    tenants = Tenants(store.keyring.secret_for(b"tenants"))
    return Workshop(
        rewriter, tenants, options, ear, load=decider.made, now=time.monotonic, clock=time.time
    )


def _decider(store: Store, options: Rewriting) -> Decider:
    from weft.gateway.deciding import decider  # noqa: PLC0415 - with all of the engine

    return decider(store, options)
