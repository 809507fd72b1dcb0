"""Repeated blocks: lines that came before, told by their first one.

      - uses: actions/checkout@v4
        [the next 3 lines as above]

The first line of the block stands; the lines behind it are those that follow its first appearance.
What comes again at once is `repeated_lines`' business; this is for blocks with other lines between.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.gap import has_gap
from weft.engine.model import Exactness, Kind
from weft.engine.records.notes import AS_ABOVE, has_note

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_CHARS = 60  # in the lines that need not be written
MAX_TRIES = 8  # earlier appearances looked at

_NOTE = re.compile(r"( *)\[the next (line|(\d{1,9}) lines) as above\]")


class RepeatedBlocks:
    """Writes a block that came before as its first line and a note."""

    name: ClassVar[str] = "repeated_blocks"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.YAML, Kind.CONFIG, Kind.XML})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def owns(self, text: str) -> bool:
        """Whether this text has a note of this form."""
        return AS_ABOVE in text and any(map(_NOTE.fullmatch, text.split("\n")))

    def fold(self, text: str) -> str | None:
        """The text with notes in the place of what follows a line once more."""
        lines = text.split("\n")
        if len(set(lines)) == len(lines) or has_note(text):
            return None
        first: dict[str, int] = {}
        folded: list[str] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            folded.append(line)
            start = first.setdefault(line, at)
            length = _again(lines, start, at) if start < at and line.strip() else 0
            if length:
                indent = " " * (len(lines[at + 1]) - len(lines[at + 1].lstrip(" ")))
                count = "line" if length == 1 else f"{length} lines"
                folded.append(f"{indent}[the next {count} as above]")
            at += 1 + length
        return "\n".join(folded) if len(folded) < len(lines) else None

    def unfold(self, text: str) -> str:
        """The text with every note replaced by what it says. Only for what `fold` gave."""
        unfolded: list[str] = []
        first: dict[str, int] = {}
        for line in text.split("\n"):
            note = _NOTE.fullmatch(line)
            if note is None:
                first.setdefault(line, len(unfolded))
                unfolded.append(line)
                continue
            start = first[unfolded[-1]] + 1
            unfolded += unfolded[start : start + int(note[3] or 1)]
        return "\n".join(unfolded)


def _again(lines: Sequence[str], start: int, at: int) -> int:
    """How many lines behind `at` are those behind `start`, if that is worth a note."""
    length = size = 0
    while (
        start + length + 1 < at
        and at + length + 1 < len(lines)
        and lines[start + length + 1] == lines[at + length + 1]
        and not has_gap(lines[at + length + 1])
    ):
        length += 1
        size += len(lines[at + length].lstrip(" ")) + 4
    while length and not lines[at + length].strip():
        length -= 1  # blank lines at the end are plainer written
    return length if size >= MIN_CHARS else 0


__all__ = ["RepeatedBlocks"]
