"""The rarity tier: what hardly any other line of this very text is like.

Lines are compared by their form with digits and hexadecimal numbers masked, so a time or an
identifier makes no line rare. A line that is one of a kind among many is notable; it is never
more than that, because rare is not bad.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from weft.engine.signals.severity import SILENCE, Severity, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 20  # lines; of fewer none is rare
RARE_SHARE = 0.01
COMMON_SHARE = 0.05
HALF_SURE = 0.6

_MASKED = re.compile(r"[0-9a-fA-F]*\d[0-9a-fA-F]*")


class Rarity:
    """Knows lines that are unlike the others."""

    def lines(self, lines: Sequence[str]) -> list[Signal]:
        """Rare lines are notable, common ones plain; in between there is no opinion."""
        if len(lines) < FEWEST:
            return [SILENCE] * len(lines)
        forms = masked(lines)
        counts = Counter(forms)
        if len(counts) > len(lines) // 2:  # where every line is another, none is rare
            return [SILENCE] * len(lines)
        said = {form: _signal(count, len(lines)) for form, count in counts.items()}
        return [said[form] for form in forms]

    def items(self, items: Sequence[str]) -> list[Signal]:
        """Items are compared as lines are."""
        return self.lines(items)


def masked(lines: Sequence[str]) -> list[str]:
    """Each line with `0` for every number in it."""
    distinct = list(dict.fromkeys(lines))
    joined = "\0".join(distinct)
    forms = _MASKED.sub("0", joined).split("\0")
    if len(forms) != len(distinct):  # a line holds the separator
        forms = [_MASKED.sub("0", line) for line in distinct]
    of = dict(zip(distinct, forms, strict=True))
    return [of[line] for line in lines]


def _signal(count: int, among: int) -> Signal:
    if count <= max(1, RARE_SHARE * among):
        return Signal(Severity.NOTABLE, HALF_SURE)
    if count >= COMMON_SHARE * among:
        return Signal(Severity.PLAIN, HALF_SURE)
    return SILENCE


__all__ = ["Rarity", "masked"]
