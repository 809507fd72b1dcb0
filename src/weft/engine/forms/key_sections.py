"""Key sections: of YAML, configuration and XML the parts that matter, the others by their names.

What is left out are whole subtrees; a marker in their place names the first of their keys.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.detect.held import held_by
from weft.engine.elements import flat
from weft.engine.model import Chars, Cut, Kind, Lines
from weft.engine.sections.choose import choose
from weft.engine.sections.levels import continued, levels
from weft.engine.sections.units import units
from weft.engine.signals.relevance import BEST_MATCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Block, Piece
    from weft.engine.sections.units import Unit
    from weft.engine.signals.relevance import Scorer

MIN_CHARS = 1500
MIN_LINES = 20
NO_GAP = 120  # characters; a marker is hardly shorter
CHARS_A_TOKEN = 3
LABEL = 110  # characters
NAME = 28  # characters

_KEY = re.compile(r"""(?:- +)*["']?([^\s"'=:<>\[\]{}#][^"'=:<>#]*?)["']?\s*(?:[:=]|$)""")
_NAMED = re.compile(r"""(\s*(?:- +)?)(?:name|id|title|key|operationId): +["']?([^"'#]+)""")
_ELEMENT = re.compile(r"</?([\w.:-]+)")
_UNFIT = str.maketrans({"<": "‹", ">": "›", **dict.fromkeys("\"'\\`", "")})


@dataclass(frozen=True)
class KeySections:
    """Leaves out subtrees that say little."""

    scorer: Scorer = BEST_MATCH

    name: ClassVar[str] = "key_sections"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.YAML, Kind.CONFIG, Kind.XML})
    loses: ClassVar[Literal[True]] = True

    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None:
        """The parts that stay, with cuts between them."""
        text = block.text
        kind = held_by(text) if len(text) >= MIN_CHARS else None
        if kind is None:
            return None
        page = _flat(text) if kind is Kind.XML else None
        page = page or _page(text)
        if len(page.lines) < MIN_LINES:
            return None
        found = units(levels(page.lines, kind))
        texts = ["\n".join(page.lines[unit.first : unit.last]) for unit in found]
        chars = None if room is None else room * CHARS_A_TOKEN
        kept = choose(found, texts, block.origin.question, chars, self.scorer)
        goes_on = continued(page.lines, kind)
        pieces: list[Piece] = []
        done = 0
        for gone in _runs(found, kept, texts):
            first, last = gone[0].first, gone[-1].last
            while first < last and goes_on[first]:
                first += 1  # a tag stays whole
            if first == last:
                continue
            pieces.append("".join(page.whole[done:first]))
            pieces.append(page.cut(first, last, _label(gone, page.lines)))
            done = last
        pieces.append("".join(page.whole[done:]))
        pieces = [piece for piece in pieces if piece != ""]
        return pieces if len(pieces) > 1 else None


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines by which a text is understood, and the pieces of it that they stand for."""

    lines: Sequence[str]
    whole: Sequence[str]
    ending: str = "\n"  # behind a marker; none in a text that is one line
    starts: Sequence[int] = ()  # of the pieces, in characters; for a text that is one line

    def cut(self, first: int, last: int, label: str) -> Cut:
        """The cut of these lines, from 0, the last excluded."""
        if self.ending:
            return Cut(Lines(first + 1, last), label, after=self.ending)
        return Cut(Chars(self.starts[first] + 1, self.starts[last]), label)


def _page(text: str) -> _Page:
    lines = text.split("\n")
    whole = [f"{line}\n" for line in lines]
    whole[-1] = lines[-1]
    if lines[-1] == "":
        lines.pop()
        whole.pop()
    return _Page(lines, whole, "\r\n" if lines[0].endswith("\r") else "\n")


def _flat(text: str) -> _Page | None:
    """XML that is one long line, broken where one tag follows another."""
    broken = flat.broken(text.split("\n"))
    if broken is None:
        return None
    above, lines = broken
    # A line that is no piece of the long one has its line feed before it.
    begins = [0 < at <= above or not flat.is_piece(line) for at, line in enumerate(lines)]
    begins[0] = False
    whole = [
        f"\n{line}" if begin else line.lstrip(" ") if at > above else line
        for at, (line, begin) in enumerate(zip(lines, begins, strict=True))
    ]
    return _Page(lines, whole, "", list(accumulate(map(len, whole), initial=0)))


def _runs(found: Sequence[Unit], kept: set[int], texts: Sequence[str]) -> list[list[Unit]]:
    """Units side by side that go, where a marker is shorter than they are."""
    runs: list[list[Unit]] = [[]]
    sizes = [0]
    for number, unit in enumerate(found):
        if number in kept:
            runs.append([])
            sizes.append(0)
        else:
            runs[-1].append(unit)
            sizes[-1] += len(texts[number]) + 1
    return [run for run, size in zip(runs, sizes, strict=True) if size > NO_GAP]


def _label(gone: Sequence[Unit], lines: Sequence[str]) -> str:
    """The first keys of what is left out."""
    named = Counter(
        "" if unit.comment else _name(list(filter(str.strip, lines[unit.first : unit.last])))
        for unit in gone
    )
    comments = named.pop("", 0)
    label = ""
    for number, (name, times) in enumerate(named.items()):
        if len(label) + len(name) > LABEL:
            return f"{label} and {len(named) - number} more"
        label += (", " if label else "") + (name if times == 1 else f"{name} {times}x")
    return label or ("comments" if comments else "")


def _name(lines: Sequence[str]) -> str:
    """What a unit is called: what its name says, where it is an item, or else its first key."""
    line = lines[0].strip() if lines else ""
    if line == "---":
        return _document(lines)
    if line.startswith("<"):
        found = _ELEMENT.match(line)
    elif line.startswith("- "):
        named = [(len(one[1]), one[2]) for one in map(_NAMED.match, lines) if one]
        return _plain(min(named, key=_indent)[1] if named else line[2:].lstrip())
    elif line.startswith("["):
        return _plain(line.strip("[] "))
    else:
        found = _KEY.match(line)
    return _plain(found[1]) if found else _plain(line)


def _document(lines: Sequence[str]) -> str:
    """What one of several documents is called: its kind and its name, or its first key."""
    kind = next((line[6:] for line in lines if line.startswith("kind: ")), "")
    named = [(len(one[1]), one[2]) for one in map(_NAMED.match, lines) if one]
    name = min(named, key=_indent)[1] if named else ""
    said = f"{kind} {name}".strip()
    return _plain(said) if said or len(lines) < 2 else _name(lines[1:])


def _indent(named: tuple[int, str]) -> int:
    return named[0]


def _plain(text: str) -> str:
    kept = text.translate(_UNFIT)
    if not kept.isprintable():
        kept = "".join(char for char in kept if char.isprintable())
    return kept if len(kept) <= NAME else kept[:NAME].rstrip() + ".."


__all__ = ["KeySections"]
