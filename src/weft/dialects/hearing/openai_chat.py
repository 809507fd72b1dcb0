"""Hears OpenAI's Chat Completions, and everything that speaks like it.

The prompt's tokens include those read from a cache and those written to one. A stream tells its
usage only where the client asked for it, in a last chunk without choices; some providers tell it
in every chunk, and then the last one counts. Id and name of a call come with its first piece.

Nearly every chunk brings a few letters of text and nothing that is heard here. Reading only the
fields that are heard takes less time than looking for their names in the bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from weft.dialects.hearing.calls import MAX_CALLS
from weft.dialects.hearing.facts import (
    DECODING,
    NOTHING,
    UNNAMED,
    count,
    decoded,
    error_of,
    inner,
    listed,
    word,
)
from weft.dialects.hearing.heard import Usage
from weft.dialects.hearing.notes import Notes
from weft.dialects.openai_chat import OPENAI_CHAT
from weft.dialects.slot import text_of

if TYPE_CHECKING:
    from weft.dialects.hearing.facts import Facts
    from weft.dialects.hearing.heard import Heard
    from weft.dialects.sse import Event

_DONE = b"[DONE]"


class _Delta(msgspec.Struct, gc=False):
    tool_calls: Any = None
    function_call: Any = None


class _Choice(msgspec.Struct, gc=False):
    delta: _Delta | None = None
    finish_reason: Any = None


class _Chunk(msgspec.Struct, gc=False):
    """The fields that are heard, to see that they are empty."""

    choices: list[_Choice] | None = None
    usage: Any = None
    error: Any = None


_chunk = msgspec.json.Decoder(_Chunk).decode


class ChatEar:
    """Hears one completion."""

    def __init__(self, status: int = 200) -> None:
        """The answer has this status."""
        self._notes = Notes(status)
        self._latest: dict[tuple[int, int], tuple[int, str]] = {}  # serial number and id of a call

    def event(self, event: Event) -> None:
        """One chunk, or the mark of the end."""
        data = event.data
        if self._notes.model and _says_nothing(data):
            return
        facts = decoded(data)
        if facts is not None:
            self._told(facts)
        elif data.strip() == _DONE:
            self._notes.complete = True
            self._notes.calls.end_below(())
        elif event.name == b"error":
            self._notes.error = UNNAMED

    def whole(self, answer: Facts) -> None:
        """A completion or an error."""
        self._told(answer)
        self._notes.complete = True
        for choice in listed(answer, "choices"):
            place = count(choice, "index")
            self._notes.calls.put((place,), inner(choice, "message"), OPENAI_CHAT)

    def heard(self) -> Heard:
        """What was understood so far."""
        return self._notes.heard()

    def _told(self, facts: Facts) -> None:
        self._notes.error = self._notes.error or error_of(facts)
        self._notes.model = self._notes.model or word(facts, "model")
        if (usage := inner(facts, "usage")) is not NOTHING:
            self._notes.usage = _usage(usage)
        for choice in listed(facts, "choices"):
            self._choice(choice)

    def _choice(self, choice: Facts) -> None:
        index = count(choice, "index")
        delta = inner(choice, "delta")
        for call in listed(delta, "tool_calls"):
            self._piece(index, call)
        if old := inner(delta, "function_call"):
            name = text_of(old.get("name"))
            self._piece(index, {"id": name, "function": old})
        if reason := word(choice, "finish_reason"):
            if index == 0 or not self._notes.stop:
                self._notes.stop = reason
            self._notes.calls.end_below((index,))

    def _piece(self, choice: int, call: Facts) -> None:
        """A piece of a call. Another id at the same index is another call: some number none."""
        given = inner(call, "function") or inner(call, "custom")
        id_, tool = text_of(call.get("id")), text_of(given.get("name"))
        index = count(call, "index")
        serial, known = self._latest.get((choice, index), (-1, ""))
        if serial < 0 or (id_ and tool and id_ != known):
            if len(self._latest) >= MAX_CALLS and serial < 0:
                return
            serial += 1
            self._latest[choice, index] = serial, id_
            self._notes.calls.begin((choice, index, serial), id_, tool)
        text = text_of(given.get("arguments")) or text_of(given.get("input"))
        self._notes.calls.add((choice, index, serial), text)


def _says_nothing(data: bytes) -> bool:
    """Whether there is nothing in this chunk to be heard but text."""
    try:
        chunk = _chunk(data)
    except DECODING:
        return False
    if not chunk.choices or chunk.usage is not None or chunk.error:
        return False
    for choice in chunk.choices:
        delta = choice.delta
        if choice.finish_reason or (delta and (delta.tool_calls or delta.function_call)):
            return False
    return True


def _usage(usage: Facts) -> Usage:
    details = inner(usage, "prompt_tokens_details")
    # DeepSeek's older name for what was read from the cache stands besides.
    read = count(details, "cached_tokens") or count(usage, "prompt_cache_hit_tokens")
    written = count(details, "cache_write_tokens")
    fresh = max(0, count(usage, "prompt_tokens") - read - written)
    return Usage(fresh, read, written, 0, count(usage, "completion_tokens"))
