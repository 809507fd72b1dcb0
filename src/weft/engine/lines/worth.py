"""What each line of a sheet is worth keeping for: a rank, the lower the sooner it stays.

The ranks are a table, so that what a log is reduced to can be read off this file. Nothing is
cut here, and no budget is known.
"""

from __future__ import annotations

from enum import IntEnum
from itertools import takewhile
from typing import TYPE_CHECKING

from weft.engine.lines.columns import answers, extremes, levels, rare
from weft.engine.lines.records import belong_above
from weft.engine.signals.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from weft.engine.lines.cells import Family
    from weft.engine.lines.sheet import Sheet
    from weft.engine.signals.severity import Signal


class Rank(IntEnum):
    """Why a line stays. What is up to `MUST` stays whatever it costs."""

    FATAL = 0
    EDGE = 1  # the first and the last lines of the text
    ASKED = 2  # what the question names
    ERROR = 3  # the first and the last error of each kind
    MUST = 3
    WARNING = 4  # the first and the last warning of each kind
    ODD = 5  # a value that hardly any other line of its kind has there, or the largest or smallest
    ALONE = 6  # the only line of its shape
    RARE = 7  # one of a few of its kind
    SAMPLE = 8  # the first and the last of a common kind
    AROUND = 9  # next to an error
    MORE = 10  # further errors, and what the question touches
    WARNED = 11  # further warnings
    COMMON = 12


EDGES = 4  # lines at either end
SCARCE = 3  # lines of a kind that is rare
MANY = 120  # errors of one kind; of more, samples stay
SAMPLES = 12
SURE = 0.7
LEVEL_WITHIN = 12  # cells of a line in which its level stands
NEAR_BEST = 0.6  # of the best score of any line, to be what was asked for
MOST_ASKED = 60
TOUCHED = 0.3  # of the best score, to have to do with it
BEFORE, AFTER = 2, 1  # lines around an error
RECORD = 24  # lines of a record that is an error


def severities(sheet: Sheet, weigh: Callable[[Sequence[str]], list[Signal]]) -> list[Severity]:
    """How bad each line is: what its level says, or its words where it has none.

    A line that calls itself harmless and speaks of an error is a warning at most.
    """
    said: list[Severity | None] = [None] * len(sheet.lines)
    for family in sheet.families:
        judged = list(zip(family.columns, family.values, strict=True))
        found = ((column, levels(values)) for column, values in judged[:LEVEL_WITHIN])
        said_by = next(((column, told) for column, told in found if told), None)
        if said_by is None:
            found = ((column, answers(values)) for column, values in judged)
            said_by = next(((column, told) for column, told in found if told), None)
        if said_by is not None:
            for place, value in zip(family.places, said_by[0], strict=True):
                said[place] = said_by[1][value]
    worst = [Severity.PLAIN if level is None else level for level in said]
    unsure = [place for place, level in enumerate(worst) if level < Severity.WARNING]
    signals = weigh([sheet.lines[place] for place in unsure])
    for place, signal in zip(unsure, signals, strict=True):
        if signal.confidence >= SURE:
            word = signal.severity
            mild = said[place] is not None
            worst[place] = max(worst[place], min(word, Severity.WARNING) if mild else word)
    return worst


def ranks(sheet: Sheet, worst: Sequence[Severity], related: Sequence[float]) -> list[Rank]:
    """A rank for each line."""
    count = len(sheet.lines)
    ranking = Ranking(count)
    ranking.give((*range(EDGES), *range(count - EDGES, count)), Rank.EDGE)
    ranking.give(asked_for(related), Rank.ASKED)
    ranking.give(touched(related), Rank.MORE)
    for places in kinds(sheet).values():
        _rank_kind(places, worst, ranking)
    for family in sheet.families:
        if len(family.places) > SCARCE:
            ranking.give(_odd(family), Rank.ODD)
        elif len(family.places) == 1:
            ranking.give(family.places, Rank.ALONE)
    below = belong_above(sheet.lines, sheet.clock) if sheet.clock else [False] * count
    for place, held in enumerate(list(ranking.given)):
        if held <= Rank.ERROR and worst[place] >= Severity.ERROR:
            ranking.give(range(place - BEFORE, place + AFTER + 1), Rank.AROUND)
            rest = range(place + 1, min(count, place + RECORD))
            ranking.give(takewhile(below.__getitem__, rest), Rank.WARNING)
    return ranking.given


def suspect(
    sheet: Sheet, given: list[Rank], weigh: Callable[[Sequence[str]], list[Signal]]
) -> None:
    """Of the lines of rare kinds those that sound like trouble come before the others."""
    rare = [
        place
        for places in kinds(sheet).values()
        if len(places) <= SCARCE
        for place in places
        if given[place] > Rank.ODD
    ]
    signals = weigh([sheet.lines[place] for place in rare])
    for place, signal in zip(rare, signals, strict=True):
        if signal.severity >= Severity.WARNING and signal.confidence >= SURE:
            given[place] = Rank.ODD


class Ranking:
    """Ranks being given. A line keeps the best it was given."""

    def __init__(self, count: int) -> None:
        self.given = [Rank.COMMON] * count

    def give(self, places: Iterable[int], rank: Rank) -> None:
        """This rank to these lines; places outside the text are passed over."""
        given = self.given
        for place in places:
            if 0 <= place < len(given) and rank < given[place]:
                given[place] = rank


def kinds(sheet: Sheet) -> dict[int, list[int]]:
    """The lines of each kind."""
    found: dict[int, list[int]] = {}
    for place, group in enumerate(sheet.groups):
        found.setdefault(group, []).append(place)
    return found


def _rank_kind(places: Sequence[int], worst: Sequence[Severity], ranking: Ranking) -> None:
    """The lines of one kind, those of each severity by themselves."""
    for severity in sorted({worst[place] for place in places}):
        these = [place for place in places if worst[place] is severity]
        ends = (these[0], these[-1])
        if severity >= Severity.WARNING:
            first = {Severity.FATAL: Rank.FATAL, Severity.ERROR: Rank.ERROR}.get(
                severity, Rank.WARNING
            )
            further = Rank.WARNED if severity is Severity.WARNING else Rank.MORE
            some = these if len(these) <= MANY else these[:: len(these) // SAMPLES]
            ranking.give(some, further)
            ranking.give(ends, first)
        elif len(these) <= SCARCE:
            ranking.give(these, Rank.RARE)
        else:
            ranking.give(ends, Rank.SAMPLE)


def _odd(family: Family) -> Iterator[int]:
    for column, values in zip(family.columns, family.values, strict=True):
        if len(values) > 1:
            for found in (*rare(column, values), *extremes(column, values)):
                yield family.places[found]


def asked_for(related: Sequence[float]) -> list[int]:
    """The lines that have most to do with the question."""
    best = max(related, default=0.0)
    if best <= 0:
        return []
    close = [place for place, score in enumerate(related) if score >= NEAR_BEST * best]
    close.sort(key=lambda place: -related[place])
    return close[:MOST_ASKED]


def touched(related: Sequence[float]) -> list[int]:
    """The lines that have something to do with the question."""
    least = TOUCHED * max(related, default=0.0)
    return [place for place, score in enumerate(related) if score > least]


__all__ = ["Rank", "Ranking", "asked_for", "kinds", "ranks", "severities", "suspect", "touched"]
