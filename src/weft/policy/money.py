"""What a rewrite is worth. Being built: `Worth` is what events carry."""

from __future__ import annotations

from dataclasses import dataclass


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
