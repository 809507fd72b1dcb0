"""What of a stack trace stays: its messages, its causes, and the frames of the application.

Runs of library frames go, but for their ends, and so do frames that stood above just so. Of long
runs of the application's own the inner ones stay as far as there is room.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

from weft.engine.lines.frames import is_frame, is_library
from weft.engine.lines.worth import Rank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LIBRARY_RUN = 4  # frames: shorter runs of library frames stay
ENDS = 6  # frames at either end of a trace that stay
MANY, ENDS_OF_MANY = 8, 2  # traces; of so many, fewer frames of each


def rank_frames(lines: Sequence[str], given: list[Rank], own: Rank = Rank.ERROR) -> None:
    """Frames of the application are given the rank `own`; the inside of long library runs goes."""
    framed = [*map(is_frame, lines), False]
    if not any(framed):
        return
    _rank_messages(lines, framed, given, own)
    run: list[int] = []
    for place, line in enumerate((*lines, "")):
        if framed[place]:
            if is_library(line):
                run.append(place)
                continue
            given[place] = min(given[place], own)
        elif run and line.startswith("    ") and lines[run[-1]].lstrip().startswith("File "):
            run.append(place)  # the source line below a frame of Python
            continue
        elif place and framed[place - 1] and line.startswith("    "):
            given[place] = min(given[place], own)
        for number, frame in enumerate(run):
            inner = len(run) >= LIBRARY_RUN and 0 < number < len(run) - 1
            given[frame] = Rank.COMMON if inner else min(given[frame], own)
        run = []
    _rank_again(lines, framed, given)


def _rank_again(lines: Sequence[str], framed: Sequence[bool], given: list[Rank]) -> None:
    """Frames that stood above just so say nothing new; inner ones say less than the ends."""
    runs = [run for run in _runs(framed) if len(run) >= LIBRARY_RUN]
    ends = ENDS if len(runs) < MANY else ENDS_OF_MANY
    seen: set[tuple[str, ...]] = set()
    for run in runs:
        frames = tuple(lines[frame] for frame in run)
        again = frames in seen
        seen.add(frames)
        for frame in run if again else run[ends:-ends]:
            given[frame] = Rank.COMMON if again else max(given[frame], Rank.MORE)


def _runs(framed: Sequence[bool]) -> Iterator[range]:
    """The frames that stand one below the other."""
    start = 0
    for place, is_one in enumerate(framed):
        if not is_one:
            if place > start:
                yield range(start, place)
            start = place + 1


def _rank_messages(
    lines: Sequence[str], framed: Sequence[bool], given: list[Rank], own: Rank
) -> None:
    """The message of a trace stays, whatever its words.

    It stands above the first frame or, in Python, below the last.
    """
    told = 0
    for place in compress(range(len(lines)), framed):
        if place > told and lines[place - 1].strip():
            given[place - 1] = min(given[place - 1], own)
        told = place + 1
        if lines[place].lstrip().startswith("File "):
            while told < len(lines) and lines[told][:1] == " " and not framed[told]:
                told += 1
            if told < len(lines) and not framed[told] and lines[told].strip():
                given[told] = min(given[told], own)


__all__ = ["rank_frames"]
