"""Search results: lines with the file they stand in, and mostly with their number.

`git blame` says of each line the commit it is from. A compiler also says file and number, and then
what is wrong; that is a build. Our own grouped matches are search results too.
"""

from __future__ import annotations

import re
from itertools import pairwise

from weft.engine.files.matches import BELOW, BLAMED, BREAK, NUMBERED, PLAIN
from weft.engine.forms.legends import BLAME, BY_FILE
from weft.engine.gap import is_gap

SAMPLE_CHARS = 4_000
FEWEST = 3
MOST = 0.7  # of the lines, context among them
ALL_BUT_FEW = 0.9  # where each file has one match, and none a number
CONTEXT = 0.06  # where lines of context stand around them, so many of the lines are matches

_FILE = re.compile(
    r"(?:[A-Za-z]:)?(?:[^\s:]*(?:[/\\][^\s:]*|\.[A-Za-z]\w{0,7}|[A-Z][a-z]+file)"
    r"|[^\s:][^:]*[/\\][^:]*\.[A-Za-z]\w{0,7})"
)
_VERDICT = re.compile(
    r"\s*(?:\d+:\s*)?(?:(?:fatal )?error|warning|note|info|[A-Z]{1,4}\d{2,5})\b", re.IGNORECASE
)
_AROUND = re.compile(r"^([^\s:][^:\n]*?)[-=]\d+[-=]", re.MULTILINE)
_CLOCK = re.compile(r"\d\d:\d\d:\d\d")
_NUMBER_FIRST = re.compile(r"^(\d+)[:-]", re.MULTILINE)


def is_search(text: str) -> bool:
    """Whether these are matches of a search."""
    if text.startswith((BLAME, BY_FILE)):
        return True
    sample = text[:SAMPLE_CHARS]
    if len(text) > SAMPLE_CHARS:
        sample = sample[: sample.rfind("\n")]
    lines = [line for line in sample.split("\n") if line and not is_gap(line)]
    if len(lines) < FEWEST:
        return False
    if ") " in lines[0] and BLAMED.match(lines[0]):
        return _is_blame(lines)
    if ":" not in sample:
        return False
    return _in_files(sample, lines) or _below(lines)


def _is_blame(lines: list[str]) -> bool:
    """Whether each line says the commit it is from."""
    return sum(map(bool, map(BLAMED.match, lines))) >= MOST * len(lines)


def _in_files(sample: str, lines: list[str]) -> bool:
    numbered = NUMBERED.findall(sample)
    if len(numbered) >= FEWEST:
        good = [match for match in numbered if _FILE.fullmatch(match[0])]
        verdicts = sum(_VERDICT.match(match[2]) is not None for match in good)
        files = {match[0] for match in good}
        around = sum(path in files for path in _AROUND.findall(sample)) + lines.count("--")
        return (
            verdicts * 4 < len(good)
            and len(good) >= CONTEXT * len(lines)
            and len(good) + around >= MOST * len(lines)
        )
    plain = [
        path
        for path, said in PLAIN.findall(sample)
        if _FILE.fullmatch(path) and "//" not in path
        if not _VERDICT.match(said) and not said.rstrip("\r").isdigit()  # counts are a listing
    ]
    most = MOST if len(set(plain)) < len(plain) else ALL_BUT_FEW
    deep = sum("/" in path for path in plain)
    return len(plain) >= most * len(lines) and deep * 2 > len(plain)


def _below(lines: list[str]) -> bool:
    """Numbers that rise, with or without names of files between them."""
    numbered = [line for line in lines if BELOW.match(line)]
    if not numbered or any(map(_CLOCK.match, numbered)):
        return False
    others = [line for line in lines if not BELOW.match(line) and line != BREAK]
    is_numbered = [BELOW.match(line) is not None for line in lines]
    headings = sum(below and not above for above, below in pairwise(is_numbered))
    if len(numbered) + headings < MOST * len(lines) or not all(map(_FILE.fullmatch, others)):
        return False
    numbers = [int(number[:9]) for number in _NUMBER_FIRST.findall("\n".join(numbered))]
    falls = sum(b <= a for a, b in pairwise(numbers))
    return falls <= len(others)


__all__ = ["is_search"]
