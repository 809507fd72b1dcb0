"""Choice of a diff: every file and hunk named, what matters of each change, the rest counted.

Headers, heads of hunks, modes, renames and notes on binary files always stay. Of what programs
write (lock files, minified and generated ones) only that stays. Small hunks stay but for their
context. Of others stay the first lines of each run of changes, definitions, what looks like an
error or a note to do something, and what the question names. A hunk that came before, sign by
sign, is said to have.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from weft.engine.files.cuts import pieces
from weft.engine.files.found import lines_with
from weft.engine.files.patch import (
    ADDED,
    CONTEXT,
    HEAD,
    HEADER,
    NO_END,
    OUTSIDE,
    REMOVED,
    is_generated,
    read,
)
from weft.engine.forms.file_choice import FileChoice, is_ours
from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.files.patch import Patch, Span
    from weft.engine.model import Block, Piece

FEWEST_LINES = 60
FEW_CHANGES = 8  # changed lines; a hunk with no more stays
FIRST_CHANGES = 4  # changed lines at the beginning of each run of one sign
RUNS = 12  # of such runs, in each hunk
SAME = 40  # characters of a change that is said to have come before
MESSAGE = 12  # lines of each message outside the hunks
ASKED = 60
DEFINITIONS = 4  # in each hunk
TELLING = 3  # in each hunk
OUTSIDE_SHORT = 400  # so few lines outside of hunks all stay

_DEFINITION = re.compile(
    r"[-+]\s*(?:export |public |private |static |async |pub |default )*"
    r"(?:def|class|func|function|fn|struct|enum|interface|type|trait|impl|const|#define) \w"
)
_TELLING = (
    *("error", "exception", "raise", "throw", "panic", "fatal", "todo", "fixme", "hack", "xxx"),
    *("password", "secret", "token", "deprecated", "unsafe", "eval", "breaking", "debugger"),
)
_CHANGED = (ADDED, REMOVED, NO_END)


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
        stays = _chosen(lines, patch, again, set(lines_with(text, _TELLING)))
        for at in self.best(block.origin.question, lines, ASKED):
            stays[at] = True

        def label(first: int, last: int) -> str:
            return _label(patch, again, first, last)

        return pieces(lines, stays, label)


def _seen_before(lines: Sequence[str], patch: Patch) -> list[Span]:
    """Hunks whose changes came before, in another file or place."""
    seen: set[str] = set()
    again = []
    for hunk in patch.hunks:
        changed = "\n".join(
            [line for line in lines[hunk.head + 1 : hunk.end] if line[:1] in (ADDED, REMOVED)]
        )
        if changed in seen and len(changed) > SAME:
            again.append(hunk)
        seen.add(changed)
    return again


def _chosen(
    lines: Sequence[str], patch: Patch, again: Sequence[Span], telling: set[int]
) -> list[bool]:
    outside = patch.roles.count(OUTSIDE) <= OUTSIDE_SHORT
    stays = [role in (HEADER, HEAD) or (outside and role == OUTSIDE) for role in patch.roles]
    if not outside:
        message = 0
        for at, role in enumerate(patch.roles):
            message = message + 1 if role == OUTSIDE and lines[at][:7] != "commit " else 0
            stays[at] = stays[at] or (role == OUTSIDE and message <= MESSAGE)
    generated = [is_generated(name) for name in patch.names]
    passed = set(again)
    for hunk in patch.hunks:
        if (hunk.file >= 0 and generated[hunk.file]) or hunk in passed:
            continue
        for at in _of_hunk(lines, patch.roles, hunk, telling):
            stays[at] = True
    return stays


def _of_hunk(lines: Sequence[str], roles: str, hunk: Span, telling: set[int]) -> Iterator[int]:
    """The changed lines that stay of a hunk: all of few, else how each run begins, and more."""
    changed = [at for at in range(hunk.head + 1, hunk.end) if roles[at] in _CHANGED]
    if len(changed) <= FEW_CHANGES:
        yield from changed
        return
    first = [at for at in changed if roles[at] != roles[at - 1]]
    for start in first[:RUNS]:
        run = range(start, min(start + FIRST_CHANGES, hunk.end))
        yield from (at for at in run if roles[at] == roles[start])
    yield from [at for at in changed if at in telling][:TELLING]
    yield from [at for at in changed if _DEFINITION.match(lines[at])][:DEFINITIONS]
    for at in changed:
        if roles[at] == NO_END:
            yield at


def _label(patch: Patch, again: Sequence[Span], first: int, last: int) -> str:
    roles = Counter(patch.roles[first:last])
    parts = [
        f"{roles[role]} {word}"
        for role, word in ((ADDED, "added"), (REMOVED, "removed"), (CONTEXT, "context"))
        if roles[role]
    ]
    if roles[OUTSIDE]:
        parts.append(f"{roles[OUTSIDE]} of text")
    if any(hunk.head < last and first < hunk.end for hunk in again):
        parts.append("the same change as above")
    return ", ".join(parts)


__all__ = ["DiffChoice"]
