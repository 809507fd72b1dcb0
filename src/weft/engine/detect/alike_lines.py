"""Lines that say the same with other numbers: a log, though it names neither time nor level.

The weakest of the tests, so it stands last: tables, listings and matches are alike too.
"""

from __future__ import annotations

import re

from weft.engine.detect.sample import sample

LEAST = 20  # lines
ALIKE = 0.25  # different lines, at most, once numbers are masked, per line
OTHERS = 0.2  # lines that are no sentences, at most, per line
WORDS = 3  # in a line, on average

# What configuration, markup, listings, code and matches begin with; sentences do not.
_OTHER = re.compile(r"\s|[^\w\[(]|[\w.-]+\s*[:=]|\S+:\d+:|[dlbcps][rwxsStT-]{9}|\w+\s*\(|.*[;{}]$")
_NUMBER = re.compile(r"[0-9a-f]*[0-9][0-9a-f]*")
_WORD = re.compile(r"\b[A-Za-z]{3,}\b")


def is_alike(text: str) -> bool:
    """Whether most lines are sentences that come again with other numbers."""
    lines = sample(text)
    if len(lines) < LEAST:
        return False
    if sum(map(bool, map(_OTHER.match, lines))) > OTHERS * len(lines):
        return False
    joined = "\n".join(lines)
    masked = _NUMBER.sub("0", joined)
    return (
        len(set(masked.split("\n"))) <= ALIKE * len(lines)
        and masked.count("0") >= len(lines)
        and len(_WORD.findall(joined)) >= WORDS * len(lines)
    )


__all__ = ["is_alike"]
