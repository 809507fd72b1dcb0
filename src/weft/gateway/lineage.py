"""Lineage: what one WebSocket remembers of the responses that went over it.

A request that names the response it follows holds only what is new. The call that an output
answers, the words of the person, and whether our tool was offered went by earlier, on this very
connection; so they are kept here, by the name that the client knows the response by.

Rules of this file: memory and no more. What is forgotten, or was never seen, makes a text's origin
unknown, and nothing worse. Bounded by weight; the oldest go first.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weft.rewrite.before import Before

MOST = 8 * 1024 * 1024  # characters, of all that is kept
MOST_NAMES = 1_024
_EACH = 500  # what one takes besides its texts, about


class Lineage:
    """The responses of one WebSocket."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[str, tuple[Before, int]] = OrderedDict()
        self._weight = 0
        self._last: OrderedDict[str, str] = OrderedDict()  # name: the one it stands for

    def __len__(self) -> int:
        return len(self._known)

    def put(self, name: str, before: Before) -> None:
        """Remember what a request follows that names this response."""
        self._drop(name)
        weight = _weight(before)
        if not name or weight > self._most:
            return
        self._known[name] = before, weight
        self._weight += weight
        while self._weight > self._most:
            self._drop(next(iter(self._known)))

    def get(self, name: str) -> Before | None:
        """What a request follows that names this response; nothing where it was not seen."""
        found = self._known.get(name)
        return found[0] if found is not None else None

    def stands_for(self, name: str, last: str) -> None:
        """What the client knows by one name goes on upstream as another response."""
        self._last[name] = last
        self._last.move_to_end(name)
        if len(self._last) > MOST_NAMES:
            self._last.popitem(last=False)

    def last(self, name: str) -> str:
        """The provider's latest response for what the client knows by this name."""
        return self._last.get(name, name)

    def _drop(self, name: str) -> None:
        found = self._known.pop(name, None)
        if found is not None:
            self._weight -= found[1]


def _weight(before: Before) -> int:
    mark = before.mark
    calls = sum(len(call.arguments) + len(meant) + _EACH for call, meant in mark.calls)
    return len(mark.asked) + len(mark.meant) + calls + _EACH
