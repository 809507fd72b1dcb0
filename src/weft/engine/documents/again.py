"""Values that stand in a document already: `selector: same as spec.template.labels`.

Only whole values, equal to the last number text and in the order of their members, and only where
naming the place is clearly shorter. The name is the way to it from the top: members with dots
between, places of arrays as `[0]`, as in the header of a table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from weft.engine.documents.header import Heading
from weft.engine.documents.source import compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SAME = "same as "
MOST_STEPS = 12  # of a name; deeper down nothing is compared
MOST_COMPARED = 4  # values of one likeness; bounds what a document takes
LONG_TEXT = 80  # characters of a string, from which it is looked for
WORTH = 40  # characters saved, at least

_TARGET = re.compile(rf"[:-] {SAME}(.+)$", re.MULTILINE)


class Seen:
    """The values written so far, each with the steps that lead to it."""

    def __init__(self) -> None:
        self._alike: dict[Any, list[tuple[Any, tuple[str | int, ...]]]] = {}

    def place(self, value: Any, steps: tuple[str | int, ...]) -> str:
        """The name of a place where this very value stands; else nothing, and it stands here."""
        kind = type(value)
        if kind is str:
            if len(value) < LONG_TEXT:
                return ""
            likeness: Any = value
        elif kind is dict:
            likeness = (dict, *value)
        elif kind is list:
            likeness = (list, len(value))
        else:
            return ""
        if not value or len(steps) > MOST_STEPS:
            return ""
        alike = self._alike.setdefault(likeness, [])
        for other, there in alike:
            if there == steps:
                return ""  # asked before
            if other == value and (written := compact(value)) == compact(other):
                name = name_of_place(there)
                return name if len(written) - len(SAME) - len(name) >= WORTH else ""
        if len(alike) < MOST_COMPARED:
            alike.append((value, steps))
        return ""


def name_of_place(steps: Sequence[str | int]) -> str:
    """How the place that these steps lead to is called."""
    return Heading(tuple(steps)).name


def named_places(lines: Iterable[str]) -> frozenset[str]:
    """The names that stand behind `same as`, and what may look like it."""
    text = "\n".join(line for line in lines if SAME in line)
    return frozenset(_TARGET.findall(text))


__all__ = ["SAME", "Seen", "name_of_place", "named_places"]
