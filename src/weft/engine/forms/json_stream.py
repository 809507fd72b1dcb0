"""JSON stream: documents one after another, written as the rows of one table.

`jq` and its like print a document over many lines, then the next. They are the documents of JSON
lines, so they are written as those are (`json_sheet`), each name said once.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from weft.engine.forms.compact_json import CompactJson
from weft.engine.forms.json_sheet import JsonSheet
from weft.engine.json_stream import documents_of
from weft.engine.model import Exactness, Kind

_COMPACT = CompactJson()
_SHEET = JsonSheet()


class JsonStream:
    """Writes documents that follow each other as rows."""

    name: ClassVar[str] = "json_stream"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.JSON_LINES})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.JSON

    def fold(self, text: str) -> str | None:
        """The documents as rows; nothing where they stand on a line each already."""
        documents = [text[start:end] for start, end in documents_of(text)]
        if not any("\n" in document for document in documents):
            return None
        lines = [_COMPACT.fold(document) or document for document in documents]
        if any("\n" in line for line in lines):
            return None
        return _SHEET.fold("\n".join(lines))

    def unfold(self, text: str) -> str:
        """The documents again, a line each."""
        return _SHEET.unfold(text)


__all__ = ["JsonStream"]
