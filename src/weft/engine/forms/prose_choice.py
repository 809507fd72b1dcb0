"""Which sentences of a text stay: what was asked, what carries the text, and how it begins.

A sentence that stays is verbatim. One that speaks of the one before it brings it along.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.detect.prose_text import is_prose
from weft.engine.markup.choose import budget, chosen_to_pay
from weft.engine.markup.named import heading_name, runs
from weft.engine.markup.unit import Role
from weft.engine.markup.wanted import wanted
from weft.engine.model import Chars, Cut, Kind, Lines
from weft.engine.prose.sentences import sentence_units
from weft.engine.prose.weight import by_weight
from weft.engine.signals.relevance import BEST_MATCH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.markup.unit import Unit
    from weft.engine.model import Block, Piece
    from weft.engine.signals.relevance import Scorer

MIN_CHARS = 1500
SHORTEST = 200  # characters of a cut; a marker and the break in the text are hardly worth less


@dataclass(frozen=True)
class ProseChoice:
    """Keeps the sentences that a question asks for, or that carry most."""

    scorer: Scorer = BEST_MATCH

    name: ClassVar[str] = "prose_choice"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.PROSE})
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        """The sentences that stay, and a cut for each run of those that do not."""
        text = block.text
        if len(text) < MIN_CHARS or not is_prose(text):
            return None
        units = sentence_units(text)
        texts = [text[unit.first : unit.last] for unit in units]
        sizes = list(map(len, texts))
        sought = wanted(units, texts, block.origin.question, self.scorer)
        most = budget(len(text), sure=sought.sure, room=room)
        order = partial(by_weight, units, texts)
        stay = chosen_to_pay(units, sizes, sought, most, SHORTEST, order)
        names = [
            heading_name(said) if unit.role is Role.HEADING else ""
            for unit, said in zip(units, texts, strict=True)
        ]
        pieces = list(_pieces(text, units, runs(units, stay, names, sizes)))
        return pieces if any(isinstance(piece, Cut) for piece in pieces) else None


def _pieces(
    text: str, units: Sequence[Unit], gone: Iterator[tuple[int, int, str]]
) -> Iterator[Piece]:
    done = 0
    for first, last, label in gone:
        begin, end = units[first].first, units[last - 1].last
        if end - begin < SHORTEST:
            continue
        if begin > done:
            yield text[done:begin]
        yield _cut(text, begin, end, label)
        done = end
    if done < len(text):
        yield text[done:]


def _cut(text: str, begin: int, end: int, label: str) -> Cut:
    """Whole lines where they are, or else characters, with their lines in words."""
    first = text.count("\n", 0, begin) + 1
    last = first + text.count("\n", begin, end - 1)
    closed = text[end - 1] == "\n"
    starts = begin == 0 or text[begin - 1] == "\n"
    if starts and (closed or end == len(text)):
        blank = "\n" if text[max(0, end - 2) : end] == "\n\n" else ""
        return Cut(Lines(first, last), label, after=("\n" + blank) * closed)
    where = f"line {first}" if first == last else f"lines {first}-{last}"
    label = f"{label}, {where}" if label else where
    return Cut(Chars(begin + 1, end), label, after="\n" if closed else " " * (end < len(text)))


__all__ = ["ProseChoice"]
