"""What an Ear is: it hears one answer of a dialect, whatever it is carried in. Data only.

How an answer is carried (events, one document, an array in pieces, messages) is known to `listen`
and the files it uses; what it says is known to the dialect's own file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from weft.dialects.hearing.facts import Facts
    from weft.dialects.hearing.heard import Heard
    from weft.dialects.sse import Event


class Ear(Protocol):
    """Hears one answer. Never raises, whatever it is told."""

    def event(self, event: Event) -> None:
        """One event of a stream, which is not silent."""

    def whole(self, answer: Facts) -> None:
        """The answer as one document."""

    def heard(self) -> Heard:
        """What was understood so far."""
