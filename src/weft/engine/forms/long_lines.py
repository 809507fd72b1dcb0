"""Long lines among what stays: their beginning and their end, with a cut between.

Not where the middle tells of trouble or holds a word of the question, and not where quotes would
come apart: a cell in quotes must stay one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.model import Chars, Cut
from weft.engine.signals.keywords import Keywords
from weft.engine.signals.question import asked
from weft.engine.signals.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.engine.model import Piece

LONG = 1200  # characters
BEGINNING = 500
END = 200
SHORT = 3  # letters; a shorter word is anywhere

_QUOTES = frozenset("\"'\\")
_LONG = re.compile(rf"[^\r\n]{{{LONG},}}")


def previewed(text: str, start: int, end: int, question: str) -> Iterator[Piece]:
    """What stays of the text from `start` to `end`, with cuts in lines that are too long."""
    done = start
    for line in _LONG.finditer(text, start, end):
        first, last = line.start() + BEGINNING, line.end() - END
        while first < last and (text[first] in _QUOTES or text[first - 1] in _QUOTES):
            first += 1
        middle = text[first:last]
        if len(middle) < BEGINNING or _matters(middle, question):
            continue
        yield text[done:first]
        yield Cut(Chars(first + 1, last), "middle of a long line")
        done = last
    yield text[done:end]


def _matters(middle: str, question: str) -> bool:
    if middle.count('"') % 2 or middle[-1] in _QUOTES:
        return True
    lowered = middle.lower()
    terms = asked(question)
    if any(term in lowered for term in (*terms.names, *terms.words) if len(term) > SHORT):
        return True
    return any(signal.severity >= Severity.ERROR for signal in Keywords().lines([middle]))


__all__ = ["previewed"]
