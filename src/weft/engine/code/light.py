"""An outline without a grammar: by indentation, and by the braces and words that end a block.

A block counts only if all its lines stand deeper than the line that opens it, and the line that
ends it stands exactly as deep: in a text that is not laid out so, there are no blocks.
"""

from __future__ import annotations

import re
from itertools import compress
from operator import not_
from typing import TYPE_CHECKING

from weft.engine.code.body import Body, Sort
from weft.engine.code.headers import is_block, name_of, sort_of
from weft.engine.code.language import Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.code.page import Page

HEADER_LINES = 12  # of a header that are looked at
FIRST_ENTRIES = 3  # of a literal that stay
ENTRIES = 8  # of a literal that is looked at
FLOATS = 1 << 30  # as deep as a line stands that stands where it likes

_OPENS_BEFORE_A_REMARK = re.compile(r".*[\[{(]\s*(?://.*|/\*.*\*/|#.*|\|[^|]*\|)$")
_OPENS_WORD = re.compile(
    r"(?:(?:private |public |protected |module_function |private_class_method )*"
    r"(?:def|class|module|if|unless|while|until|case|begin|for)\b(?!.*\bend\s*$)"
    r"(?!\s+\S+(?:\([^)]*\))?\s+=\s)|.*\bdo(?:\s*\|[^|]*\|)?\s*(?:#.*)?$)"
)
_GOES_ON = re.compile(r"(?:\|\||&&|\band|\bor|[,\\+=?:.(\[-])$")  # in the next line
# They stand where they like: what a preprocessor reads, and labels.
_FLOATS = re.compile(
    r"#\s*(?:if|else|elif|endif|define|undef|pragma|include|region|endregion|line)|\w+:$"
)
_ENDS_STATEMENT = re.compile(r"[;{}:]\s*(?://.*|/\*.*)?$|^\s*(?:[#*/@]|$)")
_STRINGS = re.compile(
    r"//.*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`|(?<![\w$])#.*"
)
_OPENS = frozenset("{[(")
_CLOSES = frozenset("}])")
_LOOSE = frozenset({"bash"})  # where a bracket need not be closed
_MAY_FLOAT = frozenset("#:")


def depths(page: Page) -> list[int]:
    """How deep each line stands. Blank ones, and those within something, stand nowhere."""
    lines, bare = page.lines, page.bare
    found = [
        len(line) - len(line.lstrip()) if text else FLOATS
        for line, text in zip(lines, bare, strict=True)
    ]
    text = page.text
    if "\n\t" in text and "\n  " in text:
        # Where tabs and blanks are mixed, a tab goes to the next eighth column.
        found = [
            len(line[:depth].expandtabs(8)) if 0 < depth < FLOATS else depth
            for line, depth in zip(lines, found, strict=True)
        ]
    place = page.inside.find(1)
    while place >= 0:
        found[place] = FLOATS
        place = page.inside.find(1, place + 1)
    return found


def bodies(page: Page, *, blocks: bool) -> list[Body]:
    """The bodies of functions, types and literals; those of `blocks` too, where they are needed."""
    words = page.language.style is Style.ENDS
    depth = depths(page)
    for place in page.remarks:
        depth[place] = FLOATS
    found: list[Body] = []
    open_at: list[tuple[int, int]] = []  # how deep what opens a block stands, and its last line
    for place, line in enumerate(page.bare):
        level = depth[place]
        if level == FLOATS:
            continue
        if (line[0] in _MAY_FLOAT or line[-1] in _MAY_FLOAT) and _FLOATS.match(line):
            depth[place] = FLOATS
            continue
        opens = line[-1] in _OPENS or _opens(line, words=words)
        closes = line[0] in _CLOSES or (words and line.startswith("end"))
        if not (opens or closes):
            continue
        while open_at and open_at[-1][0] > level:
            open_at.pop()
        if closes and open_at and open_at[-1][0] == level:
            _, opened = open_at.pop()
            wanted = place > opened + 1 and (blocks or not is_block(page.bare[opened]))
            if wanted and min(depth[opened + 1 : place]) > level:
                found += _body(page, depth, opened, place, blocks=blocks)
        if opens:
            begun = place if words else _begun(page.bare, place)
            open_at.append((min(level, depth[begun]), place))
    return found


def _opens(line: str, *, words: bool) -> bool:
    if words:
        return _OPENS_WORD.match(line) is not None and not _GOES_ON.search(line)
    return (
        ("//" in line or "/*" in line or "#" in line or line[-1] == "|")
        and ("{ " in line or "( " in line or "[ " in line)
        and _OPENS_BEFORE_A_REMARK.match(line) is not None
    )


def _begun(bare: Sequence[str], place: int) -> int:
    """Where the header begins whose parameters end in this line."""
    closed = bare[place].count(")") - bare[place].count("(")
    above = place
    while (closed > 0 or bare[above][:1] == ":") and above > max(0, place - HEADER_LINES):
        above -= 1
        closed += bare[above].count(")") - bare[above].count("(")
    return above if closed <= 0 else place


def _body(page: Page, depth: Sequence[int], opened: int, end: int, *, blocks: bool) -> list[Body]:
    """The body between two lines, if its brackets are even."""
    start, header = _header(page, opened)
    sort = sort_of(header)
    if header[-1:] in _OPENS and header[-1:] != "{":
        if sort is Sort.FUNCTION:
            return []  # arguments, or parameters that go on
        sort = Sort.DATA
    if (sort is Sort.BLOCK and not blocks) or not even(page, opened + 1, end):
        return []
    name = name_of(header)
    first = opened + 1
    if sort is Sort.DATA:
        entries = _entries(page, depth, first, end)
        if len(entries) < ENTRIES or page.bare[entries[FIRST_ENTRIES] - 1][-1:] not in (",", ";"):
            return [Body(start, first, end - 1, end, Sort.TYPE, "", name)]
        first = entries[FIRST_ENTRIES]
        if not even(page, first, end):
            return []
    told = next((at for at in range(first, end) if depth[at] < FLOATS), first)
    needed = sort in (Sort.FUNCTION, Sort.BLOCK)
    before = page.statement(told) if needed else page.remark(told)
    return [Body(start, first, end - 1, end, sort, before, name)]


def _header(page: Page, opened: int) -> tuple[int, str]:
    """Where a header begins, and its text without comments."""
    start = opened
    if page.language.style is Style.BRACES:
        start = _begun(page.bare, opened)
        if page.bare[opened] in _OPENS:  # a brace that stands alone
            for above in range(opened - 1, max(-1, opened - 1 - HEADER_LINES), -1):
                if _ENDS_STATEMENT.search(page.bare[above]):
                    break
                start = above
    header = " ".join(page.bare[start : opened + 1])
    return start, _STRINGS.sub("", header).strip() if "//" in header or "/*" in header else header


def _entries(page: Page, depth: Sequence[int], first: int, end: int) -> list[int]:
    """The lines that stand least deep in a block, one for each entry."""
    least = min(depth[first:end])
    if least == FLOATS:
        return []
    bare = page.bare
    return [at for at in range(first, end) if depth[at] == least and bare[at][0] not in _CLOSES]


def even(page: Page, first: int, end: int) -> bool:
    """Whether all that is opened in these lines is closed in them."""
    lines = page.lines[first:end]
    if 1 in page.inside[first:end]:
        lines = list(compress(lines, map(not_, page.inside[first:end])))
    text = "\n".join(lines)
    pairs = ("{}",) if page.language.name in _LOOSE else ("{}", "()", "[]")
    return _paired(text, pairs) or _paired(_STRINGS.sub("", text), pairs)


def _paired(text: str, pairs: Sequence[str]) -> bool:
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in pairs)


__all__ = ["ENTRIES", "FIRST_ENTRIES", "FLOATS", "bodies", "depths", "even"]
