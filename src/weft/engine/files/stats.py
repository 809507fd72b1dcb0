"""Summaries of a change, as `git diff --stat` prints them: directories once, bars as counts.

     src/engine/gap.py   | 12 +++++++-----            2 files changed, 8 insertions(+), ...:
     src/engine/model.py |  1 +                       src/engine/
     2 files changed, 8 insertions(+), 5 deletions(-)  gap.py +7 -5
                                                       model.py +1

The total comes first and tells where the rows end. A bar that git has scaled stays a bar, behind
the count of its line. How wide names and counts were is said where it does not follow from them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.files.columns import Row
from weft.engine.files.path_tree import climb, grow
from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROW = re.compile(r" (\S.*?)( *) \| ( *)(\d+|Bin)(?: (.*))?")
_TOTAL = re.compile(r" (\d+ files? changed(?:, \d+ \w+\([+-]\))*)")
_HEAD = re.compile(
    r"((\d+) files? changed(?:, \d+ \w+\([+-]\))*)"
    r"(?:; (\d+) lines here)?(?:; (\d+) and (\d+) wide)?:"
)
_SHORT = re.compile(r"(.*?) (\+\d+ -\d+|\+\d+|-\d+|\d+ [+-]+|0|Bin.*)")
_NUMBERS = re.compile(r"(?:\+(\d+))? ?(?:-(\d+))?")
_LINE = re.compile(r"^ \d+ files? changed", re.MULTILINE)


def put(text: str) -> str | None:
    """The text with short summaries; nothing where there are none."""
    if " changed" not in text or not _LINE.search(text):
        return None
    lines = text.split("\n")
    written: list[str] = []
    done = 0
    for at, line in enumerate(lines):
        if " changed" not in line:
            continue
        if line[-1:] == ":" and _HEAD.fullmatch(line):
            return None
        total = _TOTAL.fullmatch(line)
        start = at
        while start > done and (" | " in lines[start - 1] or is_gap(lines[start - 1])):
            start -= 1
        while start < at and is_gap(lines[start]):
            start += 1
        block = _block(lines[start:at], total[1]) if total and start < at else None
        if block is not None:
            written += (*lines[done:start], *block)
            done = at + 1
    if not done:
        return None
    return "\n".join([*written, *lines[done:]])


def take(text: str) -> str:
    """The text as git wrote it."""
    lines = text.split("\n")
    written: list[str] = []
    at = 0
    while at < len(lines):
        head = _HEAD.fullmatch(lines[at]) if lines[at][-1:] == ":" else None
        at += 1
        if head is None:
            written.append(lines[at - 1])
            continue
        wanted = int(head[3] or head[2])
        end = at
        while wanted and end < len(lines):
            wanted -= not lines[end].endswith("/")
            end += 1
        rows = list(climb(lines[at:end], _BARE))  # type: ignore[arg-type]
        cells = [None if is_gap(row) else _long(row) for row in rows]
        widths = (int(head[4]), int(head[5])) if head[4] else _widths(list(filter(None, cells)))
        written += [
            _line(cell, widths) if cell else row for row, cell in zip(rows, cells, strict=True)
        ]
        written.append(" " + head[1])
        at = end
    return "\n".join(written)


_Cell = tuple[str, str, str]  # name, count, what stands behind it


def _block(lines: Sequence[str], total: str) -> list[str] | None:
    """The total, and the rows as a tree below it."""
    cells: list[_Cell] = []
    rows: list[Row] = []
    for line in lines:
        if is_gap(line):
            rows.append(Row(line, ""))
            continue
        row = _ROW.fullmatch(line)
        if row is None:
            return None
        cell = (row[1], row[4], row[5] or "")
        path = _short(cell)
        if _long(path) != cell:
            return None
        cells.append(cell)
        # What has moved names two places and hangs below neither.
        rows.append(Row(path, "") if "=>" in path else Row("", path))
    widths = _widths(cells)
    head = total
    if int(total.split(" ", 1)[0]) != len(rows):
        head += f"; {len(rows)} lines here"
    first = _ROW.fullmatch(next(line for line in lines if not is_gap(line)))
    wide = (len(first[1] + first[2]), len(first[3] + first[4]))  # type: ignore[index]
    if wide != widths:
        head += f"; {wide[0]} and {wide[1]} wide"
    written = (_line(cell, wide) for cell in cells)
    if any(ours != line for ours, line in zip(written, filter(_is_row, lines), strict=True)):
        return None
    return [f"{head}:", *grow(rows, columns=True)]


def _is_row(line: str) -> bool:
    return not is_gap(line)


def _widths(cells: Sequence[_Cell]) -> tuple[int, int]:
    names = max((len(name) for name, _, _ in cells), default=0)
    return names, max((len(count) for _, count, _ in cells), default=0)


def _line(cell: _Cell, wide: tuple[int, int]) -> str:
    name, count, rest = cell
    return f" {name:<{wide[0]}} | {count:>{wide[1]}}{' ' + rest if rest else ''}"


def _short(cell: _Cell) -> str:
    name, count, bar = cell
    added = len(bar) - len(bar.lstrip("+"))
    gone = len(bar) - added
    if count == "0" and not bar:
        return f"{name} 0"
    if count != "Bin" and bar and bar == "+" * added + "-" * gone and int(count) == len(bar):
        said = [f"+{added}"] * (added > 0) + [f"-{gone}"] * (gone > 0)
        return f"{name} {' '.join(said)}"
    return f"{name} {count} {bar}".rstrip(" ")


def _long(row: str) -> _Cell | None:
    said = _SHORT.fullmatch(row)
    if said is None:
        return None
    name, behind = said.groups()
    if behind[0] in "+-":
        numbers = _NUMBERS.fullmatch(behind)
        if numbers is None:
            return None
        added, gone = int(numbers[1] or 0), int(numbers[2] or 0)
        return name, str(added + gone), "+" * added + "-" * gone
    count, _, bar = behind.partition(" ")
    return name, count, bar


class _Bare:
    """Rows without anything in front."""

    def parts(self, body: str) -> tuple[list[str], str]:
        return [], body

    def line(self, _said: list[str], path: str) -> str:
        return path


_BARE = _Bare()


__all__ = ["put", "take"]
