"""The words of recalling: Turn, and what a Joiner is. Data only.

A client asks once and gets one well-formed answer. Behind it the model may have had several turns,
because it called `weft_retrieve` and was answered here. The joiner makes the one out of the many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from weft.dialects.slot import Call


@dataclass(frozen=True, slots=True)
class Turn:
    """One upstream answer that is over.

    `asked` are the calls of our tool; `mixed` says that the client's own tools were called beside
    them, so the turn is the client's and there is no going on upstream now. `said` is the JSON of
    what the assistant said in this turn, with every byte that must go back unaltered (thinking,
    signatures): what `continuation` puts behind the conversation. `id` is the provider's name of
    the answer.
    """

    asked: tuple[Call, ...] = ()
    mixed: bool = False
    said: bytes = b""
    id: str = ""

    @property
    def hidden(self) -> bool:
        """Whether the model waits for us alone, so that the client sees nothing of its end."""
        return bool(self.asked) and not self.mixed


@dataclass(frozen=True, slots=True)
class Round:
    """A turn with what we answered to each of its calls of our tool."""

    turn: Turn
    answers: tuple[str, ...] = ()


class Joiner(Protocol):
    """Makes one answer of the turns of one exchange. Fed with bytes as they arrive.

    It holds back our call, and the end of every turn from there on; nothing else. So what is to be
    remembered of a hidden turn can be, before the client is told the end. `live`: something is
    given before the end.
    """

    live: bool

    def feed(self, data: bytes) -> bytes:
        """A piece of the turn under way; what the client is given now."""

    def over(self) -> Turn:
        """The upstream's answer ended: what it was. Afterwards `feed` begins the next turn."""

    def finish(self, *, stopped: bool = False) -> bytes:
        """No further turn comes: what was held back of the end, for the client.

        `stopped`: the model would have asked on, and is not asked again.
        """

    def failed(self, error: bytes) -> bytes:
        """The next turn came to grief, with this body of an error: how the client is told."""
