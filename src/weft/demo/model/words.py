"""The words of a script: Say, Think, Call and the rest, a Turn made of them, a Fault. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Say:
    """Text for the person. `cited` is the passage it goes back to, where there is one."""

    text: str
    cited: str = ""


@dataclass(frozen=True, slots=True)
class Think:
    """Reasoning, signed. Hidden reasoning shows nothing but its sealed form."""

    text: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool. Calls of one turn are parallel."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refuse:
    """The model will not."""

    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """An error of the provider: the answer, if nothing was said before; else the stream's end.

    Status 0 is no error but a connection that breaks.
    """

    status: int
    retry_after: int = 0


Part = Say | Think | Call | Refuse | Fault


@dataclass(frozen=True, slots=True)
class Turn:
    """What the model says once."""

    parts: tuple[Part, ...]

    @property
    def fault(self) -> Fault | None:
        """The error it ends with, if it does."""
        return next((part for part in self.parts if isinstance(part, Fault)), None)

    @property
    def said(self) -> tuple[Part, ...]:
        """What comes before that."""
        ends = (n for n, part in enumerate(self.parts) if isinstance(part, Fault))
        return self.parts[: next(ends, len(self.parts))]

    @property
    def calls(self) -> bool:
        """Whether a tool is called."""
        return any(isinstance(part, Call) for part in self.parts)

    @property
    def refuses(self) -> bool:
        """Whether the model will not."""
        return any(isinstance(part, Refuse) for part in self.parts)


def pieces(text: str, size: int = 12) -> list[str]:
    """A text as a stream brings it."""
    return [text[at : at + size] for at in range(0, len(text), size)]
