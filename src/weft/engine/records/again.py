"""Again: lines that came before, told by the first one; long lines, told by how they begin.

      - uses: actions/checkout@[as above]
        [the next 3 lines as above]

The lines behind a line are those that follow its first appearance, as deep as the note stands. The
rest of a long line is that of the last one that begins the same. No form here: text in, text out.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from weft.engine.gap import has_gap
from weft.engine.records.notes import NEXT, ROWS, TAIL, lines_below

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_CHARS = 60  # in the lines that need not be written
MIN_LINE = 45  # characters of a line whose end is left out
MIN_TAIL = 24  # characters that are left out of it
MIN_HEAD = 4  # characters that stay

_LEAD = re.compile(r"[ -]*")
_LAST_STEP = re.compile(r".*[@:=/ \"'](?=[^ ])", re.DOTALL)


def fold(text: str) -> str | None:
    """The text with notes in the place of what came before, or nothing where nothing did."""
    lines = text.split("\n")
    bodies = [line.lstrip(" ") for line in lines]
    if len({body.lstrip("- ") for body in bodies}) == len(bodies):
        return None
    depths = [len(line) - len(body) for line, body in zip(lines, bodies, strict=True)]
    first: dict[str, int] = {}
    tails: dict[str, str] = {}
    folded: list[str] = []
    at = 0
    last = len(lines) - 1
    changed = False
    while at < len(lines):
        body = bodies[at]
        if body[:1] == "[" and (rows := ROWS.fullmatch(body)):
            # Rows and what they fill are read as they stand.
            folded += lines[at : at + 1 + lines_below(rows)]
            at += 1 + lines_below(rows)
            continue
        folded.append(_shortened(lines[at], tails))
        changed |= folded[-1] is not lines[at]
        start = first.setdefault(body, at)
        again = start < at < last and body and bodies[start + 1] == bodies[at + 1]
        length = _length(bodies, depths, start, at) if again else 0
        if length:
            count = "line" if length == 1 else f"{length} lines"
            folded.append(f"{' ' * depths[at + 1]}[the next {count} as above]")
            changed = True
        at += 1 + length
    return "\n".join(folded) if changed else None


def unfold(text: str) -> str:
    """The text with every note replaced by what it says. Only for what `fold` gave."""
    unfolded: list[str] = []
    first: dict[str, int] = {}
    tails: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        if rows := ROWS.fullmatch(line):
            unfolded += (line, *islice(lines, lines_below(rows)))
            continue
        note = NEXT.fullmatch(line)
        if note is None:
            whole = _lengthened(line, tails)
            first.setdefault(whole.lstrip(" "), len(unfolded))
            unfolded.append(whole)
            continue
        start = first[unfolded[-1].lstrip(" ")] + 1
        block = unfolded[start : start + int(note[3] or 1)]
        shift = len(note[1]) - _depth(block[0]) if block[0].strip(" ") else 0
        unfolded += [_shifted(one, shift) for one in block] if shift else block
    return "\n".join(unfolded)


def _length(bodies: Sequence[str], depths: Sequence[int], start: int, at: int) -> int:
    """How many lines behind `at` are those behind `start`, if that is worth a note."""
    if start + 1 == at:
        return 0
    shift = depths[at + 1] - depths[start + 1] if bodies[at + 1] else 0
    length = size = 0
    while (
        start + length + 1 < at
        and at + length + 1 < len(bodies)
        and bodies[start + length + 1] == bodies[at + length + 1]
        and depths[at + length + 1] - depths[start + length + 1]
        == (shift if bodies[at + length + 1] else 0)
        and not has_gap(bodies[at + length + 1])
    ):
        length += 1
        size += len(bodies[at + length]) + 4
    while length and not bodies[at + length]:
        length -= 1  # blank lines at the end are plainer written
    return length if size >= MIN_CHARS else 0


def _shortened(line: str, tails: dict[str, str]) -> str:
    """The line without the end that an earlier one has too."""
    # A line in brackets may be a note.
    if len(line) < MIN_LINE or line[0] == "[" or (at := _cut(line)) is None:
        return line
    lead = _LEAD.match(line).end()  # type: ignore[union-attr]
    head, tail = line[lead:at], line[at:]
    known = tails.get(head)
    tails[head] = tail
    return line[:at] + TAIL if known == tail else line


def _lengthened(line: str, tails: dict[str, str]) -> str:
    """The line whole again."""
    if line.endswith(TAIL):
        lead = _LEAD.match(line).end()  # type: ignore[union-attr]
        return line[: -len(TAIL)] + tails[line[lead : -len(TAIL)]]
    _shortened(line, tails)
    return line


def _cut(line: str) -> int | None:
    """Where the end of a long line begins that may be left out."""
    lead = _LEAD.match(line).end()  # type: ignore[union-attr]
    found = _LAST_STEP.match(line, lead + MIN_HEAD, len(line) - MIN_TAIL + 1)
    return None if found is None or has_gap(line) else found.end()


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _shifted(line: str, shift: int) -> str:
    body = line.lstrip(" ")
    return " " * (len(line) - len(body) + shift) + body if body else line


__all__ = ["fold", "unfold"]
