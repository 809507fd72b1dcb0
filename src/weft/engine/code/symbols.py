"""What a file defines: types and functions with their lines, for maps of a repository.

It only lists. Which of it is worth a line in a map is the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.engine.code.body import Sort
from weft.engine.code.outline import outline
from weft.engine.code.page import page

if TYPE_CHECKING:
    from weft.engine.code.language import Language


@dataclass(frozen=True, slots=True)
class Symbol:
    """A definition: lines `first` to `last`, counted from 1; `depth` types or functions around."""

    name: str
    sort: Sort
    first: int
    last: int
    depth: int
    header: str  # its first line that is no decorator


def symbols(text: str, language: Language, *, grammars: bool = True) -> list[Symbol]:
    """What a text defines, in order."""
    source = page(text, text.split("\n"), language)
    found: list[Symbol] = []
    around: list[int] = []  # the last lines of what goes on
    for body in outline(source, grammars=grammars):
        if body.sort not in (Sort.FUNCTION, Sort.TYPE) or not body.name:
            continue
        while around and around[-1] < body.start:
            around.pop()
        lines = source.bare[body.start : max(body.first, body.start + 1)]
        header = next((line for line in lines if line[:1] != "@"), lines[0])
        found.append(
            Symbol(body.name, body.sort, body.start + 1, body.end + 1, len(around), header)
        )
        around.append(body.end)
    return found


__all__ = ["Symbol", "symbols"]
