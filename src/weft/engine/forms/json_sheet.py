"""JSON sheet: a document as `key: value` lines and tables, see `documents`.

The first line says how to read it, and makes it recognisable: what begins with it is ours.
"""

from __future__ import annotations

import re
from typing import ClassVar, Literal

from weft.engine.documents.inner import closed, opened
from weft.engine.documents.legend import OURS, is_dotted, legend, rest_of, rest_said
from weft.engine.documents.reader import read
from weft.engine.documents.source import DOCUMENTS, LINES, Unfit, read_source
from weft.engine.documents.ways import pays
from weft.engine.documents.writer import Page
from weft.engine.model import Exactness, Kind

_ARE_MANY = re.compile(rf"\d+ (?:{LINES}|{DOCUMENTS})(?: of |$)")


class JsonSheet:
    """Writes JSON with each name said once."""

    name: ClassVar[str] = "json_sheet"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.JSON, Kind.JSON_LINES})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.JSON

    def fold(self, text: str) -> str | None:
        """The document as lines; nothing where it has no place for something."""
        try:
            source = read_source(text)
            value = opened(text, source.value)
            page = Page(dotted=pays(value))
            page.document(value, source.unit)
        except (Unfit, RecursionError):
            return None
        if not source.rest and not source.brackets:
            return "\n".join([legend(page.headings, remarks=page.remarks), *page.lines])
        rest = rest_said(source.brackets, source.rest)
        said = legend(page.headings, rest, remarks=page.remarks)
        return "\n".join([said, *page.lines, source.rest])

    def unfold(self, text: str) -> str:
        """The document again, without white space."""
        lines = text.split("\n")
        brackets, below = rest_of(lines[0])
        end = len(lines) - below
        json = read(lines[1:end], dotted=is_dotted(lines[0]))
        if _ARE_MANY.match(lines[1]):
            return "\n".join([*map(closed, json.split("\n")), *lines[end:]])
        json = closed(json)
        return json[: len(json) - brackets] + "\n".join(lines[end:])

    def owns(self, text: str) -> bool:
        """Whether a text is one of ours."""
        return OURS.match(text) is not None


__all__ = ["JsonSheet"]
