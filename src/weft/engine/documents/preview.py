"""Which stretches of a long text stay: its first and last lines, errors, what the question names.

A text without lines (base64, a long address) keeps its two ends. Works on the inside of a JSON
string as it stands in the source; a stretch never begins or ends within an escape.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from weft.engine.signals.asked_for import asked_for
from weft.engine.signals.keywords import Keywords
from weft.engine.signals.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.signals.relevance import Scorer

LONG = 700  # characters; a shorter text stays whole
LONG_WANTED = 4000  # the same for a text in a row that the question names
WORTH = 160  # characters; a shorter stretch is not left out: a marker is hardly shorter
FIRST, LAST = 3, 3  # lines
ERRORS, ASKED = 8, 6  # lines
LINE = 400  # characters of one line that stay
HEAD, TAIL = 160, 80  # characters of a text without lines
SURE = 0.6

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LONGEST_ESCAPE = 12  # characters: a pair of surrogates

Stretch = tuple[int, int]


def left_out(source: str, question: str, scorer: Scorer, *, wanted: bool = False) -> list[Stretch]:
    """The stretches of this text that may go, in order. A `wanted` one is asked for itself."""
    if len(source) < (LONG_WANTED if wanted else LONG):
        return []
    ends = [found.end() for found in _ESCAPE.finditer(source) if found[1] == "n"]
    starts = [0, *ends]
    if len(starts) < FIRST + LAST + 2:
        return _worth([_safe(source, HEAD, len(source) - TAIL)])
    bounds = [*starts, len(source)]
    lines = [source[start:end] for start, end in pairwise(bounds)]
    kept = _kept(lines, question, scorer)
    gone: list[Stretch] = []
    for stays, group in groupby(range(len(lines)), kept.__contains__):
        numbers = list(group)
        if not stays:
            gone.append((bounds[numbers[0]], bounds[numbers[-1] + 1]))
            continue
        gone += [
            _safe(source, bounds[number] + LINE // 2, bounds[number + 1] - LINE // 2)
            for number in numbers
            if len(lines[number]) > LINE + WORTH
        ]
    return _worth(gone)


def _kept(lines: Sequence[str], question: str, scorer: Scorer) -> set[int]:
    kept = {*range(FIRST), *range(len(lines) - LAST, len(lines))}
    signals = Keywords().lines([line.removesuffix("\\n") for line in lines])
    worst = sorted(
        (-signal.severity, number)
        for number, signal in enumerate(signals)
        if signal.severity >= Severity.ERROR and signal.confidence >= SURE
    )
    kept.update(number for _, number in worst[:ERRORS])
    kept.update(asked_for(lines, question, scorer)[:ASKED])
    return kept


def _safe(source: str, start: int, end: int) -> Stretch:
    return _outside(source, start), _outside(source, end)


def _outside(source: str, at: int) -> int:
    """A place at or before this one that no escape spans."""
    place = source.rfind("\\", max(0, at - _LONGEST_ESCAPE), at)
    while place > 0 and (
        source[place - 1] == "\\" or source[max(0, place - 6) : place - 4] == "\\u"
    ):
        place -= 1 if source[place - 1] == "\\" else 6
    return at if place < 0 else place


def _worth(stretches: Sequence[Stretch]) -> list[Stretch]:
    return [(start, end) for start, end in stretches if end - start >= WORTH]


__all__ = ["LONG", "left_out"]
