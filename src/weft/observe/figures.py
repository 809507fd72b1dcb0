"""What one exchange comes to. Each number that is shown anywhere has its one definition here.

Pure, and told in whole numbers. `Told` is the part of an exchange that is known before its answer
begins: headers are made of that.

    before          tokens of the texts that were new in the request
    after           tokens that were sent for them
    new_saved       before - after
    replayed_saved  tokens that texts written as they were before did not send
    saved           new_saved + replayed_saved: tokens that the request did not send
    unbilled        the part of saved in exchanges that nothing is billed for: tokens were only
                    counted, or the request was refused or not answered
    would_save      tokens that could have been left out, where rewriting was only observed

No number is a percentage: a share of what was new says nothing of what was replayed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from weft.dialects.endpoint import Operation
from weft.policy.words import FAILURES, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.gateway.events import BlockTold, Exchanged
    from weft.policy.money import Worth
    from weft.policy.words import Mode

OTHER = "other"
MOST = 10**12  # no single amount counts for more: a provider may say anything
_MICRO, _NANO = 10**6, 10**3  # of a second; of a millionth of a dollar
_KNOWN_FAILURES = frozenset(map(str, Reason)) | frozenset(map(str, FAILURES))
_STATUS_CLASSES = {1: "1xx", 2: "2xx", 3: "3xx", 4: "4xx", 5: "5xx"}
NO_ANSWER = "none"
GENERATE = str(Operation.GENERATE)


class Told(Protocol):
    """What is known of an exchange when its request is sent."""

    @property
    def request_id(self) -> str:
        """The id by which the client knows it."""

    @property
    def mode(self) -> Mode:
        """How far it might be rewritten."""

    @property
    def blocks(self) -> Sequence[BlockTold]:
        """The texts that were new."""

    @property
    def replayed(self) -> int:
        """Texts written as they were before."""

    @property
    def replayed_saved(self) -> int:
        """Tokens that these did not send."""

    @property
    def bytes_before(self) -> int:
        """The body as it came."""

    @property
    def bytes_after(self) -> int:
        """The body as it was sent."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The tokens of one exchange."""

    texts: int
    shortened: int  # of the texts
    before: int
    after: int
    replayed: int
    replayed_saved: int
    would_save: int

    @property
    def new_saved(self) -> int:
        """Of the texts that were new."""
        return self.before - self.after

    @property
    def saved(self) -> int:
        """Tokens that the request did not send."""
        return self.new_saved + self.replayed_saved


def figures(told: Told) -> Figures:
    """The tokens of an exchange."""
    before = sum(block.tokens_before for block in told.blocks)
    return Figures(
        texts=len(told.blocks),
        shortened=sum(block.saved > 0 for block in told.blocks),
        before=before,
        after=before - sum(block.saved for block in told.blocks),
        replayed=told.replayed,
        replayed_saved=told.replayed_saved,
        would_save=sum(map(would_save, told.blocks)),
    )


def unbilled(event: Exchanged) -> int:
    """What an exchange saved, if nothing is billed for it."""
    billed = event.operation == GENERATE and status_class(event.status) == "2xx"
    return 0 if billed else figures(event).saved


def would_save(block: BlockTold) -> int:
    """Tokens that this text could have done without, where it was only observed."""
    if block.reason is not Reason.OBSERVED:
        return 0
    return block.tokens_before - block.tokens_after


def shares(block: BlockTold) -> Iterator[tuple[str, int]]:
    """What each form of a text saved: equal parts, and the first has what is left over.

    So the forms' tokens add up to those of the texts.
    """
    if block.saved and block.forms:
        part, rest = divmod(block.saved, len(block.forms))
        for number, form in enumerate(block.forms):
            yield form, part + rest * (number == 0)


@dataclass(frozen=True, slots=True)
class Money:
    """Money of one exchange, in billionths of a dollar. What was saved is net."""

    spent: int
    unshortened: int

    @property
    def saved(self) -> int:
        """Less than nothing, where rewriting cost more than it saved."""
        return self.unshortened - self.spent


def money(worth: Worth | None) -> Money | None:
    """The money of an exchange; nothing where no price is known."""
    if worth is None or not (math.isfinite(worth.spent) and math.isfinite(worth.unshortened)):
        return None
    return Money(amount(worth.spent * _NANO), amount(worth.unshortened * _NANO))


def dollars(billionths: int) -> float:
    """As people write it."""
    return billionths / 10**9


def micros(seconds: float) -> int:
    """A time as a whole number of microseconds."""
    return max(0, amount(seconds * _MICRO)) if math.isfinite(seconds) else 0


def amount(number: float) -> int:
    """A whole number, within bounds."""
    return round(max(-MOST, min(MOST, number)))


def failures(event: Exchanged) -> tuple[str, ...]:
    """What failed in an exchange, each once. What is not a word of ours is `other`."""
    said = {text.partition(":")[0].strip() for text in event.failures}
    words = {word if word in _KNOWN_FAILURES else OTHER for word in said}
    words |= {str(block.reason) for block in event.blocks if block.reason in FAILURES}
    return tuple(sorted(words))


def status_class(status: int) -> str:
    """`2xx` and its like."""
    return _STATUS_CLASSES.get(status // 100, OTHER if status else NO_ANSWER)
