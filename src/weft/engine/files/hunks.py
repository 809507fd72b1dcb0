"""Hunks of a diff: heads without counts that follow, long runs without a sign on each line.

    @@ -29,3 +29,11 @@ def rows():        @@ -29 +29 @@ def rows():
     found = []                           found = []
    +    for row in table:               {+++
    +        if row.is_open:                 for row in table:
    ... 8 lines in all                           if row.is_open:
     return found                        +++}
                                          return found

A head keeps its counts where its lines do not agree with them (a part is left out). A hunk that is
all of its file says so instead: `@@ 90 lines, all added @@`, and no line of it has a sign.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AS_IS = "= "
LONG = 6  # lines of a run from which on brackets are shorter than signs

OPEN = {"+": "{+++", "-": "[---"}
CLOSE = {"{+++": "+++}", "[---": "---]"}
SIGN = {opened: sign for sign, opened in OPEN.items()}

_HEAD = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)", re.DOTALL)
_SHORT = re.compile(r"@@ -(\d+) \+(\d+) @@(.*)", re.DOTALL)
_WHOLE = re.compile(r"@@ (\d+) lines?, all (added|removed) @@")
_OURS = re.compile(r"^(?:= @@ |@@ \d+ lines?, all |\{\+\+\+$|\[---$)", re.MULTILINE)


def put(lines: Sequence[str]) -> list[str]:
    """The lines with short hunks."""
    written: list[str] = []
    at, end = 0, len(lines)
    while at < end:
        line = lines[at]
        at += 1
        head = _HEAD.fullmatch(line) if line[:3] == "@@ " else None
        if head is None:
            written.append(line)
            continue
        stop, agrees = _stop(lines, at, head)
        body = lines[at:stop]
        at = stop
        if agrees and body and (whole := _whole(head, body)):
            written.append(whole)
            written += [inner[1:] for inner in body]
            continue
        if agrees:
            written.append(_short(head))
        else:
            # A head without counts would be taken for one that we have shortened.
            written.append(AS_IS + line if _SHORT.fullmatch(line) and not _gaps(body) else line)
        written += body if written[-1].startswith(AS_IS) else _runs(body)
    return written


def take(lines: Sequence[str]) -> Iterator[str]:
    """The lines as git wrote them."""
    at, end = 0, len(lines)
    while at < end:
        line = lines[at]
        at += 1
        if line[:3] != "@@ ":
            yield line.removeprefix(AS_IS) if line.startswith(AS_IS + "@@ ") else line
            continue
        if whole := _WHOLE.fullmatch(line):
            count, added = int(whole[1]), whole[2] == "added"
            number = f"1,{count}" if count != 1 else "1"
            yield f"@@ -0,0 +{number} @@" if added else f"@@ -{number} +0,0 @@"
            sign = "+" if added else "-"
            yield from [sign + inner for inner in lines[at : at + count]]
            at += count
            continue
        body: list[str] = []
        head = _HEAD.fullmatch(line)
        while at < end and head:
            opened = SIGN.get(lines[at])
            if opened:
                close = lines.index(CLOSE[lines[at]], at)
                body += [
                    inner if is_gap(inner) else opened + inner for inner in lines[at + 1 : close]
                ]
                at = close + 1
            elif _within(lines, at):
                body.append(lines[at])
                at += 1
            else:
                break
        short = _SHORT.fullmatch(line)
        yield _long(short, body) if short else line
        yield from body


def clashes(text: str) -> bool:
    """Whether the text has lines that would be taken for ours."""
    return ("@@ " in text or "+++" in text or "[---" in text) and _OURS.search(text) is not None


def _stop(lines: Sequence[str], at: int, head: re.Match[str]) -> tuple[int, bool]:
    """Where the hunk ends, and whether its lines follow from that: then counts need not be said."""
    stop, end = at, len(lines)
    while stop < end and _within(lines, stop):
        stop += 1
    signs = [line[:1] for line in lines[at:stop]]
    added, gone, notes = signs.count("+"), signs.count("-"), signs.count("\\")
    both = len(signs) - added - gone - notes
    old, new = _count(head[2]), _count(head[4])
    if (both + gone, both + added) == (old, new):
        exact = (head[2], head[4]) == (_said(old), _said(new))
        return stop, exact and not _gaps(lines[at:stop])
    return stop, False


def _gaps(lines: Sequence[str]) -> bool:
    return any(map(is_gap, lines))


def _within(lines: Sequence[str], at: int) -> bool:
    line = lines[at]
    if line[:1] in (" ", "+", "-", "\\") and line:
        # The next file of a plain diff
        return not (
            line.startswith("--- ") and at + 1 < len(lines) and lines[at + 1].startswith("+++ ")
        )
    return is_gap(line)


def _count(said: str | None) -> int:
    return 1 if said is None else int(said)


def _said(count: int) -> str | None:
    return None if count == 1 else str(count)


def _short(head: re.Match[str]) -> str:
    return f"@@ -{head[1]} +{head[3]} @@{head[5]}"


def _long(head: re.Match[str], body: Sequence[str]) -> str:
    if _gaps(body):  # then it was no short head
        return head[0]
    signs = [line[:1] for line in body]
    added, gone, notes = signs.count("+"), signs.count("-"), signs.count("\\")
    both = len(signs) - added - gone - notes
    old, new = _said(both + gone), _said(both + added)
    return (
        f"@@ -{head[1]}{f',{old}' if old else ''} +{head[2]}{f',{new}' if new else ''} @@{head[3]}"
    )


def _whole(head: re.Match[str], body: Sequence[str]) -> str | None:
    """The head of a hunk that is all of its file."""
    if head[5] or (head[1], head[3]) not in (("0", "1"), ("1", "0")):
        return None
    sign, word = ("+", "added") if head[1] == "0" else ("-", "removed")
    if any(line[:1] != sign for line in body):
        return None
    return f"@@ {len(body)} line{'s' * (len(body) != 1)}, all {word} @@"


def _runs(body: Sequence[str]) -> Iterator[str]:
    """The lines of a hunk, long runs of one sign between brackets."""
    sign = ""
    signs = [
        (sign := sign if is_gap(line) else line[0])  # a gap goes with what is before it
        for line in body
    ]
    at = 0
    for sign, run in groupby(signs):
        end = at + len(list(run))
        lines = body[at:end]
        at = end
        opened = OPEN.get(sign)
        if opened is None or len(lines) < LONG or is_gap(lines[0]) or sign + CLOSE[opened] in lines:
            yield from lines
            continue
        yield opened
        yield from [line if is_gap(line) else line[1:] for line in lines]
        yield CLOSE[opened]


__all__ = ["clashes", "put", "take"]
