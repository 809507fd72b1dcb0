"""Room: how much of a budget each text may take. The small keep all they need, the large share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def share(needs: Sequence[int], budget: int) -> int | None:
    """The most that one text may take so that all fit; nothing where all fit as they are."""
    if sum(needs) <= budget:
        return None
    left, texts = max(budget, 0), len(needs)
    for need in sorted(needs):
        if need * texts >= left:
            break
        left -= need
        texts -= 1
    return left // max(texts, 1)
