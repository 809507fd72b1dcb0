"""A page: a text as its lines, and what is known of them before any block is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.engine.code.masks import masks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.code.language import Language


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a text, as they are and without the white space around them."""

    text: str
    language: Language
    lines: Sequence[str]
    bare: Sequence[str]
    inside: bytearray  # 1 for a line that begins within a string or a comment
    comments: Sequence[tuple[int, int]]  # first and last line of each comment between signs
    remarks: Sequence[int]  # lines that are a comment to the end of the line

    def indent(self, place: int) -> str:
        """The white space before a line."""
        line = self.lines[place]
        return line[: len(line) - len(line.lstrip())]

    def remark(self, place: int) -> str:
        """What begins a comment that stands as deep as this line."""
        return f"{self.indent(place)}{self.language.comment} "

    def statement(self, place: int) -> str:
        """The same, behind a statement where a body must have one."""
        filler = self.language.filler
        if not filler:
            return self.remark(place)
        return f"{self.indent(place)}{filler}  {self.language.comment} "


def page(text: str, lines: Sequence[str], language: Language) -> Page:
    """The page of a text."""
    found = masks(text, lines, language)
    bare = list(map(str.strip, lines))
    sign = language.comment
    remarks = [
        place
        for place, line in enumerate(bare)
        if line.startswith(sign) and not found.inside[place]
    ]
    return Page(text, language, lines, bare, found.inside, found.comments, remarks)


__all__ = ["Page", "page"]
