"""The notes in a text whose records or repeats are folded: how they end, and whether there are any.

A text that has one is ours (or looks like it, which comes to the same): its kind is `TEXT`, so that
it is neither folded nor cut again.
"""

from __future__ import annotations

import re

SLOT = "…"
ROWS_BELOW = f"each {SLOT} filled from a row below"
AS_ABOVE = " as above]"

_LINE = re.compile(
    r"^ *\[(?:the next (?:line|\d{1,9} lines) as above\]"
    rf"|\d{{1,9}} times (?:this line|these \d{{1,3}} lines), {ROWS_BELOW}[^\]\n]{{0,40}}:\])$",
    re.MULTILINE,
)


def has_note(text: str) -> bool:
    """Whether a note of ours stands in this text, on a line of its own."""
    return (AS_ABOVE in text or ROWS_BELOW in text) and _LINE.search(text) is not None


__all__ = ["AS_ABOVE", "ROWS_BELOW", "SLOT", "has_note"]
