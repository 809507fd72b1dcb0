"""Configuration: INI, TOML, `.env` and properties: `key = value` in most lines of a sample."""

from __future__ import annotations

import re

from weft.engine.gap import is_gap
from weft.engine.records.notes import has_note

LINES = 60
SAMPLE = 5000  # characters
LONGEST = 400  # characters of a line that are looked at
MIN_ENTRIES = 4
NEARLY_ALL = 0.8
SOON = 8  # lines that are no entries, after which a text with fewer entries is given up

_SECTION = re.compile(r"\[{1,2}[^\[\]]{1,200}\]{1,2}\s*(?:[#;].*)?$")
_ENTRY = re.compile(r"""\s*(?:export )?(?:[\w.\-/:@*]++|"[^"]{1,100}")++\s*=\s*(.*)$""")
# A value that goes on.
_MORE = re.compile(r"""\s*[\])}]+,?$|\s*["'][^"']*["'],?$|\s+\S+,?$""")
_OPENS = re.compile(r"[=\\,(\[{]\s*$")
_CODE = re.compile(
    r"\s*(?:import |from \S+ import|def |class |function\b|return\b|const |let |var |package )"
    r"|\s*(?:#include|module\.|(?:if|for|while|elif|else|try|with|switch)\b.*[:{]$|.*[;{]$)"
    r"|\s*(?:fi|done|end)$"
)
_OTHER_ENTRIES = re.compile(r"\S+\s+\w+=")


def is_config(text: str) -> bool:
    """Whether this text is configuration made of entries."""
    if not _may_be(text):
        return False
    lines = text[:SAMPLE].split("\n")[: LINES + 1]
    if len(lines) > 1:
        lines.pop()
    entries = sections = others = 0
    goes_on = False
    for raw in lines:
        line = raw[:LONGEST].rstrip()
        if not line or line.lstrip()[:1] in ("#", ";", "!") or is_gap(line):
            continue
        if _CODE.match(line):
            return False
        more = goes_on and _MORE.match(line)
        goes_on = _OPENS.search(line) is not None or more is not None
        if _SECTION.match(line):
            sections += 1
        elif found := _ENTRY.match(line):
            # `a=1 b=2 c=3` is a log or a command.
            entries += not _OTHER_ENTRIES.match(found[1])
            others += bool(_OTHER_ENTRIES.match(found[1]))
        elif not more:
            others += 1
            if others >= SOON and others > entries:
                return False
    said = entries + sections
    return entries >= MIN_ENTRIES and said >= NEARLY_ALL * (said + others) and not has_note(text)


def _may_be(text: str) -> bool:
    """Whether its beginning allows for it: told at once, of lines of any length."""
    if text[:1] in ("{", "<") or text.startswith("#!") or "=" not in text[:SAMPLE]:
        return False
    first = text[:LONGEST].partition("\n")[0].rstrip()
    return first[:1] != "[" or _SECTION.match(first) is not None


__all__ = ["is_config"]
