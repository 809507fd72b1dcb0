"""An outline without a grammar: by indentation, and by the braces and words that end a block.

A block counts only if all its lines stand deeper than the line that opens it, and the line that
ends it stands exactly as deep: in a text that is not laid out so, there are no blocks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.code.body import Body, Sort
from weft.engine.code.headers import name_of, sort_of
from weft.engine.code.language import Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.code.language import Language

HEADER_LINES = 6  # above a brace that stands alone
FIRST_ENTRIES = 3  # of a literal that stay
ENTRIES = 8  # of a literal that is looked at

_OPENS_BRACE = re.compile(r"[\[{(]\s*(?://.*|/\*.*\*/\s*|#.*|\|[^|]*\|\s*)?$")
_CLOSES = re.compile(r"[\]})]")
_OPENS_WORD = re.compile(
    r"(?:(?:private |public |protected |module_function |private_class_method )*"
    r"(?:def|class|module|if|unless|while|until|case|begin|for)\b(?!.*\bend\s*$)"
    r"(?!\s+\S+(?:\([^)]*\))?\s+=\s)|.*\bdo(?:\s*\|[^|]*\|)?\s*(?:#.*)?$)"
)
_CLOSES_WORD = re.compile(r"end\b|[\]})]")
# They stand where they like: what a preprocessor reads, and labels.
_FLOATS = re.compile(
    r"#\s*(?:if|else|elif|endif|define|undef|pragma|include|region|endregion|line)\b|\w+:$"
)
_ENDS_STATEMENT = re.compile(r"[;{}:]\s*(?://.*|/\*.*)?$|^\s*(?:[#*/@]|$)")
_STRINGS = re.compile(r"//.*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`")


def depths(lines: Sequence[str]) -> list[int]:
    """How deep each line stands; blank ones -1."""
    found = [len(line) - len(bare) if (bare := line.lstrip()) else -1 for line in lines]
    if any("\t" in line[:depth] for line, depth in zip(lines, found, strict=True) if depth > 0):
        # Where tabs and blanks are mixed, a tab goes to the next eighth column.
        found = [
            depth if depth <= 0 else len(line[:depth].expandtabs(8))
            for line, depth in zip(lines, found, strict=True)
        ]
    return found


def bodies(
    lines: Sequence[str], depth: Sequence[int], inside: bytearray, language: Language
) -> list[Body]:
    """The bodies of functions, types, blocks and literals."""
    words = language.style is Style.ENDS
    found: list[Body] = []
    open_at: list[int] = []  # lines that open a block, each deeper than the one before
    closes = _CLOSES_WORD.match if words else _CLOSES.match
    for place, line in enumerate(lines):
        level = depth[place]
        if level < 0 or inside[place]:
            continue
        bare = line.strip()
        if _FLOATS.match(bare) or bare.startswith(language.comment):
            continue
        while open_at and depth[open_at[-1]] > level:
            open_at.pop()
        if open_at and depth[open_at[-1]] == level:
            opened = open_at.pop()
            if closes(bare) and place > opened + 1:
                found += _body(lines, depth, inside, language, opened, place)
        if _OPENS_BRACE.search(line) or (words and _OPENS_WORD.match(bare)):
            open_at.append(place)
    return found


def _body(
    lines: Sequence[str],
    depth: Sequence[int],
    inside: bytearray,
    language: Language,
    opened: int,
    end: int,
) -> list[Body]:
    """The body between two lines, if its brackets are even."""
    if not _even("\n".join(lines[opened + 1 : end])):
        return []
    start, header = _header(lines, opened, language)
    sort = sort_of(header)
    if sort is Sort.BLOCK and header[-1:] in ("[", "("):
        sort = Sort.DATA
    if sort is Sort.FUNCTION and header[-1:] in ("[", "("):
        return []  # arguments, or parameters that go on
    first = opened + 1
    if sort is Sort.DATA:
        entries = _entries(lines, depth, inside, opened + 1, end)
        if len(entries) < ENTRIES or lines[entries[FIRST_ENTRIES] - 1].rstrip()[-1:] not in ",;":
            return [Body(start, first, end - 1, end, Sort.TYPE, "", name_of(header))]
        first = entries[FIRST_ENTRIES]
    told = next((at for at in range(first, end) if depth[at] >= 0), first)
    before = indent(lines[told]) + filled(language, sort)
    return [Body(start, first, end - 1, end, sort, before, name_of(header))]


def filled(language: Language, sort: Sort) -> str:
    """What is written before a marker, so that it is a comment and the body not empty."""
    if language.filler and sort in (Sort.FUNCTION, Sort.BLOCK):
        return f"{language.filler}  {language.comment} "
    return f"{language.comment} "


def indent(line: str) -> str:
    """The white space before a line."""
    return line[: len(line) - len(line.lstrip())]


def _header(lines: Sequence[str], opened: int, language: Language) -> tuple[int, str]:
    """Where a header begins, and its text without comments."""
    start = opened
    bare = lines[opened].strip()
    # A brace that stands alone, or the end of parameters that began above.
    alone = bare in ("{", "(", "[") or bare[:1] in ")]"
    if alone and language.style is Style.BRACES:
        for above in range(opened - 1, max(-1, opened - 1 - HEADER_LINES), -1):
            if _ENDS_STATEMENT.search(lines[above]):
                break
            start = above
    header = " ".join(line.strip() for line in lines[start : opened + 1])
    return start, _STRINGS.sub("", header).strip() if "//" in header or "/*" in header else header


def _entries(
    lines: Sequence[str], depth: Sequence[int], inside: bytearray, first: int, end: int
) -> list[int]:
    """The lines that stand least deep in a block, one for each entry."""
    levels = [depth[at] for at in range(first, end) if depth[at] >= 0 and not inside[at]]
    if not levels:
        return []
    least = min(levels)
    return [
        at
        for at in range(first, end)
        if depth[at] == least and not inside[at] and lines[at].lstrip()[0] not in ")]}"
    ]


def _even(text: str) -> bool:
    """Whether all that is opened here is closed here."""
    return _pairs(text) or _pairs(_STRINGS.sub("", text))


def _pairs(text: str) -> bool:
    return all(text.count(one) == text.count(other) for one, other in ("{}", "()", "[]"))


__all__ = ["ENTRIES", "FIRST_ENTRIES", "bodies", "depths", "filled", "indent"]
