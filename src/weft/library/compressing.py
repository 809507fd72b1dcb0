"""`POST /v1/compress`: what `weft.compress` does, for programs that speak HTTP.

The shapes are those that clients of such an endpoint know: as many messages come back as were sent,
each in its place and of its role, with figures beside them. Nothing is left out whose original is
not kept under a hash in `ccr_hashes`; `GET /v1/retrieve/{hash}` gives it back. Of the caller's own
JSON only the strings that were rewritten change.

The work is done in a few threads of its own. It ends by itself: a text whose turn does not come in
time stays as it is. A request that had to wait too long gets its messages back as they came, and
`compression_skipped`; in a session it is refused, for what was not decided must not go out.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from weft.dialects import splice
from weft.dialects.members import Unclear, fields
from weft.gateway.answering import Answer, Refused
from weft.gateway.watchdog import Watchdog
from weft.library import order as orders
from weft.library.calls import carry_out
from weft.library.compress_door import doors_of
from weft.library.session import name_in
from weft.library.setup import Setup
from weft.recall.store import StoreError
from weft.rewrite.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weft.gateway.answering import Asked, Doors, Whose
    from weft.library.compressed import Compressed
    from weft.library.order import Order
    from weft.recall.store import Store
    from weft.settings import Settings

THREADS = 2  # the interpreter runs one at a time; the second is for when a store is waited for
WORK_SECONDS = 10.0  # for all texts of one request
FORM_SECONDS = 2.0  # for one form at one text
WAIT_SECONDS = 30.0  # until a client is answered, whatever happens
BYPASS = ("x-weft-bypass", "x-headroom-bypass")
_YES = ("true", "1", "yes", "on")


class Compressing:
    """Answers from one store, whose tenants `whose` knows. Times are seconds."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        whose: Whose,
        *,
        work: float = WORK_SECONDS,
        wait: float = WAIT_SECONDS,
    ) -> None:
        self._whose = whose
        self._work, self._wait = work, wait
        self._watchdog = Watchdog(FORM_SECONDS)
        self._places = {mode: _place(settings, store, mode) for mode in {*orders.MODES.values()}}
        self._threads = ThreadPoolExecutor(THREADS, "compressing")

    @property
    def doors(self) -> Doors:
        """Where it is asked."""
        return doors_of(self.compress)

    async def compress(self, asked: Asked) -> Answer:
        """The messages, shortened."""
        body = asked.json()
        try:
            order = orders.read(body)
        except orders.OrderError as error:
            raise Refused(400, str(error)) from None
        bypass = any((asked.header(name) or "").strip().lower() in _YES for name in BYPASS)
        work = partial(self._done, order, asked.body, self._whose(asked), bypass)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._wait):
                return await loop.run_in_executor(self._threads, work)
        except TimeoutError:
            if order.session:
                message = "no time for this now; ask again, the session goes on as it was"
                raise Refused(503, message, kind="compression_timeout") from None
            return _skipped(order, asked.body, f"not done within {self._wait:g} s")
        except StoreError:
            raise
        except Exception as error:
            if order.session:
                raise
            # No bug of ours keeps a caller from its messages.
            skipped = _skipped(order, asked.body, f"this failed, and it is our fault: {error!r}")
            return replace(skipped, fault=error)

    def _done(self, order: Order, data: bytes, tenant: str, bypass: bool) -> Answer:
        result: Compressed[Any] = carry_out(
            self._places[order.mode],
            order.body,
            order.request(bypass=bypass),
            model=order.model,
            budget=None if bypass else order.budget,
            name=partial(name_in, order.session) if order.session else None,
            tenant=tenant,
            limit=Deadline(self._work, time.monotonic, self._watchdog),
        )
        return _answer(order, _written(order, data, result), _figures(result))


def _place(settings: Settings, store: Store, mode: tuple[bool, bool]) -> Setup:
    """A setup in which texts may be rewritten as far as the settings and this mode let."""
    lossy, offload = mode
    knobs = settings.engine
    engine = msgspec.structs.replace(
        knobs, lossy=knobs.lossy and lossy, offload=knobs.offload and offload
    )
    return Setup(msgspec.structs.replace(settings, engine=engine), store)


def _figures(result: Compressed[Any]) -> dict[str, object]:
    used = Counter[str]()
    for each in result.blocks:
        if each.replayed and each.tokens_saved:
            used["replayed"] += 1
        used.update(each.forms)
    return {
        "tokens_before": result.tokens_before,
        "tokens_after": result.tokens_after,
        "tokens_saved": result.tokens_saved,
        "compression_ratio": round(result.ratio, 4),
        "transforms_applied": list(used),
        "transforms_summary": dict(used),
        "ccr_hashes": list(result.hashes),
    }


_NOTHING: Mapping[str, object] = {
    "tokens_before": 0,
    "tokens_after": 0,
    "tokens_saved": 0,
    "compression_ratio": 1.0,
    "transforms_applied": [],
    "transforms_summary": {},
    "ccr_hashes": [],
}


def _skipped(order: Order, data: bytes, reason: str) -> Answer:
    more = {"compression_skipped": True, "skip_reason": reason}
    return _answer(order, _items(order, data, order.body), {**_NOTHING, **more})


def _answer(order: Order, items: bytes, figures: Mapping[str, object]) -> Answer:
    """The items, under the name that every client knows and under the one they came by."""
    names = dict.fromkeys(("messages", order.key))
    told = {**figures, **({"warnings": order.warnings} if order.warnings else {})}
    beside = json.dumps(told, separators=(",", ":")).encode()
    listed = b"".join(b'"%b":%b,' % (name.encode(), items) for name in names)
    return Answer(b"{" + listed + beside[1:])


def _written(order: Order, data: bytes, result: Compressed[Any]) -> bytes:
    """The list of items as the caller wrote it, with what was rewritten in its place."""
    spans = splice.find(data, result.originals)
    if len(spans) < len(result.originals):
        return _dumped(result.messages[order.key])
    texts = [(span, _at(result.messages, path)) for path, span in spans.items()]
    return _items(order, splice.replace(data, texts), result.messages)


def _items(order: Order, data: bytes, body: Mapping[str, Any]) -> bytes:
    """The bytes of the list; from objects only where its place in them is not clear."""
    try:
        span = fields(data).get(order.key)
    except Unclear:
        span = None
    if span is None:
        return _dumped(body[order.key])
    return data[span.start : span.end]


def _dumped(items: object) -> bytes:
    return json.dumps(items, separators=(",", ":")).encode()


def _at(node: Any, path: tuple[str | int, ...]) -> str:
    for step in path:
        node = node[step]
    return str(node)


__all__ = ["Compressing"]
