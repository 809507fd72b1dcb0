"""JSON documents among other lines: after a banner or log lines, or one after another.

A document begins at the start of a line and ends at the end of one. Several short ones that follow
each other are one body. What stands between is a body too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.detect.json_document import is_json
from weft.engine.json_text import NotJsonError, end_of
from weft.engine.mix.section import LEAST_BODY, MOST, Section, between, plain, tiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.engine.model import Origin

SHORT = 4_000  # characters of a document that is rather a row of a stream
SEVERAL = 4  # of them
MOST_FAILURES = 8  # places where no document was found, though it looked so

_OPENER = re.compile(r'\{[ \t\r]*+(?:\n|"|\})|\[[ \t\r]*+[\n\[{"]')
_NEXT = re.compile(rf"\n(?:{_OPENER.pattern})")
_LINE_END = re.compile(r"[ \t\r]*(?:\n|\Z)")


def split_documents(text: str, origin: Origin) -> tuple[Section, ...]:
    """Each document as a body, and what stands between."""
    found = list(_documents(text))
    if not 0 < len(found) <= MOST:
        return ()
    document = plain(origin)
    bodies = [Section(start, end, document) for start, end in _runs(found)]
    if all(body.end - body.start < LEAST_BODY for body in bodies):
        return ()
    if len(bodies) == 1 and bodies[0].end - bodies[0].start == len(text):
        return ()
    return tiled(between(bodies, len(text), origin), len(text))


def _documents(text: str) -> Iterator[tuple[int, int]]:
    """Where documents stand, their line end included."""
    failures = count = at = 0
    while failures < MOST_FAILURES and count <= MOST:
        start = _next_opener(text, at)
        if start is None:
            return
        end = _end_of_document(text, start)
        if end is None:
            failures += 1
            at = start + 1
        else:
            count += 1
            at = end
            yield start, end


def _next_opener(text: str, at: int) -> int | None:
    """The next line that begins as a document does."""
    if not at and _OPENER.match(text):
        return 0
    found = _NEXT.search(text, max(0, at - 1))  # from the line feed before
    return found.start() + 1 if found else None


def _end_of_document(text: str, start: int) -> int | None:
    try:
        end = end_of(text, start)
    except NotJsonError:
        return None
    line_end = _LINE_END.match(text, end)
    return line_end.end() if line_end and is_json(text[start:end]) else None


def _runs(documents: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Documents; short ones that follow each other as one."""
    run: list[tuple[int, int]] = []
    for start, end in documents:
        if run and not (run[-1][1] == start and end - start <= SHORT):
            yield from _together(run)
            run = []
        run.append((start, end))
    yield from _together(run)


def _together(run: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    if len(run) >= SEVERAL or all(end - start <= LEAST_BODY for start, end in run):
        yield run[0][0], run[-1][1]
    else:
        yield from run


__all__ = ["split_documents"]
