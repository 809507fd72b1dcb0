"""Does a question point at anything in this text? If not, nobody knows what will be asked of it.

"Which airports are in Guam?" points into a table of airports: the word stands in few of its rows.
"Airports." and "explore the data" do not: they fit all of it or none. What a vague question will
come down to cannot be foretold from data, so leaving rows out is a wager; from a log it can, since
whoever looks into a log wants to know what went wrong.

Rules of this file: whole words only (`set` is not in `Somerset`), and one look at the text.
"""

from __future__ import annotations

import re

from weft.engine.signals.question import asked, is_extreme

MOST = 0.1  # of the lines; a word that stands in more tells few from the others
LEAST_LINES = 20  # a shorter text has no few and many
SHARE = 3  # one in three of the question's words must point; a few may be there by chance,
ENOUGH = 4  # but so many are not, however much else is said
_ENDING = re.compile(r"(?:s|es|ed|ing)?(?![^\W_])")
_MAX_TEXT = 2_000_000  # characters looked at


def points(text: str, question: str) -> bool:
    """Whether the question singles out a part of the text."""
    terms = asked(question)
    if not terms:
        return False
    lowered = text[:_MAX_TEXT].lower()
    # A document of one line has no lines to tell apart: every 80 characters count as one.
    lines = max(lowered.count("\n") + 1, len(lowered) // 80, LEAST_LINES)
    most = max(2, int(MOST * lines))
    if any(0 < lowered.count(name) <= most for name in terms.names if len(name) > 1):
        return True
    words = [word for word in terms.words if not is_extreme(word)]
    enough = min(ENOUGH, len(words) / SHARE)
    times = [_times(word, lowered, most) for word in words]
    # Who asks for the largest of something names it: it may well stand in every row.
    found = [count > 0 if terms.extremes else 0 < count <= most for count in times]
    return any(found) and sum(found) >= enough


def _times(word: str, lowered: str, most: int) -> int:
    """How often a word stands in a text as a word of its own, in any of its forms."""
    found = 0
    at = lowered.find(word)
    while at >= 0 and found <= most:
        end = at + len(word)
        alone = not (at and lowered[at - 1].isalnum())
        found += alone and _ENDING.match(lowered, end) is not None
        at = lowered.find(word, end)
    return found


__all__ = ["points"]
