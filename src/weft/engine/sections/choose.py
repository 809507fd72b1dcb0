"""Choose: which units of a text stay.

What holds the text together, what tells of trouble, what the question names, the first and the
last; then from the top downwards, until a share of the text is reached.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from weft.engine.sections.units import SMALL
from weft.engine.signals.asked_for import asked_for
from weft.engine.signals.keywords import Keywords
from weft.engine.signals.relevance import BEST_MATCH
from weft.engine.signals.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.sections.units import Unit
    from weft.engine.signals.relevance import Scorer

SHARE = 0.22  # of the characters stay in any case
ENOUGH = 6000  # characters; of a long text a smaller share tells as much
SHARE_BEYOND = 0.03
ASKED_SHARE = 0.4  # of the characters may stay for the question
INHERITED = 0.5  # of the score of the line above
MOST_TROUBLES = 0.15  # of the units may tell of trouble
GOLDEN = 0.6180339887  # multiples of it, without their whole part, are spread evenly
CROWD_SAMPLE = 8  # of them are enough
CROWD = 24  # siblings, of which any tells as much as another
SURE = 0.6  # confidence from which a word means trouble


def choose(
    units: Sequence[Unit],
    texts: Sequence[str],
    question: str,
    room: int | None,
    scorer: Scorer = BEST_MATCH,
) -> set[int]:
    """The numbers of the units that stay."""
    total = sum(map(len, texts))
    most = min(SHARE * total, ENOUGH + SHARE_BEYOND * total, *([] if room is None else [room]))
    kept = {number for number, unit in enumerate(units) if unit.holds}
    kept |= {0, len(units) - 1}
    kept |= _troubles(units, texts)
    size = sum(len(texts[number]) for number in kept)
    scores = _scores(units, texts, question, scorer)
    allowed = size + min(ASKED_SHARE * total, 2 * ENOUGH + SHARE_BEYOND * total)
    for number in asked_for(texts, question, scorer, scores):
        if number not in kept and size + len(texts[number]) <= allowed:
            kept.add(number)
            size += len(texts[number])
    rest = [n for n, unit in enumerate(units) if n not in kept and not unit.comment]
    siblings = Counter((unit.parent, unit.depth) for unit in units)
    crowds = {key for key, count in siblings.items() if count >= CROWD}
    shown: Counter[tuple[int, int]] = Counter()
    for number in sorted(rest, key=lambda number: _turn(units[number], number, crowds)):
        if size + len(texts[number]) > most:
            break
        key = units[number].parent, units[number].depth
        if key in crowds:
            shown[key] += 1
            if shown[key] > CROWD_SAMPLE:
                continue
        kept.add(number)
        size += len(texts[number])
    return kept


def _troubles(units: Sequence[Unit], texts: Sequence[str]) -> set[int]:
    """Units that tell of trouble, unless so many do that it is what the text is about."""
    signals = Keywords().lines([text.replace("\n", " ") for text in texts])
    found = [
        number
        for number, signal in enumerate(signals)
        if signal.severity >= Severity.ERROR
        and signal.confidence >= SURE
        and not units[number].comment
    ]
    return set(found if len(found) <= MOST_TROUBLES * len(units) + 2 else (found[0], found[-1]))


def _turn(unit: Unit, number: int, crowds: set[tuple[int, int]]) -> tuple[int, float]:
    """From the top downwards; large items and many siblings from all over the text."""
    spread = unit.last - unit.first > SMALL or (unit.parent, unit.depth) in crowds
    return (unit.depth, number * GOLDEN % 1 if spread else number)


def _scores(
    units: Sequence[Unit], texts: Sequence[str], question: str, scorer: Scorer
) -> Sequence[float]:
    if not question:
        return [0.0] * len(units)
    own = scorer.scores(question, texts)
    # What stands first below a line (`name: release`) says what the line is about.
    about = list(own)
    told: set[int] = set()
    for number, unit in enumerate(units):
        if unit.parent >= 0 and unit.parent not in told and not unit.comment:
            told.add(unit.parent)
            about[unit.parent] += own[number]
    scores: list[float] = []
    for number, unit in enumerate(units):
        if unit.parent >= 0:
            inherited = INHERITED * about[unit.parent]
            about[number] += inherited
            scores.append(own[number] + inherited)
        else:
            scores.append(own[number])
    return scores


__all__ = ["choose"]
