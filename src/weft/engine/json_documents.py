"""JSON documents one after another, with nothing but white space between: what `jq` prints.

So are the pages of an API that a command line fetches one by one. Where every document has a line
of its own these are JSON lines, but nothing here needs lines.
"""

from __future__ import annotations

import json
import re

_BLANK = re.compile(r"[ \t\r\n]*+")
_GAP = re.compile('"[\U000f0000-\U000ffffd]"')
# The parser of the standard library, for where a value ends: it runs in C. Numbers stay text.
_SCAN = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str).scan_once  # type: ignore[attr-defined]


def documents(text: str) -> list[tuple[int, int]] | None:
    """Where each document begins and ends; nothing where there are not two, or is anything else.

    A gap in the place of documents is one.
    """
    at = _BLANK.match(text).end()  # type: ignore[union-attr]
    found: list[tuple[int, int]] = []
    while at < len(text):
        if text[at] in "{[":
            try:
                end = int(_SCAN(text, at)[1])
            except (StopIteration, ValueError, RecursionError):
                return None
        else:
            gap = _GAP.match(text, at)
            if gap is None:
                return None
            end = gap.end()
        found.append((at, end))
        at = _BLANK.match(text, end).end()  # type: ignore[union-attr]
    return found if len(found) > 1 else None


__all__ = ["documents"]
