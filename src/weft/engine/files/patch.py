"""Patches: what git and diff say of a change, line by line, and hunks that can be written again.

Every line has a role: it belongs to the header of a file, heads a hunk, is added, removed or
context, says that a last line feed is missing, or stands outside (a commit's message, a summary).
Counts in a hunk's head decide where it ends, so that no line of a file is taken for a header.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OUTSIDE, HEADER, HEAD, ADDED, REMOVED, CONTEXT, NO_END = "o", "h", "@", "+", "-", " ", "\\"
_SIGNS = (ADDED, REMOVED, NO_END)

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)", re.DOTALL)
_HEADER = re.compile(
    r"diff --git |diff -|index [0-9a-f]|--- |\+\+\+ |(?:old|new|deleted file|new file) mode "
    r"|new file mode |deleted file mode |similarity index|dissimilarity index"
    r"|(?:rename|copy) (?:from|to) |Binary files |GIT binary patch|Index: |={20}"
)
_NAME = re.compile(r'diff --git "?a/.* "?b/(.*?)"?$|\+\+\+ (?:b/)?([^\t\n]+)')
_GENERATED = re.compile(
    r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock"
    r"|poetry\.lock|uv\.lock|Pipfile\.lock|composer\.lock|Gemfile\.lock|go\.sum|[^/]*\.lock"
    r"|[^/]*\.min\.(?:js|css)|[^/]*\.(?:map|snap|svg)|(?:dist|vendor|node_modules)/.*)$"
)


class Span(NamedTuple):
    """A hunk of a patch: its file, its head's line, and where it ends."""

    file: int
    head: int
    end: int


@dataclass(slots=True)
class Patch:
    """A patch, read: a role for each line, the file it belongs to, the hunks, names of files."""

    roles: str
    files: list[int]
    hunks: list[Span]
    names: list[str]


def read(lines: Sequence[str]) -> Patch:
    """What each line is."""
    roles: list[str] = []
    files: list[int] = []
    hunks: list[Span] = []
    names: list[str] = []
    in_header = False
    at, file = 0, -1
    while at < len(lines):
        line = lines[at]
        head = _HUNK.fullmatch(line) if line[:3] == "@@ " else None
        if head:
            end = _end(lines, at + 1, int(head[2] or 1), int(head[4] or 1))
            signs = [line[:1] or CONTEXT for line in lines[at + 1 : end]]
            roles.append(HEAD)
            roles += [sign if sign in _SIGNS else CONTEXT for sign in signs]
            files += [file] * (end - at)
            hunks.append(Span(file, at, end))
            in_header = False
            at = end
            continue
        if line[:1] == NO_END and hunks:
            roles.append(NO_END)
        elif _HEADER.match(line) and line != "--- ":
            if line.startswith(("diff ", "Index: ")) or (not in_header and line.startswith("--- ")):
                file += 1
                names.append("")
            in_header = True
            name = _NAME.match(line)
            if name and file >= 0 and "/dev/null" not in line:
                names[file] = name[1] or name[2]
            roles.append(HEADER)
        else:
            in_header = False
            roles.append(OUTSIDE)
        files.append(file)
        at += 1
    return Patch("".join(roles), files, hunks, names)


def _end(lines: Sequence[str], at: int, old: int, new: int) -> int:
    """Where a hunk ends that has so many old and new lines."""
    while at < len(lines) and (old > 0 or new > 0):
        sign = lines[at][:1]
        if sign == ADDED:
            new -= 1
        elif sign == REMOVED:
            old -= 1
        elif sign != NO_END:
            old -= 1
            new -= 1
        at += 1
    while at < len(lines) and lines[at][:1] == NO_END:
        at += 1
    return at


def is_generated(name: str) -> bool:
    """Whether a program writes this file."""
    return _GENERATED.search(name) is not None


@dataclass(frozen=True, slots=True)
class Hunk:
    """A hunk: where it begins in the old and in the new file, and its lines with their signs."""

    old: int
    new: int
    tail: str
    lines: tuple[str, ...]

    @property
    def old_count(self) -> int:
        """Lines of the old file."""
        return sum(line[:1] not in (ADDED, NO_END) for line in self.lines)

    @property
    def new_count(self) -> int:
        """Lines of the new file."""
        return sum(line[:1] not in (REMOVED, NO_END) for line in self.lines)

    def write(self) -> list[str]:
        """The head with its numbers, and the lines."""
        head = f"@@ -{self.old},{self.old_count} +{self.new},{self.new_count} @@{self.tail}"
        return [head, *self.lines]


def hunk_of(lines: Sequence[str]) -> Hunk | None:
    """A hunk from its lines, the head first."""
    head = _HUNK.fullmatch(lines[0])
    if head is None:
        return None
    return Hunk(int(head[1]), int(head[3]), head[5], tuple(lines[1:]))


def trimmed(hunk: Hunk, around: int) -> Iterator[Hunk]:
    """The hunk with so many lines of context: several, where changes lie further apart."""
    changed = [at for at, line in enumerate(hunk.lines) if line[:1] in (ADDED, REMOVED)]
    if not changed:
        return
    spans: list[list[int]] = []
    for at in changed:
        if spans and at - spans[-1][1] <= 2 * around + 1:
            spans[-1][1] = at
        else:
            spans.append([at, at])
    old, new, done = hunk.old, hunk.new, 0
    # A hunk of no old (or new) lines says the line before it, not its first.
    old += hunk.old_count == 0
    new += hunk.new_count == 0
    for first, last in spans:
        start, end = max(done, first - around), min(len(hunk.lines), last + around + 1)
        while end < len(hunk.lines) and hunk.lines[end][:1] == NO_END:
            end += 1
        for line in hunk.lines[done:start]:
            old += line[:1] not in (ADDED, NO_END)
            new += line[:1] not in (REMOVED, NO_END)
        part = replace(hunk, lines=hunk.lines[start:end], tail=hunk.tail)
        part = replace(part, old=old - (part.old_count == 0), new=new - (part.new_count == 0))
        yield part
        old, new, done = old + part.old_count, new + part.new_count, end


__all__ = ["Hunk", "Patch", "Span", "hunk_of", "is_generated", "read", "trimmed"]
