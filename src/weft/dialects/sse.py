"""Server-sent events, framed on bytes: what a stream says, and the very bytes that say it.

The law of this file: the `raw` of all events, joined, and `rest` are the input, at any split into
pieces; and the events are the same at any split. Nothing is decoded: names and data stay bytes,
so a character cut in two, or one that is none, is no concern here.

An event ends with an empty line. A line ends with LF, CR or CRLF, mixed as a server likes. A CR
at the very end of what has come may be half a CRLF, so what it ends is held until more comes.
Every byte is looked at a bounded number of times, also when bytes come one at a time.
"""

from __future__ import annotations

import re

from msgspec import Struct

MAX_HELD = 16 * 1024 * 1024

_BOM = b"\xef\xbb\xbf"
# A CR takes its LF along and does not give it back: CRLF alone is not an empty line.
_EOL = re.compile(rb"\r\n?+|\n")
_END = re.compile(rb"(?:\r\n?+|\n)(?:\r\n?+|\n)")
_LONGEST_END = 4
_LF = 0x0A
_EOLS = (b"\r", b"\n")


class Event(Struct, frozen=True, gc=False):
    """One event. `silent` if it has no data field: a comment, an id, an extra empty line.

    Clients are not told of a silent event. `name` is empty where the stream gives none.
    """

    raw: bytes  # with the empty line that ends it
    name: bytes = b""
    data: bytes = b""  # of many data lines, joined with LF
    silent: bool = False


class Events:
    """Cuts a stream into events. One for each stream."""

    def __init__(self, max_held: int = MAX_HELD) -> None:
        """Hold at most so many bytes of an event that has not ended."""
        self._max_held = max_held
        self._held = bytearray()  # always from the beginning of an event
        self._begun = False  # whether the first event, before which a BOM may stand, is over
        self._lost = False

    @property
    def rest(self) -> bytes:
        """What came and is no event yet."""
        return bytes(self._held)

    @property
    def lost(self) -> bool:
        """Whether an event was too long to hold: from there on, bytes pass as silent events."""
        return self._lost

    def feed(self, data: bytes) -> list[Event]:
        """The events that end with this piece."""
        if self._lost:
            return [Event(data, silent=True)] if data else []
        if self._held:
            data = self._joined(data)
        if not data:
            return []
        if self._is_one(data):
            return [_event(data, data[:-2], b"\n")]
        if (eol := self._plain(data)) is None:
            return self._scan(data)
        blank = eol + eol
        *parts, rest = data.split(blank)
        events = [_event(part + blank, part, eol) for part in parts]
        if parts:
            self._begun = True
        return events + self._hold(rest) if rest else events

    def end(self) -> list[Event]:
        """No more comes: a CR that may have been half a CRLF was a whole end. Else nothing."""
        if self._lost or not self._undecided():
            return []
        raw = self.rest
        self._held.clear()
        return [_parsed(raw, raw[self._start(raw) :])]

    def _joined(self, data: bytes) -> bytes:
        """What was held, with this piece, if an event may end in it; else it is held too."""
        held = self._held
        # A BOM may yet be followed by an empty line, which is an event of its own.
        undecided = self._undecided() or (len(held) <= len(_BOM) and held[0] == _BOM[0])
        seen = max(0, len(held) - _LONGEST_END + 1)
        held += data
        ended = undecided or bool((b"\n" in data or b"\r" in data) and _END.search(held, seen))
        if not ended and len(held) <= self._max_held:
            return b""
        joined = bytes(held)
        held.clear()
        return joined

    def _undecided(self) -> bool:
        """Whether what is held has ended, if the CR at its end is not half a CRLF."""
        held = self._held
        if not held.endswith(b"\r"):
            return False
        alone = len(held) <= _LONGEST_END and len(held) == self._start(bytes(held)) + 1
        return alone or held[-2:-1] in _EOLS

    def _is_one(self, data: bytes) -> bool:
        """Whether this is exactly one event with LF alone, as most pieces are."""
        size = len(data)
        return (
            0 < data.find(b"\n\n") == size - 2
            and data[0] != _LF
            and b"\r" not in data
            and self._begun
            and size <= self._max_held
        )

    def _plain(self, data: bytes) -> bytes | None:
        """The one line end of this text, if events can be split by it without looking closer."""
        if len(data) > self._max_held or not (self._begun or data[0] != _BOM[0]):
            return None
        eol = b"\n"
        if b"\r" in data:
            eol = b"\r\n"
            if not data.count(eol) == data.count(b"\r") == data.count(b"\n"):
                return None
        return None if data.startswith(eol) or eol * 3 in data else eol

    def _scan(self, data: bytes) -> list[Event]:
        """Event by event, for what `_plain` does not know."""
        events: list[Event] = []
        at = 0
        while not self._lost:
            start = at + self._start(data) if at == 0 else at
            end = _EOL.match(data, start) or _END.search(data, start)
            # Too long is too long, whether it came in one piece or in many.
            until = end.end() if end else len(data)
            if until - at > self._max_held:
                events += self._hold(data[at:])
                break
            if end is None or (until == len(data) and data.endswith(b"\r")):
                events += self._hold(data[at:])
                break
            events.append(_parsed(data[at:until], data[start:until]))
            self._begun = True
            at = until
        return events

    def _start(self, data: bytes) -> int:
        """Where the event begins that these bytes begin with: the first one, behind a BOM."""
        return len(_BOM) if not self._begun and data.startswith(_BOM) else 0

    def _hold(self, rest: bytes) -> list[Event]:
        if len(rest) > self._max_held:
            self._lost = True
            return [Event(rest, silent=True)]
        self._held += rest
        return []


def _event(raw: bytes, part: bytes, eol: bytes) -> Event:
    """The event of a text, whose end `part` lacks. Nearly all have one data line, maybe a name."""
    name, line = b"", part
    if part.startswith(b"event: "):
        head, _, line = part.partition(eol)
        name = head[7:]
    if line.startswith(b"data: ") and eol not in line:
        return Event(raw, name, line[6:])
    return _parsed(raw, part)


def _parsed(raw: bytes, text: bytes) -> Event:
    """Any event, read line by line."""
    name = b""
    data: list[bytes] = []
    for line in _EOL.split(text):
        field, _, value = line.partition(b":")
        if field == b"data":
            data.append(value.removeprefix(b" "))
        elif field == b"event":
            name = value.removeprefix(b" ")
    return Event(raw, name, b"\n".join(data), silent=not data)
