"""Sight: a request looked at. What is known of it, and every text in it that is new to us.

No store and no clock here: a look only reads. What is not of a shape that we know is `Unclear`,
and goes out as it came.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from weft.dialects.layout import Unclear, lay_out, lay_out_behind, value
from weft.dialects.reading import NOTHING_SAID, Reader
from weft.policy.caching import NOTHING_ASKED, Asked, asked
from weft.policy.frozen import first_assistant, floor
from weft.policy.words import Reason
from weft.rewrite.before import NOTHING, UNSEEN, Before
from weft.rewrite.thread import CHANGED

if TYPE_CHECKING:
    from weft.dialects.layout import Layout
    from weft.dialects.reading import Mark, Placed
    from weft.dialects.recalling.editing import Edit
    from weft.dialects.slot import Call, Dialect, Item
    from weft.engine.model import Span
    from weft.policy.frozen import Floor
    from weft.recall.ledger import Decision, Identity
    from weft.rewrite.beginning import Prefixes
    from weft.rewrite.thread import Known, Step, Thread
    from weft.rewrite.told import BlockTold

AS_BEFORE = "as_before"  # the form of a text that refers to an earlier one
_FOLLOWS = ("previous_response_id", "conversation")  # what names a part that is not there
LEAST = 200  # characters; a shorter text is never rewritten, whatever is configured


@dataclass(slots=True, eq=False)
class Found:
    """One text on its way: `decision` is what was decided before, or is decided now."""

    placed: Placed
    name: Identity | None = None
    decision: Decision | None = None
    told: BlockTold | None = None
    with_tool: bool = False  # our tool was offered for what is left out of it

    @property
    def offered(self) -> bool:
        """Whether our tool is offered because of this text, as it is decided now."""
        return self.with_tool and self.decision is not None and self.decision.hash is not None

    @property
    def replacement(self) -> str | None:
        """What is written instead, if anything."""
        return self.decision.replacement if self.decision is not None else None

    @property
    def cut(self) -> bool:
        """Whether something of it is left out now, that stands nowhere else."""
        told = self.told
        return told is not None and bool(told.hash) and told.forms != (AS_BEFORE,)

    @property
    def kept(self) -> bool:
        """Whether every line of it goes out as it came; numbers in front of lines are none."""
        new = self.replacement
        if self.decision is None:
            return False
        if new is None:
            return True
        from weft.policy.reads import keeps_lines  # noqa: PLC0415 - with half of the engine

        return keeps_lines(new)


@dataclass(slots=True)
class Seen:
    """One item that is new to us, in place."""

    span: Span
    item: Item
    by_model: bool
    mark: Mark
    texts: list[Found] = field(default_factory=list)
    put: list[Edit] = field(default_factory=list)  # what was hidden here, put back


@dataclass
class Sight:
    """One request. `thread` is the conversation as it is known, and `steps` those that hold."""

    body: bytes
    dialect: Dialect
    layout: Layout
    steps: tuple[Step, ...]
    items: list[Seen]
    thread: Thread | None = None
    failures: list[str] = field(default_factory=list)
    offered: bool = False  # our tool is among the client's
    held: int = 0  # so many steps of the thread hold, though they may be looked at anew
    since: float = 0.0  # seconds since a request of the thread last went out
    prefixes: Prefixes | None = None  # of the body, as far as it was read to find the thread
    before: Before = NOTHING  # what is not in it
    mark: Mark = NOTHING_SAID  # what all of it leaves behind for what follows

    @property
    def texts(self) -> list[Found]:
        """The texts that are new to us and long enough to be anything."""
        return [found for item in self.items for found in item.texts]

    @property
    def failed(self) -> bool:
        """Whether the store did not say what is known, or did not keep what was decided."""
        told = [found.told for found in self.texts if found.told is not None]
        return bool(self.failures) or any(each.reason is Reason.STORE_FAILED for each in told)

    @property
    def fresh_from(self) -> int:
        """The number of the first item behind the model's last turn.

        What the model is asked to go on with (its words at the very end) is no turn of its own.
        Where outputs stand between the calls of one turn, only memory knows what is new: what
        never went upstream is. Another conversation that begins alike is no such memory.
        """
        if self.by_memory and self.thread is not None and self._goes_on:
            return min(self._behind_model, len(self.thread.steps))
        return self._behind_model

    @property
    def by_memory(self) -> bool:
        """Whether only memory can tell where the model's last turn began."""
        return self.dialect.key == "input"

    @property
    def idle(self) -> float:
        """Seconds since a request of this conversation last went out; 0 where nobody knows.

        It is known where the request is the one before and what the model said to that. If there
        is more, others have gone out meanwhile, through another worker or past us.
        """
        known = len(self.thread.steps) if self.thread is not None else 0
        last_turn = self._turns[known : self._behind_model]
        return self.since if self._goes_on and all(last_turn) else 0.0

    @property
    def _goes_on(self) -> bool:
        """Whether this is the conversation that is known, and not one that only begins alike."""
        if self.thread is None:
            return False
        whole = len(self.thread.steps)
        return self.held == whole or (self.held > CHANGED and self.held + CHANGED >= whole)

    @property
    def _turns(self) -> list[bool]:
        known = [step.by_model for step in self.steps]
        return known + [item.by_model for item in self.items]

    @property
    def _behind_model(self) -> int:
        turns = self._turns
        end = len(turns)
        while end and turns[end - 1]:
            end -= 1
        while end and not turns[end - 1]:
            end -= 1
        return end

    @property
    def turns(self) -> int:
        """How many items the model has made, as far as is known."""
        known = sum(step.by_model for step in self.steps)
        return self.before.turns + known + sum(item.by_model for item in self.items)

    @property
    def size(self) -> int:
        """Bytes of the whole prompt, about."""
        return self.before.size + len(self.body)

    def so_far(self, grown: int) -> Before:
        """What comes before the answer, for a request that names it; upstream it has `grown`."""
        size = self.before.size + self.layout.end - self.layout.begin + grown
        return Before(self.mark, self.offered, max(1, size), self.turns)

    @cached_property
    def asked(self) -> Asked:
        """What the request says of caching. A marker that moved on is still one."""
        known = self.thread.asked if self.thread is not None and self.steps else NOTHING_ASKED
        here = asked(self.body[self.steps[-1].end :] if self.steps else self.body)
        return Asked(known.marked or here.marked, known.long or here.long, known.day or here.day)

    @property
    def floor(self) -> Floor | None:
        """The client's last cache marker in the opening, if that is what we look at."""
        known = len(self.steps)
        if any(step.by_model for step in self.steps):
            return None
        opening = [item.item for item in self.items]
        found = floor(opening, first_assistant(opening, self.dialect))
        return None if found is None else (known + found[0], found[1])

    def call(self, name: str) -> Call | None:
        """A call that the model made, by its id."""
        return self._calls.get(name)

    @cached_property
    def _calls(self) -> dict[str, Call]:
        marks = [step.mark for step in self.steps] + [item.mark for item in self.items]
        marks.insert(0, self.before.mark)
        return {call.id: call for mark in marks for call, _ in mark.calls}

    @property
    def places(self) -> dict[str, Span]:
        """Where the fields of the request stand, beside the conversation."""
        return dict(self.layout.fields)

    def field(self, name: str) -> Any:
        """A field of the request beside the conversation."""
        return value(self.body, self.layout, name)


def look(
    body: bytes,
    dialect: Dialect,
    known_as: Known | None = None,
    since: float = 0.0,
    before: Before | None = None,
) -> Sight:
    """Look at a request, from where it is known on. Raises `Unclear`.

    `before` is what came before it and is not in it, where that is known.
    """
    thread = known_as.thread if known_as is not None else None
    known = known_as.steps if known_as is not None else ()
    if thread is not None and known:
        layout = lay_out_behind(body, dialect.key, thread.layout, known[-1].end)
    else:
        layout = lay_out(body, dialect.key)
    if before is None:
        follows = dialect.key == "input" and any(value(body, layout, name) for name in _FOLLOWS)
        before = UNSEEN if follows else NOTHING
    reader = Reader(dialect, [step.mark for step in known], before.mark)
    items = []
    for span in layout.items:
        item = item_of(body[span.start : span.end])
        texts, mark = reader.take(item)
        found = [Found(placed) for placed in texts if len(placed.block.text) >= LEAST]
        items.append(Seen(span, item, dialect.by_model(item), mark, found))
    return Sight(
        body,
        dialect,
        layout,
        known,
        items,
        thread,
        offered=before.offered or any(step.offered for step in known),
        held=known_as.held if known_as is not None else 0,
        since=since,
        prefixes=known_as.prefixes if known_as is not None else None,
        before=before,
        mark=reader.mark,
    )


def item_of(raw: bytes) -> Item:
    """An item as JSON gives it. Raises `Unclear`."""
    try:
        item = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        item = _slowly(raw)
    except RecursionError as error:
        raise Unclear("too deep") from error
    if not isinstance(item, Mapping):
        raise Unclear("an item that is no object")
    return item


def _slowly(raw: bytes) -> object:
    """Half characters are nothing to the quick parser; the standard one takes them."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unclear(str(error)) from error


__all__ = ["LEAST", "Found", "Seen", "Sight", "Unclear", "item_of", "look"]
