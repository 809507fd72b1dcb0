"""Which parts of a text of no known kind stay: what was asked, how it begins and how it ends.

For a question that the text knows something of. Without one nothing is known of what matters, and
the text is left to others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.markup.choose import budget, chosen_to_pay
from weft.engine.markup.named import runs
from weft.engine.markup.pieces import line_pieces
from weft.engine.markup.unit import Role, Unit
from weft.engine.markup.wanted import wanted
from weft.engine.model import Kind
from weft.engine.signals.relevance import BEST_MATCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Block, Piece
    from weft.engine.signals.relevance import Scorer

MIN_CHARS = 4000
MIN_LINES = 40
LONGEST = 800  # characters of a line, on average, up to which lines are lines
PART = 8  # lines, from which on a part ends at a line that is not indented
MOST = 16  # lines of a part
ENDS = 900  # characters that stay at the end
SHORTEST = 200  # characters of a cut


@dataclass(frozen=True)
class TextChoice:
    """Keeps the parts of a text that a question asks for."""

    scorer: Scorer = BEST_MATCH

    name: ClassVar[str] = "text_choice"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT})
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        """The parts that stay, with cuts between them."""
        text, question = block.text, block.origin.question
        lines = text.split("\n")
        if lines[-1] == "":
            lines.pop()
        if not question.strip() or len(text) < MIN_CHARS or len(lines) < MIN_LINES:
            return None
        if len(text) > LONGEST * len(lines):
            return None
        units = _parts(lines)
        texts = ["\n".join(lines[unit.first : unit.last]) for unit in units]
        sizes = [len(one) + 1 for one in texts]
        sought = wanted(units, texts, question, self.scorer)
        if not sought.sure:
            return None
        most = budget(len(text), sure=True, room=room)
        stay = chosen_to_pay(units, sizes, sought, most, SHORTEST)
        size = 0
        for number in reversed(range(len(units))):
            size += sizes[number]
            if size > ENDS:
                break
            stay.add(number)
        gone = runs(units, stay, [""] * len(units), sizes)
        return line_pieces(text, units, sizes, gone, SHORTEST)


def _parts(lines: Sequence[str]) -> list[Unit]:
    """Lines between blank ones; many of them in parts that begin at the margin."""
    units = [Unit(0, 1, Role.TEXT)]
    blank = False
    for at, line in enumerate(lines):
        said = bool(line) and not line.isspace()
        size = at - units[-1].first
        margin = said and line[0] not in " \t})]"
        if said and size and (blank or size >= MOST or (size >= PART and margin)):
            units[-1].last = at
            units.append(Unit(at, at + 1, Role.TEXT))
        blank = not said
    units[-1].last = len(lines)
    return units


__all__ = ["TextChoice"]
