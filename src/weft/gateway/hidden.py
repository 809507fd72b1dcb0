"""Hidden turns: the model calls our tool, is answered here, goes on; the client sees one answer.

    read a turn -> answer its calls -> ask upstream again -> read the next turn ... -> the end

Rules of this file:
- A turn in which the client's own tools are called ends the exchange: its calls are the client's.
- A hidden turn that fails is shown as what it is: in a stream as the provider's own event of an
  error, in a whole answer as that very status, headers and body. Nothing is sent twice.
- What was hidden is remembered before the client is told the end.
- Whoever cancels, or a client that goes away, takes the upstream's answer along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.hearing.listen import observer
from weft.dialects.recalling.editing import parsed
from weft.dialects.recalling.joining import joiner
from weft.gateway import errors
from weft.gateway.replies import OK, Replies, Told
from weft.gateway.unpacked import Unpacked, plain, readable
from weft.wire.fault import UpstreamFault
from weft.wire.head import value_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weft.dialects.recalling.turn import Joiner, Turn
    from weft.dialects.slot import Dialect
    from weft.gateway.replies import Means
    from weft.wire.exchange import Inbound, Outbound
    from weft.wire.head import Headers, ResponseHead

MAX_ERROR = 1024 * 1024  # bytes of an error's body


def joiner_of(dialect: Dialect, answer: ResponseHead, *, streamed: bool = False) -> Joiner | None:
    """A joiner for this answer; nothing where it must be relayed as it is.

    `streamed`: the path asks for a stream.
    """
    if answer.status != OK or not readable(answer):
        return None
    media = value_of(answer.headers, b"content-type") or b""
    return joiner(dialect, media, streamed=streamed)


class Hidden:
    """The answer to one request, with its hidden turns.

    `ask` opens the upstream again, under the same head, with another body. `dress` makes the
    headers of an answer those that a client is given; `copy` is given every byte that the client
    is.
    """

    def __init__(
        self,
        means: Means,
        inbound: Inbound,
        *,
        ask: Callable[[bytes], Awaitable[Outbound]],
        dress: Callable[[Headers], Headers],
        copy: Callable[[bytes], object],
    ) -> None:
        self.told = Told()
        self._means = means
        self._inbound = inbound
        self._ask = ask
        self._dress = dress
        self._copy = copy
        self._replies = Replies(means, self.told)

    async def run(
        self, outbound: Outbound, answer: ResponseHead, join: Joiner, body: bytes
    ) -> None:
        """Carry the answer over, to its end. `body` is what was sent upstream.

        A fault of the first turn is raised, as is one of a later turn before the client was given
        anything.
        """
        unpacked = Unpacked(answer)
        media = _media(answer)
        if join.live:
            await self._start(answer)
        turn = await self._turn(outbound, unpacked, join)
        while (goes_on := await self._replies.next(turn, body)) is not None:
            body = goes_on
            later: Outbound | None = None
            try:
                later = await self._ask(body)
                answer = await later.head()
                if answer.status != OK or _media(answer) != media or not readable(answer):
                    await self._refused(later, answer, join)
                    return
                turn = await self._later_turn(later, answer, join)
                later = None  # read to its end: there is nothing to let go of
            except UpstreamFault as fault:
                await self._broken(fault, join)
                return
            finally:
                if later is not None:
                    later.abort()
        await self._end(answer, join, stopped=turn.hidden)

    async def _turn(
        self,
        outbound: Outbound,
        unpacked: Unpacked,
        join: Joiner,
        hear: Callable[[bytes], object] = len,
    ) -> Turn:
        """One answer, to its end."""
        data, ended = outbound.buffered()
        while True:
            if text := unpacked.feed(data):
                await self._give(join.feed(text))
                hear(text)
            if ended or not (data := await outbound.read()):
                return join.over()

    async def _later_turn(self, outbound: Outbound, answer: ResponseHead, join: Joiner) -> Turn:
        """The same, of a turn that nobody but us hears."""
        heard = observer(self._means.dialect.name, _media(answer), answer.status)
        turn = await self._turn(outbound, Unpacked(answer), join, heard.feed)
        if (usage := heard.heard().usage) is not None:
            self.told.hidden.append(usage)
        return turn

    async def _give(self, data: bytes) -> None:
        if data:
            await self._inbound.write(data)
            self._copy(data)

    async def _start(self, head: ResponseHead) -> None:
        """The head of a stream, whose length nobody knows now."""
        head.headers = plain(self._dress(head.headers))
        head.length = None
        self.told.status = head.status
        await self._inbound.start(head)

    async def _end(self, head: ResponseHead, join: Joiner, *, stopped: bool) -> None:
        data = join.finish(stopped=stopped)
        if join.live:
            await self._give(data)
            await self._inbound.end()
        else:
            await self._whole(head, plain(head.headers), data)

    async def _whole(self, head: ResponseHead, headers: Headers, data: bytes) -> None:
        """An answer in one piece, with the length that it has."""
        head.headers = [*self._dress(headers), (b"content-length", b"%d" % len(data))]
        head.length = len(data)
        self.told.status = head.status
        await self._inbound.start(head, data, end=True)
        self._copy(data)

    async def _refused(self, outbound: Outbound, head: ResponseHead, join: Joiner) -> None:
        """The provider answered a hidden turn with an error."""
        unpacked = Unpacked(head) if readable(head) else None
        pieces, size = [], 0
        data, ended = outbound.buffered()
        while True:
            pieces.append(data)
            size += len(data)
            if ended or size > MAX_ERROR or not (data := await outbound.read()):
                break
        error = b"".join(pieces)
        if not join.live:
            kept = [(name, value) for name, value in head.headers if name.lower() != _LENGTH]
            await self._whole(head, kept, error)
            return
        text = unpacked.feed(error) if unpacked is not None else b""
        if parsed(text) is None:  # from somebody before the provider, who has other words
            text = self._worded(head.status, f"the upstream answered {head.status}")
        await self._failed(text, join)

    async def _broken(self, fault: UpstreamFault, join: Joiner) -> None:
        """The provider could not be reached for a hidden turn, or broke it off."""
        self.told.fault = fault
        if not join.live:
            raise fault
        await self._failed(self._worded(fault.status, str(fault)), join)

    async def _failed(self, error: bytes, join: Joiner) -> None:
        await self._give(join.failed(error))
        await self._inbound.end()

    def _worded(self, status: int, message: str) -> bytes:
        head = self._inbound.head
        return errors.body(errors.dialect(head.target, head.headers), status, message)


_LENGTH = b"content-length"


def _media(head: ResponseHead) -> bytes:
    kind = value_of(head.headers, b"content-type") or b""
    return kind.partition(b";")[0].strip().lower()
