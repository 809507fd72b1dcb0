"""The notes in a text whose records or repeats are folded: how they end, and whether there are any.

A text that has one is ours (or looks like it, which comes to the same): its kind is `TEXT`, so that
it is neither folded nor cut again.
"""

from __future__ import annotations

import re

SLOT = "…"
ROWS_BELOW = f"each {SLOT} filled from a row below"
LACKING = ", no line where the cell is empty"
NAMED = ", their names first"
ROWS = re.compile(
    rf"\[(\d{{1,9}}) times (?:this line|these (\d{{1,3}}) lines), "
    rf"{ROWS_BELOW}({LACKING})?({NAMED})?:\]"
)
TAIL = "[as above]"
XML_OUTLINE = "[XML as an outline: name: text is an element, and ends where its indentation does"
NEXT = re.compile(r"( *)\[the next (line|(\d{1,9}) lines) as above\]")

_AS_ABOVE = "as above]"
_NOTE = re.compile(
    rf"^(?: *\[the next (?:line|\d+ lines) as above\]|.*{re.escape(TAIL)})$", re.MULTILINE
)
_ROWS = re.compile(rf"^\[\d+ times .*{ROWS_BELOW}.*:\]$", re.MULTILINE)


def lines_below(note: re.Match[str]) -> int:
    """How many lines belong to a note that says that rows are below."""
    return int(note[1]) + int(note[2] or 1) + (note[4] is not None)


def has_note(text: str) -> bool:
    """Whether a note of ours stands in this text, on a line of its own or at the end of one."""
    if text.startswith(XML_OUTLINE):
        return True
    if _AS_ABOVE in text and _NOTE.search(text):
        return True
    return ROWS_BELOW in text and _ROWS.search(text) is not None


__all__ = [
    "LACKING",
    "NAMED",
    "NEXT",
    "ROWS",
    "ROWS_BELOW",
    "SLOT",
    "TAIL",
    "XML_OUTLINE",
    "has_note",
    "lines_below",
]
