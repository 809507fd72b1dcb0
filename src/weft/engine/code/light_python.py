"""The outline of a text held by indentation alone: Python.

A block is opened by a line that ends with a colon and ends before the next line that stands no
deeper. Of a docstring the first line stays, with quotes to end it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.code.body import Body, Sort
from weft.engine.code.headers import name_of
from weft.engine.code.light import ENTRIES, FIRST_ENTRIES, FLOATS, depths, even

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.code.page import Page

SIGNATURE_LINES = 60

_DEFINITION = r"(?P<function>(?:async\s+)?def\s+\w+)|(?P<type>class\s+\w+)"
_DEFINES = re.compile(_DEFINITION)
_OPENS = re.compile(
    rf"{_DEFINITION}|(?P<block>(?:if|for|while|with|try|else|elif|except|finally|match|case|async)\b)"
)
_COLON = re.compile(r":\s*(?:#.*)?$")
_QUOTES = re.compile(r"[rRuUbB]{0,2}(\"\"\"|''')")
_STRINGS = re.compile(r"#.*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_SORTS = {"function": Sort.FUNCTION, "type": Sort.TYPE}
_BRACKETS = frozenset("[{(")
_ENDS = frozenset("]})")


def bodies(page: Page, *, blocks: bool) -> list[Body]:
    """The bodies of functions, classes and literals; those of `blocks` too, where needed."""
    depth = depths(page)
    for place in page.remarks:
        depth[place] = FLOATS
    bare = page.bare
    starts = [place for place, level in enumerate(depth) if level < FLOATS]
    ends = _next_no_deeper(starts, depth)
    opener = _OPENS.match if blocks else _DEFINES.match
    found: list[Body] = []
    for number, place in enumerate(starts):
        opens = opener(bare[place])
        if opens is None:
            if bare[place][-1] in _BRACKETS:
                found += _literal(page, depth, starts, number, ends[number])
            continue
        sort = _SORTS.get(opens.lastgroup or "", Sort.BLOCK)
        found += _block(page, depth, starts, number, ends[number], sort)
    return found


def _block(
    page: Page,
    depth: Sequence[int],
    starts: Sequence[int],
    number: int,
    following: int | None,
    sort: Sort,
) -> list[Body]:
    """The body below a header. `following` is the next line that stands no deeper."""
    bare, place = page.bare, starts[number]
    colon = place if bare[place][-1] == ":" and _flat(bare[place]) else _colon(bare, place)
    if colon is None:
        return []
    # A signature may end as deep as it began: its lines are no end of the body.
    after = number
    while after < len(starts) and starts[after] <= colon:
        after += 1
    if after == len(starts) or depth[starts[after]] <= depth[place]:
        return []
    if following is not None and following < after:
        following = next(
            (at for at in range(after, len(starts)) if depth[starts[at]] <= depth[place]), None
        )
    last = _last(page, starts[after], len(bare) if following is None else starts[following])
    name = name_of(bare[place]) if sort is not Sort.BLOCK else ""
    start = place
    while start and bare[start - 1][:1] == "@" and depth[start - 1] == depth[place]:
        start -= 1
    return definition(page, start, starts[after], last, sort, name)


def definition(page: Page, start: int, first: int, last: int, sort: Sort, name: str) -> list[Body]:
    """The body of a definition: with a docstring, from its second line on."""
    quotes = _QUOTES.match(page.bare[first])
    if quotes is None or sort is Sort.BLOCK:
        return [Body(start, first, last, last, sort, page.statement(first), name)]
    end = first  # the last line of the docstring
    while end < last and page.inside[end + 1]:
        end += 1
    if end == first:
        if first == last:
            return []
        return [Body(start, first + 1, last, last, sort, page.remark(first), name)]
    # Where nothing stands behind the quotes, the next line is the first of the docstring.
    shown = first + (page.bare[first] == quotes[0] and end > first + 1)
    before = f"{page.indent(first)}{quotes[1]}  {page.language.comment} "
    if sort is Sort.FUNCTION:
        return [Body(start, shown + 1, last, last, sort, before, name)]
    return [
        Body(start, first, last, last, sort, "", name),
        Body(first, shown + 1, end, end, Sort.COMMENT, before),
    ]


def module_docstring(page: Page) -> list[Body]:
    """What may go of the docstring of a file."""
    start = next((at for at, line in enumerate(page.bare) if line and line[0] != "#"), None)
    if start is None or _QUOTES.match(page.lines[start]) is None:
        return []
    end = start
    while end + 1 < len(page.lines) and page.inside[end + 1]:
        end += 1
    made = definition(page, start, start, end, Sort.TYPE, "")
    return [body for body in made if body.sort is Sort.COMMENT]


def _next_no_deeper(starts: Sequence[int], depth: Sequence[int]) -> list[int | None]:
    """For each line that counts, the next one that stands no deeper."""
    ends: list[int | None] = [None] * len(starts)
    waiting: list[int] = []
    for number, place in enumerate(starts):
        while waiting and depth[starts[waiting[-1]]] >= depth[place]:
            ends[waiting.pop()] = number
        waiting.append(number)
    return ends


def _flat(line: str) -> bool:
    return line.count("(") == line.count(")") and line.count("[") == line.count("]")


def _colon(bare: Sequence[str], place: int) -> int | None:
    """The line with the colon that ends a header."""
    opened = 0
    for at in range(place, min(len(bare), place + SIGNATURE_LINES)):
        line = _STRINGS.sub("", bare[at])
        opened += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
        if opened <= 0:
            return at if _COLON.search(line) else None
    return None


def _last(page: Page, first: int, end: int) -> int:
    """The last line before `end` that belongs to a body: no blank line, no comment less deep."""
    margin = len(page.indent(first))
    last = end - 1
    while last > first and (
        not page.bare[last] or (page.bare[last][0] == "#" and len(page.indent(last)) < margin)
    ):
        last -= 1
    return last


def _literal(
    page: Page, depth: Sequence[int], starts: Sequence[int], number: int, end: int | None
) -> list[Body]:
    """The entries of a literal behind the first few."""
    if end is None or end - number <= ENTRIES:
        return []
    start, close = starts[number], starts[end]
    bare = page.bare
    if bare[close][0] not in _ENDS or depth[close] != depth[start]:
        return []
    inner = starts[number + 1 : end]
    least = min(depth[at] for at in inner)
    entries = [at for at in inner if depth[at] == least and bare[at][0] not in _ENDS]
    if len(entries) < ENTRIES or bare[entries[FIRST_ENTRIES] - 1][-1:] != ",":
        return []
    first = entries[FIRST_ENTRIES]
    if not (even(page, start + 1, close) and even(page, first, close)):
        return []
    name = name_of(bare[start])
    return [Body(start, first, close - 1, close, Sort.DATA, page.remark(first), name)]


__all__ = ["bodies", "definition", "module_docstring"]
