"""Gemini's chunks joined: our function calls taken out, one end, usage of all turns.

    a chunk with our call        that part is taken out, and the chunk if nothing is left of it
    a chunk of a later turn      has the first turn's `responseId`, and usage of all turns
    the chunk that ends it       held back from the first call of our tool on; what else it says
                                 goes out at once

Parts are kept with every byte, for a `thoughtSignature` in one must come back where it was.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from weft.dialects.members import Unclear
from weft.dialects.recalling.editing import (
    changed,
    entries_of,
    listed,
    objected,
    parsed,
    parts,
    written,
)
from weft.dialects.recalling.spent import summed
from weft.dialects.recalling.streamed import made, revised
from weft.dialects.recalling.tool import TOOL
from weft.dialects.recalling.turn import Turn
from weft.dialects.slot import Call, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from weft.dialects.sse import Event

STOPPED = "STOP"
_EMPTY: tuple[dict[str, str], ...] = ({}, {"text": ""})


class GeminiStream:
    """The `Grammar` of a streamed answer with one candidate."""

    def __init__(self) -> None:
        self._spent: list[dict[str, Any]] = []
        self._name: bytes | None = None  # the id of the first turn
        self._first = True
        self._begin()

    def _begin(self) -> None:
        self._over = False
        self._parts: list[bytes] = []
        self._unread: list[bytes] = []  # chunks that passed, for the case that we are called
        self._asked: list[Call] = []
        self._mixed = False
        self._usage: dict[str, Any] = {}
        self._stop = ""
        self._id = ""
        self._held: list[Event] = []

    def take(self, event: Event) -> Iterator[Event]:
        """One event of the stream."""
        if self._over:
            self._spent.append(self._usage)
            self._first = False
            self._begin()
        if self._name and self._first and not self._asked and _only_says(event.data):
            self._unread.append(event.data)
            yield event
            return
        said = None if event.silent else parsed(event.data)
        if said is None:
            yield event
            return
        try:
            yield from self._chunk(event, said)
        except Unclear:
            yield event

    def _chunk(self, event: Event, said: dict[str, Any]) -> Iterator[Event]:
        self._id = self._id or text_of(said.get("responseId"))
        usage = said.get("usageMetadata")
        if isinstance(usage, dict):
            self._usage = usage
        candidates = said.get("candidates")
        candidate = candidates[0] if isinstance(candidates, list) and candidates else None
        if not isinstance(candidate, dict):
            if self._holds and self._stop:
                self._held.append(event)
            else:
                yield self._as_first(event)
            return
        raw = raw_parts(event.data)
        kept = self._keep(raw)
        ends = text_of(candidate.get("finishReason"))
        self._stop = ends or self._stop
        if not (ends and self._holds):
            if len(kept) == len(raw):
                yield self._as_first(event)
            elif kept or ends:
                yield self._as_first(revised(event, _with_parts(event.data, kept)))
            return
        if any(parsed(part) not in _EMPTY for part in kept):
            yield self._as_first(revised(event, _with_parts(event.data, kept, ends=False)))
        self._held.append(revised(event, _with_parts(event.data, [])))

    @property
    def _holds(self) -> bool:
        return bool(self._asked) or not self._first

    def _keep(self, raw: list[bytes]) -> list[bytes]:
        """Take note of these parts; those that are the client's."""
        self._read()
        kept = []
        for part in raw:
            self._parts.append(part)
            call = call_of(parsed(part) or {})
            if call is not None and call.tool == TOOL:
                self._asked.append(call)
                continue
            self._mixed |= call is not None
            kept.append(part)
        return kept

    def _read(self) -> None:
        """The parts of the chunks that passed: now it matters what was said, or it is the end."""
        for data in self._unread:
            with suppress(Unclear, KeyError, IndexError):
                self._parts += raw_parts(data)
        self._unread = []

    def _as_first(self, event: Event) -> Event:
        """A chunk with what only the whole exchange knows."""
        try:
            members = parts(event.data)
        except Unclear:
            return event
        if self._first:
            self._name = self._name or members.get("responseId")
            return event
        changes: dict[str, bytes | None] = {}
        if self._name is not None and "responseId" in members:
            changes["responseId"] = self._name
        if "usageMetadata" in members:
            own = parsed(members["usageMetadata"]) or {}
            changes["usageMetadata"] = written(summed([*self._spent, own]))
        return revised(event, changed(event.data, changes)) if changes else event

    def over(self) -> Turn:
        """What the turn was."""
        self._over = True
        asked = tuple(self._asked) if self._stop == STOPPED else ()
        return Turn(asked, self._mixed, content_of(self._parts), id=self._id)

    def finish(self, *, stopped: bool) -> Iterator[Event]:
        """What was held back. It ends alike, whatever it ended for."""
        del stopped
        for event in self._held:
            yield self._as_first(event)
        self._held = []

    def failed(self, error: bytes) -> Iterator[Event]:
        """An error stands in the data, as a chunk would."""
        yield made(b"", error)


def _only_says(data: bytes) -> bool:
    """Whether a chunk can only have more of what is said; told by a look at its bytes."""
    return b'"functionCall"' not in data and b'"finishReason"' not in data


def call_of(part: Mapping[str, Any]) -> Call | None:
    """The call that a part is; nothing where it is none."""
    asked = part.get("functionCall")
    if not isinstance(asked, dict):
        return None
    args = asked.get("args")
    given = written(args if isinstance(args, dict) else {}).decode("utf-8", "surrogatepass")
    return Call(text_of(asked.get("id")), text_of(asked.get("name")), given)


def content_of(raw: Sequence[bytes]) -> bytes:
    """What the model said, of parts."""
    return b'{"role":"model","parts":%b}' % listed(raw)


def raw_parts(data: bytes) -> list[bytes]:
    """The parts in the first candidate, each as its bytes."""
    candidate = parts(entries_of(parts(data)["candidates"])[0])
    content = candidate.get("content")
    inside = parts(content).get("parts", b"[]") if content and content != b"null" else b"[]"
    return [] if inside == b"null" else entries_of(inside)


def _with_parts(data: bytes, kept: Sequence[bytes], *, ends: bool = True) -> bytes:
    """A chunk with these parts in its candidate, and without its end if that is to come."""
    return in_candidate(data, kept, {} if ends else {"finishReason": None})


def in_candidate(data: bytes, kept: Sequence[bytes], more: Mapping[str, bytes | None]) -> bytes:
    """An answer with these parts, and other changes, in its first candidate."""
    candidates = entries_of(parts(data)["candidates"])
    content = parts(candidates[0]).get("content", b"{}")
    new = objected({**parts(content if content != b"null" else b"{}"), "parts": listed(kept)})
    candidates[0] = changed(candidates[0], {**more, "content": new})
    return changed(data, {"candidates": listed(candidates)})
