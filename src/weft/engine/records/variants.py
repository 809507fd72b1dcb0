"""Variants: records that begin alike and have their lines in one order, but not all of them.

The items of a list of which some have a key that others lack. A record begins with a line that
stands less deep than its others. Lines that hold no value must stand in every record: an empty cell
could not tell that they are missing.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_TIMES = 3
MAX_LINES = 40  # of a record
MAX_UNION = 48  # lines that records have together
FILLED = 0.5  # of the cells, at least
NOTE = 90  # characters; what it costs to say that there are records
CELL = 4  # characters; what a cell costs besides its value


class Variant(NamedTuple):
    """Records from line `start` to `end` (excluded); each says which line it has of `union`."""

    gain: int
    start: int
    end: int
    union: tuple[str, ...]
    records: tuple[tuple[int, ...], ...]  # numbers of lines, or -1


def variants(
    shapes: Sequence[str], slots: Sequence[int], sizes: Sequence[int], depths: Sequence[int]
) -> list[Variant]:
    """Runs of such records that pay; they may overlap. `sizes` says how long each line is."""
    places: dict[str, list[int]] = {}
    for at, shape in enumerate(shapes):
        if shape and shape != "\r":
            places.setdefault(shape, []).append(at)
    lengths = list(accumulate(sizes, initial=0))
    found: list[Variant] = []
    for starts in places.values():
        if len(starts) >= MIN_TIMES:
            for run in _runs(starts, shapes, depths):
                found += _variants(run, shapes, slots, lengths)
    return found


def _runs(
    starts: Sequence[int], shapes: Sequence[str], depths: Sequence[int]
) -> list[list[tuple[int, int]]]:
    """Records side by side, each as first line and the one behind its last."""
    depth = depths[starts[0]]
    ends = [*starts[1:], len(shapes)]
    runs: list[list[tuple[int, int]]] = [[]]
    for start, limit in zip(starts, ends, strict=True):
        end = start + 1
        while end < min(limit, start + MAX_LINES) and (not shapes[end] or depths[end] > depth):
            end += 1
        if runs[-1] and runs[-1][-1][1] != start:
            runs.append([])
        runs[-1].append((start, end))
    return [run for run in runs if len(run) >= MIN_TIMES]


def _variants(
    run: Sequence[tuple[int, int]],
    shapes: Sequence[str],
    slots: Sequence[int],
    lengths: Sequence[int],
) -> list[Variant]:
    """The run as a whole, or divided where a record does not fit to those before it."""
    whole: list[str] | None = []
    # The longest records tell most of the order of the lines.
    for start, end in sorted(run, key=lambda one: one[0] - one[1]):
        own = shapes[start:end]
        whole = None if whole is None or len(set(own)) < len(own) else _joined(whole, own)
    if whole is not None and len(whole) <= MAX_UNION:
        one = _variant(whole, [range(*record) for record in run], shapes, slots, lengths)
        return [one] if one else []
    found: list[Variant] = []
    union: list[str] = []
    records: list[range] = []

    def close() -> None:
        if len(records) >= MIN_TIMES and (one := _variant(union, records, shapes, slots, lengths)):
            found.append(one)

    for start, end in run:
        joined = _joined(union, shapes[start:end]) if records else list(shapes[start:end])
        if joined is None or len(set(joined)) < len(joined) or len(joined) > MAX_UNION:
            close()
            records, joined = [], list(shapes[start:end])
            if len(set(joined)) < len(joined):
                continue
        union = joined
        records.append(range(start, end))
    close()
    return found


def _joined(union: Sequence[str], record: Sequence[str]) -> list[str] | None:
    """The lines of both in one order, if they have one."""
    place = {shape: at for at, shape in enumerate(union)}
    known = [place[shape] for shape in record if shape in place]
    if any(a >= b for a, b in pairwise(known)):
        return None
    joined: list[str] = []
    done = 0
    for shape in record:
        if shape in place:
            joined += union[done : place[shape] + 1]
            done = place[shape] + 1
        else:
            joined.append(shape)
    return joined + list(union[done:])


def _variant(
    union: Sequence[str],
    records: Sequence[range],
    shapes: Sequence[str],
    slots: Sequence[int],
    lengths: Sequence[int],
) -> Variant | None:
    place = {shape: at for at, shape in enumerate(union)}
    rows = [[-1] * len(union) for _ in records]
    cells = [0] * len(union)
    for row, record in zip(rows, records, strict=True):
        for line in record:
            at = place[shapes[line]]
            row[at] = line
            cells[at] = slots[line]
    lacking = [any(line < 0 for line in column) for column in zip(*rows, strict=True)]
    if not any(lacking) or any(lacks and not cells[at] for at, lacks in enumerate(lacking)):
        return None
    filled = sum(line >= 0 for row in rows for line in row)
    if filled < FILLED * len(rows) * len(union):
        return None
    start, end = records[0].start, records[-1].stop
    before = lengths[end] - lengths[start] + end - start
    shown = sum(map(len, union)) + len(union)
    shape_chars = sum(len(shapes[line]) + 1 - slots[line] for record in records for line in record)
    values = before - shape_chars
    gain = before - shown - values - CELL * sum(cells) * len(rows) - NOTE
    return Variant(gain, start, end, tuple(union), tuple(map(tuple, rows))) if gain > 0 else None


__all__ = ["Variant", "variants"]
