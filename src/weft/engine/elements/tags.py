"""Tags: what a line of XML is by itself.

An element with its text, one without content, one that opens and one that closes are known; any
other line is verbatim.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = r"[A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?+"
_TAG = rf"""{NAME}(?:[ \t]++[^\s=<>"'/:]++(?::[^\s=<>"'/]++)?+=(?:"[^"<>]*+"|'[^'<>]*+'))*+"""
_LEAF = re.compile(rf"<({_TAG})>([^<>]*+)</({NAME})>")
_EMPTY = re.compile(rf"<({_TAG}[ \t]*+)/>")
_OPEN = re.compile(rf"<({_TAG})>")
_CLOSE = re.compile(rf"</({NAME})>")
_WRITTEN = re.compile(rf"({_TAG})(?:(: .*|:)|([ \t]*/))?+")
_NAMED = re.compile(NAME)
_ANY = re.compile(
    rf"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<![A-Z][^>]*>"
    rf"""|<(/?)({NAME})((?:[^<>"']|"[^"]*"|'[^']*')*?)(/?)>""",
    re.DOTALL,
)


class Sort(Enum):
    """What a line is."""

    LEAF = 1  # an element from its beginning to its end
    OPEN = 2
    CLOSE = 3
    OTHER = 4


class Line(NamedTuple):
    """A line of XML without its indentation: what it is, how an outline has it, what it opens."""

    sort: Sort
    written: str
    name: str = ""


def read(body: str) -> Line:
    """What this is."""
    if body[:1] != "<" or body[-1] != ">":
        return Line(Sort.OTHER, body)
    if (found := _LEAF.fullmatch(body)) and _name(found[1]) == found[3]:
        return Line(Sort.LEAF, f"{found[1]}: {found[2]}" if found[2] else f"{found[1]}:")
    if found := _EMPTY.fullmatch(body):
        return Line(Sort.LEAF, f"{found[1]}/")
    if found := _OPEN.fullmatch(body):
        return Line(Sort.OPEN, found[1], _name(found[1]))
    if found := _CLOSE.fullmatch(body):
        return Line(Sort.CLOSE, body, found[1])
    return Line(Sort.OTHER, body)


def restore(written: str) -> Line | None:
    """The line of XML that an outline has like this, in the place of how it is written."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    tag, text, empty = found.groups()
    name = _name(tag)
    if text is not None:
        return Line(Sort.LEAF, f"<{tag}>{text[2:]}</{name}>")
    if empty is not None:
        return Line(Sort.LEAF, f"<{tag}{empty}>")
    return Line(Sort.OPEN, f"<{tag}>", name)


def steps(text: str) -> Iterator[str]:
    """The elements that a piece of XML opens, by name, and closes, with a slash before it."""
    for found in _ANY.finditer(text):
        closes, name, _, empty = found.groups()
        if name and not empty:
            yield closes + name


def unfinished(text: str) -> str:
    """What would end a comment, a section, an instruction or a tag that this text leaves open."""
    at = text.rfind("<")
    for begins, ends in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")):
        start = text.rfind(begins)
        if start >= 0 and text.find(ends, start) < 0:
            return ends
    return ">" if at >= 0 and text.find(">", at) < 0 else ""


def _name(tag: str) -> str:
    found = _NAMED.match(tag)
    return found[0] if found else tag


__all__ = ["Line", "Sort", "read", "restore", "steps", "unfinished"]
