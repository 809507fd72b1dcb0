"""A web page as its main text: headings, lists, tables, code, links numbered, and of a long one the
parts that were asked for.

What stays is no part of the original, so the whole counts as cut. Where a name that was asked for
stands in the source of the page alone, its line of the source is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.detect.web_page import is_web_page
from weft.engine.markup.choose import chosen, page_budget
from weft.engine.markup.named import heading_name, runs
from weft.engine.markup.unit import Role, Unit, place
from weft.engine.markup.wanted import wanted
from weft.engine.markup.web_page import web_page
from weft.engine.model import Cut, Kind, Whole
from weft.engine.signals.question import asked
from weft.engine.signals.relevance import BEST_MATCH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.markup.web_page import PageBlock
    from weft.engine.model import Block, Piece
    from weft.engine.signals.relevance import Scorer

MIN_CHARS = 600
WINDOW = 160  # characters shown of the source on either side of a name
SHOWN = 4  # places in the source, of one name
SHORTEST = 80  # characters left out, for which a note is worth it

_NUMBER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True)
class PageText:
    """Writes a web page as the text it shows."""

    scorer: Scorer = BEST_MATCH

    name: ClassVar[str] = "page_text"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.HTML})
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        """The text of the page, and the cut of the whole."""
        text, question = block.text, block.origin.question
        if len(text) < MIN_CHARS or not is_web_page(text):
            return None
        page = web_page(text)
        if not page.blocks:
            return None
        texts = [one.text for one in page.blocks]
        units = _units(page.blocks)
        sizes = [len(one) + 2 for one in texts]
        sought = wanted(units, texts, question, self.scorer)
        most = page_budget(sum(sizes), sure=sought.sure, room=room)
        stay = chosen(units, sizes, sought, most)
        written = "\n\n".join(_written(units, texts, sizes, stay))
        written += "".join(_targets(written, page.links))
        written += "".join(_in_source(text, "\n".join(texts), question))
        return (Cut(Whole(), "web page as text", after="\n\n"), written + "\n")


def _units(blocks: Sequence[PageBlock]) -> list[Unit]:
    units = []
    header = -1
    for number, block in enumerate(blocks):
        needs = -1
        if block.role is Role.ROW:
            if block.level == 0:
                header = number
            else:
                needs = header
        level = 0 if block.role is Role.ROW else block.level
        units.append(Unit(number, number + 1, block.role, level, needs=needs))
    return place(units)


def _written(
    units: Sequence[Unit], texts: Sequence[str], sizes: Sequence[int], stay: set[int]
) -> Iterator[str]:
    """What stays, with a note in the place of what does not. Rows and items stand close."""
    names = [
        heading_name(text) if unit.role is Role.HEADING else ""
        for unit, text in zip(units, texts, strict=True)
    ]
    gone = {first: (last, label) for first, last, label in runs(units, stay, names, sizes)}
    at = 0
    close: list[str] = []
    role = Role.TEXT  # of what stands close
    while at < len(units):
        last, label = gone.get(at, (at + 1, ""))
        if at in gone and sum(sizes[at:last]) >= SHORTEST:
            said = f"[left out: {label}]" if label else "[left out]"
        elif at in gone:
            said = "\n".join(texts[at:last])
        else:
            said = texts[at]
        if close and units[at].role is not role:
            yield "\n".join(close)
            close = []
        if close or (at not in gone and units[at].role in (Role.ROW, Role.ITEM)):
            close.append(said)
            role = units[at].role
        else:
            yield said
        at = last
    if close:
        yield "\n".join(close)


def _targets(written: str, links: Sequence[str]) -> Iterator[str]:
    """Where the numbered links of the written text lead."""
    numbers = dict.fromkeys(int(number[:9]) for number in _NUMBER.findall(written))
    begun = False
    for number in sorted(numbers):
        if 1 <= number <= len(links):
            yield f"{'' if begun else chr(10)}\n[{number}]: {links[number - 1]}"
            begun = True


def _in_source(text: str, shown: str, question: str) -> Iterator[str]:
    """Places of the source that have a name of the question which the page does not show."""
    lowered, seen = text.lower(), shown.lower()
    if len(lowered) != len(text):
        return
    for name in asked(question).names:
        if len(name) < 3 or name in seen:
            continue
        at = lowered.find(name)
        for _ in range(SHOWN):
            if at < 0:
                break
            start, end = max(0, at - WINDOW), at + len(name) + WINDOW
            line = text.count("\n", 0, at) + 1
            yield f"\n\nSource, line {line}: {' '.join(text[start:end].split())}"
            at = lowered.find(name, end)


__all__ = ["PageText"]
