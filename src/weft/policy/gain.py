"""What a rewrite will be worth, before it is made: over the rest of the conversation, in money.

Amounts are in fresh input tokens of the model at hand, so they need no prices, only weights.

    saved once, as it is written to the cache
  + saved on every later turn, as it is read from it
  - the chance of a retrieval times what one costs: the whole prompt read once more, what was
    fetched written, and the few words with which the model asks

Nothing is clamped: what is not worth it is negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weft.policy.prices import Weights

CHANCE = 0.1  # that a text from which something was left out is asked for; assumed, not measured
CALL = 60  # tokens of output with which the model asks for an original

# How long conversations go on. In 51 recorded sessions of coding agents the median of what was
# left was 16 turns at the start, 20 after 8 and 33 after 24, and no more beyond. This stays below.
SOON = 8.0
SHARE = 0.5
LATEST = 30.0


def turns_left(turns: int) -> float:
    """How many turns are still to come after so many: the longer it ran, the longer it goes on."""
    return min(SOON + SHARE * max(0, turns), LATEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakes:
    """What a conversation stands at. `cached`: whether the provider caches its prompts at all."""

    weights: Weights
    turns_left: float
    prompt: int  # tokens of the whole prompt
    cached: bool = True
    chance: float = CHANCE

    @property
    def kept(self) -> float:
        """What one token costs that is sent now and stays to the end."""
        if not self.cached:
            return self.weights.fresh * (1.0 + self.turns_left)
        return max(self.weights.written, self.weights.fresh) + self.weights.read * self.turns_left

    def retrieval(self, fetched: int) -> float:
        """What it costs to have so many tokens fetched in a hidden turn."""
        again = self.weights.read if self.cached else self.weights.fresh
        written = max(self.weights.written, self.weights.fresh)
        return self.prompt * again + fetched * written + CALL * self.weights.output


def gain(before: int, after: int, stakes: Stakes, *, lossy: bool) -> float:
    """What it is worth to send `after` tokens for `before`. Only what is lossy is ever fetched."""
    cost = stakes.chance * stakes.retrieval(before) if lossy else 0.0
    return (before - after) * stakes.kept - cost


def offering(tool: int, stakes: Stakes, *, alive: bool) -> float:
    """What it costs to put a tool definition of so many tokens in front of a conversation.

    It stands before everything else, so where a cached prefix is `alive`, all of it has to be
    written anew instead of read.
    """
    weights = stakes.weights
    anew = stakes.prompt * (max(weights.written, weights.fresh) - weights.read)
    return tool * stakes.kept + (anew if alive and stakes.cached else 0.0)
