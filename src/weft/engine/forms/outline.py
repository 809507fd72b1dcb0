"""Outline: the beginning and the end of a text that nothing else can shorten.

It cuts blindly: it knows where a text begins and ends and nothing of what it says. So it keeps
more than a form that chooses would have to, and offers itself only where at least as much goes as
stays. What stays is verbatim.

Rows of a table are left to `table_rows`, which knows what they say.

Lines are kept whole. Where a line at either end is too long to keep, the text has no useful lines,
and characters are cut instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.model import ANY_KIND, Chars, Cut, Kind, Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Block, Piece

HEAD_LINES = 40
TAIL_LINES = 20
HEAD_CHARS = 4000
TAIL_CHARS = 2000

# Kinds of which something better is known: what matters in them stands anywhere.
CHOSEN = frozenset(
    {
        *(Kind.JSON, Kind.JSON_LINES, Kind.TABLE, Kind.DELIMITED),
        *(Kind.LOG, Kind.BUILD, Kind.TRACE),
        *(Kind.SEARCH, Kind.LISTING, Kind.DIFF),
        Kind.CODE,
        *(Kind.MARKDOWN, Kind.RST, Kind.MAN, Kind.HTML, Kind.PROSE),
    }
)


class Outline:
    """Keeps the head and the tail."""

    name: ClassVar[str] = "outline"
    kinds: ClassVar[frozenset[Kind]] = ANY_KIND - CHOSEN
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:  # noqa: ARG002
        """Head, cut, tail."""
        text = block.text
        head, tail = _head_end(text), _tail_start(text)
        if head and tail < len(text):
            first, last = text.count("\n", 0, head) + 1, text.count("\n", 0, tail)
            cut = Cut(Lines(first, last), after="\n")
        else:
            head, tail = HEAD_CHARS, len(text) - TAIL_CHARS
            cut = Cut(Chars(head + 1, tail))
        if tail - head < head + (len(text) - tail):
            return None
        return (text[:head], cut, text[tail:])


def _head_end(text: str) -> int:
    """Where the first lines that may stay end."""
    end = 0
    for _ in range(HEAD_LINES):
        line_feed = text.find("\n", end, HEAD_CHARS)
        if line_feed < 0:
            break
        end = line_feed + 1
    return end


def _tail_start(text: str) -> int:
    """Where the last lines that may stay begin."""
    earliest = max(0, len(text) - TAIL_CHARS)
    start = len(text)
    for _ in range(TAIL_LINES):
        # The line feed at the end of the line before; one at the very end closes a line.
        line_feed = text.rfind("\n", earliest, start - 1)
        if line_feed < 0:
            break
        start = line_feed + 1
    return start


__all__ = ["Outline"]
