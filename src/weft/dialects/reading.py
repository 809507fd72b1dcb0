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
from itertools import islice
from typing import TYPE_CHECKING

from weft.dialects.slot import Call
from weft.engine.model import Block, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from weft.dialects.slot import Dialect, Item, Path

MAX_SAID = 2_000  # characters of a person's words that count as a question, from either end

MAX_OPEN = 128  # calls of which the answers may be still to come

# What a coding agent slips into a person's message is not what the person asks.
_REMINDER = re.compile(r"<system-reminder>.*?</system-reminder>", re.DOTALL)
_UNCALLED = (Call("", "", ""), "")


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


@dataclass(frozen=True, slots=True)
class Mark:
    """What one item leaves behind for those that follow: words, and calls with what was meant."""

    asked: str = ""
    meant: str = ""
    calls: tuple[tuple[Call, str], ...] = ()


NOTHING_SAID = Mark()


class Reader:
    """Reads item after item. It can go on where another stopped: give it the marks up to there.

    `before` is the mark of what stands before all of them and is not there: a request may name the
    answer that it follows.
    """

    __slots__ = ("_asked", "_calls", "_dialect", "_meant", "_number")

    def __init__(
        self, dialect: Dialect, marks: Sequence[Mark] = (), before: Mark = NOTHING_SAID
    ) -> None:
        last = marks[-1] if marks else before
        self._dialect = dialect
        self._number = len(marks)
        self._asked = last.asked
        self._meant = last.meant
        known = (before, *marks)
        self._calls = {call.id: (call, meant) for mark in known for call, meant in mark.calls}

    def take(self, item: Item) -> tuple[list[Placed], Mark]:
        """The texts of the next item, and its mark."""
        dialect = self._dialect
        # What a person adds to results in the same message arrives with them: it counts for them.
        self._asked = _words(item, dialect, person=True) or self._asked
        self._meant = _words(item, dialect, person=False) or self._meant
        calls = tuple((call, self._meant) for call in dialect.calls(item))
        self._calls.update((call.id, (call, meant)) for call, meant in calls)
        found = []
        for slot in dialect.slots(item):
            self._meant = ""  # answered: what comes next is meant anew
            call, meant = self._calls.get(slot.call, _UNCALLED)
            question = "\n".join(filter(None, (self._asked, meant)))
            origin = Origin(call.tool, call.arguments, slot.media_type, question)
            block = Block(slot.text, origin)
            found.append(Placed(self._number, slot.path, slot.call, block))
        self._number += 1
        return found, Mark(self._asked, self._meant, calls)

    @property
    def mark(self) -> Mark:
        """What all items so far leave behind for those that are not there: `before` of them.

        Only the last calls can still be without an answer.
        """
        calls = tuple(islice(reversed(self._calls.values()), MAX_OPEN))
        return Mark(self._asked, self._meant, calls[::-1])


def read(items: Iterable[Item], dialect: Dialect) -> Iterator[Placed]:
    """Every text that may be rewritten, in order."""
    reader = Reader(dialect)
    for item in items:
        yield from reader.take(item)[0]


def _words(item: Item, dialect: Dialect, *, person: bool) -> str:
    said = (said.text for said in dialect.said(item) if said.person is person)
    words = "\n".join(filter(None, (_REMINDER.sub("", text).strip() for text in said)))
    return _shortened(words)


def _shortened(words: str) -> str:
    """Long words from both ends: what is wanted stands before or after what was pasted."""
    if len(words) <= 2 * MAX_SAID:
        return words
    return f"{words[:MAX_SAID]}\n{words[-MAX_SAID:]}"
