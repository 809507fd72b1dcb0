"""Rows: records in a text, their lines written once and their values as rows, and back.

    [12 times these 2 lines, each … filled from a row below:]
      - name: …
        value: …
    LOG_LEVEL | debug
    PORT | "8080"

Where many values differ, a row of their keys stands above the rows. A value that is the same in all
of them stands in the lines. Where some records lack lines, the note says that a line whose cell is
empty is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.records.notes import LACKING, NAMED, ROWS, ROWS_BELOW, SLOT
from weft.engine.records.repeats import candidates
from weft.engine.records.variants import variants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BAR = " | "
_WORD = re.compile(r"[\w.@/-]*\w")
_WIDE = 5  # values in a row, beyond which nobody counts them


class _Page(NamedTuple):
    """The lines of a text, each with its shape and its values."""

    lines: Sequence[str]
    shapes: Sequence[str]
    values: Sequence[tuple[str, ...]]


def fold(
    text: str,
    read: Callable[[str], tuple[str, tuple[str, ...]]],
    depth: Callable[[str], int],
) -> str | None:
    """The text with rows, shapes read by one function, and by another how deep a line stands."""
    lines = text.split("\n")
    known: dict[str, tuple[str, tuple[str, ...]]] = {}
    same: dict[str, str] = {}  # equal shapes are one object, and quickly compared
    for line in lines:
        if line not in known:
            form, cells = read(line)
            known[line] = same.setdefault(form, form), cells
    page = _Page(lines, [known[line][0] for line in lines], [known[line][1] for line in lines])
    slots = list(map(len, page.values))
    # Each as gain, first line, line behind the last, lines of the record, and the lines of each.
    found = [
        (run.gain, run.start, run.end, tuple(page.shapes[run.start : run.start + run.period]),
         [range(at, at + run.period) for at in range(run.start, run.end, run.period)])
        for run in candidates(page.shapes, slots)
    ]  # fmt: skip
    found += variants(page.shapes, slots, list(map(depth, lines)))  # type: ignore[arg-type]
    taken = bytearray(len(lines))
    chosen = []
    for _, start, end, union, records in sorted(found, key=_order):
        if taken.find(1, start, end) < 0:
            written = _written(page, union, records)
            if written is not None and sum(map(len, written)) < sum(map(len, lines[start:end])):
                taken[start:end] = b"\x01" * (end - start)
                chosen.append((start, end, written))
    if not chosen:
        return None
    folded: list[str] = []
    done = 0
    for start, end, written in sorted(chosen):
        folded += lines[done:start]
        folded += written
        done = end
    return "\n".join(folded + lines[done:])


def _order(found: tuple[int, int, int, Sequence[str], Sequence[Sequence[int]]]) -> tuple[int, ...]:
    """What saves most first. A record of several that begin alike is hard to read: worth less."""
    gain, start, _, union, _ = found
    return (-gain // union.count(union[0]), len(union), start)


def _written(
    page: _Page, union: Sequence[str], records: Sequence[Sequence[int]]
) -> list[str] | None:
    """The note, the lines, and a row for each record."""
    lacking = [any(line < 0 for line in column) for column in zip(*records, strict=True)]
    slots = [shape.count(SLOT) for shape in union]
    rows = [
        [
            value
            for line, count in zip(record, slots, strict=True)
            for value in (page.values[line] if line >= 0 else ("",) * count)
        ]
        for record in records
    ]
    fixed = [not lacks for lacks, count in zip(lacking, slots, strict=True) for _ in range(count)]
    same = [
        fix and column.count(column[0]) == len(column)
        for fix, column in zip(fixed, zip(*rows, strict=True), strict=True)
    ]
    if all(same):
        return None  # the same lines again: another form's
    parts = "\n".join(union).split(SLOT)
    shown = parts[0]
    for first, constant, part in zip(rows[0], same, parts[1:], strict=True):
        shown += (first if constant else SLOT) + part
    kept = [
        [cell for cell, constant in zip(row, same, strict=True) if not constant] for row in rows
    ]
    written = list(map(BAR.join, kept))
    if any(line.split(BAR) != row for line, row in zip(written, kept, strict=True)):
        return None
    named = len(kept[0]) > _WIDE
    which = "this line" if len(union) == 1 else f"these {len(union)} lines"
    more = (LACKING if any(lacking) else "") + (NAMED if named else "")
    note = f"[{len(records)} times {which}, {ROWS_BELOW}{more}:]"
    names = [BAR.join(_names(shown))] if named else []
    return [note, *shown.split("\n"), *names, *written]


def _names(shown: str) -> Iterator[str]:
    """What each value is called: the word before its place."""
    for before in shown.split(SLOT)[:-1]:
        words = _WORD.findall(before.rpartition("\n")[2])
        yield words[-1] if words else "key"


def unfold(text: str) -> str:
    """The text with every record written out."""
    lines = iter(text.split("\n"))
    unfolded: list[str] = []
    for line in lines:
        note = ROWS.fullmatch(line)
        if note is None:
            unfolded.append(line)
            continue
        times, period = int(note[1]), int(note[2] or 1)
        shapes = [next(lines) for _ in range(period)]
        if note[4]:
            next(lines)
        parts = "\n".join(shapes).split(SLOT)
        each = [shape.split(SLOT) for shape in shapes] if note[3] else []
        for _ in range(times):
            cells = next(lines).split(BAR)
            if len(cells) != len(parts) - 1:
                raise ValueError("a row has not as many values as its shape has places")
            if each:
                unfolded += _filled(each, cells)
            else:
                pairs = zip(parts, cells, strict=False)
                unfolded.append("".join([text for pair in pairs for text in pair]) + parts[-1])
    return "\n".join(unfolded)


def _filled(shapes: Sequence[Sequence[str]], cells: Sequence[str]) -> list[str]:
    """The lines of a record, without those whose cells are empty."""
    filled = []
    done = 0
    for parts in shapes:
        own = cells[done : done + len(parts) - 1]
        done += len(own)
        if own and not any(own):
            continue
        pairs = zip(parts, (*own, ""), strict=True)
        filled.append("".join(text for pair in pairs for text in pair))
    return filled


def is_note(line: str) -> bool:
    """Whether this line says that rows are below."""
    return ROWS.fullmatch(line) is not None


__all__ = ["BAR", "fold", "is_note", "unfold"]
