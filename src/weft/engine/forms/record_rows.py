"""Record rows: lines of one shape that come again and again, the shape once and the values as rows.

    [12 times these 2 lines, each … filled from a row below:]
      - name: …
        value: …
    LOG_LEVEL | debug
    PORT | "8080"

Where many values differ, a row of their keys stands above the rows, and the note says so.
A value that is the same in all of them stands in the shape. A text that has the sign for a value is
left alone, and so is one in which lines are given by where they stood before (`repeated_blocks`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.detect.held import held_by
from weft.engine.model import Exactness, Kind
from weft.engine.records import again, shape
from weft.engine.records.notes import ROWS_BELOW, SLOT, has_note
from weft.engine.records.repeats import runs
from weft.engine.tokens import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from weft.engine.records.repeats import Run

BAR = " | "
ONE_LINE = "[one line, each element on a line here]\n"

_SHAPES = {Kind.YAML: shape.yaml, Kind.CONFIG: shape.config, Kind.XML: shape.xml}
_NAMED = ", their names first"
_NOTE = re.compile(
    rf"\[(\d{{1,9}}) times (?:this line|these (\d{{1,3}}) lines), {ROWS_BELOW}({_NAMED})?:\]"
)
_WORD = re.compile(r"[\w.@/-]*\w")
_WIDE = 5  # values in a row, beyond which nobody counts them


class RecordRows:
    """Writes records of one shape as rows."""

    name: ClassVar[str] = "record_rows"
    kinds: ClassVar[frozenset[Kind]] = frozenset(_SHAPES)
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def owns(self, text: str) -> bool:
        """Whether this text has a note of this form."""
        return ROWS_BELOW in text and any(map(_NOTE.fullmatch, text.split("\n")))

    def fold(self, text: str) -> str | None:
        """The text with rows in the place of records."""
        if SLOT in text or has_note(text):
            return None
        kind = held_by(text)
        if kind is None:
            return None
        if kind is Kind.XML and "\n" not in text.rstrip("\n"):
            folded = fold_with(text.replace("><", ">\n<"), shape.xml)
            return None if folded is None else ONE_LINE + folded
        folded = fold_with(text, _SHAPES[kind])
        if folded is None or (shorter := again.fold(folded)) is None:
            return folded
        return min(folded, shorter, key=count)

    def unfold(self, text: str) -> str:
        """The text with every record written out. Only for what `fold` gave."""
        if text.startswith(ONE_LINE):
            return unfold_rows(text[len(ONE_LINE) :]).replace(">\n<", "><")
        return unfold_rows(again.unfold(text))


def unfold_rows(text: str) -> str:
    """The text with every record written out."""
    lines = iter(text.split("\n"))
    unfolded: list[str] = []
    for line in lines:
        note = _NOTE.fullmatch(line)
        if note is None:
            unfolded.append(line)
            continue
        times, period = int(note[1]), int(note[2] or 1)
        parts = "\n".join(next(lines) for _ in range(period)).split(SLOT)
        if note[3]:
            next(lines)
        for _ in range(times):
            cells = next(lines).split(BAR)
            if len(cells) != len(parts) - 1:
                raise ValueError("a row has not as many values as its shape has places")
            record = [text for pair in zip(parts, cells, strict=False) for text in pair]
            unfolded.append("".join(record) + parts[-1])
    return "\n".join(unfolded)


def fold_with(text: str, read: Callable[[str], tuple[str, tuple[str, ...]]]) -> str | None:
    """The text with rows, shapes read by this function."""
    lines = text.split("\n")
    known: dict[str, tuple[str, tuple[str, ...]]] = {}
    same: dict[str, str] = {}  # equal shapes are one object, and quickly compared
    for line in lines:
        if line not in known:
            form, cells = read(line)
            known[line] = same.setdefault(form, form), cells
    shapes = [known[line][0] for line in lines]
    values = [known[line][1] for line in lines]
    folded: list[str] = []
    done = 0
    for run in runs(shapes, list(map(len, values))):
        written = _written(run, shapes, values)
        if written is not None and sum(map(len, written)) < sum(
            map(len, lines[run.start : run.end])
        ):
            folded += lines[done : run.start]
            folded += written
            done = run.end
    return "\n".join(folded + lines[done:]) if done else None


def _written(
    run: Run, shapes: Sequence[str], values: Sequence[tuple[str, ...]]
) -> list[str] | None:
    rows = [
        [value for line in values[at : at + run.period] for value in line]
        for at in range(run.start, run.end, run.period)
    ]
    columns = list(zip(*rows, strict=True))
    same = [column.count(column[0]) == len(column) for column in columns]
    if all(same):
        return None  # the same lines again: another form's
    parts = "\n".join(shapes[run.start : run.start + run.period]).split(SLOT)
    shown = parts[0]
    for first, constant, part in zip(rows[0], same, parts[1:], strict=True):
        shown += (first if constant else SLOT) + part
    kept = [
        [cell for cell, constant in zip(row, same, strict=True) if not constant] for row in rows
    ]
    written = list(map(BAR.join, kept))
    if any(line.split(BAR) != row for line, row in zip(written, kept, strict=True)):
        return None
    which = "this line" if run.period == 1 else f"these {run.period} lines"
    named = len(kept[0]) > _WIDE
    note = f"[{run.times} times {which}, {ROWS_BELOW}{_NAMED if named else ''}:]"
    names = [BAR.join(_names(shown))] if named else []
    return [note, *shown.split("\n"), *names, *written]


def _names(shown: str) -> Iterator[str]:
    """What each value is called: the word before its place."""
    for before in shown.split(SLOT)[:-1]:
        words = _WORD.findall(before.rpartition("\n")[2])
        yield words[-1] if words else "key"


__all__ = ["RecordRows", "fold_with", "unfold_rows"]
