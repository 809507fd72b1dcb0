"""Listings: names of files, with or without what is known of them, or drawn as a tree.

Three looks, at the first lines: rows with permissions, a clock or a size in front; lines drawn
with branches; and lines that are paths and nothing else. Our own trees are listings too, so that no
other form takes them for something else.
"""

from __future__ import annotations

import re
from itertools import islice

from weft.engine.files.drawn_tree import PENS
from weft.engine.files.listing_lines import DIRECTORY, NO_ROW, agreed, columns_of
from weft.engine.files.name_rows import stands_alone
from weft.engine.files.usual import MODE
from weft.engine.forms.legends import DRAWN, NAMES, RECORDS, ROWS, TREE
from weft.engine.gap import is_gap

SAMPLE_CHARS = 3_000
SAMPLE_LINES = 24
FEWEST = 3  # lines that look like it
MOST = 0.8  # of the lines have to

_PATH = re.compile(r"(?:[A-Za-z]:)?[^\s:;,<>|*?\"'(){}=]+(?: [^\s:;,<>|*?\"'(){}=]+){0,2}")
_SLASH = re.compile(r"[^\s:/]/|/[^\s:/]|^\.{1,2}$")
_FILE = re.compile(r"\.?[\w@+~-]+(?:\.[\w@+~-]+)*\.[A-Za-z]\w{0,9}|[\w.@+-]+/")
_SECTION = re.compile(r"[^\s:][^:]*:")
_STATE = re.compile(r"[ ACDMRTU?!]{2} \S|[ACDMRTUXB]\d{0,3}\t|##")
_COUNTED = re.compile(r":\d+$")
_BRANCH = re.compile(r"^[│| \u00a0]*(?:├|└|\|--|`--|\+-|\\-)", re.MULTILINE)


def is_listing(text: str) -> bool:
    """Whether the text is a list of files."""
    if text.startswith((DRAWN, NAMES, RECORDS, ROWS, TREE)):
        return True
    sample = text[:SAMPLE_CHARS].replace("\r\n", "\n")
    lines = [line for line in islice(sample.split("\n"), SAMPLE_LINES) if line and not is_gap(line)]
    if len(text) > SAMPLE_CHARS and len(lines) < SAMPLE_LINES:
        lines = lines[:-1]  # cut off by the sample
    if len(lines) < FEWEST:
        return False
    return _has_columns(lines) or _is_drawn(sample, lines) or _is_names(sample, lines)


def _has_columns(lines: list[str]) -> bool:
    found = list(map(columns_of, lines))
    count = agreed(found)
    rows, others = found.count(count), found.count(NO_ROW)
    if not count or rows < FEWEST or rows < MOST * (len(lines) - others):
        return False
    if count == 1:  # a size alone proves little
        paths = [line.split(None, 1)[1] for line, its in zip(lines, found, strict=True) if its == 1]
        if all(map(_STATE.match, lines)):
            return sum(map(_is_path, paths)) >= MOST * len(paths)
        return sum(map(_is_path, paths)) >= MOST * len(paths) and "/" in "".join(paths)
    words = lines[found.index(count)].split()
    has_mode = any(MODE.fullmatch(word) for word in words[:3])
    if count <= 4 and all("\t" in line for line in lines):  # what git says of its files
        return True
    if any(word in DIRECTORY for word in words):
        return True
    return has_mode or _names_end_the_lines(lines, count)


def _names_end_the_lines(lines: list[str], count: int) -> bool:
    """Whether what follows a date and a clock is a path: a log says something else there."""
    paths = [parts[-1] for line in lines if len(parts := line.split(None, count)) > count]
    return sum(map(_is_path, paths)) >= MOST * len(paths) and (
        sum("/" in path or "." in path for path in paths) * 2 > len(paths)
    )


def _is_path(text: str) -> bool:
    return _PATH.fullmatch(text) is not None


def _is_drawn(sample: str, lines: list[str]) -> bool:
    branches = len(_BRANCH.findall(sample))
    return branches >= FEWEST and branches * 2 > len(lines) and any(p.last in sample for p in PENS)


def _is_names(sample: str, lines: list[str]) -> bool:
    sections = sum(_SECTION.fullmatch(line) is not None for line in lines)
    names = [_COUNTED.sub("", line) for line in lines if not stands_alone(line)]
    if len(names) < FEWEST or sum(map(_is_path, names)) < MOST * len(names):
        return False
    slashes = sum(_SLASH.search(name) is not None for name in names)
    if slashes >= MOST * len(names):
        return True
    blanks = sum(line == "" for line in sample.rstrip("\n").split("\n")[:SAMPLE_LINES])
    if sections >= FEWEST and blanks == sections - 1:  # `ls -R`
        return slashes < len(names)
    files = sum(_FILE.fullmatch(name) is not None for name in names)
    if sections and any("/" in line for line in lines if _SECTION.fullmatch(line)):
        return sections * FEWEST <= len(lines) or files * 2 > len(names)
    return not sections and slashes + files >= MOST * len(names)


__all__ = ["is_listing"]
