"""Trimmed diff: one line of context around each change, so that what stays still applies.

The heads of hunks are numbered anew, and a hunk whose changes lie apart becomes several: `git
apply` takes what comes out. Files that programs write keep their header only, with counts; such a
file is then no part of what applies. Because heads are new, what stays is not all verbatim, so the
whole is cut, and the marker on top says what was done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.files.cuts import sayable
from weft.engine.files.patch import ADDED, HEADER, REMOVED, hunk_of, is_generated, read, trimmed
from weft.engine.forms.file_choice import is_ours
from weft.engine.model import Cut, Kind, Whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.files.patch import Patch
    from weft.engine.model import Block, Piece

AROUND = 1
FEWEST_LINES = 30


class DiffTrim:
    """Takes context away."""

    name: ClassVar[str] = "diff_trim"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.DIFF})
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:  # noqa: ARG002
        """The diff with less context, below one marker for the whole."""
        text = block.text
        lines = text.split("\n")
        if is_ours(text) or len(lines) < FEWEST_LINES or "\n@@ -" not in text:
            return None
        patch = read(lines)
        written, left_out = _trim(lines, patch)
        if len(written) >= len(lines):
            return None
        label = f"context of {AROUND} line" + (
            f"; without {', '.join(left_out)}" if left_out else ""
        )
        return [Cut(Whole(), sayable(label), after="\n"), "\n".join(written)]


def _trim(lines: Sequence[str], patch: Patch) -> tuple[list[str], list[str]]:
    """The lines that stay, and what is said of files that are left out."""
    generated = {at for at, name in enumerate(patch.names) if is_generated(name)}
    counts = {file: [0, 0] for file in sorted(generated)}
    written: list[str] = []
    done = 0

    def between(end: int) -> None:
        written.extend(
            lines[at]
            for at in range(done, end)
            if patch.roles[at] != HEADER or patch.files[at] not in generated
        )

    for file, head, end in patch.hunks:
        between(head)
        done = end
        if file in generated:
            roles = patch.roles[head:end]
            counts[file][0] += roles.count(ADDED)
            counts[file][1] += roles.count(REMOVED)
            continue
        hunk = hunk_of(lines[head:end])
        parts = list(trimmed(hunk, AROUND)) if hunk else []
        for part in parts:
            written += part.write()
        if not parts:
            written += lines[head:end]
    between(len(lines))
    said = [f"{patch.names[file]} +{added} -{gone}" for file, (added, gone) in counts.items()]
    return written, said


__all__ = ["DiffTrim"]
