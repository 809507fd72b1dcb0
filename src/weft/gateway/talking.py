"""Responses over a WebSocket, as coding agents speak it: the line of an `Exchange`, per message.

    response.create -> look at what is in it -> rewrite -> send
    events of its answer -> relay as they arrive, while an observer reads from a copy -> tell

    what comes of the client's          what becomes of it
    ---------------------------         ---------------------------------------------------------
    response.create                     rewritten; `previous_response_id` names the latest response
                                        that stands for the one the client knows
    response.steer                      the same for `previous_response_id`
    anything else                       passes as it came

Each `response.create` is one exchange, and one event is told of it when its answer is over; its
name is that of the WebSocket with a number behind it. What a mode or a bypass header says when the
WebSocket is opened counts for all of it.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import msgspec

from weft.dialects.hearing.facts import DECODING, decoded, inner
from weft.dialects.hearing.frames import Frames
from weft.dialects.hearing.openai_responses import CREATED, ENDS, ITEM, READ, kind_of
from weft.dialects.recalling.editing import Unclear, changed, written
from weft.dialects.slot import text_of
from weft.gateway.events import Exchanged, exchanged
from weft.gateway.hidden_messages import HiddenMessages
from weft.gateway.lanes import Answer, Lane
from weft.gateway.lineage import Lineage
from weft.gateway.mouth import SocketClosed
from weft.rewrite.before import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.dialects.endpoint import Endpoint
    from weft.dialects.hearing.facts import Facts
    from weft.dialects.hearing.heard import Heard
    from weft.gateway.workshop import Terms, Workshop
    from weft.rewrite.rewriter import Asked
    from weft.rewrite.told import Rewritten
    from weft.wire.head import RequestHead

MAX_LANES = 64  # more than a server allows
LIGHT = 256 * 1024  # bytes of a message that are looked through in the event loop
FAILED = "conversation"  # what went wrong is a bug of ours, or a WebSocket that cannot be read
_CREATE, _STEER = "response.create", "response.steer"
_PREVIOUS = "previous_response_id"


class Envelope(msgspec.Struct):
    """What a client's message says of itself. Whatever is of another type says nothing."""

    type: object = None
    stream_id: object = None
    previous_response_id: object = None


_ENVELOPES = msgspec.json.Decoder(Envelope)


def enveloped(message: bytes) -> Envelope:
    """The envelope of a message, without a look at what is in it."""
    try:
        return _ENVELOPES.decode(message)
    except DECODING:
        facts = decoded(message) or {}
        return Envelope(facts.get("type"), facts.get("stream_id"), facts.get(_PREVIOUS))


class ResponsesTalk:
    """A `Conversation` of response.create messages and their answers. One per WebSocket."""

    def __init__(
        self,
        workshop: Workshop,
        head: RequestHead,
        endpoint: Endpoint,
        terms: Terms,
        request_id: bytes,
    ) -> None:
        self._workshop = workshop
        self._head = head
        self._endpoint = endpoint
        self._terms = terms
        self._request_id = request_id
        self._numbers = count(1)
        self._lanes: dict[str, Lane] = {}
        self._frames = Frames()
        self._lineage = Lineage()
        self._failures: list[str] = []

    def opened(self, send_upstream: Callable[[bytes], None]) -> None:
        """It begins."""
        self._send = send_upstream

    # What the client says.

    async def outgoing(self, message: bytes) -> bytes | None:
        """A message of the client's."""
        begun = self._workshop.now()
        if len(message) <= LIGHT:
            envelope = enveloped(message)
        else:
            envelope = await self._workshop.aside(enveloped, message)
        if envelope.type not in (_CREATE, _STEER):
            return None
        previous = text_of(envelope.previous_response_id)
        lane = self._lane(text_of(envelope.stream_id)) if envelope.type == _CREATE else None
        if lane is not None:
            await lane.free()
        body = self._named(message, previous)
        if lane is not None:
            body = await self._created(body, previous, lane, begun)
        return None if body is message else body

    def _named(self, message: bytes, previous: str) -> bytes:
        """The message, with the response that stands for the one it names."""
        last = self._lineage.last(previous)
        if last == previous:
            return message
        try:
            return changed(message, {_PREVIOUS: written(last)})
        except Unclear:
            return message

    async def _created(self, body: bytes, previous: str, lane: Lane, begun: float) -> bytes:
        """A request: rewritten, with an answer to wait for."""
        workshop = self._workshop
        before = self._lineage.get(previous) if previous else None
        asked = workshop.asked(self._head, self._endpoint, self._terms, body, before)
        came = workshop.now()
        rewritten = await workshop.rewritten(asked, b"")
        took = workshop.now() - came
        id_, time = self._next_id(), workshop.clock()
        event = exchanged(id_, time, self._endpoint, asked, rewritten, took)
        so_far = rewritten.so_far or before or NOTHING
        join = self._joiner(asked, rewritten)
        lane.asks(Answer(event, begun, asked.dialect, so_far, join))
        return rewritten.body

    def _joiner(self, asked: Asked, rewritten: Rewritten) -> Callable[[], HiddenMessages] | None:
        if not rewritten.offered:
            return None
        workshop = self._workshop
        return lambda: HiddenMessages(workshop.means(asked, rewritten), rewritten.body)

    def _next_id(self) -> bytes:
        return b"%b.%d" % (self._request_id, next(self._numbers))

    def _lane(self, name: str) -> Lane:
        if name not in self._lanes:
            if len(self._lanes) >= MAX_LANES:
                idle = [each for each, lane in self._lanes.items() if not lane.answers]
                for each in idle:
                    del self._lanes[each]
            self._lanes[name] = Lane()
        return self._lanes[name]

    # What the upstream says.

    async def incoming(self, message: bytes) -> Sequence[bytes] | None:
        """A message of the upstream's."""
        kind = kind_of(message)
        if kind and kind not in READ and not self._joining:
            return None
        facts = decoded(message)
        if facts is None:
            return None
        kind = kind or _kind(facts)
        lane = self._lanes.get(text_of(facts.get("stream_id")))
        answer = self._answer(lane, kind, facts) if lane is not None else None
        if lane is None or answer is None:
            self._frames.feed(message)
            return None
        answer.arrives(self._workshop.now())
        if kind == CREATED:
            self._begins(answer, text_of(inner(facts, "response").get("id")))
        elif kind == ITEM:
            answer.says(inner(facts, "item"), len(message))
        if answer.hidden is None:
            self._goes_down(lane, answer, message, kind, facts)
            return None
        return await self._joined(lane, answer, message, kind, facts)

    @property
    def _joining(self) -> bool:
        """Whether any answer may have hidden turns: then all that is said counts."""
        return any(one.hidden for lane in self._lanes.values() for one in lane.answers)

    def _answer(self, lane: Lane, kind: bytes, facts: Facts) -> Answer | None:
        """The answer that a message belongs to."""
        if kind in ENDS and lane.is_late(facts):
            return None
        if not lane.answers and kind == CREATED and lane.last is not None:
            workshop = self._workshop
            id_ = self._next_id().decode("latin-1")
            lane.asks(lane.last.another(id_, workshop.clock(), workshop.now()))
        return lane.answers[0] if lane.answers else None

    def _begins(self, answer: Answer, id_: str) -> None:
        answer.named(id_)
        if answer.now != answer.id:
            self._lineage.stands_for(answer.id, answer.now)

    async def _joined(
        self, lane: Lane, answer: Answer, message: bytes, kind: bytes, facts: Facts
    ) -> Sequence[bytes]:
        """A message of an answer that may have hidden turns."""
        assert answer.hidden is not None
        try:
            step = await answer.hidden.take(message)
        except Exception as error:  # noqa: BLE001 - a bug of ours: from here on it goes as it comes
            self.failed(error)
            answer.hidden = None
            lane.let_go()
            self._goes_down(lane, answer, message, kind, facts)
            return [message]
        for each in step.client:
            named = kind_of(each)
            if not named or named in READ:
                given = decoded(each) or {}
                self._goes_down(lane, answer, each, named or _kind(given), given)
        if step.provider is not None:
            try:
                self._send(step.provider)
            except SocketClosed:  # the client has gone, and will not see the end
                lane.let_go(all_=True)
        return step.client

    def _goes_down(
        self, lane: Lane, answer: Answer, message: bytes, kind: bytes, facts: Facts
    ) -> None:
        """What the client is given: it is heard, and may be the end."""
        heard = self._frames.feed(message)
        if kind not in ENDS:
            return
        answer.named(text_of(inner(facts, "response").get("id")))
        answer.ends(facts, len(message))
        lane.broken = answer.id if kind == b"error" else ""
        self._lineage.put(answer.id, answer.before)
        self._over(lane, answer, heard)

    def _over(self, lane: Lane, answer: Answer, heard: Heard | None) -> None:
        failures, self._failures = self._failures, []
        event = answer.told(heard, self._workshop.now(), *failures)
        lane.over()
        self._workshop.tell(event)

    # The end.

    async def ending(self) -> Sequence[bytes]:
        """The upstream will say no more: nobody waits for anything."""
        for lane in self._lanes.values():
            lane.let_go(all_=True)
        return ()

    def failed(self, error: Exception) -> None:
        """Something of the above raised, or messages are not told."""
        self._failures.append(f"{FAILED}: {error!r}")

    def closed(self) -> None:
        """It is over: what is told of answers that never ended."""
        left = self._frames.unended()
        for name, lane in self._lanes.items():
            heard = left.get(name)
            while lane.answers:
                self._over(lane, lane.answers[0], heard)
                heard = None
        if self._failures:
            self._workshop.tell(self._untold())

    def _untold(self) -> Exchanged:
        """What is told where it failed and no request was the matter."""
        return Exchanged(
            request_id=self._request_id.decode("latin-1"),
            time=self._workshop.clock(),
            dialect=self._endpoint.dialect.name,
            operation=self._endpoint.operation,
            model="",
            auth=self._terms.auth,
            mode=self._terms.mode,
            failures=tuple(self._failures),
        )


def _kind(facts: Facts) -> bytes:
    return text_of(facts.get("type")).encode("utf-8", "replace")
