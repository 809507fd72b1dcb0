"""YAML: keys and lists held together by indentation, in a sample of the first lines.

Comments and the lines of block scalars say nothing. Something must be nested, or the text must
open like a YAML document: lines with a colon alone are anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.gap import is_gap
from weft.engine.records.notes import has_note

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = 60
SAMPLE = 5000  # characters
MIN_LINES = 4
NEARLY_ALL = 0.85
SOON = 10  # lines, after which what has too few is given up
TOO_FEW = 0.6

_KEY = re.compile(
    r"""\s*(?:-\ +)*(?:"[^"]{1,80}"|'[^']{1,80}'|[\w./@$~<*-][\w./@$*()+~-]*(?:\ [\w./@()-]+){0,3})
        \ ?:(?:\s|$)""",
    re.VERBOSE,
)
_ITEM = re.compile(r"\s*- +\S|\s*-$")
_OPENS_SCALAR = re.compile(r"[:-] +[|>][-+0-9]*\s*(?:#.*)?$")
_NESTS = re.compile(r"\s*(?:- +)?[^\s#][^#]*:\s*(?:#.*)?$")
_MAY_NEST = re.compile(r":[ \t\r]*(?:[#\n]|\Z)")  # cheaper than line by line
_STARTS = re.compile(r"---\s|%YAML|apiVersion: |swagger: |openapi: ")
_CODE = re.compile(r"\s*(?:class \w[^:]*:$|def \w+\(|import \w|from \S+ import )")
_TIME = re.compile(r"\S*\d{1,2}:\d\d")


def is_yaml(text: str) -> bool:
    """Whether this text is YAML."""
    if text[:1] in ("{", "[", "<"):
        return False
    if not (_MAY_NEST.search(text, 0, SAMPLE) or _STARTS.match(text)):
        return False
    fits = seen = 0
    nested = False
    above: int | None = None  # the indentation of a key that has no value
    for line in _told(text):
        if _CODE.match(line):
            return False
        seen += 1
        indent = len(line) - len(line.lstrip(" "))
        item = _ITEM.match(line) is not None
        nested |= above is not None and (indent > above or (item and indent == above))
        opens = line[-1] == ":" or ("#" in line and _NESTS.match(line) is not None)
        above = indent if opens else None
        fits += _is_entry(line, item)
        if seen == SOON and fits < TOO_FEW * seen:
            return False
    if seen < MIN_LINES or fits < NEARLY_ALL * seen:
        return False
    return (nested or _STARTS.match(text) is not None) and not has_note(text)


def _told(text: str) -> Iterator[str]:
    """The first lines that say something: no comments, no block scalars, no gaps."""
    lines = text[:SAMPLE].split("\n")[: LINES + 1]
    if len(lines) > 1:
        lines.pop()  # it may be cut off
    opened: int | None = None  # the indentation of a key whose block scalar goes on
    for raw in lines:
        line = raw.rstrip()
        if not line or line.lstrip().startswith("#") or is_gap(line):
            continue
        indent = len(line) - len(line.lstrip(" "))
        if opened is None or indent <= opened:
            opened = indent if _OPENS_SCALAR.search(line) else None
            yield line


def _is_entry(line: str, item: bool) -> bool:
    if line[-1] in "{,;(":
        return False  # a literal of a programming language, or a value that goes on
    return item or line == "---" or (_KEY.match(line) is not None and not _TIME.match(line))


__all__ = ["is_yaml"]
