"""The first line of a written document: what it is, and how to read what is unusual in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.documents.cell import MISSING
from weft.engine.documents.inner import NAMES
from weft.engine.documents.runs import SAID
from weft.engine.documents.ways import DOTTED

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from weft.engine.documents.header import Heading

JSON = "[JSON as lines and tables"
OURS = re.compile(re.escape(JSON) + r"[];]")


_REST = re.compile(
    r"; breaks off within (\d{1,3}) brackets, the last (\d{1,6}) lines as they stand\]$"
)


def rest_said(brackets: int, rest: str) -> str:
    """What the legend says of a rest that is not whole."""
    lines = rest.count("\n") + 1
    return f"breaks off within {brackets} brackets, the last {lines} lines as they stand"


def rest_of(line: str) -> tuple[int, int]:
    """How many brackets are open where the rest begins, and how many lines it has."""
    found = _REST.search(line)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def legend(headings: Iterable[Heading], extra: str = "", remarks: Container[str] = ()) -> str:
    """What a document with these headings says of itself."""
    unusual = [remark for remark in (DOTTED, SAID) if remark in remarks]
    said = {JSON: None, **dict.fromkeys(unusual), **dict.fromkeys(_said(headings))}
    return "; ".join(said) + (f"; {extra}]" if extra else "]")


def is_dotted(line: str) -> bool:
    """Whether this legend says that a member may stand on one line with its object."""
    return line.startswith(f"{JSON}; {DOTTED}")


def _said(headings: Iterable[Heading]) -> Iterator[str]:
    every = list(_all(headings))
    if any(heading.constant is not MISSING or heading.pattern for heading in every):
        yield "name=value holds for every row"
    if any("{" in heading.pattern for heading in every):
        yield "{name} in it is that cell of the row"
    if any("…" in heading.pattern for heading in every):
        yield "… in it is the row's own cell"
    if any(heading.below is not None for heading in every):
        yield "name[](...) is for the indented rows, as many as its cell says"
    if any(step in NAMES for heading in every for step in heading.path or ()):
        yield "(JSON text) is of a string that holds JSON"


def _all(headings: Iterable[Heading]) -> Iterator[Heading]:
    for heading in headings:
        yield heading
        yield from _all(heading.below or ())


__all__ = ["JSON", "OURS", "is_dotted", "legend", "rest_of", "rest_said"]
