"""Hidden turns over a WebSocket, where a request and each event of its answer are messages.

One `HiddenMessages` for each `response.create` under way. It is given what the provider sends, and
says what the client is sent and what the provider is asked next. The connection remembers its
latest response alone, so a request that goes on names that; and what a client names afterwards,
the first response's id, which is all it knows, stands for the last one's (`known_as`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.dialects.hearing.openai_responses import ResponsesEar
from weft.dialects.recalling.editing import parsed
from weft.dialects.recalling.joining import messages
from weft.dialects.recalling.openai_responses import ENDS
from weft.dialects.slot import text_of
from weft.dialects.sse import Event
from weft.gateway.replies import Replies, Told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.gateway.replies import Means


@dataclass(frozen=True, slots=True)
class Step:
    """What follows from a message: what the client is sent, what the provider is. `over`: the
    answer is complete.
    """

    client: Sequence[bytes] = ()
    provider: bytes | None = None
    over: bool = False


class HiddenMessages:
    """One response and its hidden turns. `body` is the `response.create` as it was sent."""

    def __init__(self, means: Means, body: bytes) -> None:
        self.told = Told()
        self._body = body
        self._join = messages()
        self._ear = ResponsesEar()
        self._replies = Replies(means, self.told)

    async def take(self, message: bytes) -> Step:
        """A message from the provider that belongs to this response."""
        given = self._join.feed(message)
        self._ear.event(Event(message, data=message))
        if text_of((parsed(message) or {}).get("type")) not in ENDS:
            return Step(given)
        turn = self._join.over()
        usage = self._ear.heard().usage
        if self.told.rounds and usage is not None:
            self.told.hidden.append(usage)
        self._ear = ResponsesEar()
        body = await self._replies.next(turn, self._body, chained=True)
        if body is not None:
            self._body = body
            return Step(given, body)
        return Step([*given, *self._join.finish(stopped=turn.hidden)], over=True)

    @property
    def known_as(self) -> tuple[str, str] | None:
        """The id that the client knows, and the one it stands for; nothing if they are the same."""
        ids = [one.turn.id for one in self.told.rounds]
        return (ids[0], ids[-1]) if len(ids) > 1 and ids[0] != ids[-1] else None
