"""Signs: what a few lines of a text must look like for a test to be worth asking.

A table of necessary conditions, cheaper than the tests by far. A condition may let pass what the
test refuses, never the other way round: of texts of the kind most lines have the sign, and a few
lines from all over its beginning are looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.forms.legends import OURS
from weft.engine.model import Kind
from weft.engine.tables.delimited import DELIMITERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

BEGINNING = 3_000  # characters of a text from which lines are taken
EACH = 6  # lines, about

_APART = ("  ", "\t", "|", "│", "┃", "║", "+-")
_NAME = r"[^\s:;,<>|*?\"'(){}=]++"
_NAMES = rf"{_NAME}(?: {_NAME}){{0,2}}"
_DATE = r"(?:\d{4}-\d\d-\d\d|\d\d?-[A-Z][a-z]{2}-\d{4}|\d\d-\d\d-\d{2,4}|\d\d[/.]\d\d[/.]\d{4})"

# A path and a number, or a number that is no date and no time of day, or a path and a colon; a
# commit and a number.
_MATCH = re.compile(
    r"[^\s:]*[./][^\s:]*?(?:[:=-]\d|:)|[^\s:][^:]{0,200}[/\\][^:]{0,300}\.[A-Za-z]\w{0,7}[:=-]"
    r"|[A-Za-z]:[/\\]"
    r"|[A-Z][a-z]+file:|\d+[:=-](?!\d\d[ :/-])|--$|\^?[0-9a-f]{7,64}[ )].*\d\) "
)
# Permissions, a size, branches, paths alone, counted or behind a tab, modes and states of git,
# checksums, heads of Windows' listings, a path behind a date and a clock.
_ROW = re.compile(
    r"\s*+(?:\S++\s++){0,2}[-dlcbpsD][-rwxsStT]{9}|\s*\d[\d.,]*[KMGTPkmgtb]?(?:i?B)?(?:\t|\s+\S*/)"
    rf"|[│| \u00a0]*(?:├|└|\|--|`--|\+-|\\-)|(?:[^\t]*\t)?{_NAMES}(?::\d*|\d*)\r?$"
    r"|\d{6} |[0-9a-f]{32,128} |(?! {2})[ .ACDMRTUXB?!]{2} \S|[ACDMRTUXB]\d{0,3}\t\S|##|-\t-\t"
    r"| Volume | Directory of "
    rf"|\s*+(?:\S++\s++){{0,4}}{_DATE}\s++(?:(?:[-+]?[\d:.,]++|[AP]M|<\w+>|[0-9a-f]{{8}})\s++){{0,4}}"
    rf"{_NAMES}\r?$"
)


def spread(text: str) -> Sequence[str]:
    """A few lines from all over the beginning of a text, whole ones where there are any."""
    lines = text[:BEGINNING].split("\n")
    if len(lines) > 1:
        lines.pop()
    lines = [line for line in lines if line and not line.isspace()]
    return lines[:: len(lines) // EACH + 1]


def _some(sign: re.Pattern[str]) -> Callable[[Sequence[str]], bool]:
    """Whether a third of the lines have the sign, or the first says that we wrote them."""

    def has(lines: Sequence[str]) -> bool:
        if lines and lines[0].startswith(OURS):
            return True
        return 3 * sum(map(bool, map(sign.match, lines))) >= len(lines)

    return has


def _divided(lines: Sequence[str]) -> bool:
    """Whether one sign comes as often in most of the lines."""
    if any('"' in line for line in lines):
        return True  # what is in quotes is not told apart here
    for mark in DELIMITERS.values():
        counts = [line.count(mark) for line in lines]
        if any(counts) and 2 * counts.count(max(counts, key=counts.count) or -1) >= len(counts):
            return True
    return False


def _spaced(lines: Sequence[str]) -> bool:
    """Whether bars, tabs or several blanks stand within many of the lines."""
    apart = sum(any(sign in line.strip() for sign in _APART) for line in lines)
    return 3 * apart >= len(lines)


NEEDS: Mapping[Kind, Callable[[Sequence[str]], bool]] = {
    Kind.SEARCH: _some(_MATCH),
    Kind.LISTING: _some(_ROW),
    Kind.DELIMITED: _divided,
    Kind.TABLE: _spaced,
}

__all__ = ["NEEDS", "spread"]
