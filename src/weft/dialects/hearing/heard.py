"""The words of hearing: Usage, Heard, and what an Observer is. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from weft.dialects.slot import Call


@dataclass(frozen=True, slots=True)
class Usage:
    """What is billed, in tokens, alike for all providers.

    `fresh` is input that was neither read from a cache nor written to one; `written_long` is the
    part of `written` with the longer lifetime. Whatever a provider leaves out is 0.
    """

    fresh: int = 0
    read: int = 0
    written: int = 0
    written_long: int = 0
    output: int = 0

    @property
    def input(self) -> int:
        """All input, however it is billed."""
        return self.fresh + self.read + self.written

    def __add__(self, other: Usage) -> Usage:
        """The usage of two turns."""
        return Usage(
            self.fresh + other.fresh,
            self.read + other.read,
            self.written + other.written,
            self.written_long + other.written_long,
            self.output + other.output,
        )


@dataclass(frozen=True, slots=True)
class Heard:
    """What an answer said. `complete` where its format says that it ended well.

    `error` is the provider's own type of an error ("overloaded_error"), wherever it came: as an
    answer, or in the middle of a stream. `stop` is the provider's own word too.
    """

    model: str = ""
    usage: Usage | None = None
    stop: str = ""
    error: str = ""
    complete: bool = False
    calls: tuple[Call, ...] = field(default=())


class Observer(Protocol):
    """Is given a copy of an answer's body, in whatever pieces it comes. Never raises."""

    def feed(self, data: bytes) -> None:
        """The next piece."""

    def heard(self) -> Heard:
        """What was understood so far."""
