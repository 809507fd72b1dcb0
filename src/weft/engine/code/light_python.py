"""The outline of a text held by indentation alone: Python.

A block is opened by a line that ends with a colon and ends before the next line that stands no
deeper. Of a docstring the first line stays, with quotes to end it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.code.body import Body, Sort
from weft.engine.code.headers import name_of
from weft.engine.code.light import ENTRIES, FIRST_ENTRIES, filled, indent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.code.language import Language

SIGNATURE_LINES = 60

_OPENS = re.compile(
    r"(?P<function>(?:async\s+)?def\s+\w+)|(?P<type>class\s+\w+)"
    r"|(?P<block>(?:if|for|while|with|try|else|elif|except|finally|match|case|async)\b)"
)
_COLON = re.compile(r":\s*(?:#.*)?$")
_BRACKET = re.compile(r"[\[{(]\s*(?:#.*)?$")
_QUOTES = re.compile(r"[rRuUbB]{0,2}(\"\"\"|''')")
_STRINGS = re.compile(r"#.*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")


def bodies(
    lines: Sequence[str], depth: Sequence[int], inside: bytearray, language: Language
) -> list[Body]:
    """The bodies of functions, classes, blocks and literals."""
    found: list[Body] = []
    starts = [
        place
        for place, level in enumerate(depth)
        if level >= 0 and not inside[place] and lines[place].lstrip()[0] != "#"
    ]
    ends = _ends(starts, depth)
    for number, place in enumerate(starts):
        bare = lines[place].lstrip()
        opens = _OPENS.match(bare)
        if opens is None:
            if _BRACKET.search(lines[place]):
                found += _literal(lines, depth, starts, number, ends[number], language)
            continue
        colon = _colon(lines, place)
        if colon is None:
            continue
        # A signature may end as deep as it began: its lines are no end of the body.
        after = number
        while after < len(starts) and starts[after] <= colon:
            after += 1
        if after == len(starts) or depth[starts[after]] <= depth[place]:
            continue
        following = ends[number]
        if following is not None and following < after:
            following = next(
                (at for at in range(after, len(starts)) if depth[starts[at]] <= depth[place]), None
            )
        end = len(lines) if following is None else starts[following]
        last = _last(lines, starts[after], end)
        sort = {"function": Sort.FUNCTION, "type": Sort.TYPE}.get(opens.lastgroup or "", Sort.BLOCK)
        name = name_of(bare) if opens.lastgroup != "block" else ""
        found += definition(lines, inside, language, place, starts[after], last, sort, name)
    return found


def definition(
    lines: Sequence[str],
    inside: bytearray,
    language: Language,
    start: int,
    first: int,
    last: int,
    sort: Sort,
    name: str,
) -> list[Body]:
    """The body of a definition: with a docstring, from its second line on."""
    quotes = _QUOTES.match(lines[first].lstrip())
    margin = indent(lines[first])
    end = first  # the last line of the docstring
    while quotes and end < last and inside[end + 1]:
        end += 1
    if quotes is None or sort is Sort.BLOCK:
        return [Body(start, first, last, last, sort, margin + filled(language, sort), name)]
    if end == first:
        before = margin + f"{language.comment} "
        return [Body(start, first + 1, last, last, sort, before, name)] if first < last else []
    # Where nothing stands behind the quotes, the next line is the first of the docstring.
    shown = first + (lines[first].strip() == quotes[0] and end > first + 1)
    before = f"{margin}{quotes[1]}  {language.comment} "
    if sort is Sort.FUNCTION:
        return [Body(start, shown + 1, last, last, sort, before, name)]
    return [
        Body(start, first, last, last, sort, "", name),
        Body(first, shown + 1, end, end, Sort.COMMENT, before),
    ]


def module_docstring(lines: Sequence[str], inside: bytearray, language: Language) -> list[Body]:
    """What may go of the docstring of a file."""
    for place, line in enumerate(lines):
        if line.strip() and not line.startswith("#"):
            if _QUOTES.match(line) is None:
                return []
            end = place
            while end + 1 < len(lines) and inside[end + 1]:
                end += 1
            made = definition(lines, inside, language, place, place, end, Sort.TYPE, "")
            return [body for body in made if body.sort is Sort.COMMENT]
    return []


def _ends(starts: Sequence[int], depth: Sequence[int]) -> list[int | None]:
    """For each line that counts, the next one that stands no deeper."""
    ends: list[int | None] = [None] * len(starts)
    waiting: list[int] = []
    for number, place in enumerate(starts):
        while waiting and depth[starts[waiting[-1]]] >= depth[place]:
            ends[waiting.pop()] = number
        waiting.append(number)
    return ends


def _colon(lines: Sequence[str], place: int) -> int | None:
    """The line with the colon that ends a header."""
    opened = 0
    for at in range(place, min(len(lines), place + SIGNATURE_LINES)):
        bare = _STRINGS.sub("", lines[at])
        opened += sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))
        if opened <= 0:
            return at if _COLON.search(bare) else None
    return None


def _last(lines: Sequence[str], first: int, end: int) -> int:
    """The last line before `end` that belongs to a body: no blank line, no comment less deep."""
    margin = len(indent(lines[first]))
    last = end - 1
    while last > first:
        line = lines[last]
        if line.strip() and not (line.lstrip().startswith("#") and len(indent(line)) < margin):
            break
        last -= 1
    return last


def _literal(
    lines: Sequence[str],
    depth: Sequence[int],
    starts: Sequence[int],
    number: int,
    end: int | None,
    language: Language,
) -> list[Body]:
    """The entries of a literal behind the first few."""
    if end is None:
        return []
    start, close = starts[number], starts[end]
    if lines[close].strip()[:1] not in ("]", "}", ")") or depth[close] != depth[start]:
        return []
    inner = starts[number + 1 : end]
    least = min((depth[at] for at in inner), default=0)
    entries = [at for at in inner if depth[at] == least and lines[at].lstrip()[0] not in ")]}"]
    if len(entries) < ENTRIES or lines[entries[FIRST_ENTRIES] - 1].rstrip()[-1:] != ",":
        return []
    first = entries[FIRST_ENTRIES]
    before = indent(lines[first]) + f"{language.comment} "
    return [Body(start, first, close - 1, close, Sort.DATA, before, name_of(lines[start].lstrip()))]


__all__ = ["bodies", "definition", "module_docstring"]
