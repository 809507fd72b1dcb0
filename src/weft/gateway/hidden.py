"""Hidden turns: the model calls our tool, is answered here, goes on; the client sees one answer.

    read a turn -> answer its calls -> ask upstream again -> read the next turn ... -> the end

Rules of this file:
- A turn in which the client's own tools are called ends the exchange: its calls are the client's.
- After `rounds` turns that were answered, the model is told that there is no more; if it still asks
  instead of ending, the answer ends with what was said.
- A hidden turn that fails is shown as what it is: in a stream as the provider's own event of an
  error, in a whole answer as that very status, headers and body. Nothing is sent twice.
- What was hidden is remembered before the client is told the end.
- Whoever cancels, or a client that goes away, takes the upstream's answer along.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from weft.dialects.members import Unclear
from weft.dialects.recalling.continuation import NO_MORE, continuation
from weft.dialects.recalling.editing import parsed
from weft.dialects.recalling.joining import joiner
from weft.dialects.recalling.turn import Round
from weft.gateway import errors
from weft.recall.store import StoreError
from weft.wire.fault import UpstreamFault
from weft.wire.head import value_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from concurrent.futures import Executor

    from weft.dialects.recalling.turn import Joiner, Turn
    from weft.dialects.slot import Call, Dialect
    from weft.recall.reply import Reply
    from weft.wire.exchange import Inbound, Outbound
    from weft.wire.head import Headers, ResponseHead

T = TypeVar("T")

ROUNDS = 5
MAX_ERROR = 1024 * 1024  # bytes of an error's body
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What hidden turns take. `answer` and `remember` may wait for a store: they run in a thread.

    `ask` opens the upstream again, under the same head, with another body. `remember` is given all
    turns of an exchange in which something was hidden.
    """

    dialect: Dialect
    ask: Callable[[bytes], Awaitable[Outbound]]
    answer: Callable[[Call], Reply]
    remember: Callable[[Sequence[Round]], None]
    rounds: int = ROUNDS
    executor: Executor | None = None


@dataclass(slots=True)
class Told:
    """What became of it. `fault` is what an upstream did not do in a hidden turn."""

    status: int = _OK
    rounds: list[Round] = field(default_factory=list)
    retrieved: int = 0
    missed: int = 0
    fault: UpstreamFault | None = None
    failures: list[str] = field(default_factory=list)


def joiner_of(dialect: Dialect, answer: ResponseHead) -> Joiner | None:
    """A joiner for this answer; nothing where it must be relayed as it is."""
    coding = value_of(answer.headers, b"content-encoding")
    if answer.status != _OK or (coding and coding.lower() != b"identity"):
        return None
    return joiner(dialect, value_of(answer.headers, b"content-type") or b"")


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


class Hidden:
    """The answer to one request, with its hidden turns.

    `dress` makes the headers of an answer those that a client is given; `copy` is given every byte
    that the client is.
    """

    def __init__(
        self,
        means: Means,
        inbound: Inbound,
        *,
        dress: Callable[[Headers], Headers],
        copy: Callable[[bytes], object],
    ) -> None:
        self.told = Told()
        self._means = means
        self._inbound = inbound
        self._dress = dress
        self._copy = copy
        self._replies = Replies(means, self.told)

    async def run(
        self, outbound: Outbound, answer: ResponseHead, join: Joiner, body: bytes
    ) -> None:
        """Carry the answer over, to its end. `body` is what was sent upstream."""
        self.told.status = answer.status
        head = answer
        if join.live:
            await self._start(head)
        current: Outbound | None = outbound
        first = True
        try:
            while True:
                assert current is not None
                try:
                    turn = await self._turn(current, join)
                except UpstreamFault as fault:
                    if first:
                        raise
                    return await self._broken(join, fault)
                current = None
                next_body = await self._replies.next(turn, body)
                if next_body is None:
                    return await self._end(join, head, stopped=turn.hidden)
                body, first = next_body, False
                try:
                    current = await self._means.ask(body)
                    head = await current.head()
                    if not _goes_on(head, answer):
                        return await self._refused(current, join, head)
                except UpstreamFault as fault:
                    return await self._broken(join, fault)
        finally:
            # What was read to its end was let go of above.
            if current is not None and not first:
                current.abort()

    async def _turn(self, outbound: Outbound, join: Joiner) -> Turn:
        """One answer, to its end."""
        data, ended = outbound.buffered()
        await self._give(join.feed(data))
        while not ended and (data := await outbound.read()):
            await self._give(join.feed(data))
        return join.over()

    async def _give(self, data: bytes) -> None:
        if data:
            await self._inbound.write(data)
            self._copy(data)

    async def _start(self, head: ResponseHead) -> None:
        """The head of a stream, whose length nobody knows now."""
        head.headers = _without_length(self._dress(head.headers))
        head.length = None
        await self._inbound.start(head)

    async def _end(self, join: Joiner, head: ResponseHead, *, stopped: bool) -> None:
        data = join.finish(stopped=stopped)
        if join.live:
            await self._give(data)
            await self._inbound.end()
        else:
            await self._whole(head, data)

    async def _whole(self, head: ResponseHead, data: bytes) -> None:
        """An answer in one piece, with the length that it has."""
        length = (b"content-length", b"%d" % len(data))
        head.headers = [*_without_length(self._dress(head.headers)), length]
        head.length = len(data)
        self.told.status = head.status
        await self._inbound.start(head, data, end=True)
        self._copy(data)

    async def _refused(self, outbound: Outbound, join: Joiner, head: ResponseHead) -> None:
        """The provider answered a hidden turn with an error."""
        pieces, size = [], 0
        data, ended = outbound.buffered()
        while True:
            size += len(data)
            pieces.append(data)
            if ended or size > MAX_ERROR or not (data := await outbound.read()):
                break
        error = b"".join(pieces)
        if not join.live:
            await self._whole(head, error)
        elif value_of(head.headers, b"content-encoding") is None and parsed(error) is not None:
            await self._failed(join, error)
        else:  # from somebody before the provider, who does not speak its dialect
            await self._failed(join, self._worded(head.status, f"upstream answered {head.status}"))

    def _worded(self, status: int, message: str) -> bytes:
        head = self._inbound.head
        return errors.body(errors.dialect(head.target, head.headers), status, message)

    async def _broken(self, join: Joiner, fault: UpstreamFault) -> None:
        """The provider could not be reached for a hidden turn, or broke it off."""
        self.told.fault = fault
        if not join.live:
            raise fault
        await self._failed(join, self._worded(fault.status, str(fault)))

    async def _failed(self, join: Joiner, error: bytes) -> None:
        await self._give(join.failed(error))
        await self._inbound.end()


def _goes_on(head: ResponseHead, first: ResponseHead) -> bool:
    """Whether this answer is one more of the kind that the joiner joins."""
    if head.status != _OK:
        return False
    kinds = [value_of(one.headers, b"content-type") or b"" for one in (head, first)]
    media = [kind.partition(b";")[0].strip().lower() for kind in kinds]
    return media[0] == media[1]


def _without_length(headers: Headers) -> Headers:
    return [(name, value) for name, value in headers if name.lower() != b"content-length"]
