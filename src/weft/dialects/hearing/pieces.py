"""The objects of a JSON array, each as soon as it has come: how Gemini streams without events.

Sans-IO, and a copy is all it looks at. Only what opens and closes is understood: whether an object
is JSON is for its reader. An object that stands alone, as errors and other answers do, is one too.
Each byte is looked at once, at any split.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.dialects.hearing.whole import MAX_HELD

if TYPE_CHECKING:
    from weft.dialects.hearing.gemini import GeminiEar
    from weft.dialects.hearing.heard import Heard

_OUTSIDE = re.compile(rb'["\[\]{}]')
_INSIDE = re.compile(rb'["\\]')


class Pieces:
    """Cuts an array into its objects. One for each answer."""

    def __init__(self, max_held: int = MAX_HELD) -> None:
        """Hold at most so many bytes of an object that has not ended."""
        self._max_held = max_held
        self._held = bytearray()
        self._at = 0  # up to here it was looked at
        self._start = -1  # where the object that is open begins
        self._quoted = False
        self._depth = 0
        self._lost = False

    def feed(self, data: bytes) -> list[bytes]:
        """The objects that end with this piece. One that is too long ends the hearing."""
        if self._lost:
            return []
        self._held += data
        found: list[bytes] = []
        while (sign := self._next()) is not None:
            if sign in b"[{":
                self._depth += 1
                if sign == b"{" and self._start < 0 and self._depth <= 2:
                    self._start, self._top = self._at - 1, self._depth
            elif sign in b"]}":
                if self._start >= 0 and self._depth == self._top:
                    found.append(bytes(self._held[self._start : self._at]))
                    self._start = -1
                self._depth -= 1
        self._drop()
        return found

    def _next(self) -> bytes | None:
        """The next sign that opens or closes; strings are passed over."""
        while True:
            looked_for = _INSIDE if self._quoted else _OUTSIDE
            found = looked_for.search(self._held, self._at)
            if found is None:
                self._at = len(self._held)
                return None
            sign = found[0]
            if sign == b"\\":
                if found.end() == len(self._held):
                    self._at = found.start()  # what it escapes has not come
                    return None
                self._at = found.end() + 1
                continue
            self._at = found.end()
            if sign != b'"':
                return sign
            self._quoted = not self._quoted

    def _drop(self) -> None:
        """Forget what belongs to no open object."""
        done = self._start if self._start >= 0 else self._at
        del self._held[:done]
        self._at -= done
        if self._start >= 0:
            self._start = 0
        if len(self._held) > self._max_held:
            self._held.clear()
            self._lost = True


class Pieced:
    """An `Observer` of such an array."""

    def __init__(self, ear: GeminiEar) -> None:
        """What comes is for this ear."""
        self._ear = ear
        self._pieces = Pieces()

    def feed(self, data: bytes) -> None:
        """The next piece."""
        for piece in self._pieces.feed(data):
            self._ear.piece(piece)

    def heard(self) -> Heard:
        """What was understood so far."""
        return self._ear.heard()
