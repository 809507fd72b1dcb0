"""Choice of a diff: every file and hunk named, what matters of each change, the rest counted.

Headers, heads of hunks, modes, renames and notes on binary files always stay. Of what programs
write (lock files, minified and generated ones) only that stays. Of other hunks stay the first
changes, definitions, what looks like an error or a note to do something, and what the question
names; context next to a change that stays. A hunk that came before, sign by sign, is said to have.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from weft.engine.files.cuts import pieces
from weft.engine.files.patch import (
    ADDED,
    CONTEXT,
    HEAD,
    NO_END,
    OUTSIDE,
    REMOVED,
    is_generated,
    read,
)
from weft.engine.forms.file_choice import FileChoice, is_ours
from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.files.patch import Patch
    from weft.engine.model import Block, Piece

FEWEST_LINES = 60
FIRST_CHANGES = 5  # changed lines at the beginning of each hunk
MESSAGE = 12  # lines of each message outside the hunks
ASKED = 60
DEFINITIONS = 4  # in each hunk
TELLING = 3  # in each hunk
OUTSIDE_SHORT = 400  # so few lines outside of hunks all stay

_DEFINITION = re.compile(
    r"[-+]\s*(?:export |public |private |static |async |pub |default )*"
    r"(?:def|class|func|function|fn|struct|enum|interface|type|trait|impl|const|#define) \w"
)
_TELLING = re.compile(
    r"\b(?:error|exception|raise|throw|panic|fatal|todo|fixme|hack|xxx|password|secret|token"
    r"|deprecated|unsafe|eval|breaking)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DiffChoice(FileChoice):
    """Leaves the bulk of large changes out."""

    name: ClassVar[str] = "diff_choice"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.DIFF})

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:  # noqa: ARG002
        """The lines that stay, and counts of those that go."""
        text = block.text
        lines = text.split("\n")
        if is_ours(text) or len(lines) < FEWEST_LINES or "\n@@ -" not in text:
            return None
        patch = read(lines)
        again = _seen_before(lines, patch)
        stays = _chosen(lines, patch, again)
        for at in self.best(block.origin.question, lines, ASKED):
            stays[at] = True

        def label(first: int, last: int) -> str:
            return _label(patch, again, first, last)

        return pieces(lines, stays, label)


def _seen_before(lines: Sequence[str], patch: Patch) -> set[int]:
    """Hunks whose changes came before, in another file or place."""
    changes: dict[int, list[str]] = {}
    for line, text in zip(patch.lines, lines, strict=True):
        if line.hunk >= 0 and line.role in (ADDED, REMOVED):
            changes.setdefault(line.hunk, []).append(text)
    seen: set[tuple[str, ...]] = set()
    again = set()
    for hunk, changed in changes.items():
        same = tuple(changed)
        if same in seen and sum(map(len, same)) > 40:
            again.add(hunk)
        seen.add(same)
    return again


def _chosen(lines: Sequence[str], patch: Patch, again: set[int]) -> list[bool]:
    stays = [False] * len(lines)
    generated = [is_generated(name) for name in patch.names]
    outside = sum(line.role == OUTSIDE for line in patch.lines)
    changes: Counter[int] = Counter()
    definitions: Counter[int] = Counter()
    telling: Counter[int] = Counter()
    message = 0
    for at, (line, text) in enumerate(zip(patch.lines, lines, strict=True)):
        role, hunk = line.role, line.hunk
        message = message + 1 if role == OUTSIDE and not text.startswith("commit ") else 0
        if role == OUTSIDE:
            stays[at] = outside <= OUTSIDE_SHORT or message <= MESSAGE
        elif hunk < 0 or role == HEAD:
            stays[at] = True
        elif (line.file >= 0 and generated[line.file]) or hunk in again or role == CONTEXT:
            continue
        elif role == NO_END:
            stays[at] = stays[at - 1]
        else:
            changes[hunk] += 1
            if changes[hunk] <= FIRST_CHANGES:
                stays[at] = True
            elif telling[hunk] < TELLING and _TELLING.search(text):
                telling[hunk] += 1
                stays[at] = True
            elif definitions[hunk] < DEFINITIONS and _DEFINITION.match(text):
                definitions[hunk] += 1
                stays[at] = True
    return stays


def _label(patch: Patch, again: set[int], first: int, last: int) -> str:
    gone = patch.lines[first:last]
    roles = Counter(line.role for line in gone)
    parts = [
        f"{roles[role]} {word}"
        for role, word in ((ADDED, "added"), (REMOVED, "removed"), (CONTEXT, "context"))
        if roles[role]
    ]
    if roles[OUTSIDE]:
        parts.append(f"{roles[OUTSIDE]} of text")
    if any(line.hunk in again for line in gone):
        parts.append("the same change as above")
    return ", ".join(parts)


__all__ = ["DiffChoice"]
