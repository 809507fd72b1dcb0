"""Answers by regular expression: the lines in which it matches, with lines around them.

Lines around one match that touch those around the next are joined. In a line too long to be
shown every place of a match is given, with the characters around it instead of lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.engine.model import Chars, Lines
from weft.recall.query.answer import Answer, clamped, counted, listed, ranged
from weft.recall.query.question import QueryError
from weft.recall.query.regex import encode, find, speaks_of_line_feeds
from weft.recall.query.windows import Window, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.model import Part
    from weft.recall.query.original import Original
    from weft.recall.query.question import Pattern
    from weft.recall.query.regex import Hit
    from weft.recall.query.windows import Shown

MAX_CONTEXT = 1000  # lines
AROUND = 200  # characters shown on each side of a place in a long line
MAX_PLACE = 1000  # characters shown of a match in a long line
MAX_SAID = 80  # characters of an expression that a header repeats


def pattern(original: Original, question: Pattern, max_chars: int) -> Answer:
    """The lines in which the expression matches."""
    if not (0 <= question.before <= MAX_CONTEXT and 0 <= question.after <= MAX_CONTEXT):
        raise QueryError(f"context is 0 to {MAX_CONTEXT} lines")
    count = original.line_count
    if not count:
        find(question.expression, b"")
        return Answer("", "nothing matches: the text is empty", matches=0)
    first, last, note = clamped("line", question.first, question.last, count)
    text = original.lines(first, last)
    data = encode(text)
    found = find(question.expression, data, ignore_case=question.ignore_case)
    scope = _Scope(first, last, count, _stop(data, found.looked, first))
    places = list(_places(data, found.hits))
    base = len(original.lines(1, first - 1)) if first > 1 and places else 0
    shown = show(text, _windows(text, places, question, first, base), max_chars, base)
    said = question.expression[:MAX_SAID] + ("..." if len(question.expression) > MAX_SAID else "")
    where = _named(shown.parts) if shown.parts else ranged("line", first, scope.seen)
    whole = str(count)
    if any(isinstance(part, Chars) for part in shown.parts):
        whole = f"{counted(count, 'line')}, {counted(original.char_count, 'char')}"
    return Answer(
        shown.text,
        f"{_number(places, scope)} of {said!r}{':' if places else ' in'} {where} of {whole}{note}",
        "; ".join(_remains(question, shown, places, scope)),
        len(places),
        shown.parts,
    )


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where a search ended before the text did: the line it would go on with, or is within."""

    line: int
    is_within: bool


def _stop(data: bytes, looked: int, first: int) -> _Stop | None:
    if looked >= len(data):
        return None
    return _Stop(first + data.count(b"\n", 0, looked), data[looked - 1 : looked] != b"\n")


@dataclass(frozen=True, slots=True)
class _Scope:
    """The lines that were to be searched, how many there are in all, and where the search ended."""

    first: int
    last: int
    count: int
    stop: _Stop | None

    @property
    def seen(self) -> int:
        """The last line that was looked at, if only in part."""
        if self.stop is None:
            return self.last
        return max(self.stop.line - (not self.stop.is_within), self.first)


@dataclass(frozen=True, slots=True)
class _Place:
    """A match in characters and lines, counted from 0 at the start of what was searched."""

    line: int
    line_start: int
    line_end: int
    start: int
    end: int
    is_place: bool


def _places(data: bytes, hits: Sequence[Hit]) -> Iterator[_Place]:
    """Bytes to characters and lines, in one pass over the text."""
    line = at = chars = line_at = 0
    plain = data.isascii()

    def chars_to(byte: int) -> int:
        if plain:
            return byte
        step = len(data[min(at, byte) : max(at, byte)].decode())
        return chars + step if byte >= at else chars - step

    for hit in hits:
        line += data.count(b"\n", line_at, hit.line_start)
        line_at = hit.line_start
        start = chars_to(hit.start)
        if hit.is_place:
            line_start, line_end = start, start
        else:
            line_start, line_end = chars_to(hit.line_start), chars_to(hit.line_end)
        end = start + min(chars_to(hit.end) - start, MAX_PLACE)
        yield _Place(line, line_start, line_end, start, end, hit.is_place)
        at, chars = hit.start, start


def _windows(
    text: str, places: Sequence[_Place], question: Pattern, first: int, base: int
) -> Iterator[Window]:
    """Places with what stands around them, joined where they touch."""
    group: list[_Place] = []
    for place in places:
        if group and not _touch(group[-1], place, question):
            yield _window(text, group, question, first, base)
            group = []
        group.append(place)
    if group:
        yield _window(text, group, question, first, base)


def _touch(one: _Place, other: _Place, question: Pattern) -> bool:
    if one.is_place != other.is_place:
        return False
    if one.is_place:
        return one.line == other.line and other.start - one.end <= 2 * AROUND
    return other.line - one.line <= question.before + question.after + 1


def _window(text: str, group: Sequence[_Place], question: Pattern, first: int, base: int) -> Window:
    head, tail = group[0], group[-1]
    if head.is_place:
        feed = text.rfind("\n", max(head.start - AROUND, 0), head.start) + 1
        start = max(head.start - AROUND, feed)
        stop = text.find("\n", tail.end, tail.end + AROUND)
        end = stop if stop >= 0 else min(tail.end + AROUND, len(text))
        return Window(start, end, Chars(base + start + 1, base + end))
    start, before = head.line_start, 0
    while before < question.before and start > 0:
        start = text.rfind("\n", 0, start - 1) + 1
        before += 1
    end, after = _behind(text, tail.line_end), 0
    while after < question.after and end < len(text):
        end = _behind(text, text.find("\n", end))
        after += 1
    return Window(start, end, Lines(first + head.line - before, first + tail.line + after))


def _behind(text: str, feed: int) -> int:
    return feed + 1 if 0 <= feed < len(text) else len(text)


def _number(places: Sequence[_Place], scope: _Scope) -> str:
    if scope.stop is None:
        return counted(len(places), "match") if places else "no match"
    return f"{counted(len(places), 'match')} or more" if places else "no match so far"


def _named(parts: Sequence[Part]) -> str:
    lines = [(part.first, part.last) for part in parts if isinstance(part, Lines)]
    chars = [(part.first, part.last) for part in parts if isinstance(part, Chars)]
    if lines and chars:
        return f"{listed('line', lines)}; {listed('char', chars)}"
    return listed("line", lines) if lines else listed("char", chars)


def _more(following: Window, places: Sequence[_Place], last: int) -> str:
    """How many matches there was no room for, and how to see them."""
    number = counted(sum(place.start >= following.start for place in places), "more match")
    if isinstance(following.part, Lines):
        return f"{number}: ask the same of {ranged('line', following.part.first, last)}"
    return f"{number}, next in {following.part}: ask for these, or a narrower pattern"


def _remains(question: Pattern, shown: Shown, places: Sequence[_Place], scope: _Scope) -> list[str]:
    """What of the text is not shown, and whether matches are among it."""
    said = [f"cut: ask for {cut}" for cut in shown.cuts]
    if shown.following is not None:
        said.append(_more(shown.following, places, scope.last))
    elif scope.stop is not None:
        said.append(_going_on(scope.stop, scope.last))
    elif shown.parts:
        said.extend(_unmatched(shown, scope))
    else:
        said.append("try ignoring case, or search words")
    if not places and speaks_of_line_feeds(question.expression):
        said.append("a match lies within one line, so \\n never matches")
    outside = ((1, scope.first - 1), (scope.last + 1, scope.count))
    unseen = [ranged("line", *span) for span in outside if span[0] <= span[1]]
    return [*said, f"{' and '.join(unseen)} not looked at"] if unseen else said


def _going_on(stop: _Stop, last: int) -> str:
    """How to see what was not looked at because it would have taken too long."""
    if not stop.is_within:
        return f"the search stopped: ask the same of {ranged('line', stop.line, last)}"
    rest = f", then the same of {ranged('line', stop.line + 1, last)}" if stop.line < last else ""
    return f"the search stopped within line {stop.line}: ask it for a simpler pattern{rest}"


def _unmatched(shown: Shown, scope: _Scope) -> list[str]:
    lines = [part for part in shown.parts if isinstance(part, Lines)]
    if len(lines) < len(shown.parts):
        return ["what is not shown has no match"]
    others = scope.last - scope.first + 1 - sum(part.last - part.first + 1 for part in lines)
    return [f"{counted(others, 'line')} not shown, without a match"] if others else []
