"""Hears an answer that is one JSON document: it is gathered, and read when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.hearing.facts import decoded

if TYPE_CHECKING:
    from weft.dialects.hearing.ear import Ear
    from weft.dialects.hearing.heard import Heard

MAX_HELD = 32 * 1024 * 1024


class Whole:
    """An `Observer` of a document. One that is too large to hold is not heard."""

    def __init__(self, ear: Ear, max_held: int = MAX_HELD) -> None:
        """What comes is for this ear."""
        self._ear = ear
        self._room = max_held
        self._pieces: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """The next piece."""
        self._room -= len(data)
        if self._room >= 0:
            self._pieces.append(data)
        else:
            self._pieces.clear()

    def heard(self) -> Heard:
        """What was understood, once all has come."""
        if self._pieces:
            document = b"".join(self._pieces)
            self._pieces = [document]
            if (answer := decoded(document)) is not None:
                self._ear.whole(answer)
                self._pieces.clear()
        return self._ear.heard()
