"""Aligned: columns held by nothing but their width, as `ps`, `ls -l`, `df` and `docker` print them.

Cells are told apart in three ways, tried one after the other: by two spaces or more, by where the
heads begin, by single spaces with all that is left in the last cell. Widths are those that a
`printf` must have had. Each row must come out the same when it is drawn again; a line that does not
stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING

from weft.engine.gap import is_gap
from weft.engine.tables.drawn import Table, checked
from weft.engine.tables.reading import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from weft.engine.tables.sheet import Line

LOOK = 4  # lines above the heads at most
SAMPLE = 80  # rows that tell the widths
AGREE = 0.9  # of the rows must show a width
NEARLY_ALL = 0.85  # of the lines must have as many cells
MIN_COLUMNS = 3

_CAPS = re.compile(r"[%#]?[A-Z][A-Z0-9%#()/_.:-]*")
_HEADS = re.compile(r"Filesystem +\S|Proto +\S|Netid +\S|Package +Version|USER +PID|Module +Size")
_MODE = re.compile(r"[-bcdlps][-rwxsStT]{9}[.+@]? +\d+ +\S")
_SPLIT = re.compile(r" {2,}").split
_RULE = re.compile(r"-{2,}(?: +-{2,})+ *")
_APT = "Listing..."
_LS_COLUMNS = 9


def read(lines: Sequence[str]) -> Table | None:
    """The table in these lines, or nothing if they do not begin with one."""
    at = next((at for at, line in enumerate(lines[: LOOK + 1]) if _is_head(lines, at, line)), None)
    if at is not None:
        return _read_headed(lines, at)
    if lines[0] == _APT:
        return _read_apt(lines)
    looked_at = [line for line in lines[:SAMPLE] if not is_gap(line)]
    modes = sum(1 for line in looked_at if _MODE.match(line))
    if modes >= 3 and modes >= NEARLY_ALL * len(looked_at) - 2:
        return _read(lines, 0, _by_words(_LS_COLUMNS), 0)
    return None


def _read_apt(lines: Sequence[str]) -> Table | None:
    """Packages as `apt list` names them: name, version, architecture, state, one space between."""
    kept: list[Line] = [line.split(" ", 3) if line.count(" ") > 2 else line for line in lines]
    return checked(Table(Drawing((0,) * 4), kept, 0, list(range(len(lines)))), lines)


def _is_head(lines: Sequence[str], at: int, line: str) -> bool:
    if _HEADS.match(line):
        return True
    if at + 1 < len(lines) and _RULE.fullmatch(lines[at + 1]):
        return True
    words = line.split()
    caps = sum(1 for word in words if _CAPS.fullmatch(word))
    return len(words) >= 2 and caps == len(words)


def _read_headed(lines: Sequence[str], at: int) -> Table | None:
    head = lines[at]
    body = [line for line in lines[at + 1 : at + 1 + SAMPLE] if not is_gap(line)]
    if len(body) < 2:
        return None
    for split, columns in _ways(head, body):
        cells = split(head)
        if len(cells) != columns or columns < 2:
            continue
        fits = sum(1 for line in body if len(split(line)) == columns)
        if fits >= NEARLY_ALL * len(body) - 1 and (found := _read(lines, at, split, 1)):
            return found
    return None


def _ways(head: str, body: Sequence[str]) -> Iterator[tuple[Callable[[str], list[str]], int]]:
    names = _SPLIT(head.strip())
    if len(names) >= 2:
        yield _by_gaps, len(names)
        yield _by_places(head, names), len(names)
    words = len(head.split())
    columns = min(
        words,
        min(len(line.split()) for line in body if line.strip()) if any(map(str.strip, body)) else 0,
    )
    for count in dict.fromkeys((words, columns)):
        if count >= MIN_COLUMNS:
            yield _by_words(count), count


def _by_gaps(line: str) -> list[str]:
    return _SPLIT(line.strip())


def _by_words(columns: int) -> Callable[[str], list[str]]:
    def split(line: str) -> list[str]:
        return line.rstrip().split(None, columns - 1)

    return split


def _by_places(head: str, names: Sequence[str]) -> Callable[[str], list[str]]:
    """At the places where the heads begin, each with a space before it."""
    starts = []
    place = 0
    for name in names:
        place = head.index(name, place)
        starts.append(place)
        place += len(name)
    starts[0] = 0
    cut = itemgetter(*map(slice, starts, [*starts[1:], None]))

    def split(line: str) -> list[str]:
        if any(len(line) >= start and line[start - 1] != " " for start in starts[1:]):
            return []
        return list(map(str.strip, cut(line)))

    return split


def _read(
    lines: Sequence[str], at: int, split: Callable[[str], list[str]], heads: int
) -> Table | None:
    parts = [[] if is_gap(line) else split(line) for line in lines[at:]]
    if heads and len(parts) > 1 and _RULE.fullmatch(lines[at + 1]):
        parts[1] = []  # the line below the heads is no row
    columns = len(parts[0]) if heads else _LS_COLUMNS
    kept: list[Line] = list(lines[:at])
    kept += [
        part if len(part) == columns else line for part, line in zip(parts, lines[at:], strict=True)
    ]
    rows = [
        (part, line) for part, line in zip(parts, lines[at:], strict=True) if len(part) == columns
    ]
    if len(rows) < heads + 2:
        return None
    longest = [max(map(len, cells)) for cells in zip(*[part for part, _ in rows], strict=True)]
    step = max(1, len(rows) // SAMPLE)
    looked_at = rows[: SAMPLE // 2] + rows[SAMPLE // 2 :: step]
    leads = Counter(len(line) - len(line.lstrip(" ")) for _, line in looked_at)
    indent, times = leads.most_common(1)[0]
    indent = indent if times >= AGREE * len(looked_at) else 0
    drawing = Drawing(_widths(looked_at, longest, indent), indent=indent)
    return checked(Table(drawing, kept, heads, list(range(len(lines)))), lines)


def _widths(
    rows: Sequence[tuple[list[str], str]], longest: Sequence[int], indent: int
) -> tuple[int, ...]:
    """The widths that a `printf` with a space between its columns must have had.

    What most rows agree on counts: a cell that is too long pushes the rest of its row aside.
    """
    spans = [_spans(*row) for row in rows]
    sizes = [list(map(len, row)) for row, _ in rows]
    last = len(longest) - 1
    ends = [indent - 1] * len(rows)  # where the field before ends, its padding included
    widths: list[int] = []
    for column in range(last):
        rooms = [span[column] - end - 1 for span, end in zip(spans, ends, strict=True)]
        own = [size[column] for size in sizes]
        if _agree(room == 0 for room, size in zip(rooms, own, strict=True) if size):
            behind = [
                (span[column + 1] - end - 2, size[column], size[column + 1])
                for span, end, size in zip(spans, ends, sizes, strict=True)
                if size[column + 1]
            ]
            widths.append(-_left_width(behind, longest[column]))
        else:
            widths.append(_usual([room + size for room, size in zip(rooms, own, strict=True)], own))
        ends = [end + 1 + max(size, abs(widths[-1])) for end, size in zip(ends, own, strict=True)]
    widths.append(_last_width(rows, spans, ends, longest[last]))
    return tuple(widths)


def _left_width(behind: Sequence[tuple[int, int, int]], longest: int) -> int:
    """The width of a column on the left, from where the next one begins or ends in each row."""
    width = _usual([room for room, _, _ in behind], [size for _, size, _ in behind])
    if any(room < size for room, size, _ in behind):
        return longest
    on_left = sum(1 for room, size, _ in behind if room == max(size, width))
    on_right = max(Counter(room + behind_it for room, _, behind_it in behind).values(), default=0)
    # If the next column is on the right, its beginnings tell nothing.
    return width if on_left >= on_right else longest


def _last_width(
    rows: Sequence[tuple[list[str], str]],
    spans: Sequence[Sequence[int]],
    ends: Sequence[int],
    longest: int,
) -> int:
    """The width of the last column: mostly it has none."""
    filled = [
        (span[-1] - end - 1, len(line.rstrip()) - end - 1)
        for span, end, (row, line) in zip(spans, ends, rows, strict=True)
        if row[-1]
    ]
    if not filled or _agree(start == 0 for start, _ in filled):
        lengths = {len(line) for _, line in rows}
        even = len(lengths) == 1 and any(line.endswith(" ") for _, line in rows)
        return -(lengths.pop() - max(ends) - 1) if even and len(set(ends)) == 1 else 0
    end, times = Counter(end for _, end in filled).most_common(1)[0]
    return end if times >= AGREE * len(filled) else longest


def _usual(rooms: Sequence[int], sizes: Sequence[int]) -> int:
    """What most rows whose cell is shorter than its room have."""
    padded = Counter(room for room, size in zip(rooms, sizes, strict=True) if room > size)
    if not padded:
        return max(rooms, default=0)
    return padded.most_common(1)[0][0]


def _agree(votes: Iterable[bool]) -> bool:
    counted = Counter(votes)
    return counted[True] >= AGREE * counted.total()


def _spans(cells: Sequence[str], line: str) -> list[int]:
    """Where each cell begins."""
    starts = []
    place = 0
    for cell in cells:
        found = line.find(cell, place)
        starts.append(found)
        place = found + len(cell)
    return starts


__all__ = ["read"]
