"""What an exchange has to tell when it is over: one event, from which everything else is counted.

Statistics, metrics, explanations and logs read this and nothing else, so they agree. Data only:
who listens is passed in as a `Listener`, and stands in `observe`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol

from weft.rewrite.told import BlockTold

if TYPE_CHECKING:
    from weft.dialects.endpoint import Endpoint
    from weft.dialects.hearing.heard import Heard, Usage
    from weft.gateway.answering import Doors
    from weft.gateway.journal import Journal
    from weft.gateway.replies import Told
    from weft.policy.money import Worth
    from weft.policy.words import Auth, Mode
    from weft.recall.store import StoreStats
    from weft.rewrite.rewriter import Asked
    from weft.rewrite.told import Rewritten
    from weft.wire.head import Headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """One exchange that was looked at, from its first byte to its last."""

    request_id: str
    time: float  # of the clock, seconds since 1970
    dialect: str
    operation: str
    model: str
    auth: Auth
    mode: Mode
    blocks: tuple[BlockTold, ...] = ()  # those new in this request
    replayed: int = 0  # texts written as they were before
    replayed_saved: int = 0  # tokens that these did not send
    bytes_before: int = 0
    bytes_after: int = 0
    rewrite_seconds: float = 0.0
    first_byte_seconds: float = 0.0
    seconds: float = 0.0
    status: int = 0
    heard: Heard | None = None  # as the client was told: hidden turns are in its usage
    hidden: tuple[Usage, ...] = ()  # usage of each hidden turn
    retrieved: int = 0  # originals that were asked for and given
    missed: int = 0  # and those that were not there
    worth: Worth | None = None
    failures: tuple[str, ...] = ()

    @property
    def saved(self) -> int:
        """Tokens that this request did not send."""
        return self.replayed_saved + sum(block.saved for block in self.blocks)


_NAMES = tuple(each.name for each in fields(Exchanged))
_values = attrgetter(*_NAMES)


def changed(event: Exchanged, **changes: Any) -> Exchanged:
    """As `dataclasses.replace`, in a third of its time: it is done for every exchange."""
    return Exchanged(**{**dict(zip(_NAMES, _values(event), strict=True)), **changes})


def exchanged(
    request_id: bytes,
    time: float,
    endpoint: Endpoint,
    asked: Asked,
    rewritten: Rewritten,
    seconds: float = 0.0,
) -> Exchanged:
    """The event of a request as it goes out, after `seconds` of work on it.

    What the answer brings is put in later.
    """
    return Exchanged(
        rewrite_seconds=seconds,
        request_id=request_id.decode("latin-1"),
        time=time,
        dialect=asked.dialect.name,
        operation=endpoint.operation,
        model=rewritten.model,
        auth=asked.auth,
        mode=asked.mode,
        blocks=rewritten.blocks,
        replayed=rewritten.replayed,
        replayed_saved=rewritten.replayed_saved,
        bytes_before=len(asked.body),
        bytes_after=len(rewritten.body),
        failures=rewritten.failures,
    )


def with_hidden(event: Exchanged, told: Told) -> Exchanged:
    """The event with what became of the hidden turns."""
    return changed(
        event,
        hidden=tuple(told.hidden),
        retrieved=told.retrieved,
        missed=told.missed,
        failures=(*event.failures, *told.failures),
    )


Listener = Callable[[Exchanged], None]


class Ear(Protocol):
    """What one worker tells its events, and what answers for them."""

    def listen(self, event: Exchanged) -> None:
        """Take an event in. Returns at once, and never fails."""

    def report(self, asked: Headers, event: Exchanged) -> Headers:
        """Headers of an answer that say what was done to its request, if the client asks."""

    def doors(self) -> Doors:
        """What it answers."""

    def close(self) -> None:
        """Write what is left."""


class Ears(Protocol):
    """What is the same for all workers. Made before they are forked."""

    def open(self, pid: int, journal: Journal, store: Callable[[], StoreStats] | None) -> Ear:
        """The ear of one worker, after the fork."""


__all__ = [
    "BlockTold",
    "Ear",
    "Ears",
    "Exchanged",
    "Listener",
    "changed",
    "exchanged",
    "with_hidden",
]
