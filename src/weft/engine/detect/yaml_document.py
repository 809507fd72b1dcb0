"""YAML: keys and lists held together by indentation, in a sample of the first lines.

Comments and the lines of block scalars say nothing. Something must be nested, or the text must
open like a YAML document: lines with a colon alone are anything.
"""

from __future__ import annotations

import re

from weft.engine.gap import is_gap
from weft.engine.records.notes import has_note

LINES = 120
MIN_LINES = 4
NEARLY_ALL = 0.85

_KEY = re.compile(
    r"""\s*(?:-\ +)*(?:"[^"]{1,80}"|'[^']{1,80}'|[\w./@$~<*-][\w./@$*()+~-]*(?:\ [\w./@()-]+){0,3})
        \ ?:(?:\s|$)""",
    re.VERBOSE,
)
_ITEM = re.compile(r"\s*- +\S|\s*-$")
_OPENS_SCALAR = re.compile(r"[:-] +[|>][-+0-9]*\s*(?:#.*)?$")
_NESTS = re.compile(r"\s*(?:- +)?[^\s#][^#]*:\s*(?:#.*)?$")
_STARTS = re.compile(r"---\s|%YAML|apiVersion: |swagger: |openapi: ")
_TIME = re.compile(r"\S*\d{1,2}:\d\d")


def is_yaml(text: str) -> bool:
    """Whether this text is YAML."""
    if text[:1] in ("{", "[", "<") or has_note(text):
        return False
    lines = text[:8000].split("\n")[: LINES + 1]
    if len(lines) > 1:
        lines.pop()
    fits = seen = 0
    nested = False
    opened: int | None = None  # the indentation of a key whose block scalar goes on
    above: int | None = None  # the indentation of a key that has no value
    for raw in lines:
        line = raw.rstrip()
        if not line or line.lstrip().startswith("#") or is_gap(line):
            continue
        indent = len(line) - len(line.lstrip(" "))
        if opened is not None and indent > opened:
            continue
        opened = indent if _OPENS_SCALAR.search(line) else None
        seen += 1
        item = _ITEM.match(line) is not None
        if above is not None and (indent > above or (item and indent == above)):
            nested = True
        above = indent if _NESTS.match(line) else None
        fits += (_KEY.match(line) is not None and not _TIME.match(line)) or item or line == "---"
    if seen < MIN_LINES or fits < NEARLY_ALL * seen:
        return False
    return nested or _STARTS.match(text) is not None


__all__ = ["is_yaml"]
