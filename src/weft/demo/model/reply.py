"""`Reply`: a turn with its bill, ready to be written down; and `Written`, what a dialect makes of
it: the whole answer, or the events of a stream. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.demo.model.asked import Asked
    from weft.demo.model.cache import Bill
    from weft.demo.model.words import Fault, Turn

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, to whom, and what it costs. `output` and `thought` are tokens."""

    id: str
    asked: Asked
    turn: Turn
    bill: Bill
    output: int
    thought: int


class Grammar(Protocol):
    """How a provider writes."""

    def whole(self, reply: Reply) -> dict[str, Any]:
        """The answer in one piece."""

    def events(self, reply: Reply) -> Iterator[bytes]:
        """The answer as a stream, event by event, with the error it may end in."""

    def failure(self, fault: Fault, message: str) -> dict[str, Any]:
        """An error as an answer."""

    def counted(self, tokens: int) -> dict[str, Any]:
        """The answer to a question for the number of tokens."""


def failure_words(status: int) -> str:
    """What a provider says of a status."""
    return {
        400: "The request is not valid.",
        401: "The key is not valid.",
        404: "There is no such thing.",
        429: "Too many requests: slow down.",
        529: "Overloaded",
    }.get(status, "Something went wrong.")
