"""Anthropic's messages joined: blocks numbered on, one beginning, one end, usage of all turns.

    message_start          the first turn's; later ones are swallowed
    content_block_*        ours are swallowed, the others numbered on
    message_delta, _stop   held back from the first call of our tool on; the last turn's, with
                           all usage
    ping, error, others    passed on

Our calls count only where the model stopped for them: a call that was cut off by `max_tokens` is
none, and the client is told of that stop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weft.dialects.members import Unclear
from weft.dialects.recalling.blocks import Written
from weft.dialects.recalling.editing import (
    changed,
    listed,
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
    from collections.abc import Iterator

    from weft.dialects.sse import Event

_STOPPED_FOR_TOOLS = "tool_use"
_DELTA = b"content_block_delta"
# What the last event of a stream may tell anew, beside what the provider tells in it anyway.
_TOLD_AGAIN = (
    "input_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "output_tokens",
    "server_tool_use",
    "cache_creation",  # what of it is kept for longer, and costs more
)


class AnthropicStream:
    """The `Grammar` of a streamed message."""

    def __init__(self) -> None:
        self._shown = 0  # blocks that the client knows of
        self._spent: list[dict[str, Any]] = []  # usage of the turns before
        self._first = True
        self._begin()

    def _begin(self) -> None:
        self._over = False
        self._blocks: dict[int, Written] = {}
        self._unread: list[bytes] = []  # deltas that passed, for the case that we are called
        self._asked: list[int] = []
        self._mixed = False
        self._usage: dict[str, Any] = {}
        self._told: dict[str, Any] = {}  # the usage that its end tells
        self._stop = ""
        self._id = ""
        self._held: list[Event] = []

    def take(self, event: Event) -> Iterator[Event]:
        """One event of the stream."""
        if self._over:
            self._spent.append(self._usage)
            self._first = False
            self._begin()
        if event.name == _DELTA and self._first and not self._asked:
            self._unread.append(event.data)
            yield event
            return
        said = None if event.silent else parsed(event.data)
        if said is None:
            yield event
            return
        match said.get("type"):
            case "message_start":
                yield from self._start(event, said)
            case "content_block_start" | "content_block_delta" | "content_block_stop":
                yield from self._block(event, said)
            case "message_delta":
                delta = said.get("delta")
                self._stop = text_of(delta.get("stop_reason")) if isinstance(delta, dict) else ""
                self._told = _object(said.get("usage"))
                self._usage |= self._told
                yield from self._end(event)
            case "message_stop":
                yield from self._end(event)
            case _:
                yield event

    def _start(self, event: Event, said: dict[str, Any]) -> Iterator[Event]:
        message = _object(said.get("message"))
        self._id = text_of(message.get("id"))
        self._usage = dict(_object(message.get("usage")))
        if self._first:
            yield event

    def _block(self, event: Event, said: dict[str, Any]) -> Iterator[Event]:
        index = said.get("index")
        if not isinstance(index, int):
            yield event
            return
        if said["type"] == "content_block_start":
            self._open(index, event, _object(said.get("content_block")))
        block = self._blocks.get(index)
        if block is None:
            yield event
            return
        if isinstance(delta := said.get("delta"), dict):
            block.add(delta)
        if block.shown is None:
            return
        if block.shown == index:
            yield event
        else:
            yield revised(event, _renumbered(event.data, block.shown))

    def _open(self, index: int, event: Event, begun: dict[str, Any]) -> None:
        try:
            raw = parts(event.data).get("content_block", b"{}")
        except Unclear:
            raw = written(begun)
        calls = begun.get("type") == "tool_use"
        if calls and begun.get("name") == TOOL:
            self._read()
            self._asked.append(index)
            self._blocks[index] = Written(begun, raw, None)
            return
        self._mixed |= calls
        self._blocks[index] = Written(begun, raw, self._shown)
        self._shown += 1

    def _end(self, event: Event) -> Iterator[Event]:
        if self._asked or not self._first:
            self._held.append(event)
        else:
            yield self._last(event)

    def _last(self, event: Event, *, stopped: bool = False) -> Event:
        """An event of the end, with what only the whole exchange knows."""
        said = parsed(event.data) or {}
        if said.get("type") != "message_delta" or not (self._spent or stopped):
            return event
        changes: dict[str, bytes | None] = {}
        try:
            if self._spent:
                total = summed([*self._spent, self._usage])
                names = {*self._told, *_TOLD_AGAIN}
                told = {key: value for key, value in total.items() if key in names}
                changes["usage"] = written(told)
            if stopped:
                delta = parts(event.data).get("delta", b"{}")
                changes["delta"] = changed(delta, {"stop_reason": b'"end_turn"'})
            return revised(event, changed(event.data, changes))
        except Unclear:
            return event

    def over(self) -> Turn:
        """What the turn was."""
        self._over = True
        blocks = [self._blocks[index] for index in sorted(self._blocks)]
        if self._stop != _STOPPED_FOR_TOOLS:
            self._asked = []
        asked = [self._blocks[index] for index in self._asked]
        return Turn(
            tuple(Call(text_of(one.begun.get("id")), TOOL, one.arguments()) for one in asked),
            self._mixed,
            listed(block.raw() for block in blocks),
            id=self._id,
        )

    def _read(self) -> None:
        """Put the deltas that passed where they belong: now it matters what was said."""
        for data in self._unread:
            said = parsed(data) or {}
            index, delta = said.get("index"), said.get("delta")
            if isinstance(index, int) and index in self._blocks and isinstance(delta, dict):
                self._blocks[index].add(delta)
        self._unread = []

    def finish(self, *, stopped: bool) -> Iterator[Event]:
        """What was held back."""
        for event in self._held:
            yield self._last(event, stopped=stopped)
        self._held = []

    def failed(self, error: bytes) -> Iterator[Event]:
        """An error has the same shape in a stream."""
        yield made(b"error", error)


def _renumbered(data: bytes, index: int) -> bytes:
    try:
        return changed(data, {"index": b"%d" % index})
    except Unclear:
        return data


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
