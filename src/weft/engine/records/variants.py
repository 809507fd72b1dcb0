"""Variants: records that begin alike and have their lines in one order, but not all of them.

The items of a list of which some have a key that others lack. A record begins with a line that
stands less deep than its others. Lines that hold no value must stand in every record: an empty cell
could not tell that they are missing.
"""

from __future__ import annotations

from itertools import pairwise
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


def variants(shapes: Sequence[str], slots: Sequence[int], depths: Sequence[int]) -> list[Variant]:
    """Runs of such records that pay; they may overlap. `slots` says how many values a line has."""
    places: dict[str, list[int]] = {}
    for at, shape in enumerate(shapes):
        if shape and shape != "\r":
            places.setdefault(shape, []).append(at)
    found: list[Variant] = []
    behind = _behind(shapes, depths)
    for starts in places.values():
        if len(starts) >= MIN_TIMES:
            for run in _runs(starts, shapes, depths, behind):
                found += _variants(run, shapes, slots)
    return found


def _behind(shapes: Sequence[str], depths: Sequence[int]) -> list[int]:
    """For each line the next one that is no deeper and not blank; of blank lines it is not told."""
    behind = [len(shapes)] * len(shapes)
    waiting: list[int] = []  # lines that look for theirs, each deeper than the one before
    for at, shape in enumerate(shapes):
        if shape:
            while waiting and depths[waiting[-1]] >= depths[at]:
                behind[waiting.pop()] = at
            waiting.append(at)
    return behind


def _runs(
    starts: Sequence[int], shapes: Sequence[str], depths: Sequence[int], behind: Sequence[int]
) -> list[list[tuple[int, int]]]:
    """Records side by side, each as first line and the one behind its last."""
    depth = depths[starts[0]]
    ends = [*starts[1:], len(shapes)]
    runs: list[list[tuple[int, int]]] = [[]]
    for start, limit in zip(starts, ends, strict=True):
        most = min(limit, start + MAX_LINES)
        if depths[start] == depth:
            end = min(most, behind[start])
        else:
            end = start + 1
            while end < most and (depths[end] > depth or not shapes[end]):
                end += 1
        if runs[-1] and runs[-1][-1][1] != start:
            runs.append([])
        runs[-1].append((start, end))
    return [even for even in (_even(run, shapes) for run in runs) if len(even) >= MIN_TIMES]


def _even(run: list[tuple[int, int]], shapes: Sequence[str]) -> list[tuple[int, int]]:
    """The run, its last record with as many blank lines at its end as the first has."""
    if len(run) < MIN_TIMES:
        return []
    start, end = run[-1]
    wanted, own = _blanks(run[0], shapes), _blanks(run[-1], shapes)
    return run[:-1] if own < wanted else [*run[:-1], (start, end - own + wanted)]


def _blanks(record: tuple[int, int], shapes: Sequence[str]) -> int:
    """How many blank lines stand at the end."""
    start, end = record
    return next((end - 1 - at for at in range(end - 1, start, -1) if shapes[at]), 0)


def _variants(
    run: Sequence[tuple[int, int]], shapes: Sequence[str], slots: Sequence[int]
) -> list[Variant]:
    """The run as a whole, or divided where a record does not fit to those before it."""
    owns = [tuple(shapes[start:end]) for start, end in run]
    sorts = dict.fromkeys(owns)
    if len(sorts) == 1:
        return []  # nothing is lacking
    whole: list[str] | None = []
    # The longest records tell most of the order of the lines.
    for own in sorted(sorts, key=len, reverse=True):
        whole = None if whole is None or len(set(own)) < len(own) else _joined(whole, own)
    if whole is not None and len(whole) <= MAX_UNION:
        one = _variant(whole, run, owns, slots)
        return [one] if one else []
    found: list[Variant] = []
    union: list[str] = []
    first = 0
    for number, own in enumerate((*owns, ())):
        joined = _joined(union, own) if own else None
        if joined is None or len(set(joined)) < len(joined) or len(joined) > MAX_UNION:
            if number - first >= MIN_TIMES and len(set(union)) == len(union):
                one = _variant(union, run[first:number], owns[first:number], slots)
                found += [one] if one else []
            first, joined = number, list(own)
        union = joined
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
    run: Sequence[tuple[int, int]],
    owns: Sequence[tuple[str, ...]],
    slots: Sequence[int],
) -> Variant | None:
    place = {shape: at for at, shape in enumerate(union)}
    has: dict[tuple[str, ...], list[int]] = {}  # which line of a record each line of the union is
    for own in dict.fromkeys(owns):
        has[own] = [-1] * len(union)
        for at, shape in enumerate(own):
            has[own][place[shape]] = at
    cells = [0] * len(union)
    for own, (start, _) in zip(owns, run, strict=True):
        for at, shape in enumerate(own):
            cells[place[shape]] = slots[start + at]
    lacking = [any(at < 0 for at in column) for column in zip(*has.values(), strict=True)]
    if not any(lacking) or any(lacks and not cells[at] for at, lacks in enumerate(lacking)):
        return None
    if sum(map(len, owns)) < FILLED * len(owns) * len(union):
        return None
    start, end = run[0][0], run[-1][1]
    chars = {own: sum(map(len, own)) + len(own) for own in has}
    values = sum(slots[start:end])
    # What is saved are the shapes of all records, but for the signs that stand for values.
    saved = sum(map(chars.__getitem__, owns)) - values - sum(map(len, union)) - len(union)
    gain = saved - CELL * sum(cells) * len(owns) - NOTE
    if gain <= 0:
        return None
    records = tuple(
        tuple([begin + at if at >= 0 else -1 for at in has[own]])
        for own, (begin, _) in zip(owns, run, strict=True)
    )
    return Variant(gain, start, end, tuple(union), records)


__all__ = ["Variant", "variants"]
