"""What each line of a sheet is worth keeping for: a rank, the lower the sooner it stays.

The ranks are a table, so that what a log is reduced to can be read off this file. Nothing is
cut here, and no budget is known.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from weft.engine.lines.columns import answers, extremes, levels, rare
from weft.engine.signals.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

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
BEFORE, AFTER = 2, 1  # lines around an error


def severities(sheet: Sheet, weigh: Callable[[Sequence[str]], list[Signal]]) -> list[Severity]:
    """How bad each line is: what its level says, or its words where it has none.

    A line that calls itself harmless and speaks of an error is a warning at most.
    """
    said: list[Severity | None] = [None] * len(sheet.lines)
    for family in sheet.families:
        judged = [(column, set(column)) for column in family.columns]
        found = [(column, levels(values)) for column, values in judged[:LEVEL_WITHIN]]
        said_by = next(((column, told) for column, told in found if told), None)
        if said_by is None:
            found = [(column, answers(values)) for column, values in judged]
            said_by = next(((column, told) for column, told in found if told), None)
        if said_by is not None:
            for place, value in zip(family.places, said_by[0], strict=True):
                said[place] = said_by[1][value]
    worst = []
    for signal, level in zip(weigh(sheet.lines), said, strict=True):
        word = signal.severity if signal.confidence >= SURE else Severity.PLAIN
        if level is None:
            worst.append(word)
        elif level >= Severity.WARNING:
            worst.append(max(level, word) if word is Severity.FATAL else level)
        else:
            worst.append(min(max(level, word), Severity.WARNING))
    return worst


def ranks(sheet: Sheet, worst: Sequence[Severity], related: Sequence[float]) -> list[Rank]:
    """A rank for each line."""
    count = len(sheet.lines)
    given = [Rank.COMMON] * count

    def rank(place: int, rank: Rank) -> None:
        if 0 <= place < count and rank < given[place]:
            given[place] = rank

    for place in (*range(EDGES), *range(count - EDGES, count)):
        rank(place, Rank.EDGE)
    for place in asked_for(related):
        rank(place, Rank.ASKED)
    touched = TOUCHED * max(related, default=0.0)
    for place, score in enumerate(related):
        if score > touched:
            rank(place, Rank.MORE)
    for places in kinds(sheet).values():
        _rank_kind(places, worst, rank)
    for family in sheet.families:
        if len(family.places) > SCARCE:
            for place in _odd(family.places, family.columns):
                rank(place, Rank.ODD)
        elif len(family.places) == 1:
            rank(family.places[0], Rank.ALONE)
    for place, held in enumerate(list(given)):
        if held <= Rank.ERROR and worst[place] >= Severity.ERROR:
            for near in (*range(place - BEFORE, place), *range(place + 1, place + 1 + AFTER)):
                rank(near, Rank.AROUND)
    return given


def kinds(sheet: Sheet) -> dict[Hashable, list[int]]:
    """The lines of each kind."""
    found: dict[Hashable, list[int]] = {}
    for place, group in enumerate(sheet.groups):
        found.setdefault(group, []).append(place)
    return found


def _rank_kind(
    places: Sequence[int], worst: Sequence[Severity], rank: Callable[[int, Rank], None]
) -> None:
    """The lines of one kind, those of each severity by themselves."""
    for severity in sorted({worst[place] for place in places}):
        these = [place for place in places if worst[place] is severity]
        ends = (these[0], these[-1])
        if severity >= Severity.WARNING:
            first = {Severity.FATAL: Rank.FATAL, Severity.ERROR: Rank.ERROR}.get(
                severity, Rank.WARNING
            )
            further = Rank.WARNED if severity is Severity.WARNING else Rank.MORE
            for place in these if len(these) <= MANY else these[:: len(these) // SAMPLES]:
                rank(place, further)
            for place in ends:
                rank(place, first)
        elif len(these) <= SCARCE:
            for place in these:
                rank(place, Rank.RARE)
        else:
            for place in ends:
                rank(place, Rank.SAMPLE)


def _odd(places: Sequence[int], columns: Sequence[Sequence[str]]) -> Iterator[int]:
    for column in columns:
        values = set(column)
        if len(values) > 1:
            for found in (*rare(column, values), *extremes(column, values)):
                yield places[found]


def asked_for(related: Sequence[float]) -> list[int]:
    """The lines that have most to do with the question."""
    best = max(related, default=0.0)
    if best <= 0:
        return []
    close = [place for place, score in enumerate(related) if score >= NEAR_BEST * best]
    close.sort(key=lambda place: -related[place])
    return close[:MOST_ASKED]


NEAR_BEST = 0.6
MOST_ASKED = 60
TOUCHED = 0.3

__all__ = ["Rank", "asked_for", "ranks", "severities"]
