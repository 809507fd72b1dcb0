"""Which stretches of a text without useful lines stay: around what was asked, and the two ends.

Minified sources, dumps on one line, tokens after tokens: nothing is known of their parts, but a
word of the question that stands in few places tells where to look. Where none does, the text is
left to others.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.model import Chars, Cut, Kind
from weft.engine.signals.question import asked, is_extreme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.model import Block, Piece

MIN_CHARS = 4000
LONGEST = 800  # characters of a line, on average, from which on lines are of no use
HEAD, TAIL = 1000, 500  # characters
AROUND = 300  # characters on either side of what was asked
FEW = 6  # places; a word that stands in more tells nothing
SNAP = 60  # characters within which a stretch ends at a sign
SHORTEST = 400  # characters of a cut
SHARE = 0.26  # of the text that may stay, besides the ends
TOKEN = 3.0  # characters, about

_SIGN = re.compile(r"[;{}\n,>|]|\. ")


class StretchChoice:
    """Keeps what stands around the words of a question."""

    name: ClassVar[str] = "stretch_choice"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT})
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        """The stretches that stay, with cuts between them."""
        text = block.text
        if len(text) < MIN_CHARS or len(text) < LONGEST * (text.count("\n") + 1):
            return None
        most = int(SHARE * len(text)) if room is None else int(room * TOKEN)
        kept = [(0, HEAD), (len(text) - TAIL, len(text))]
        for start, end in _asked_for(text, block.origin.question):
            if most < end - start:
                break
            most -= end - start
            kept.append((start, end))
        return _pieces(text, kept) if len(kept) > 2 else None


def _asked_for(text: str, question: str) -> Iterator[tuple[int, int]]:
    """The stretches around what the question names, what stands in fewest places first."""
    terms = asked(question)
    lowered = text.lower()
    patterns = [re.escape(name) for name in terms.names if len(name) > 1]
    words = (word for word in terms.words if not is_extreme(word))
    patterns += [rf"(?<![^\W_]){re.escape(word)}" for word in words]
    found = [_places(pattern, lowered) for pattern in patterns]
    for places in sorted(filter(None, found), key=len):
        for start, end in places:
            yield _snapped(text, start, end)


def _places(pattern: str, lowered: str) -> list[tuple[int, int]]:
    """Where it stands, if that is in few places."""
    places = [one.span() for one in islice(re.finditer(pattern, lowered), FEW + 1)]
    return places if len(places) <= FEW else []


def _snapped(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch around this place that begins and ends behind a sign, if one is near."""
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    before = _SIGN.search(text, first, min(first + SNAP, start))
    after = _SIGN.search(text, last, last + SNAP)
    return (before.end() if before and first else first, after.end() if after else last)


def _pieces(text: str, kept: list[tuple[int, int]]) -> Sequence[Piece] | None:
    pieces: list[Piece] = []
    end = 0
    for start, stop in sorted(kept):
        if start - end >= SHORTEST:
            pieces.append(Cut(Chars(end + 1, start)))
            end = start
        if stop > end:
            pieces.append(text[end:stop])
            end = stop
    return pieces if len(pieces) > 1 else None


__all__ = ["StretchChoice"]
