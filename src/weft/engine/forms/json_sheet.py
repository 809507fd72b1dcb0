"""JSON sheet: a document as `key: value` lines and tables, see `documents`.

The first line says how to read it, and makes it recognisable: what begins with it is ours.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from weft.engine.documents.reader import read
from weft.engine.documents.source import Unfit, parse
from weft.engine.documents.writer import LINES, write
from weft.engine.model import Exactness, Kind

NOTE = "[JSON as lines and tables; name=value holds for every row, name[](...) for indented rows]"


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
            return f"{NOTE}\n{write(value, unit) if unit else write(value)}"
        except (Unfit, RecursionError):
            return None

    def unfold(self, text: str) -> str:
        """The document again, without white space."""
        return read(text.split("\n")[1:])

    def owns(self, text: str) -> bool:
        """Whether a text is one of ours."""
        return text.startswith(NOTE)


def _parsed(text: str) -> tuple[object, str]:
    try:
        return parse(text), ""
    except Unfit:
        raise
    except ValueError:
        pass
    try:
        return [parse(line) for line in text.split("\n") if line.strip()], LINES
    except ValueError as error:
        raise Unfit(str(error)) from error


__all__ = ["NOTE", "JsonSheet"]
