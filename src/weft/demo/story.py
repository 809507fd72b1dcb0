"""What is told of a journey: a `Step` says what became of a tool result, `Totals` are the sums.

No printing and no opinion about texts: everything said is read off the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from weft.demo.conversation import Conversation, ToolResult

AS_BEFORE = "decided before"


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one tool result."""

    number: int
    result: ToolResult
    kind: str
    sent: str
    before: int
    after: int
    forms: tuple[str, ...]
    cuts: tuple[str, ...]
    reason: str
    hash: str | None
    replayed: bool

    @property
    def changed(self) -> bool:
        """Whether another text goes out than came in."""
        return self.sent != self.result.text

    @property
    def saved(self) -> int:
        """Tokens that need not be sent."""
        return self.before - self.after


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a walk, in tokens. `untouched` is everything that no rewrite may change."""

    results: int
    changed: int
    replayed: int
    before: int
    after: int
    untouched: int

    @property
    def saved(self) -> int:
        """Tokens that need not be sent."""
        return self.before - self.after

    @property
    def share_of_results(self) -> float:
        """What part of the tool results is saved."""
        return self.saved / self.before if self.before else 0.0

    @property
    def share_of_all(self) -> float:
        """What part of the whole conversation is saved."""
        whole = self.before + self.untouched
        return self.saved / whole if whole else 0.0


def total(steps: Iterable[Step], conversation: Conversation, count: Callable[[str], int]) -> Totals:
    """Add up."""
    walked = tuple(steps)
    return Totals(
        results=len(walked),
        changed=sum(step.changed for step in walked),
        replayed=sum(step.replayed for step in walked),
        before=sum(step.before for step in walked),
        after=sum(step.after for step in walked),
        untouched=sum(map(count, conversation.untouched)),
    )
