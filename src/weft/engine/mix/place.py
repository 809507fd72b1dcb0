"""Where a part of a body lies in the original: the same part, named as the original counts.

Lines stay lines where the body has whole lines of the original, rows name the line in which their
document begins, and what can be named in neither way is named by characters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from weft.engine.json_path import parse_path, write_path
from weft.engine.json_text import LINE_STEP, line_step
from weft.engine.model import Chars, Lines, Rows, Whole
from weft.engine.verify import spans

if TYPE_CHECKING:
    from weft.engine.model import Cut, Part


@dataclass(frozen=True, slots=True)
class Place:
    """Where a body stands in its original."""

    start: int
    line: int  # the line in which it begins, from 1
    opens: bool  # whether it begins that line
    closes: bool  # whether it ends the line in which it ends

    @classmethod
    def of(cls, original: str, start: int, end: int) -> Place:
        """The place of these characters."""
        opens = start == 0 or original[start - 1] == "\n"
        closes = end == len(original) or original[end - 1 : end] == "\n"
        return cls(start, original.count("\n", 0, start) + 1, opens, closes)

    def cut(self, cut: Cut, body: str) -> Cut:
        """The cut of a body as one of the original."""
        return replace(cut, part=self.part(cut.part, body))

    def part(self, part: Part, body: str) -> Part:
        """The part of a body as one of the original."""
        if isinstance(part, Whole):
            part = Chars(1, len(body))
        match part:
            case Lines(first, last) if self._are_whole(first, last, body):
                return Lines(first + self.line - 1, last + self.line - 1)
            case Rows(first, last, at) if self.opens and body[:1] in ("[", "{"):
                path = parse_path(at)
                if not path or LINE_STEP.fullmatch(path[0]) is None:
                    return Rows(first, last, write_path((line_step(self.line), *path)))
            case _:
                pass
        start, end = spans(body)(part)
        return Chars(start + self.start + 1, end + self.start)

    def _are_whole(self, first: int, last: int, body: str) -> bool:
        """Whether these lines of the body are lines of the original."""
        lines = body.count("\n") + (not body.endswith("\n"))
        return (self.opens or first > 1) and (self.closes or last < lines)


__all__ = ["Place"]
