"""What an exchange cost, and what it would have cost had nothing been rewritten. Net, in money.

The bill is what the provider says was used, hidden turns included. The other bill is estimated,
and where it is unclear the estimate is the lower one:

- Of the first turn, the input as billed; hidden turns would not have been.
- The output as billed, less the words with which the model asked for originals.
- Tokens saved in new material: written to the cache if this answer shows writes, else fresh.
- Tokens saved by replays: read from the cache, in so far as this answer shows reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.policy.gain import CALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.dialects.hearing.heard import Usage
    from weft.policy.prices import Prices

MOSTLY = 0.5  # of a prompt was read: then all that is old in it was


@dataclass(frozen=True, slots=True)
class Worth:
    """Money of one exchange, in millionths of a dollar, by the prices of its model.

    `spent` is what the exchange cost as billed, hidden turns included. `unshortened` is what it
    would have cost had nothing been rewritten, as far as that can be told; the difference is net
    and may be negative.
    """

    spent: float
    unshortened: float

    @property
    def saved(self) -> float:
        """Net."""
        return self.unshortened - self.spent


def cost(usage: Usage, prices: Prices) -> float:
    """What this costs, in millionths of a dollar."""
    return (
        usage.fresh * prices.fresh
        + usage.read * prices.read
        + (usage.written - usage.written_long) * prices.written
        + usage.written_long * prices.written_long
        + usage.output * prices.output
    )


def worth(
    usage: Usage | None,
    hidden: Sequence[Usage],
    prices: Prices | None,
    *,
    new: int,
    replayed: int,
) -> Worth | None:
    """The two bills; nothing where usage or prices are not known.

    `usage` is that of all turns together, `hidden` that of each turn after the first. `new` and
    `replayed` are the tokens that rewriting saved in each.
    """
    if usage is None or prices is None:
        return None
    first = usage
    for turn in hidden:
        first = _less(first, turn)
    output = max(0, usage.output - CALL * len(hidden))
    once = cost(first, prices) + (output - first.output) * prices.output
    saved = new * _new(first, prices) + replayed * _old(first, prices)
    return Worth(cost(usage, prices), once + saved)


def _new(first: Usage, prices: Prices) -> float:
    """What a token more of new material would have cost."""
    if not first.written:
        return prices.fresh
    long = first.written_long / first.written
    return prices.written * (1.0 - long) + prices.written_long * long


def _old(first: Usage, prices: Prices) -> float:
    """What a token more of old material would have cost."""
    share = first.read / first.input if first.input else 0.0
    if share >= MOSTLY:
        return prices.read
    return prices.read * share + _new(first, prices) * (1.0 - share)


def _less(one: Usage, other: Usage) -> Usage:
    return type(one)(
        max(0, one.fresh - other.fresh),
        max(0, one.read - other.read),
        max(0, one.written - other.written),
        max(0, one.written_long - other.written_long),
        max(0, one.output - other.output),
    )
