"""The words of recalling: Turn, and what a Joiner is. Data only.

A client asks once and gets one well-formed answer. Behind it the model may have had several turns,
because it called `weft_retrieve` and was answered here. The joiner makes the one out of the many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from weft.dialects.hearing.heard import Usage
    from weft.dialects.slot import Call

TOOL = "weft_retrieve"


@dataclass(frozen=True, slots=True)
class Turn:
    """One upstream answer that is over.

    `asked` are the calls of our tool; `mixed` says that the client's own tools were called beside
    them, so the turn is the client's and there is no going on upstream now. `said` is the JSON of
    what the assistant said in this turn, with every byte that must go back unaltered (thinking,
    signatures): what `continuation` puts behind the conversation.
    """

    asked: tuple[Call, ...]
    mixed: bool
    said: bytes
    usage: Usage | None = None


class Joiner(Protocol):
    """Makes one answer of the turns of one exchange. Fed with bytes as they arrive.

    It never holds back more than the block that may be our call, and what must come after it.
    """

    def feed(self, data: bytes) -> bytes:
        """A piece of the turn under way; what the client is given now."""

    def over(self) -> Turn:
        """The upstream's answer ended: what it was. Afterwards `feed` begins the next turn."""

    def finish(self) -> bytes:
        """No further turn comes: what was held back of the end, for the client."""
