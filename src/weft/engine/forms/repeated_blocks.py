"""Repeated blocks: what came before is told by its first line, or by how a long line begins.

      - uses: actions/checkout@[as above]
        [the next 3 lines as above]

What comes again at once is `repeated_lines`' business; this is for blocks with other lines between
(`records.again`). In XML they are looked for in its outline.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from weft.engine.model import Exactness, Kind
from weft.engine.records import again
from weft.engine.records.notes import has_note


class RepeatedBlocks:
    """Writes a block that came before as its first line and a note."""

    name: ClassVar[str] = "repeated_blocks"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.YAML, Kind.CONFIG})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def owns(self, text: str) -> bool:
        """Whether this text has a note of this form."""
        return has_note(text)

    def fold(self, text: str) -> str | None:
        """The text with notes in the place of what follows a line once more."""
        return None if has_note(text) else again.fold(text)

    def unfold(self, text: str) -> str:
        """The text with every note replaced by what it says. Only for what `fold` gave."""
        return again.unfold(text)


__all__ = ["RepeatedBlocks"]
