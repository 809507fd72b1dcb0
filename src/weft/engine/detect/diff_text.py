"""Diffs: what git and diff print of a change, and git's history.

A text is a diff by its hunks: a head with counts, and lines with a sign. What stands before the
first (a message, a summary) may be a few pages long.
"""

from __future__ import annotations

import re

from weft.engine.forms.legends import DIFF

BEFORE = 20_000  # characters of message and summary before the first hunk, at most
BEFORE_STAT = 6_000  # characters of message before the first line of a summary

_STARTS = re.compile(
    r"diff --git |commit [0-9a-f]{7,64}\b[^\n]*\n|From [0-9a-f]{40} |Index: |diff -\w"
    r"|--- [^\n]+\n\+\+\+ "
)
_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@", re.MULTILINE)
_PAIR = re.compile(r"^--- [^\n]+\n\+\+\+ [^\n]+\n@@ -", re.MULTILINE)
_GIT = re.compile(r"^diff --git ", re.MULTILINE)
_COMMIT = re.compile(
    r"^commit [0-9a-f]{7,64}\b[^\n]*\n"
    r"(?:(?:Merge|Author|AuthorDate|Commit|CommitDate|Date): [^\n]*\n)+",
    re.MULTILINE,
)
_STAT = re.compile(r"^ \S.* +\| +(?:\d+ [+-]*|Bin .*)$", re.MULTILINE)
_TOTAL = re.compile(r"^ \d+ files? changed(?:, \d+ \w+\([+-]\))*$", re.MULTILINE)


def is_diff(text: str) -> bool:
    """Whether the text says what was changed."""
    if text.startswith(DIFF):
        return True
    if _STARTS.match(text):
        return bool(
            _HUNK.search(text, 0, BEFORE) or _GIT.search(text, 0, BEFORE) or _COMMIT.match(text)
        )
    sample = text[:BEFORE]
    if "\n@@ -" in sample and (pair := _PAIR.search(sample)):
        return pair.start() * 3 < len(text)
    # A summary alone: what is looked for is cheap, and most texts have not even that.
    if " | " not in text[:BEFORE_STAT] or " changed" not in text:
        return False
    return len(_STAT.findall(sample)) >= 3 and _TOTAL.search(text) is not None


__all__ = ["is_diff"]
