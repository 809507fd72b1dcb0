"""Trimmed diff: one line of context around each change, so that what stays still applies.

The heads of hunks are numbered anew, and a hunk whose changes lie apart becomes several: `git
apply` takes what comes out. Files that programs write keep their header only, with counts; such a
file is then no part of what applies. Because heads are new, what stays is not all verbatim, so the
whole is cut, and the marker on top says what was done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.files.cuts import sayable
from weft.engine.files.patch import ADDED, HEAD, REMOVED, hunk_of, is_generated, read, trimmed
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
    counts: dict[int, list[int]] = {}
    written: list[str] = []
    generated = [is_generated(name) for name in patch.names]
    skipped = 0
    at, end = 0, len(lines)
    while at < end:
        line = patch.lines[at]
        if line.role != HEAD:
            skipping = (
                line.file >= 0 and generated[line.file] and line.hunk < 0 and line.role == "h"
            )
            if skipping:
                counts.setdefault(line.file, [0, 0])
            else:
                written.append(lines[at])
            skipped += skipping
            at += 1
            continue
        after = at + 1
        while (
            after < end and patch.lines[after].hunk == line.hunk and patch.lines[after].role != HEAD
        ):
            after += 1
        if line.file >= 0 and generated[line.file]:
            total = counts.setdefault(line.file, [0, 0])
            total[0] += sum(inner.role == ADDED for inner in patch.lines[at:after])
            total[1] += sum(inner.role == REMOVED for inner in patch.lines[at:after])
        else:
            hunk = hunk_of(lines[at:after])
            parts = list(trimmed(hunk, AROUND)) if hunk else []
            for part in parts:
                written += part.write()
            if not parts:
                written += lines[at:after]
        at = after
    said = [f"{patch.names[file]} +{added} -{gone}" for file, (added, gone) in counts.items()]
    return written, said


__all__ = ["DiffTrim"]
