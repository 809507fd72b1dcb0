"""The answers to a model's calls of our tool, and the request that goes on with them.

The same over whatever transport an exchange goes. After `rounds` turns that were answered, the
model is told that there is no more; one that still asks then is not asked again. Answers, and what
is remembered, may take a store's time: a thread works them out.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from weft.dialects.members import Unclear, fields
from weft.dialects.openai_responses import OPENAI_RESPONSES
from weft.dialects.recalling.continuation import NO_MORE, continuation
from weft.dialects.recalling.turn import Round
from weft.recall.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

    from weft.dialects.hearing.heard import Usage
    from weft.dialects.recalling.turn import Turn
    from weft.dialects.slot import Call, Dialect
    from weft.recall.reply import Reply
    from weft.wire.fault import UpstreamFault

T = TypeVar("T")

ROUNDS = 5
OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What hidden turns take. `answer` and `remember` may wait for a store: they run in a thread.

    `remember` is given all turns of an exchange in which something was hidden.
    """

    dialect: Dialect
    answer: Callable[[Call], Reply]
    remember: Callable[[Sequence[Round]], None]
    rounds: int = ROUNDS
    executor: Executor | None = None


@dataclass(slots=True)
class Told:
    """What became of it. `fault` is what an upstream did not do in a hidden turn."""

    status: int = OK
    rounds: list[Round] = field(default_factory=list)
    hidden: list[Usage] = field(default_factory=list)  # usage of each turn after the first
    retrieved: int = 0
    missed: int = 0
    fault: UpstreamFault | None = None
    failures: list[str] = field(default_factory=list)


class Replies:
    """The answers to the model's calls, of one exchange; over whatever transport it goes."""

    def __init__(self, means: Means, told: Told) -> None:
        self._means = means
        self._told = told
        self._answered = 0

    async def next(self, turn: Turn, body: bytes, *, chained: bool = False) -> bytes | None:
        """The body that goes on from here; nothing where the exchange ends with this turn."""
        told, means = self._told, self._means
        over = self._answered > means.rounds  # it was told that there is no more
        answers = () if over else await self._answers(turn)
        told.rounds.append(Round(turn, answers))
        if turn.hidden and not over:
            try:
                return continuation(means.dialect, body, turn, answers, chained=chained)
            except Unclear:
                told.failures.append("continuation")
        if any(one.turn.asked for one in told.rounds):
            await self._in_thread(self._remember)
        elif means.dialect is OPENAI_RESPONSES and (chained or _kept_by_provider(body)):
            await self._in_thread(self._remember)  # its id says that our tool was offered
        return None

    async def _answers(self, turn: Turn) -> tuple[str, ...]:
        if not turn.asked:
            return ()
        self._answered += 1
        if self._answered > self._means.rounds:
            return (NO_MORE,) * len(turn.asked)
        return await self._in_thread(lambda: tuple(self._answer(call) for call in turn.asked))

    def _answer(self, call: Call) -> str:
        reply = self._means.answer(call)
        self._told.retrieved += reply.found
        self._told.missed += not reply.found
        return reply.text

    def _remember(self) -> None:
        try:
            self._means.remember(tuple(self._told.rounds))
        except StoreError:
            self._told.failures.append("remember")

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._means.executor, work)


def _kept_by_provider(body: bytes) -> bool:
    """Whether the client may name the response to this request in its next one."""
    try:
        place = fields(body).get("store")
    except Unclear:
        return False
    return place is None or body[place.start : place.end] != b"false"
