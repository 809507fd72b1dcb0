"""From which lines stay to the pieces of a cut: what goes is said in words.

What may stand here: tiling. Which lines stay is chosen in the forms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.model import Cut, Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.engine.model import Piece

SHORTEST = 80  # characters; a marker with its label is hardly shorter
LABEL = 480  # characters of a label, at most
_UNSAYABLE = str.maketrans(dict.fromkeys("<>\"'`\\", "_") | dict.fromkeys(map(chr, range(32)), "_"))


def pieces(
    lines: Sequence[str], stays: Sequence[bool], label: Callable[[int, int], str]
) -> list[Piece] | None:
    """The text in pieces. `label` says what lines from and up to (excluded) were.

    `lines` are the text split at line feeds: the last one has none.
    """
    made: list[Piece] = []
    kept: list[str] = []
    end = len(lines) - (lines[-1] == "")
    marks = bytes(map(bool, stays[:end]))
    first = 0
    while first < end:
        keep = marks[first]
        after = marks.find(1 - keep, first)  # the run ends where the other begins
        after = end if after < 0 else after
        part = "\n".join(lines[first:after]) + ("\n" if after < len(lines) else "")
        if keep or len(part) < SHORTEST:
            kept.append(part)
        else:
            if kept:
                made.append("".join(kept))
                kept = []
            closing = "\n" if after < len(lines) else ""
            made.append(Cut(Lines(first + 1, after), sayable(label(first, after)), after=closing))
        first = after
    if kept:
        made.append("".join(kept))
    return made if any(isinstance(piece, Cut) for piece in made) else None


def sayable(words: str) -> str:
    """Words that a label may hold."""
    said = words.translate(_UNSAYABLE).encode("utf-8", "replace").decode()
    return said if len(said) <= LABEL else said[: LABEL - 1] + "…"


def counted(counts: Sequence[tuple[str, int]], most: int = 6) -> str:
    """`12 .py, 3 .md, 2 others`, the most frequent first."""
    shown = [f"{times} {name}" for name, times in counts[:most]]
    rest = sum(times for _, times in counts[most:])
    return ", ".join([*shown, f"{rest} others"] if rest else shown)


__all__ = ["counted", "pieces", "sayable"]
