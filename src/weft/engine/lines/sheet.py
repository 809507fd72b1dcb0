"""A text of lines, looked at once: its lines, their times, shapes, cells and groups.

Forms that fold and forms that choose look at the same sheet: within one rendering the last few are
kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from operator import gt
from typing import TYPE_CHECKING

from weft.engine.lines.cells import families, shapes_and_rows
from weft.engine.lines.clock import at_most, second_times, stands_still, times
from weft.engine.lines.grouping import keys
from weft.engine.lines.skeleton import shared, skeleton
from weft.engine.view import view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.lines.cells import Family
    from weft.engine.lines.skeleton import Skeleton

TIMED = 0.5  # share of lines that must have a time, for times to say anything
BACK = 8  # lines, at least, from one going back to the next
LOOKED_AT = 40  # lines, one of which has a second time where many have
KEPT = 2
FEW = 8  # lines
LARGEST_KEPT = 2_000_000  # characters; a sheet takes some twenty times as many bytes

Shared = tuple[str, list[str]] | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Each list has an entry for each line. `clock` is empty where times say nothing.

    A line feed at the very end closes the last line and begins no other: `ended` tells of it.
    """

    lines: list[str]
    ended: bool
    clock: list[str]
    second: bool  # whether the time that moves is the second in each line
    cut: list[list[str]]
    families: list[Family]
    skeletons: list[Skeleton]  # of each family
    groups: list[int]
    kin: list[int]  # the family of each group
    told: dict[tuple[int, ...], Shared] = field(default_factory=dict, compare=False)

    def shared(self, places: Sequence[int]) -> Shared:
        """Lines of one group as a line with holes and what stands in them.

        The first lines of a group, by which it is measured, are often all of it: what was found of
        a few is kept, and nobody may change it.
        """
        few = tuple(places) if len(places) <= FEW else ()
        if few in self.told:
            return self.told[few]
        bones = self.skeletons[self.kin[self.groups[places[0]]]]
        found = shared(bones, [self.cut[place] for place in places])
        if few:
            self.told[few] = found
        return found

    def beginning(self, count: int) -> Sheet:
        """The sheet of the first lines."""
        return replace(
            self,
            lines=self.lines[:count],
            clock=self.clock[:count],
            cut=self.cut[:count],
            groups=self.groups[:count],
        )


def sheet(text: str) -> Sheet:
    """The sheet of a text that has no `HOLE` in it."""
    return _kept(text) if len(text) <= LARGEST_KEPT else _made(text)


def _made(text: str) -> Sheet:
    ended = text.endswith("\n")
    text = text[:-1] if ended else text
    clock, second = _clock(text)
    shaped, cut = shapes_and_rows(text)
    alike = families(shaped, cut)
    lines = text.split("\n")
    groups, kin = keys(alike, len(lines))
    return Sheet(lines, ended, clock, second, cut, alike, list(map(skeleton, alike)), groups, kin)


def _clock(text: str) -> tuple[list[str], bool]:
    """The time of each line, and whether it is the second; no times where few lines have one."""
    if at_most(text) < TIMED * (text.count("\n") + 1):
        return [], False
    clock = times(text)
    if clock.count("") > (1 - TIMED) * len(clock) or _goes_back(clock):
        return [], False
    if stands_still(clock) and any(second_times("\n".join(text.split("\n", LOOKED_AT)[:-1]))):
        second = second_times(text)
        few = second.count("") > (1 - TIMED) * len(second)
        if not (few or stands_still(second) or _goes_back(second)):
            return second, True
    return clock, False


def _goes_back(clock: list[str]) -> bool:
    """Whether the clock goes back so often that times say nothing of the order."""
    known = list(filter(None, clock))
    back = sum(map(gt, known, islice(known, 1, None)))
    return bool(BACK * back > len(known))


_kept = view(KEPT)(_made)

__all__ = ["Sheet", "sheet"]
