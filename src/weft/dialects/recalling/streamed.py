"""A stream joined event by event. What a stream says is each dialect's `Grammar` to know.

Rules of this file: an event that need not change is passed on with its very bytes. What no grammar
understands passes too: the client will judge it. `Messages` does the same where each message is an
event of its own, as over a WebSocket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from weft.dialects.hearing.pieces import Pieces
from weft.dialects.sse import Event, Events

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weft.dialects.recalling.turn import Turn


class Grammar(Protocol):
    """What the events of a dialect mean, turn after turn. Never raises on what it is given."""

    def take(self, event: Event) -> Iterable[Event]:
        """The next event of the turn under way; those that the client is given now."""

    def over(self) -> Turn:
        """The turn ended: what it was. The next `take` begins another one."""

    def finish(self, *, stopped: bool) -> Iterable[Event]:
        """No further turn comes: what was held back."""

    def failed(self, error: bytes) -> Iterable[Event]:
        """The next turn came to grief, with this body of an error."""


class Streamed:
    """A `Joiner` of server-sent events."""

    live = True
    _rest = b""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._events = Events()
        self._late = b""  # what the end of a turn brought

    def feed(self, data: bytes) -> bytes:
        """The events that end with this piece, as far as they are the client's."""
        late, self._late = self._late, b""
        return late + self._taken(self._events.feed(data))

    def over(self) -> Turn:
        """What the turn was. A rest that is no event goes to the client only if this was all."""
        self._late = self._taken(self._events.end())
        self._rest, self._events = self._events.rest, Events()
        return self._grammar.over()

    def finish(self, *, stopped: bool = False) -> bytes:
        """What was held back, and whatever the stream broke off with."""
        late, self._late = self._late, b""
        return late + _raw(self._grammar.finish(stopped=stopped)) + self._rest

    def failed(self, error: bytes) -> bytes:
        """The error as the dialect's event."""
        late, self._late = self._late, b""
        return late + _raw(self._grammar.failed(b" ".join(error.split(b"\n"))))

    def _taken(self, events: Iterable[Event]) -> bytes:
        return b"".join(_raw(self._grammar.take(event)) for event in events)


class Listed:
    """A `Joiner` of an array whose objects are the events, as Gemini streams where nobody asked for
    server-sent events. The array is written anew around them.
    """

    live = True

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._pieces = Pieces()
        self._begun = False

    def feed(self, data: bytes) -> bytes:
        """The objects that end with this piece, as far as they are the client's."""
        found = self._pieces.feed(data)
        return b"".join(self._told(self._grammar.take(Event(one, data=one))) for one in found)

    def over(self) -> Turn:
        """What the turn was."""
        self._pieces = Pieces()
        return self._grammar.over()

    def finish(self, *, stopped: bool = False) -> bytes:
        """What was held back, and the end of the array."""
        return self._told(self._grammar.finish(stopped=stopped)) + self._end()

    def failed(self, error: bytes) -> bytes:
        """The error as the last object."""
        return self._told(self._grammar.failed(error)) + self._end()

    def _told(self, events: Iterable[Event]) -> bytes:
        told = b""
        for event in events:
            told += (b",\r\n" if self._begun else b"[") + event.data
            self._begun = True
        return told

    def _end(self) -> bytes:
        return b"]" if self._begun else b"[]"


class Messages:
    """The same for a connection on which each message is one event; `over` is called by whoever
    sees that a message `ends` a turn.
    """

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    def feed(self, message: bytes) -> list[bytes]:
        """A message from the provider; those that the client is given now."""
        return _data(self._grammar.take(Event(message, data=message)))

    def over(self) -> Turn:
        """What the turn was."""
        return self._grammar.over()

    def finish(self, *, stopped: bool = False) -> list[bytes]:
        """What was held back."""
        return _data(self._grammar.finish(stopped=stopped))

    def failed(self, error: bytes) -> list[bytes]:
        """The error as the dialect's message."""
        return _data(self._grammar.failed(error))


def revised(event: Event, data: bytes) -> Event:
    """The event with other data; its frame stays as the provider writes it."""
    if b"\n" in data or b"\r" in data:  # blanks of JSON: within strings they are escaped
        data = data.replace(b"\r", b" ").replace(b"\n", b" ")
    if event.raw == event.data:
        return Event(data, event.name, data)
    at = event.raw.rfind(event.data)
    if at < 0 or not event.data:
        return made(event.name, data)
    raw = event.raw[:at] + data + event.raw[at + len(event.data) :]
    return Event(raw, event.name, data)


def made(name: bytes, data: bytes) -> Event:
    """An event of our own."""
    head = b"event: %b\n" % name if name else b""
    return Event(b"%bdata: %b\n\n" % (head, data), name, data)


def _raw(events: Iterable[Event]) -> bytes:
    return b"".join(event.raw for event in events)


def _data(events: Iterable[Event]) -> list[bytes]:
    return [event.data for event in events]
