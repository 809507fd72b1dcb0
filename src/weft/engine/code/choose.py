"""Which bodies go: all that are long enough, but for what the question is about.

A function stays whole if the question names it or one of its lines, or if it has most to do with
the words of the question. Of a very long one the blocks that hold none of those words go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from weft.engine.code.body import Body, Sort
from weft.engine.signals.asked_for import asked_for
from weft.engine.signals.question import asked, stem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from weft.engine.signals.relevance import Scorer

LEAST = 150  # characters of a body; of fewer a marker saves nothing
WHOLE = 120  # lines of an asked function that stay as they are
ASKED_SHARE = 0.4  # of the text may stay because of the words of a question
ASKED_LEAST = 2500  # characters that always may
MOST_ASKED = 8  # functions
BESIDES = 2  # functions, where the question names one, or a line
CONTAINS = 3  # functions in a function that is taken for a wrapper of them
WRAPS = 0.5  # of its lines, at least, belong to them
MOST_NUMBERS = 20

_PLACE = re.compile(
    r"[\w.-]+\.\w{1,5}:(\d{1,7})\b|\blines? (\d{1,7})(?:\s*(?:-|to|and|,)\s*(\d{1,7}))?|#L(\d{1,7})"
)

_CALLED = re.compile(r"([\w$]+)\(")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a question asks of a text: names, lines, and the functions it has most to do with."""

    bodies: frozenset[Body]
    lines: tuple[int, ...]

    def names(self, body: Body) -> bool:
        """Whether this body is wished for."""
        return body in self.bodies or any(body.start <= at <= body.end for at in self.lines)


def choose(
    bodies: Sequence[Body],
    deeper: Callable[[], Sequence[Body]],
    lines: Sequence[str],
    question: str,
    scorer: Scorer,
    number_of: int = 1,
    room: int | None = None,
) -> list[Body]:
    """The bodies that go, in order.

    `deeper` gives the same bodies and those of blocks, which only some questions need. `number_of`
    is the number that the first line has.
    """
    bodies = _wrappers_opened(bodies)
    wish = _wish(bodies, lines, question, scorer, number_of, room)
    long = [body for body in bodies if body.sort is Sort.FUNCTION and _is_looked_into(body, wish)]
    if long:
        bodies = _wrappers_opened(deeper())
    gone: list[Body] = []
    cut_to = -1  # the last line of which it is told whether it goes
    for body in bodies:
        if body.first <= cut_to or body.sort is Sort.TYPE:
            continue
        if body.sort is Sort.BLOCK and not _within(body, long):
            continue
        whole = body.sort is not Sort.COMMENT and wish.names(body)
        if whole and body not in long:
            cut_to = body.end  # and all that stands in it
        if whole or body in long or sum(map(len, lines[body.first : body.last + 1])) < LEAST:
            continue
        gone.append(body)
        cut_to = body.last
    return gone


def _is_looked_into(body: Body, wish: Wish) -> bool:
    """Whether a function is too long to stay whole, or holds another that is wished for."""
    if wish.names(body):
        return body.size > WHOLE
    return any(body.first <= one.start and one.end <= body.last for one in wish.bodies)


def _within(block: Body, functions: Iterable[Body]) -> bool:
    """Whether a block stands in one of these functions."""
    return any(body.first <= block.first <= body.last for body in functions)


def _wrappers_opened(bodies: Sequence[Body]) -> list[Body]:
    """Functions and literals that are mostly made of functions are types: they are looked into."""
    inner: dict[int, list[int]] = {}  # functions right within a body: how many lines they have
    around: list[int] = []
    for number, body in enumerate(bodies):
        while around and bodies[around[-1]].end < body.start:
            around.pop()
        if around and body.sort in (Sort.FUNCTION, Sort.TYPE):
            inner.setdefault(around[-1], []).append(body.end - body.start + 1)
        if body.sort in (Sort.FUNCTION, Sort.TYPE, Sort.DATA):
            around.append(number)
    return [
        _opened(body)
        if body.sort in (Sort.FUNCTION, Sort.DATA)
        and (held := inner.get(number))
        and (body.sort is Sort.DATA or len(held) >= CONTAINS)
        and sum(held) >= WRAPS * body.size
        else body
        for number, body in enumerate(bodies)
    ]


def _opened(body: Body) -> Body:
    return Body(body.start, body.first, body.last, body.end, Sort.TYPE, "", body.name)


def _wish(
    bodies: Sequence[Body],
    lines: Sequence[str],
    question: str,
    scorer: Scorer,
    number_of: int,
    room: int | None,
) -> Wish:
    if not question.strip():
        return Wish(frozenset(), ())
    numbers = tuple(number - number_of for number in _numbers(question))
    units = [body for body in bodies if body.sort in (Sort.FUNCTION, Sort.DATA)]
    texts = ["\n".join(lines[body.start : body.end + 1]) for body in units]
    question = _PLACE.sub(" ", question)  # the name of a file is in every line of it, so to say
    wanted = _words(question)
    named = [
        number
        for number, body in enumerate(units)
        if (name := body.name.lower().strip("_")) in wanted or stem(name) in wanted
    ]
    size = sum(map(len, lines))
    allowed = max(ASKED_LEAST, ASKED_SHARE * size) if room is None else 2 * room
    kept: dict[int, None] = {}
    direct = named or any(body.start <= at <= body.end for body in units for at in numbers)
    order = asked_for(texts, question, scorer)[: BESIDES if direct else MOST_ASKED]
    for number in dict.fromkeys((*named, *order)):
        allowed -= len(texts[number])
        if allowed < 0 and number not in named:
            continue
        kept[number] = None
    return Wish(frozenset(units[number] for number in kept), numbers)


def _words(question: str) -> Collection[str]:
    """The names a question may call a function by: whole, and the parts of a dotted one."""
    terms = asked(question)
    names = {part for name in terms.names for part in re.split(r"[.:#/()\s]+", name)}
    called = {name.lower() for name in _CALLED.findall(question)}
    return {name.strip("_") for name in names | called} - {""} | set(terms.words)


def _numbers(question: str) -> Iterator[int]:
    """The numbers of lines that a question speaks of."""
    for place in islice(_PLACE.finditer(question), MOST_NUMBERS):
        yield from map(int, filter(None, place.groups()))


__all__ = ["choose"]
