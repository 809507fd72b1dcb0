"""Chat completions joined: one id, one role, one end, the client's tool calls numbered anew.

    a chunk with our call          that call is taken out, and the chunk if nothing is left of it
    a chunk of a later turn        has the first turn's id, and no role
    finish_reason, usage, [DONE]   held back from the first call of our tool on; the last turn's,
                                   with all usage where the stream tells usage

A client adds the texts of all chunks together, so where a later turn goes on with text, an empty
line is put between (`JOINT`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weft.dialects.members import Unclear
from weft.dialects.recalling.chunks import (
    JOINT,
    choice_parts,
    dicts,
    in_choice,
    needs_joint,
    only_says,
    spoken,
    tells,
)
from weft.dialects.recalling.editing import changed, entries_of, listed, parsed, parts, written
from weft.dialects.recalling.growing import grow
from weft.dialects.recalling.spent import summed
from weft.dialects.recalling.streamed import made, revised
from weft.dialects.recalling.tool import TOOL
from weft.dialects.recalling.turn import Turn
from weft.dialects.slot import Call, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.dialects.sse import Event

DONE = b"[DONE]"
_STOPPED = ("tool_calls", "stop", "function_call")  # not every provider says the first
_FIRSTS = ("id", "created", "system_fingerprint")


class ChatStream:
    """The `Grammar` of a streamed completion with one choice."""

    def __init__(self) -> None:
        self._spent: list[dict[str, Any]] = []
        self._firsts: dict[str, bytes] = {}
        self._text = ""  # what the client was told by the turns before
        self._first = True
        self._begin()

    def _begin(self) -> None:
        self._over = False
        self._message: dict[str, Any] = {}
        self._unread: list[bytes | dict[str, Any]] = []  # chunks and deltas that passed
        self._numbers: dict[int, int | None] = {}  # of calls: the provider's, and the client's
        self._usage: dict[str, Any] = {}
        self._stop = ""
        self._id = ""
        self._held: list[Event] = []

    def take(self, event: Event) -> Iterator[Event]:
        """One event of the stream."""
        if self._over:
            self._spent.append(self._usage)
            self._text += self._told()
            self._first = False
            self._begin()
        if event.silent:
            yield event
        elif self._firsts and self._first and not self._asks and only_says(event.data):
            self._unread.append(event.data)
            yield event
        elif event.data == DONE:
            yield from self._end(event)
        elif (said := parsed(event.data)) is None or not isinstance(said.get("choices"), list):
            yield event
        else:
            yield from self._chunk(event, said)

    def _chunk(self, event: Event, said: dict[str, Any]) -> Iterator[Event]:
        self._id = self._id or text_of(said.get("id"))
        usage = said.get("usage")
        if isinstance(usage, dict):
            self._usage = usage
        choice = said["choices"][0] if said["choices"] else None
        if not isinstance(choice, dict):
            yield from self._end(event)
            return
        delta = choice.get("delta")
        delta = delta if isinstance(delta, dict) else {}
        told = self._told()
        calls = self._calls(delta)
        if self._asks or not self._first:
            self._read()
            grow(self._message, delta)
        else:
            self._unread.append(delta)
        try:
            new = self._delta(event, delta, calls, told)
            if choice.get("finish_reason") is None:
                if new is not None:
                    yield self._as_first(revised(event, new) if new != event.data else event)
                return
            self._stop = text_of(choice["finish_reason"])
            if (self._asks or not self._first) and new is not None and tells(new):
                yield self._as_first(revised(event, in_choice(new, finish_reason=b"null")))
                new = in_choice(event.data, delta=b"{}")
            elif new is None:
                new = in_choice(event.data, delta=b"{}")
            yield from self._end(revised(event, new) if new != event.data else event)
        except Unclear:
            yield event

    def _calls(self, delta: dict[str, Any]) -> list[tuple[int, int | None]]:
        """The calls in a delta: where in its list, and the number that the client knows."""
        found = []
        listed_calls = delta.get("tool_calls")
        for at, call in enumerate(listed_calls if isinstance(listed_calls, list) else ()):
            if not isinstance(call, dict):
                continue
            number = call.get("index")
            if not isinstance(number, int):
                fresh = bool(call.get("id")) or not self._numbers
                number = call["index"] = len(self._numbers) if fresh else max(self._numbers)
            if number not in self._numbers:
                function = call.get("function")
                ours = isinstance(function, dict) and function.get("name") == TOOL
                theirs = sum(one is not None for one in self._numbers.values())
                self._numbers[number] = None if ours else theirs
            found.append((at, self._numbers[number]))
        return found

    def _delta(
        self,
        event: Event,
        delta: dict[str, Any],
        calls: list[tuple[int, int | None]],
        told: str,
    ) -> bytes | None:
        """The chunk as the client may have it; `None` where nothing is left to tell."""
        changes: dict[str, bytes | None] = {}
        given = delta.get("tool_calls") or []
        if any(number != given[at].get("index") for at, number in calls):
            raw = entries_of(parts(choice_parts(event.data)["delta"])["tool_calls"])
            kept = [
                changed(raw[at], {"index": b"%d" % number})
                for at, number in calls
                if number is not None
            ]
            changes["tool_calls"] = listed(kept) if kept else None
        text = delta.get("content")
        if not self._first:
            if "role" in delta:
                changes["role"] = None
            before = self._text + told
            if isinstance(text, str) and text and not told and needs_joint(before):
                changes["content"] = written(JOINT + text)
        if not changes:
            return event.data
        left = {
            key: value
            for key, value in delta.items()
            if value not in (None, "") and changes.get(key, b"") is not None
        }
        if not left:
            return None
        raw_delta = choice_parts(event.data)["delta"]
        return in_choice(event.data, delta=changed(raw_delta, changes))

    def _read(self) -> None:
        """Put the chunks that passed together: now it matters what was said."""
        for passed in self._unread:
            if isinstance(passed, dict):
                grow(self._message, passed)
                continue
            for choice in dicts((parsed(passed) or {}).get("choices"))[:1]:
                if isinstance(delta := choice.get("delta"), dict):
                    grow(self._message, delta)
        self._unread = []

    def _told(self) -> str:
        return text_of(self._message.get("content"))

    @property
    def _asks(self) -> bool:
        return any(number is None for number in self._numbers.values())

    def _end(self, event: Event) -> Iterator[Event]:
        if self._asks or not self._first:
            self._held.append(event)
        else:
            yield self._last(event)

    def _last(self, event: Event, *, stopped: bool = False) -> Event:
        """A chunk of the end, with what only the whole exchange knows."""
        event = self._as_first(event)
        said = parsed(event.data)
        if said is None:
            return event
        data = event.data
        try:
            if self._spent and isinstance(said.get("usage"), dict):
                total = summed([*self._spent, said["usage"]])
                data = changed(data, {"usage": written(total)})
            if stopped and said.get("choices"):
                data = in_choice(data, finish_reason=b'"stop"')
        except Unclear:
            return event
        return event if data is event.data else revised(event, data)

    def _as_first(self, event: Event) -> Event:
        """A chunk of a later turn under the name of the first."""
        if self._first and self._firsts:
            return event
        try:
            members = parts(event.data)
        except Unclear:
            return event
        if self._first:
            self._firsts = {key: members[key] for key in _FIRSTS if key in members}
            return event
        changes = {
            key: raw for key, raw in self._firsts.items() if members.get(key) not in (raw, None)
        }
        return revised(event, changed(event.data, changes)) if changes else event

    def over(self) -> Turn:
        """What the turn was."""
        self._over = True
        asked = []
        for call in dicts(self._message.get("tool_calls")):
            number = call.pop("index", None)
            if self._numbers.get(number, 0) is None and self._stop in _STOPPED:
                given = call.get("function")
                function = given if isinstance(given, dict) else {}
                asked.append(
                    Call(text_of(call.get("id")), TOOL, text_of(function.get("arguments")))
                )
        mixed = any(number is not None for number in self._numbers.values())
        return Turn(tuple(asked), mixed, written(spoken(self._message)), id=self._id)

    def finish(self, *, stopped: bool) -> Iterator[Event]:
        """What was held back."""
        for event in self._held:
            yield self._last(event, stopped=stopped)
        self._held = []

    def failed(self, error: bytes) -> Iterator[Event]:
        """An error stands in the data, without a name."""
        yield made(b"", error)
