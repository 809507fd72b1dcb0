"""Answers by position: the whole, lines, characters.

Only the part asked for is read. A part larger than the bound is cut behind a line and the rest
is named; a line larger than the bound is cut into characters, and those are named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.model import Chars, Lines, Whole
from weft.recall.query.answer import Answer, clamped, counted, ranged, remaining

if TYPE_CHECKING:
    from weft.recall.query.original import Original


def whole(original: Original, max_chars: int) -> Answer:
    """All of the original, or as much as the bound allows."""
    if original.char_count <= max_chars:
        size = f"{counted(original.line_count, 'line')}, {counted(original.char_count, 'char')}"
        return Answer(original.text(), f"the whole text: {size}", parts=(Whole(),))
    return lines(original, 1, original.line_count, max_chars)


def lines(original: Original, first: int, last: int, max_chars: int) -> Answer:
    """Lines `first` to `last`."""
    count = original.line_count
    first, last, note = clamped("line", first, last, count)
    text = original.lines(first, last)
    if len(text) > max_chars:
        end = text.rfind("\n", 0, max_chars) + 1
        if not end:
            return _long_line(original, first, text, max_chars)
        note += f" (cut at {max_chars} chars; {ranged('line', first, last)} held {len(text)})"
        text = text[:end]
        last = first + text.count("\n") - 1
    return Answer(
        text,
        f"{ranged('line', first, last)} of {count}{note}",
        remaining("line", first, last, count),
        parts=(Lines(first, last),),
    )


def _long_line(original: Original, line: int, text: str, max_chars: int) -> Answer:
    """Give the beginning of a line that is longer than an answer may be."""
    start = len(original.lines(1, line - 1)) if line > 1 else 0
    end = start + max_chars
    feed = text.find("\n")
    line_end = start + (feed + 1 if feed >= 0 else len(text))
    rest = f"line {line} goes on: ask for {ranged('char', end + 1, line_end)}"
    if line < original.line_count:
        rest += f"; behind it {ranged('line', line + 1, original.line_count)}"
    return Answer(
        text[:max_chars],
        f"the first {max_chars} of {line_end - start} chars of line {line}"
        f" of {original.line_count}: {ranged('char', start + 1, end)}",
        rest,
        parts=(Chars(start + 1, end),),
    )


def chars(original: Original, first: int, last: int, max_chars: int) -> Answer:
    """Characters `first` to `last`."""
    count = original.char_count
    first, last, note = clamped("char", first, last, count)
    if last - first + 1 > max_chars:
        note += f" (cut at {max_chars} chars; {ranged('char', first, last)} were asked for)"
        last = first + max_chars - 1
    return Answer(
        original.chars(first, last),
        f"{ranged('char', first, last)} of {count}{note}",
        remaining("char", first, last, count),
        parts=(Chars(first, last),),
    )
