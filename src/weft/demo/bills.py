"""Bills of the provider: what a turn costs, and what it would have cost without Weft.

Both come from the provider's own figures. The second is asked of the same model with the requests
as they came, under another key, so that nobody reads the other's cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weft.demo.client import MODEL
from weft.dialects.hearing.heard import Usage
from weft.policy.money import cost
from weft.policy.prices import prices

if TYPE_CHECKING:
    from collections.abc import Iterable

MILLION = 1e6


def usage(answer: dict[str, Any]) -> Usage:
    """What an answer says was used."""
    told = answer["usage"]
    return Usage(
        fresh=told["input_tokens"],
        read=told["cache_read_input_tokens"],
        written=told["cache_creation_input_tokens"],
        output=told["output_tokens"],
    )


@dataclass(frozen=True, slots=True)
class Bill:
    """What was used, and what it costs in dollars."""

    used: Usage
    dollars: float


def bill(used: Usage) -> Bill:
    """The bill of this usage."""
    rates = prices("anthropic", MODEL)
    assert rates is not None
    return Bill(used, cost(used, rates) / MILLION)


def total(bills: Iterable[Bill]) -> Bill:
    """All of them together."""
    return bill(sum((each.used for each in bills), Usage()))
