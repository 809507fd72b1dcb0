"""From bodies that go to pieces: whole lines, and a cut for each run of lines.

A comment that asks for attention stays within a body that goes. A label says which errors the body
raises. Nothing is chosen here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.code.body import Sort
from weft.engine.model import Cut, Lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from weft.engine.code.body import Body
    from weft.engine.code.language import Language
    from weft.engine.model import Piece

MOST_NOTES = 3  # that stay in one body
NAMES = 4  # errors that a label names
SHORT = 80  # characters of a cut beside a note; for fewer the note goes too

_RAISES = re.compile(r"^\s*(?:raise|throw(?: new)?|panic!?)\b\s*\(?\s*([A-Z][\w.:]*)", re.MULTILINE)


def pieces(
    lines: Sequence[str], gone: Sequence[Body], notes: Collection[int], language: Language
) -> Iterator[Piece]:
    """The pieces of a text whose lines these are."""
    done = 0
    for body in gone:
        before = body.before
        for first, last in _around(body, lines, notes if body.sort is Sort.FUNCTION else ()):
            if first > done:
                yield "\n".join(lines[done:first]) + "\n"
            ended = last + 1 < len(lines)
            yield Cut(
                Lines(first + 1, last + 1),
                _label(lines[first : last + 1]) if body.sort is Sort.FUNCTION else "",
                before=before,
                after="\n" if ended else "",
            )
            done = last + 1
            # The body has its statement; what follows is a comment.
            before = before[: len(before) - len(before.lstrip())] + f"{language.comment} "
    if done < len(lines):
        yield "\n".join(lines[done:])


def _around(body: Body, lines: Sequence[str], notes: Collection[int]) -> Iterator[tuple[int, int]]:
    """The runs of lines that go, around the notes that stay. All but the notes goes."""
    first = body.first
    here = [at for at in range(body.first, body.last + 1) if at in notes] if notes else []
    for place in here[:MOST_NOTES]:
        if not _worth(lines[place + 1 : body.last + 1]):
            break
        if first < place and not _worth(lines[first:place]):
            continue
        if first < place:
            yield first, place - 1
        first = place + 1
    yield first, body.last


def _worth(lines: Sequence[str]) -> bool:
    return sum(map(len, lines)) >= SHORT


def _label(lines: Sequence[str]) -> str:
    raised = dict.fromkeys(_RAISES.findall("\n".join(lines)))
    return f"raises {', '.join(list(raised)[:NAMES])}" if raised else ""


__all__ = ["pieces"]
