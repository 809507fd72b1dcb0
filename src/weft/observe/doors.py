"""The paths at which an `Observe` answers: /stats, /metrics, /v1/explain.

The rim of this room: handlers wait for the thread that sees, never for the disk. Everything is
behind the guard: what was decided about a text shows the text.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from time import gmtime, strftime
from typing import TYPE_CHECKING, TypeVar

import msgspec

from weft.gateway.answering import Answer, Door, Refused
from weft.observe.book import FAULTS, KEPT_SECONDS, NEWEST
from weft.observe.explain_page import listed, page
from weft.observe.observe import Closed
from weft.observe.packed import unpack
from weft.observe.stats import of_store, stats

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from weft.gateway.answering import Asked, Doors
    from weft.observe.observe import Observe
    from weft.observe.view import View
    from weft.recall.store import StoreStats

PATIENCE = 10.0  # seconds in which the disk has to answer
LISTED = 100  # exchanges in the list of those that can be explained
_TEXT = "text/plain; charset=utf-8"
_FRESH = (("cache-control", "no-store"),)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Answering:
    """The handlers. `forms` gives the names of all forms there are."""

    observe: Observe
    forms: Callable[[], Sequence[str]]
    store: Callable[[], StoreStats] | None = None

    def doors(self) -> Doors:
        """Where they answer."""
        return {
            "/stats": Door({"GET": self.stats}),
            "/metrics": Door({"GET": self.metrics}),
            "/v1/explain": Door({"GET": self.recent}),
            "/v1/explain/{request_id}": Door({"GET": self.explain}),
        }

    async def stats(self, _: Asked) -> Answer:
        """The numbers, as JSON."""
        return _json(await _soon(self.observe.ask(self._stats)))

    async def metrics(self, asked: Asked) -> Answer:
        """The numbers, for Prometheus."""
        accept = asked.header("accept") or ""

        def scrape(view: View) -> tuple[bytes, str]:
            from weft.observe.metrics import exposition  # noqa: PLC0415 - 40 ms for who asks

            return exposition(view, accept)

        body, media_type = await _soon(self.observe.ask(scrape))
        return Answer(body, media_type, headers=_FRESH)

    async def recent(self, asked: Asked) -> Answer:
        """The newest exchanges."""
        found = [msgspec.json.decode(each) for each in await _soon(self.observe.recent(LISTED))]
        if _for_people(asked):
            return _text(listed(found))
        return _json(msgspec.json.encode({"requests": found, "kept": _KEPT}))

    async def explain(self, asked: Asked) -> Answer:
        """What was decided in one exchange."""
        request_id = asked.named["request_id"]
        packed = await _soon(self.observe.explanation(request_id))
        if packed is None:
            raise Refused(
                404,
                f"no exchange is known by this id. {_KEPT}, and not those of mode off; "
                "/v1/explain lists them",
                code="not_explained",
            )
        try:
            data = unpack(packed)
        except FAULTS as error:
            raise Refused(500, str(error), code="explanation_damaged") from error
        if not _for_people(asked):
            return _json(data)
        told = msgspec.json.decode(data)
        return _text(page(told, strftime("%Y-%m-%d %H:%M:%S UTC", gmtime(told["time"]))))

    def _stats(self, view: View) -> bytes:
        store = None if self.store is None else of_store(self.store)
        return msgspec.json.encode(stats(view, tuple(sorted(self.forms())), store, alive))


_KEPT = f"Explanations are kept for {KEPT_SECONDS / 3600:g} hours, of the newest {NEWEST} exchanges"


def alive(pid: int) -> bool:
    """Whether a process of this number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's: the number was given away
        return False
    return True


async def _soon(future: Future[Result]) -> Result:
    try:
        return await asyncio.wait_for(asyncio.wrap_future(future), PATIENCE)
    except TimeoutError:
        raise Refused(504, "the disk does not answer; ask again later") from None
    except Closed as error:
        raise Refused(503, str(error)) from error
    except FAULTS as error:
        raise Refused(503, f"cannot be read now: {error}", code="unreadable") from error


def _for_people(asked: Asked) -> bool:
    """Whether plain text is asked for. Who takes anything gets JSON."""
    accept = (asked.header("accept") or "").lower()
    return "text/plain" in accept and "application/json" not in accept


def _json(body: bytes) -> Answer:
    return Answer(body, headers=_FRESH)


def _text(body: str) -> Answer:
    return Answer(body.encode(), _TEXT, headers=_FRESH)
