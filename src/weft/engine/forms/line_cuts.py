"""From ranks to cuts: which lines a budget allows to stay, and the pieces of the text.

Lines stay by rank until the budget is spent, those that must stay whatever it costs. A few lines
between two that stay are not worth a marker and stay too.

A cut is labelled with what went, by level, and begins with the time of the first line that is left
out, so that a log with cuts is still a log. What a line is worth is not told here.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from weft.engine.lines.cells import HOLE
from weft.engine.lines.clock import stands_alone
from weft.engine.lines.notes import OURS
from weft.engine.lines.template import looks_like_head
from weft.engine.lines.worth import Rank
from weft.engine.model import Cut, Lines
from weft.engine.signals.pointing import points
from weft.engine.signals.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.lines.sheet import Sheet
    from weft.engine.model import Piece

SHARE = 0.26  # of the text that may stay, besides
VAGUE_SHARE = 0.6  # the same, where nobody has said what is wanted of it
LEAST_LINE = 4  # characters of a line, on average
LEAST = 2500  # characters that always may
TOKEN = 3.5  # characters, about
MOST_KEPT = 0.85  # of the text; above it a cut is not worth its markers


WORTH_A_LABEL = 12  # lines
FILES = 12  # of which the label says how many tests passed in them
_PASSED = re.compile(
    r"(?P<file>[\w./+-]{1,80})::\S+ PASSED|\s*(?:[✓✔] |ok \d|--- PASS|test \S+ \.\.\. ok$)"
    r"|.* \.\.\. ok$"
)
_WORDS = (
    (Severity.FATAL, "fatal error"),
    (Severity.ERROR, "error"),
    (Severity.WARNING, "warning"),
)


def may_be_cut(text: str) -> bool:
    """Whether this is a text of lines that is long enough, and not one we have written."""
    if HOLE in text or text.startswith(OURS) or looks_like_head(text):
        return False
    return len(text) >= max(LEAST, LEAST_LINE * text.count("\n"))


def budget(text: str, room: int | None, question: str = "") -> int:
    """How many characters may stay: more where the question points at nothing in particular."""
    if room is not None:
        return max(LEAST, int(room * TOKEN))
    vague = bool(question.strip()) and not points(text, question)
    return LEAST + int((VAGUE_SHARE if vague else SHARE) * len(text))


def cut_lines(
    page: Sheet,
    worst: Sequence[Severity],
    given: Sequence[Rank],
    related: Sequence[float],
    most: int,
    shortest: int,
) -> list[Piece] | None:
    """The pieces of a text, if enough of it goes; `shortest` is how many characters a cut has."""
    stay = kept(page, given, related, most)
    length = sum(map(len, page.lines))
    if sum(len(page.lines[place]) for place in stay) > MOST_KEPT * length:
        return None
    offer = list(pieces(page, worst, stay, shortest))
    return offer if any(isinstance(piece, Cut) for piece in offer) else None


def kept(page: Sheet, given: Sequence[Rank], related: Sequence[float], budget: int) -> list[int]:
    """The lines that stay, in order."""
    sizes = Counter(page.groups)
    size = [sizes[group] for group in page.groups]
    order = sorted(
        range(len(given)), key=lambda place: (given[place], -related[place], size[place], place)
    )
    stay = []
    for place in order:
        if given[place] is Rank.COMMON:
            break
        budget -= len(page.lines[place]) + 1
        if budget < 0 and given[place] > Rank.MUST:
            continue
        stay.append(place)
    return sorted(stay)


def pieces(
    page: Sheet, worst: Sequence[Severity], stay: Sequence[int], shortest: int
) -> Iterator[Piece]:
    """Lines and cuts in the order of the text."""
    lines = page.lines
    done = 0
    stays: list[str] = []
    for place in (*stay, len(lines)):
        gap = lines[done:place]
        if gap and sum(map(len, gap)) + len(gap) < shortest:
            stays += gap
        elif gap:
            if stays:
                yield "\n".join(stays) + "\n"
                stays = []
            closed = place < len(lines) or page.ended
            yield Cut(
                Lines(done + 1, place),
                _label(page, worst, done, place),
                before=_time(page, done),
                after="\n" if closed else "",
            )
        stays += lines[place : place + 1]
        done = place + 1
    if stays:
        yield "\n".join(stays) + "\n" * page.ended


def _label(page: Sheet, worst: Sequence[Severity], start: int, end: int) -> str:
    """What went: how many errors and warnings, what passed by file, and until when."""
    if end - start < WORTH_A_LABEL:
        return ""
    counts = Counter(worst[start:end])
    named = [
        f"{counts[severity]} {word}{'s' * (counts[severity] > 1)}"
        for severity, word in _WORDS
        if counts[severity]
    ]
    gone = () if page.clock else page.lines[start:end]
    passed = Counter(filter(None, map(_passed_in, gone)))
    named += [f"{count} passed {file}".strip() for file, count in passed.most_common(FILES)]
    until = page.clock[end - 1] if page.clock else ""
    if until and until != page.clock[start]:
        named.append(f"until {until.strip()}")
    return ", ".join(named)


def _passed_in(line: str) -> str:
    """In which file a test passed, a blank where that is not said, nothing if none did."""
    found = _PASSED.match(line)
    return (found["file"] or " ") if found else ""


def _time(page: Sheet, place: int) -> str:
    """The time of a line as it may stand before a marker."""
    if not page.clock or not page.clock[place]:
        return ""
    time = page.clock[place]
    if not page.second and stands_alone(time):
        return f"{time} "
    line = page.lines[place]
    at = line.index(time)
    if page.second and line.count(time) > 1:
        at = line.index(time, at + 1)
    return f"{line[: at + len(time)]} "


__all__ = ["budget", "cut_lines", "may_be_cut"]
