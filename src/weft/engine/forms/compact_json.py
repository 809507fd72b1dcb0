"""Compact JSON: the same document without the white space between its tokens.

It is done on the text, not by reading and writing the document: number text, key order, duplicate
keys and string escapes stay byte for byte. Only white space outside strings goes.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from weft.engine.detect import is_json
from weft.engine.json_tight import tight
from weft.engine.model import Exactness, Kind


class CompactJson:
    """Takes white space away."""

    name: ClassVar[str] = "compact_json"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.JSON})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.JSON

    def fold(self, text: str) -> str | None:
        """The document without white space, if it had any."""
        if not is_json(text):
            return None
        shorter = tight(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
        return shorter if len(shorter) < len(text) else None

    def unfold(self, text: str) -> str:
        """The same document: white space carried nothing."""
        return text


__all__ = ["CompactJson"]
