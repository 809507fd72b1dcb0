"""Configuration: INI, TOML, `.env` and properties: `key = value` in most lines of a sample."""

from __future__ import annotations

import re

from weft.engine.gap import is_gap
from weft.engine.records.notes import has_note

LINES = 100
MIN_ENTRIES = 4
NEARLY_ALL = 0.8

_SECTION = re.compile(r"\[{1,2}[^\[\]]{1,200}\]{1,2}\s*(?:[#;].*)?$")
_ENTRY = re.compile(
    r"""\s*(?:export )?(?:[\w.\-/:@*]+|"[^"]{1,100}")(?:\.(?:[\w-]+|"[^"]+"))*\s*=\s*(.*)$"""
)
_MORE = re.compile(r"""\s+\S|\s*[\])}],?$|"[^"]*",?$""")  # a value that goes on
_OTHER_ENTRIES = re.compile(r"\S+\s+\w+=")


def is_config(text: str) -> bool:
    """Whether this text is configuration made of entries."""
    lines = text[:8000].split("\n")[: LINES + 1]
    if len(lines) > 1:
        lines.pop()
    entries = sections = others = 0
    for raw in lines:
        line = raw.rstrip()
        if not line or line.lstrip()[:1] in ("#", ";", "!") or is_gap(line):
            continue
        if _SECTION.match(line):
            sections += 1
        elif found := _ENTRY.match(line):
            # `a=1 b=2 c=3` is a log or a command.
            entries += not _OTHER_ENTRIES.match(found[1])
            others += bool(_OTHER_ENTRIES.match(found[1]))
        elif not (entries and _MORE.match(line)):
            others += 1
    said = entries + sections
    return entries >= MIN_ENTRIES and said >= NEARLY_ALL * (said + others) and not has_note(text)


__all__ = ["is_config"]
