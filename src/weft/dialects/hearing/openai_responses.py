"""Hears OpenAI's Responses, as a stream, as one document, and as messages of a WebSocket.

A stream repeats itself: deltas, then the item they make up, then the whole response. So deltas are
passed over unread, by their name alone; calls are taken from the items when they are done, in
whatever order that happens, and from the whole response at its end, which some servers leave
without its items. Input includes what was read from the cache and what was written to it.

The first event repeats the whole request. It is kept, and read only where no last one comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.hearing.calls import MAX_CALLS
from weft.dialects.hearing.facts import (
    NOTHING,
    UNNAMED,
    count,
    decoded,
    error_of,
    inner,
    word,
)
from weft.dialects.hearing.heard import Usage
from weft.dialects.hearing.notes import Notes
from weft.dialects.openai_responses import OPENAI_RESPONSES
from weft.dialects.slot import mappings, text_of

if TYPE_CHECKING:
    from weft.dialects.hearing.facts import Facts
    from weft.dialects.hearing.heard import Heard
    from weft.dialects.sse import Event

CREATED = b"response.created"
ENDS = frozenset(
    (
        b"response.completed",
        b"response.incomplete",
        b"response.failed",
        b"response.cancelled",
        b"error",
    )
)
ITEM = b"response.output_item.done"
READ = ENDS | {CREATED, ITEM}
_NAMED = (b"response.", b"error")
_TYPES = (b'{"type":"', b'{"type": "')


class ResponsesEar:
    """Hears one response."""

    def __init__(self, status: int = 200) -> None:
        """The answer has this status."""
        self._notes = Notes(status)
        self._created = b""
        self._seen: set[int] = set()  # items that were done

    def event(self, event: Event) -> None:
        """One event of a stream."""
        name = event.name
        kind = name if name.startswith(_NAMED) else kind_of(event.data)
        if kind and kind not in READ:
            return
        if kind == CREATED:
            self._created = event.data
            return
        facts = decoded(event.data)
        if facts is not None:
            self.told(kind or text_of(facts.get("type")).encode("utf-8", "replace"), facts)
        elif kind == b"error":
            self._notes.error = UNNAMED

    def told(self, kind: bytes, facts: Facts) -> None:
        """One event, read."""
        if kind == b"error":
            self._notes.error = self._notes.error or error_of({"type": "error", **facts})
        elif kind == ITEM:
            self._item(count(facts, "output_index"), inner(facts, "item"))
        elif kind == CREATED:
            self._notes.model = word(inner(facts, "response"), "model")
        elif kind in ENDS:
            self._response(inner(facts, "response"))

    def whole(self, answer: Facts) -> None:
        """A response or an error."""
        self._response(answer)

    def heard(self) -> Heard:
        """What was understood so far."""
        if not self._notes.model and self._created:
            facts = decoded(self._created) or NOTHING
            self._notes.model = word(inner(facts, "response"), "model")
        return self._notes.heard()

    def _response(self, response: Facts) -> None:
        self._notes.model = word(response, "model") or self._notes.model
        if (usage := inner(response, "usage")) is not NOTHING:
            self._notes.usage = _usage(usage)
        status = word(response, "status")
        reason = word(inner(response, "incomplete_details"), "reason")
        self._notes.stop = reason or status
        error = error_of(response) or (UNNAMED if status == "failed" else "")
        self._notes.error = self._notes.error or error
        self._notes.complete = status not in ("failed", "cancelled", "queued", "in_progress")
        for number, item in mappings(response.get("output")):
            self._item(number, item)

    def _item(self, number: int, item: Facts) -> None:
        if len(self._seen) >= MAX_CALLS or number in self._seen:
            return
        if item.get("status") not in ("in_progress", "incomplete"):
            self._seen.add(number)
            self._notes.calls.put((number,), item, OPENAI_RESPONSES)


def kind_of(data: bytes) -> bytes:
    """The type of an event, where it stands first, as it does; else nothing."""
    for start in _TYPES:
        if data.startswith(start):
            return data[len(start) : data.find(b'"', len(start))]
    return b""


def _usage(usage: Facts) -> Usage:
    details = inner(usage, "input_tokens_details")
    read = count(details, "cached_tokens")
    written = count(details, "cache_write_tokens")
    long = count(inner(details, "cache_write_tokens_details"), "ttl_12h_tokens")
    fresh = max(0, count(usage, "input_tokens") - read - written)
    return Usage(fresh, read, written, min(long, written), count(usage, "output_tokens"))
