"""Hears Anthropic's Messages.

The usage of a stream is cumulative: `message_start` opens the account, each `message_delta`
replaces the figures it names, and the last one is final. Input is told without what was read from
the cache or written to it. What a compaction on the server took is billed besides the totals, and
is added here.

Deltas of text and thinking are passed over unread; those of a call's input are joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.anthropic import ANTHROPIC
from weft.dialects.hearing.facts import (
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
from weft.dialects.slot import text_of

if TYPE_CHECKING:
    from weft.dialects.hearing.facts import Facts
    from weft.dialects.hearing.heard import Heard
    from weft.dialects.sse import Event

_DELTA, _PING = b"content_block_delta", b"ping"
_INPUT = b'"input_json_delta"'
_FIGURES = (
    "input_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
    "output_tokens",
)


class AnthropicEar:
    """Hears one message."""

    def __init__(self, status: int = 200) -> None:
        """The answer has this status."""
        self._notes = Notes(status)
        self._used: dict[str, int] = {}
        self._long = 0
        self._compacted = Usage()

    def event(self, event: Event) -> None:
        """One event. The frequent ones come first, and are told by a look at their bytes."""
        name, data = event.name, event.data
        if name == _PING or (name == _DELTA and _INPUT not in data):
            return
        facts = decoded(data)
        if facts is not None:
            self._told(text_of(facts.get("type")) or name.decode("latin-1"), facts)
        elif name == b"error":
            self._notes.error = UNNAMED

    def whole(self, answer: Facts) -> None:
        """A message, an error, or a count of tokens, which has no usage."""
        self._notes.error = error_of(answer)
        if not self._notes.error:
            self._message(answer)
            self._notes.calls.put((), answer, ANTHROPIC)
            self._notes.complete = True

    def heard(self) -> Heard:
        """What was understood so far."""
        return self._notes.heard()

    def _told(self, kind: str, facts: Facts) -> None:
        match kind:
            case "content_block_delta":
                delta = inner(facts, "delta")
                if delta.get("type") == "input_json_delta":
                    self._notes.calls.add(_place(facts), text_of(delta.get("partial_json")))
            case "content_block_start":
                block = inner(facts, "content_block")
                if block.get("type") == "tool_use":
                    id_, tool = text_of(block.get("id")), text_of(block.get("name"))
                    self._notes.calls.begin(_place(facts), id_, tool)
            case "content_block_stop":
                self._notes.calls.end(_place(facts), "{}")
            case "message_start":
                self._message(inner(facts, "message"))
            case "message_delta":
                self._notes.stop = word(inner(facts, "delta"), "stop_reason") or self._notes.stop
                self._bill(inner(facts, "usage"))
            case "message_stop":
                self._notes.complete = True
            case "error":
                self._notes.error = error_of(facts)
            case _:
                return

    def _message(self, message: Facts) -> None:
        self._notes.model = word(message, "model")
        self._notes.stop = word(message, "stop_reason")
        self._bill(inner(message, "usage"))

    def _bill(self, usage: Facts) -> None:
        if usage is NOTHING:
            return
        named = {key: count(usage, key) for key in _FIGURES if isinstance(usage.get(key), int)}
        self._used = self._used | named
        if "cache_creation" in usage:
            self._long = count(inner(usage, "cache_creation"), "ephemeral_1h_input_tokens")
        if "iterations" in usage:
            turns = listed(usage, "iterations")
            compacted = (_usage(turn) for turn in turns if turn.get("type") == "compaction")
            self._compacted = sum(compacted, Usage())
        long = {"ephemeral_1h_input_tokens": self._long}
        self._notes.usage = _usage({**self._used, "cache_creation": long}) + self._compacted


def _usage(usage: Facts) -> Usage:
    fresh, read, written, output = (count(usage, key) for key in _FIGURES)
    long = count(inner(usage, "cache_creation"), "ephemeral_1h_input_tokens")
    return Usage(fresh, read, written, min(long, written), output)


def _place(facts: Facts) -> tuple[int]:
    return (count(facts, "index"),)
