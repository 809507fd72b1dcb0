"""The walk: each tool result is written in its turn, and a `Step` says what became
of it.

What may stand here: what is told of a step, and sums over steps. No printing, no opening of
stores, and no opinion about texts: everything said is read off the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.engine.detect import detect
from weft.engine.model import Block, Origin
from weft.policy.reads import care
from weft.recall import marker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from weft.demo.conversation import Conversation, ToolResult
    from weft.rewrite.scribe import Scribe, Written

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


def block_of(result: ToolResult) -> Block:
    """A tool result as the engine takes it."""
    return Block(
        result.text,
        Origin(tool=result.tool, arguments=result.arguments),
        position=result.message,
    )


def write(block: Block, scribe: Scribe) -> Written:
    """Write a block as it goes out to a model."""
    return scribe.write(block, care=care(block))


def walk(results: Iterable[ToolResult], scribe: Scribe) -> Iterator[Step]:
    """Write each tool result, in order. Works only as fast as it is asked."""
    forms: dict[str, tuple[str, ...]] = {}
    for number, result in enumerate(results, 1):
        sent = write(block_of(result), scribe)
        if sent.rendering is not None:
            forms[sent.text] = sent.rendering.candidate.forms
        yield _step(number, result, sent, forms.get(sent.text, ()), scribe.terms.count)


def _step(
    number: int,
    result: ToolResult,
    sent: Written,
    forms: tuple[str, ...],
    count: Callable[[str], int],
) -> Step:
    before = count(result.text)
    return Step(
        number=number,
        result=result,
        kind=str(detect(result.text)),
        sent=sent.text,
        before=before,
        after=before if sent.text == result.text else count(sent.text),
        forms=forms,
        cuts=_cuts(sent),
        reason=sent.rendering.reason if sent.rendering else AS_BEFORE,
        hash=sent.decision.hash,
        replayed=sent.replayed,
    )


def _cuts(sent: Written) -> tuple[str, ...]:
    """What was left out, in the words of the markers: so it is known of a replay too."""
    hash_ = sent.decision.hash
    return tuple(each.what for each in marker.parse(sent.text) if each.hash == hash_)


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
