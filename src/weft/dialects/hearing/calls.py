"""Tool calls that come in pieces, put together by where they stand.

A call counts once it has ended: one that was cut off was never made. Its arguments stay the text
that came. What a hostile answer can make us hold is bounded; a call beyond the bound is left out
whole, never shortened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.hearing.facts import clean
from weft.dialects.slot import Call

if TYPE_CHECKING:
    from weft.dialects.hearing.facts import Facts
    from weft.dialects.slot import Dialect

Place = tuple[int, ...]

MAX_CALLS = 1_000
MAX_TEXT = 32 * 1024 * 1024  # characters of all calls of an answer


class Calls:
    """The calls of one answer."""

    def __init__(self, max_text: int = MAX_TEXT) -> None:
        """Hold at most so many characters."""
        self._room = max_text
        self._open: dict[Place, tuple[str, str, list[str]]] = {}
        self._ended: dict[Place, Call] = {}

    def begin(self, place: Place, id_: str, tool: str) -> None:
        """A call begins here; its arguments follow."""
        if len(self._open) + len(self._ended) < MAX_CALLS and self._takes(id_, tool):
            self._open[place] = (id_, tool, [])

    def add(self, place: Place, text: str) -> None:
        """More of its arguments."""
        if place in self._open:
            if self._takes(text):
                self._open[place][2].append(text)
            else:
                del self._open[place]

    def end(self, place: Place, nothing: str = "") -> None:
        """It has ended. `nothing` are the arguments of a call that had none."""
        if (call := self._open.pop(place, None)) is not None:
            id_, tool, texts = call
            self._ended[place] = Call(clean(id_), clean(tool), clean("".join(texts)) or nothing)

    def end_below(self, place: Place) -> None:
        """All calls whose place begins like this have ended."""
        for each in [each for each in self._open if each[: len(place)] == place]:
            self.end(each)

    def put(self, place: Place, item: Facts, dialect: Dialect) -> None:
        """The calls of an item that came whole."""
        try:
            calls = list(dialect.calls(item))
        except RecursionError:
            return  # arguments too deep to be written out again
        for number, call in enumerate(calls):
            if len(self._ended) < MAX_CALLS and self._takes(call.id, call.tool, call.arguments):
                self._ended[(*place, number)] = Call(
                    clean(call.id), clean(call.tool), clean(call.arguments)
                )

    def all(self) -> tuple[Call, ...]:
        """Those that ended, in the order of their places."""
        return tuple(call for _, call in sorted(self._ended.items(), key=lambda pair: pair[0]))

    def _takes(self, *texts: str) -> bool:
        self._room -= sum(map(len, texts))
        return self._room >= 0
