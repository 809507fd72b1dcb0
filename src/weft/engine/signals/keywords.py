"""The keyword tier: words that mean trouble, found in many lines at once.

One automaton holds all words and is built once, at the first question. It runs over all lines as
one text of bytes; only where it finds something does Python look.

A find counts where it is a word: not inside another word, but the hump of a camel is a boundary
(`NullPointerException`, `connectionRefused`). It counts little inside a name or a path
(`tests/test_errors.py`, `error-page.css`), and not at all where it is denied: `0 errors`,
`no failures`, `errors=0`, `"error": null`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from weft.engine.signals.severity import SILENCE, Severity, Signal
from weft.engine.signals.words import PHRASES, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ahocorasick_rs import BytesAhoCorasick

LEVEL = 0.95  # a level as loggers write it: `ERROR`, `[error]`, `error:`
WORD = 0.8
IN_NAME = 0.4  # part of a name: it says what something is called, not what happened
MILD = 0.5  # notable words: other tiers may know better

BLANK = 32
NEAR = 24  # bytes looked at on either side of a find

_LETTER = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER = frozenset(b"abcdefghijklmnopqrstuvwxyz")
_JOINS = frozenset(b"_/.-\\@$%~")
_DENYING = frozenset(
    b"0 0% 0.0 no zero without any not never non ohne kein keine sans sin sem if".split()
)
_DENIED_AFTER = re.compile(
    rb"""(?:\(?s\)?)?[\"']?[ ]{0,4}[=:][ ]{0,4}[\"']?
         (?:0+(?:\.0+)?(?![\d.x])|(?:null|none|false|nil|no|ok|off)\b
           |\[\]|\{\}|[\"']{2}|[\"'][,} ])""",
    re.VERBOSE | re.IGNORECASE,
)
_LEVEL_AFTER = frozenset(b"]:|>)")


@dataclass(frozen=True, slots=True)
class Keywords:
    """Knows trouble by its words. What is milder than `least` is not looked for."""

    least: Severity = Severity.TRIFLE

    def lines(self, lines: Sequence[str]) -> list[Signal]:
        """The worst word of each line that is sure to be meant; else the surest."""
        signals = [SILENCE] * len(lines)
        for place, signal in _finds(lines, self.least):
            held = signals[place]
            if held is SILENCE or _weight(signal) > _weight(held):
                signals[place] = signal
        return signals

    def items(self, items: Sequence[str]) -> list[Signal]:
        """Items are read as lines are: the words in them, keys and values alike."""
        return self.lines(items)


def _weight(signal: Signal) -> tuple[bool, Severity, float]:
    return (signal.confidence >= WORD, *signal)


def _finds(lines: Sequence[str], least: Severity) -> Iterator[tuple[int, Signal]]:
    """Every word that counts: the line it is in, and what it says."""
    text = "\n".join(lines)
    data = text.encode("utf-8", "surrogatepass")
    automaton, meanings = _automaton(least)
    found = automaton.find_matches_as_indexes(data.lower())
    if not found:
        return
    lengths: Iterable[int] = map(len, lines)
    if len(data) != len(text):
        lengths = (len(line.encode("utf-8", "surrogatepass")) for line in lines)
    starts = list(accumulate((length + 1 for length in lengths), initial=0))
    for number, start, end in found:
        signal = _signal(data, start, end, meanings[number])
        if signal is not None:
            yield bisect_right(starts, start) - 1, signal


def _signal(data: bytes, start: int, end: int, severity: Severity) -> Signal | None:
    """What a find says and how surely; nothing where it is no word or is denied."""
    before = data[start - 1] if start else 10
    after = data[end] if end < len(data) else 10
    if not _is_word(data, start, end, before, after):
        return None
    if _DENIED_AFTER.match(data, end, end + NEAR) or (before == BLANK and _is_denied(data, start)):
        return None
    if before in _JOINS or (after in _JOINS and data[end + 1 : end + 2].isalnum()):
        return Signal(severity, IN_NAME)
    if after in _LEVEL_AFTER or data[start:end].isupper():
        return Signal(severity, LEVEL)
    if severity is Severity.TRIFLE:
        return None  # `debug` in a sentence says nothing of the sentence
    return Signal(severity, MILD if severity is Severity.NOTABLE else WORD)


def _is_denied(data: bytes, start: int) -> bool:
    """Whether one of the two words before, in this line, denies what follows."""
    said = data[max(0, start - NEAR) : start].rpartition(b"\n")[2].lower().split()
    return bool(said) and (said[-1] in _DENYING or (said[-2:-1] != [] and said[-2] in _DENYING))


def _is_word(data: bytes, start: int, end: int, before: int, after: int) -> bool:
    if data[start] >= 0x80 or data[end - 1] >= 0x80:
        return True  # scripts and letters beyond ASCII: the words are long or written without space
    begins = before not in _LETTER or (before in _LOWER and data[start] not in _LOWER)
    ends = after not in _LETTER or (after not in _LOWER and data[end - 1] in _LOWER)
    return begins and ends and before < 0x80 and after < 0x80


@cache
def _automaton(least: Severity) -> tuple[BytesAhoCorasick, tuple[Severity, ...]]:
    from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind  # noqa: PLC0415

    meanings: dict[bytes, Severity] = {}
    for table in (WORDS, PHRASES):
        for severity, words in table.items():
            for word in words if severity >= least else ():
                for spelling in (word, word.capitalize(), word.upper()):
                    meanings.setdefault(spelling.encode().lower(), severity)
    automaton = BytesAhoCorasick(
        meanings, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
    )
    return automaton, tuple(meanings.values())


__all__ = ["Keywords"]
