"""From units that stay and runs that go to the pieces of a cut, where units are lines."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from weft.engine.model import Cut, Lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.markup.unit import Unit
    from weft.engine.model import Piece


def line_pieces(
    text: str,
    units: Sequence[Unit],
    sizes: Sequence[int],
    gone: Iterator[tuple[int, int, str]],
    shortest: int,
) -> list[Piece] | None:
    """What stays, and a cut of lines for each run that goes; nothing where none is long enough."""
    starts = list(accumulate(sizes, initial=0))
    pieces: list[Piece] = []
    done = 0
    for first, last, label in gone:
        begin, end = starts[first], min(starts[last], len(text))
        if end - begin < shortest:
            continue
        if begin > done:
            pieces.append(text[done:begin])
        lines = Lines(units[first].first + 1, units[last - 1].last)
        pieces.append(Cut(lines, label, after="\n" if text[end - 1] == "\n" else ""))
        done = end
    if not pieces:
        return None
    if done < len(text):
        pieces.append(text[done:])
    return pieces


__all__ = ["line_pieces"]
