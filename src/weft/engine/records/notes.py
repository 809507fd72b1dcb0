"""The notes in a text whose records or repeats are folded: how they end, and whether there are any.

A text that has one is ours (or looks like it, which comes to the same): its kind is `TEXT`, so that
it is neither folded nor cut again.
"""

from __future__ import annotations

SLOT = "…"
ROWS_BELOW = f"each {SLOT} filled from a row below"
AS_ABOVE = " as above]"
XML_OUTLINE = "[XML as an outline: name: text is an element, and ends where its indentation does"


def has_note(text: str) -> bool:
    """Whether a note of ours stands in this text."""
    return AS_ABOVE in text or ROWS_BELOW in text


__all__ = ["AS_ABOVE", "ROWS_BELOW", "SLOT", "XML_OUTLINE", "has_note"]
