"""Responses joined: items and events numbered on, one beginning, one end, usage of all turns.

    response.created, .queued, .in_progress       the first turn's; later ones are swallowed
    what names an item of ours (`output_index`)   swallowed; the others are numbered on
    response.completed, .incomplete, .failed      held back from the first call of our tool on;
                                                  the last turn's, under the first one's id, with
                                                  the items of all turns

An event is what it is over HTTP and over a WebSocket alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weft.dialects.members import Unclear
from weft.dialects.recalling.editing import changed, entries_of, listed, parsed, parts, written
from weft.dialects.recalling.spent import summed
from weft.dialects.recalling.streamed import made, revised
from weft.dialects.recalling.tool import TOOL
from weft.dialects.recalling.turn import Turn
from weft.dialects.slot import Call, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weft.dialects.sse import Event

_BEGINNINGS = ("response.created", "response.queued", "response.in_progress")
ENDS = ("response.completed", "response.incomplete", "response.failed", "error")
_DELTA = b".delta"  # nearly all events are; an item of ours has not begun when these pass
_FIRSTS = ("id", "created_at", "previous_response_id")
# What the provider does itself; every other call waits for the client.
_SERVED = (
    "web_search_call",
    "file_search_call",
    "code_interpreter_call",
    "image_generation_call",
    "mcp_call",
    "tool_search_call",
)


class ResponsesStream:
    """The `Grammar` of a streamed response."""

    def __init__(self) -> None:
        self._spent: list[dict[str, Any]] = []
        self._begun: bytes = b"{}"  # the response object that the client was told of first
        self._before: list[bytes] = []  # items of the turns before, as the client has them
        self._number = -1  # of the event that the client was told last
        self._passed = b""  # that event, where its number was not read
        self._renumbers = False
        self._first = True
        self._begin()

    def _begin(self) -> None:
        self._over = False
        self._items: dict[int, bytes] = {}
        self._places: dict[int, int | None] = {}  # of items: the provider's, and the client's
        self._mixed = False
        self._usage: dict[str, Any] = {}
        self._status = ""
        self._id = ""
        self._held: list[Event] = []

    def take(self, event: Event) -> Iterator[Event]:
        """One event of the stream."""
        if self._over:
            self._spent.append(self._usage)
            self._before += [
                raw for at, raw in self._done() if self._places.get(at, at) is not None
            ]
            self._first = False
            self._renumbers = True
            self._begin()
        if event.name.endswith(_DELTA) and not self._renumbers:
            self._passed = event.data
            yield event
            return
        said = None if event.silent else parsed(event.data)
        if said is None:
            yield event
            return
        kind = text_of(said.get("type"))
        if kind in _BEGINNINGS:
            yield from self._beginning(event, said)
        elif kind in ENDS and kind != "error":
            response = said.get("response")
            response = response if isinstance(response, dict) else {}
            self._status = text_of(response.get("status")) or kind.partition(".")[2]
            usage = response.get("usage")
            self._usage = usage if isinstance(usage, dict) else {}
            if self._asks or not self._first:
                self._held.append(event)
            else:
                yield self._numbered(self._last(event))
        elif isinstance(said.get("output_index"), int):
            yield from self._of_item(event, said, kind)
        else:
            yield self._numbered(event)

    def _beginning(self, event: Event, said: dict[str, Any]) -> Iterator[Event]:
        response = said.get("response")
        self._id = self._id or text_of(response.get("id") if isinstance(response, dict) else "")
        if not self._first:
            return
        if self._begun == b"{}":
            self._begun = _response(event.data)
        yield self._numbered(event)

    def _of_item(self, event: Event, said: dict[str, Any], kind: str) -> Iterator[Event]:
        at = said["output_index"]
        item = said.get("item")
        if at not in self._places and isinstance(item, dict):
            ours = item.get("type") == "function_call" and item.get("name") == TOOL
            shown = sum(place is not None for place in self._places.values())
            self._places[at] = None if ours else len(self._before) + shown
            self._renumbers |= ours
            self._mixed |= not ours and waits(item)
        if kind == "response.output_item.done":
            try:
                self._items[at] = parts(event.data)["item"]
            except (Unclear, KeyError):
                self._items[at] = written(item)
        place = self._places.get(at, at)
        if place is None:
            return
        changes = {"output_index": b"%d" % place} if place != at else {}
        yield self._numbered(event, changes)

    def _numbered(self, event: Event, changes: Mapping[str, bytes] | None = None) -> Event:
        """The event with the next number, and with what else is new in it."""
        said = parsed(event.data) or {}
        number = said.get("sequence_number")
        news: dict[str, bytes | None] = dict(changes or {})
        if isinstance(number, int):
            if self._renumbers and self._passed:
                passed = (parsed(self._passed) or {}).get("sequence_number")
                self._number = passed if isinstance(passed, int) else self._number
            self._passed = b""
            if self._renumbers and number != self._number + 1:
                number = self._number + 1
                news["sequence_number"] = b"%d" % number
            self._number = number
        if not news:
            return event
        try:
            return revised(event, changed(event.data, news))
        except Unclear:
            return event

    @property
    def _asks(self) -> bool:
        return any(place is None for place in self._places.values())

    def _done(self) -> list[tuple[int, bytes]]:
        return sorted(self._items.items())

    def _last(self, event: Event) -> Event:
        """The end, with what only the whole exchange knows."""
        if self._first and not self._asks:
            return event
        try:
            response = _response(event.data)
            members = parts(response)
            own = entries_of(members.get("output", b"[]"))
            changes: dict[str, bytes | None] = {}
            if own or not self._items:  # some servers leave the items out at the end
                kept = [raw for raw in own if not is_ours(parsed(raw) or {})]
                changes["output"] = listed([*self._before, *kept])
            if not self._first:
                begun = parts(self._begun)
                changes |= {key: begun[key] for key in _FIRSTS if key in begun}
            if self._spent and self._usage:
                changes["usage"] = written(summed([*self._spent, self._usage]))
            return revised(event, changed(event.data, {"response": changed(response, changes)}))
        except Unclear:
            return event

    def over(self) -> Turn:
        """What the turn was."""
        self._over = True
        asked = []
        for at, raw in self._done():
            if self._places.get(at, at) is None and self._status == "completed":
                asked.append(call_of(parsed(raw) or {}))
        return Turn(tuple(asked), self._mixed, listed(raw for _, raw in self._done()), id=self._id)

    def finish(self, *, stopped: bool) -> Iterator[Event]:
        """What was held back. A response that is complete ends alike, whatever it ended for."""
        del stopped
        for event in self._held:
            yield self._numbered(self._last(event))
        self._held = []

    def failed(self, error: bytes) -> Iterator[Event]:
        """An error as an event, and the response that failed with it."""
        given = (parsed(error) or {}).get("error")
        given = given if isinstance(given, dict) else {}
        code = text_of(given.get("code")) or text_of(given.get("type")) or "server_error"
        message = text_of(given.get("message")) or error.decode(errors="replace")
        told = {"type": "error", "code": code, "message": message, "param": given.get("param")}
        self._renumbers = True
        yield self._numbered(made(b"error", written({**told, "sequence_number": 0})))
        why = written({"code": code, "message": message})
        response = changed(self._begun, {"status": b'"failed"', "error": why})
        data = b'{"type":"response.failed","response":%b,"sequence_number":0}' % response
        yield self._numbered(made(b"response.failed", data))


def waits(item: Mapping[str, Any]) -> bool:
    """Whether this item waits for something that the client does."""
    kind = text_of(item.get("type"))
    return kind == "mcp_approval_request" or (kind.endswith("_call") and kind not in _SERVED)


def is_ours(item: Mapping[str, Any]) -> bool:
    """Whether this is a call of our tool."""
    return item.get("type") == "function_call" and item.get("name") == TOOL


def call_of(item: Mapping[str, Any]) -> Call:
    """The call that an item is."""
    return Call(text_of(item.get("call_id")), TOOL, text_of(item.get("arguments")))


def _response(data: bytes) -> bytes:
    try:
        return parts(data).get("response", b"{}")
    except Unclear:
        return b"{}"
