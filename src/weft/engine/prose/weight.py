"""How much of a text each sentence carries, for when nobody has asked for anything.

A sentence is central if it has the words that come again and again; it counts more where it begins
a text or a paragraph, has numbers or names, or says what must or must not be. What has been said
counts less when it is said again: once a sentence is taken, its words weigh less for the others.
"""

from __future__ import annotations

import re
from collections import Counter
from heapq import heapify, heappop, heapreplace
from itertools import repeat
from math import log
from typing import TYPE_CHECKING

from weft.engine.markup.unit import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.markup.unit import Unit

SHORT = 3  # letters; a shorter word says little, unless a script has no long ones
COMMON = 0.12  # of the sentences; a word in more of them is one of the language, not of the text
RARE = 0.35  # the weight of a word that stands in one sentence alone; twice is worth 1.1
AGAIN = 0.4  # of its weight, for a word that a sentence before has said
FIRST, BEGINS, NUMBERS, NAMES, BINDS = 0.6, 0.25, 0.2, 0.1, 0.3
PARAGRAPH = 700  # characters, up to which a paragraph comes whole
LENGTH = 0.6  # how much a long sentence is worth less for its length, 0 to 1

_WORD = re.compile(r"[^\W\d_]{2,}")
_DIGIT = re.compile(r"\d")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2}")
_NAME = re.compile(r"(?<=\s)[A-ZÀ-Þ][\w-]+")
_BINDS_WORDS = """
    not no never none cannot can't must shall should may only unless except without required
    prohibited deprecated nicht kein keine keinen muss darf soll ne pas jamais doit nunca debe
    не нет должен"""
_BINDS = frozenset(_BINDS_WORDS.split())
_BINDS_TOO = re.compile(r"不|必须|ない|なければ|لا|يجب")  # scripts without spaces between words


def by_weight(units: Sequence[Unit], texts: Sequence[str]) -> Iterator[int]:
    """The numbers of sentences, what carries most first.

    A short paragraph comes whole: a marker in the middle of it is worth more than what it saves.
    """
    beside = _paragraphs(units, texts)
    given: set[int] = set()
    for number in _alone(units, texts):
        for each in (number, *beside.get(number, ())):
            if each not in given:
                given.add(each)
                yield each


def _paragraphs(units: Sequence[Unit], texts: Sequence[str]) -> dict[int, range]:
    """The short paragraphs, by each of their sentences."""
    found: dict[int, range] = {}
    first = size = 0
    for number, text in enumerate(texts):
        size += len(text)
        ends = text[len(text.rstrip()) :].count("\n") > 1 or number + 1 == len(texts)
        if ends or units[number].role is Role.HEADING:
            if size <= PARAGRAPH and units[number].role is not Role.HEADING:
                found.update(dict.fromkeys(range(first, number + 1), range(first, number + 1)))
            first, size = number + 1, 0
    return found


def _alone(units: Sequence[Unit], texts: Sequence[str]) -> Iterator[int]:
    """The numbers of sentences, each by its own weight."""
    words = [_words(text) for text in texts]
    counts = Counter(word for said in words for word in said)
    common = max(3, int(COMMON * len(units)))
    weights = {
        word: log(1 + many) if many > 1 else RARE for word, many in counts.items() if many <= common
    }
    bonus = [_bonus(number, units, text) for number, text in enumerate(texts)]

    def weigh(number: int) -> float:
        said = words[number]
        if not said:
            return 0.0
        central = sum(map(weights.get, said, repeat(0.0)))
        return (1 + bonus[number]) * central / float(len(said) ** LENGTH)

    taken: set[str] = set()
    again: list[int] = []
    heap = [(-weigh(n), n) for n, unit in enumerate(units) if unit.role is not Role.HEADING]
    heapify(heap)
    while heap:
        value, number = heap[0]
        now = -weigh(number)
        if now > value + 1e-9:  # its words have been said since
            heapreplace(heap, (now, number))
            continue
        heappop(heap)
        if (said := texts[number].strip()) in taken:
            again.append(number)
            continue
        taken.add(said)
        yield number
        for word in words[number]:
            if word in weights:
                weights[word] *= AGAIN
    yield from again


def _words(text: str) -> set[str]:
    words = {word for word in _WORD.findall(text.lower()) if len(word) > SHORT}
    if not words or not text.isascii():
        words.update(_IDEOGRAPHS.findall(text))
    return words


def _bonus(number: int, units: Sequence[Unit], text: str) -> float:
    given = FIRST if number < 2 else 0.0
    if number and (units[number - 1].role is Role.HEADING):
        given += BEGINS
    if _DIGIT.search(text):
        given += NUMBERS
    if _NAME.search(text, 1):
        given += NAMES
    if not _BINDS.isdisjoint(text.lower().split()) or (
        not text.isascii() and _BINDS_TOO.search(text)
    ):
        given += BINDS
    return given


__all__ = ["by_weight"]
