"""Gaps: what stands in a text where something is left out, while the rest is folded.

A gap is one character from a plane that Unicode assigns to nobody. It cannot be split, shared as
a prefix or numbered, so whatever a lossless form does to the text around it, it comes out whole,
or the fold is not taken. A text that holds such characters itself gets no gaps.

Pure text work. What a gap becomes in the end (a marker) is not known here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.model import Cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Piece

FIRST = 0xF0000
MOST = 0x10000 - 2  # the plane, without its two noncharacters

_GAP = re.compile("[\U000f0000-\U000ffffd]")


def is_gap(text: str) -> bool:
    """Whether this is a gap and nothing else: a cell, a row or a line that is left out."""
    return len(text) == 1 and _GAP.match(text) is not None


def has_gap(text: str) -> bool:
    """Whether a gap, or a character that could be one, stands in this text."""
    return not text.isascii() and _GAP.search(text) is not None


def open_gaps(pieces: Sequence[Piece]) -> str | None:
    """The text of these pieces with a gap for each cut; nothing where that cannot be told."""
    if has_gap("".join(piece for piece in pieces if isinstance(piece, str))):
        return None
    cuts = 0
    written: list[str] = []
    for piece in pieces:
        if isinstance(piece, Cut):
            written += (piece.before, chr(FIRST + cuts), piece.after)
            cuts += 1
        else:
            written.append(piece)
    return "".join(written) if cuts <= MOST else None


def close_gaps(text: str, pieces: Sequence[Piece]) -> tuple[Piece, ...] | None:
    """The pieces of a folded text, its gaps cuts again; nothing where one is lost or doubled.

    What decorated a cut is part of the folded text by now, so the cuts come back bare.
    """
    cuts = [piece for piece in pieces if isinstance(piece, Cut)]
    gaps = _GAP.findall(text)
    if sorted(gaps) != [chr(FIRST + number) for number in range(len(cuts))]:
        return None
    closed: list[Piece] = []
    between = _GAP.split(text)
    for stays, gap in zip(between, gaps, strict=False):
        cut = cuts[ord(gap) - FIRST]
        closed += (stays, Cut(cut.part, cut.label))
    closed.append(between[-1])
    return tuple(piece for piece in closed if piece != "")


__all__ = ["close_gaps", "has_gap", "is_gap", "open_gaps"]
