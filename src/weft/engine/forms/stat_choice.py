"""Choice of a summary: of `git diff --stat` the files that changed most, the rest in counts.

Files that are binary, moved or named by the question stay, the first few and the total too.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from weft.engine.files.cuts import counted, pieces
from weft.engine.forms.file_choice import FileChoice, is_ours
from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Block, Piece

FEWEST = 25  # files
MOST_CHANGED = 10
FIRST = 3
ASKED = 20

_FILE = re.compile(r" (\S.*?) +\| +(?:(\d+) [+-]*|Bin .*)")


@dataclass(frozen=True, slots=True)
class StatChoice(FileChoice):
    """Leaves files out that changed little."""

    name: ClassVar[str] = "stat_choice"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.DIFF})

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:  # noqa: ARG002
        """The lines that stay, and how many files go."""
        text = block.text
        if is_ours(text) or text.startswith("commit ") or "\n@@ -" in text:
            return None
        lines = text.split("\n")
        files = {at: found for at, line in enumerate(lines) if (found := _FILE.fullmatch(line))}
        if len(files) < FEWEST:
            return None
        order = sorted(files, key=lambda at: -int(files[at][2] or 0))
        best = self.best(block.origin.question, lines, ASKED)
        kept = {*order[:MOST_CHANGED], *list(files)[:FIRST], *best}
        kept |= {at for at, found in files.items() if found[2] is None or "=>" in found[1]}
        stays = [at in kept or at not in files for at in range(len(lines))]

        def label(first: int, last: int) -> str:
            gone = [files[at] for at in range(first, last)]
            endings = Counter("." + found[1].rsplit(".", 1)[-1][:10] for found in gone)
            changed = sum(int(found[2] or 0) for found in gone)
            return f"{changed} changed lines in {counted(endings.most_common())}"

        return pieces(lines, stays, label)


__all__ = ["StatChoice"]
