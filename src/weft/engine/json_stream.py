"""Documents one after another, as `jq` prints them: where each of them stands.

Each may take many lines, and nothing but white space is between them. No reading of values here.
"""

from __future__ import annotations

import re

from weft.engine.json_text import NotJsonError, end_of

FEWEST = 2  # documents
_BLANK = re.compile(r"[ \t\r\n]*+")
_OPENERS = ("{", "[")


def documents_of(text: str, most: int | None = None) -> list[tuple[int, int]]:
    """Where the documents stand, or the first of them; nothing where something else is between."""
    found: list[tuple[int, int]] = []
    at = _skip(text, 0)
    while at < len(text):
        if text[at] not in _OPENERS:
            return []
        try:
            end = end_of(text, at)
        except NotJsonError:
            return []
        found.append((at, end))
        if len(found) == most:
            break
        at = _skip(text, end)
    return found if len(found) >= FEWEST else []


def _skip(text: str, at: int) -> int:
    return _BLANK.match(text, at).end()  # type: ignore[union-attr]


__all__ = ["FEWEST", "documents_of"]
