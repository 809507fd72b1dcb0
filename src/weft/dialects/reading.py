"""A conversation read from its beginning: every text that may be rewritten, with its origin.

The law of this file: what a text's origin is depends only on what stands *before* it. So a
conversation that grows at its end gives the same blocks again, and what was decided for them stays
true: that is what keeps the provider's prompt cache hitting.

The question a text is read with is what the person last said, and what the model said when it
made the call: it names what it is looking for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.dialects.slot import Call
from weft.engine.model import Block, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from weft.dialects.slot import Dialect, Item, Path

MAX_SAID = 2_000  # characters of a person's words that count as a question, from either end

# What a coding agent slips into a person's message is not what the person asks.
_REMINDER = re.compile(r"<system-reminder>.*?</system-reminder>", re.DOTALL)
_NO_CALL = Call("", "", "")


@dataclass(frozen=True, slots=True)
class Placed:
    """A block, and where in the conversation it stands: the item's number, then the way into it."""

    item: int
    path: Path
    call: str
    block: Block

    @property
    def where(self) -> Path:
        """The way from the list of items."""
        return (self.item, *self.path)


def read(items: Iterable[Item], dialect: Dialect) -> Iterator[Placed]:
    """Every text that may be rewritten, in order."""
    asked = meant = ""
    calls: dict[str, Call] = {}
    intents: dict[str, str] = {}
    for number, item in enumerate(items):
        # What a person adds to results in the same message arrives with them: it counts for them.
        asked = _words(item, dialect, person=True) or asked
        meant = _words(item, dialect, person=False) or meant
        for call in dialect.calls(item):
            calls[call.id] = call
            intents[call.id] = meant
        for slot in dialect.slots(item):
            meant = ""  # answered: what comes next is meant anew
            call = calls.get(slot.call, _NO_CALL)
            question = "\n".join(filter(None, (asked, intents.get(slot.call, ""))))
            origin = Origin(call.tool, call.arguments, slot.media_type, question)
            yield Placed(number, slot.path, slot.call, Block(slot.text, origin))


def _words(item: Item, dialect: Dialect, *, person: bool) -> str:
    said = (said.text for said in dialect.said(item) if said.person is person)
    words = "\n".join(filter(None, (_REMINDER.sub("", text).strip() for text in said)))
    return _shortened(words)


def _shortened(words: str) -> str:
    """Long words from both ends: what is wanted stands before or after what was pasted."""
    if len(words) <= 2 * MAX_SAID:
        return words
    return f"{words[:MAX_SAID]}\n{words[-MAX_SAID:]}"
