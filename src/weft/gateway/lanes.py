"""Lanes: the answers that are awaited on one WebSocket, each with the request it is for.

Answers of one lane (`stream_id`) come one after the other, in the order they were asked for; lanes
run side by side. Rules of this file: no I/O; whose a message is, is told by its lane and by the
response it names.

An answer with hidden turns is asked for several times, so nothing else may be asked for in its lane
until it is over: `Lane.free` waits for that. Where the provider goes on by itself, because the
person said something meanwhile (`response.steer`), that is another answer to the same request.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from weft.dialects.hearing.facts import inner, listed
from weft.dialects.reading import Reader
from weft.dialects.recalling.openai_responses import is_ours
from weft.dialects.slot import text_of
from weft.gateway.events import changed, with_hidden

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.dialects.hearing.facts import Facts
    from weft.dialects.hearing.heard import Heard
    from weft.dialects.slot import Dialect, Item
    from weft.gateway.events import Exchanged
    from weft.gateway.hidden_messages import HiddenMessages
    from weft.rewrite.before import Before

_OK = 200
PATIENCE = 600.0  # seconds that a request waits for its lane; then it goes up as it came


class Answer:
    """One answer: `event` tells of its request. `hidden` joins its turns, if it may have several.

    `id` is what the client knows it by, and `now` the response that is under way upstream.
    """

    def __init__(
        self,
        event: Exchanged,
        begun: float,
        dialect: Dialect,
        so_far: Before,
        join: Callable[[], HiddenMessages] | None,
    ) -> None:
        self.event = event
        self.id = self.now = ""
        self._begun = begun
        self._dialect = dialect
        self._so_far = so_far
        self._join = join
        self.hidden = join() if join is not None else None
        self._reader = Reader(dialect, before=so_far.mark)
        self._size = self._turns = 0

    def arrives(self, now: float) -> None:
        """A message of it is there."""
        if not self.event.status:
            first = now - self._begun
            self.event = changed(self.event, status=_OK, first_byte_seconds=first)

    def named(self, id_: str) -> None:
        """The response that is under way has this name."""
        self.id = self.id or id_
        self.now = id_ or self.now

    def says(self, item: Item, size: int) -> None:
        """An item of it is done, in a message of so many bytes."""
        if not is_ours(item):
            self._reader.take(item)
            self._size += size
            self._turns += self._dialect.by_model(item)

    def ends(self, facts: Facts, size: int) -> None:
        """Its last message. Some servers say only here what the items are."""
        if not self._turns:
            items = listed(inner(facts, "response"), "output")
            for item in items:
                self.says(item, size // len(items))
        status = facts.get("status")
        if facts.get("type") == "error" and type(status) is int:
            self.event = changed(self.event, status=status)

    @property
    def before(self) -> Before:
        """What a request follows that names this answer."""
        so_far = self._so_far
        return replace(
            so_far,
            mark=self._reader.mark,
            size=so_far.size + self._size,
            turns=so_far.turns + self._turns,
        )

    def told(self, heard: Heard | None, now: float, *failures: str) -> Exchanged:
        """Its event, when it is over."""
        event = changed(self.event, heard=heard, seconds=now - self._begun)
        if self.hidden is not None:
            event = with_hidden(event, self.hidden.told)
        return changed(event, failures=(*event.failures, *failures))

    def rest(self) -> None:
        """It was told: what it holds of texts is let go of."""
        self.hidden = None
        self.event = changed(self.event, blocks=())

    def another(self, request_id: str, time: float, now: float) -> Answer:
        """What the provider adds to this answer by itself. Of the request nothing is sent again."""
        event = changed(
            self.event,
            request_id=request_id,
            time=time,
            replayed=0,
            replayed_saved=0,
            bytes_before=0,
            bytes_after=0,
            rewrite_seconds=0.0,
            first_byte_seconds=0.0,
            status=0,
            failures=(),
        )
        return Answer(event, now, self._dialect, self.before, self._join)


class Lane:
    """The answers of one lane. `broken` is the one that an error ended last."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self.answers: deque[Answer] = deque()
        self.last: Answer | None = None
        self.broken = ""
        self._free = asyncio.Event()
        self._free.set()

    async def free(self) -> None:
        """Wait until something may be asked for here. Raises `TimeoutError`."""
        async with asyncio.timeout(self._patience):
            await self._free.wait()

    def asks(self, answer: Answer) -> None:
        """This answer is asked for."""
        self.answers.append(answer)
        if answer.hidden is not None:
            self._free.clear()

    def over(self) -> None:
        """The first answer is."""
        self.last = self.answers.popleft()
        self.last.rest()
        self.let_go()

    def let_go(self, *, all_: bool = False) -> None:
        """Let others ask, unless an answer is still to go on."""
        if all_ or all(answer.hidden is None for answer in self.answers):
            self._free.set()

    def is_late(self, facts: Facts) -> bool:
        """Whether this says again that an answer broke off."""
        id_ = text_of(inner(facts, "response").get("id"))
        return bool(id_) and id_ == self.broken
