"""XML: one element from the first sign to the last; property lists too, but no web page."""

from __future__ import annotations

import re

from weft.engine.records.notes import has_note

# What may stand above the first element: instructions, comments, a type.
_STARTS = re.compile(
    r"(?:\s++|<\?[^>]{0,400}>|<!--(?:(?!-->).)*+-->"
    r"|<!DOCTYPE (?!html)[^>\[]{0,300}(?:\[[^\]]*+\]\s*+)?+>)*+"
    r"<([A-Za-z_][\w.:-]*)[\s/>]",
    re.DOTALL,
)


def is_xml(text: str) -> bool:
    """Whether this text is an XML document."""
    if text.lstrip()[:1] != "<" or has_note(text):
        return False
    found = _STARTS.match(text)
    if found is None or found[1].lower() in ("html", "body", "head", "div"):
        return False
    return text.rstrip().endswith((f"</{found[1]}>", "-->"))


__all__ = ["is_xml"]
