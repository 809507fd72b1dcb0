"""Headers of a diff: the four or five lines above a file's hunks become one.

    diff --git a/src/pool.rs b/src/pool.rs       diff src/pool.rs 83db48f..bf269f4 100644
    index 83db48f..bf269f4 100644
    --- a/src/pool.rs
    +++ b/src/pool.rs

    diff --git a/new.py b/new.py                 new file new.py 100644 0000000..bf269f4
    new file mode 100644                         @@ -0,0 +1,2 @@ all added
    index 0000000..bf269f4                       def added(row):
    --- /dev/null                                    return row
    +++ b/new.py
    @@ -0,0 +1,2 @@
    +def added(row):
    +    return row

What lies in a file that is new or gone needs no sign on each line: all of it is. Hunks of other
files stay as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.forms.legends import DIFF, OURS
from weft.engine.model import Exactness, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A line feed instead of a sign for a line's begin: a literal start is found many times sooner.
_CHANGED = re.compile(
    r"\ndiff --git a/(.+) b/\1\nindex ([0-9a-f]+\.\.[0-9a-f]+ \d+)\n--- a/\1\n\+\+\+ b/\1$",
    re.MULTILINE,
)
_NEW = re.compile(
    r"\ndiff --git a/(.+) b/\1\nnew file mode (\d+)\nindex ([0-9a-f]+\.\.[0-9a-f]+)\n"
    r"--- /dev/null\n\+\+\+ b/\1$",
    re.MULTILINE,
)
_GONE = re.compile(
    r"\ndiff --git a/(.+) b/\1\ndeleted file mode (\d+)\nindex ([0-9a-f]+\.\.[0-9a-f]+)\n"
    r"--- a/\1\n\+\+\+ /dev/null$",
    re.MULTILINE,
)
_MOVED = re.compile(
    r"\ndiff --git a/(.+) b/(.+)\nsimilarity index (\d+%)\nrename from \1\nrename to \2\n"
    r"index ([0-9a-f]+\.\.[0-9a-f]+ \d+)\n--- a/\1\n\+\+\+ b/\2$",
    re.MULTILINE,
)
_HEADER = re.compile(
    r"diff (?P<name>.+) (?P<index>[0-9a-f]+\.\.[0-9a-f]+ \d+)"
    r"|(?P<way>new|deleted) file (?P<its>.+) (?P<mode>\d+) (?P<ids>[0-9a-f]+\.\.[0-9a-f]+)"
    r"|renamed (?P<was>.+) to (?P<now>.+), (?P<alike>\d+%) alike "
    r"(?P<both>[0-9a-f]+\.\.[0-9a-f]+ \d+)"
)
ALL_ADDED = " all added"
ALL_REMOVED = " all removed"
_WHOLE = re.compile(r"@@ -(?:0,0 \+1(?:,(\d+))?|1(?:,(\d+))? \+0,0) @@")


class DiffHeaders:
    """Writes the header of each file as one line."""

    name: ClassVar[str] = "diff_headers"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.DIFF})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        """The diff with short headers, under a line that says so."""
        if text.startswith(OURS) or "diff --git " not in text:
            return None
        short = _CHANGED.sub(r"\ndiff \1 \2", "\n" + text)
        short = _NEW.sub(r"\nnew file \1 \2 \3", short)
        short = _GONE.sub(r"\ndeleted file \1 \2 \3", short)
        short = _MOVED.sub(r"\nrenamed \1 to \2, \3 alike \4", short)
        lines = short[1:].split("\n")
        return "\n".join([DIFF, *_without_signs(lines)])

    def unfold(self, text: str) -> str:
        """The diff as git wrote it."""
        legend, *lines = text.split("\n")
        if legend != DIFF:
            raise ValueError("no line on top says that headers are short")
        return "\n".join(_as_git_writes(lines))


def _without_signs(lines: Sequence[str]) -> Iterator[str]:
    """Files that are new or gone, without the sign on each line."""
    at = 0
    while at < len(lines):
        line = lines[at]
        count, sign, words = _whole(line)
        body = lines[at + 1 : at + 1 + count]
        if sign and len(body) == count and all(inner[:1] == sign for inner in body):
            yield line + words
            yield from (inner[1:] for inner in body)
            at += count
        else:
            yield line
        at += 1


def _whole(line: str) -> tuple[int, str, str]:
    """How many lines follow that all have one sign, the sign, and how the head is to say so."""
    head = _WHOLE.fullmatch(line) if line.startswith("@@ ") else None
    if head is None:
        return 0, "", ""
    added = " -0,0 " in line
    return int(head[1 if added else 2] or 1), *(("+", ALL_ADDED) if added else ("-", ALL_REMOVED))


def _as_git_writes(lines: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        header = _HEADER.fullmatch(line) if line[:4] in ("diff", "new ", "dele", "rena") else None
        if header and not line.startswith("diff --git "):
            yield from _header(header)
        elif line.startswith("@@ ") and line.endswith((ALL_ADDED, ALL_REMOVED)):
            head = line.removesuffix(ALL_ADDED).removesuffix(ALL_REMOVED)
            count, sign, _ = _whole(head)
            yield head
            yield from (sign + inner for inner in lines[at : at + count])
            at += count
        else:
            yield line


def _header(said: re.Match[str]) -> tuple[str, ...]:
    if name := said["name"]:
        return (
            f"diff --git a/{name} b/{name}",
            f"index {said['index']}",
            f"--- a/{name}",
            f"+++ b/{name}",
        )
    if name := said["its"]:
        new = said["way"] == "new"
        return (
            f"diff --git a/{name} b/{name}",
            f"{said['way']} file mode {said['mode']}",
            f"index {said['ids']}",
            "--- /dev/null" if new else f"--- a/{name}",
            f"+++ b/{name}" if new else "+++ /dev/null",
        )
    was, now = said["was"], said["now"]
    return (
        f"diff --git a/{was} b/{now}",
        f"similarity index {said['alike']}",
        f"rename from {was}",
        f"rename to {now}",
        f"index {said['both']}",
        f"--- a/{was}",
        f"+++ b/{now}",
    )


__all__ = ["DiffHeaders"]
