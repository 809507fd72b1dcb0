"""HTML: a document, or a part of one, that is made of the elements of web pages."""

from __future__ import annotations

import re

SAMPLE = 4000  # characters
LEAST = 6  # tags in a part that does not say it is HTML

_OPENS = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*"
    r"(?:<!DOCTYPE\s+html|<html[\s>]|<head[\s>]|<body[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_PART = re.compile(
    r"\s*<(?:div|p|section|article|main|header|nav|ul|ol|table|h[1-6]|form|span|a|dl|center|pre)"
    r"[\s>]",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"</?(?:div|p|section|article|main|header|nav|ul|ol|li|table|tr|td|th|h[1-6]|span|a|dl|dt|dd"
    r"|br|pre|code|img|form|input|button|b|i|em|strong)[\s/>]",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"\n#{1,6} \S|\n```|\n[^<\n]*\]\([^)\n]+\)")


def is_web_page(text: str) -> bool:
    """Whether this text is HTML."""
    if text.lstrip()[:1] != "<":
        return False
    look = text[:SAMPLE]
    if _OPENS.match(look):
        return True
    if not _PART.match(look) or text.rstrip()[-1:] != ">":
        return False
    return len(_TAG.findall(look)) >= LEAST and not _MARKDOWN.search(look)


__all__ = ["is_web_page"]
