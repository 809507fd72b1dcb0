"""JSON sheet: a document as `key: value` lines and tables, see `documents`.

The first line says how to read it, and makes it recognisable: what begins with it is ours.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from weft.engine.documents.inner import closed, opened
from weft.engine.documents.legend import OURS, legend
from weft.engine.documents.reader import read
from weft.engine.documents.source import Unfit, parse
from weft.engine.documents.writer import LINES, ROWS, Page
from weft.engine.model import Exactness, Kind


class JsonSheet:
    """Writes JSON with each name said once."""

    name: ClassVar[str] = "json_sheet"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.JSON, Kind.JSON_LINES})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.JSON

    def fold(self, text: str) -> str | None:
        """The document as lines; nothing where it has no place for something."""
        try:
            value, unit = _parsed(text)
            page = Page()
            page.document(opened(text, value), unit)
        except (Unfit, RecursionError):
            return None
        return "\n".join([legend(page.headings), *page.lines])

    def unfold(self, text: str) -> str:
        """The document again, without white space."""
        lines = text.split("\n")
        json = read(lines[1:])
        if f" {LINES} of " in lines[1]:
            return "\n".join(map(closed, json.split("\n")))
        return closed(json)

    def owns(self, text: str) -> bool:
        """Whether a text is one of ours."""
        return OURS.match(text) is not None


def _parsed(text: str) -> tuple[object, str]:
    try:
        return parse(text), ROWS
    except Unfit:
        raise
    except ValueError:
        pass
    try:
        return [parse(line) for line in text.split("\n") if line.strip()], LINES
    except ValueError as error:
        raise Unfit(str(error)) from error


__all__ = ["JsonSheet"]
