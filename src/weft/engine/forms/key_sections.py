"""Key sections: of YAML, configuration and XML the parts that matter, the others by their names.

What is left out are whole subtrees; a marker in their place names the first of their keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.detect.held import held_by
from weft.engine.model import Cut, Kind, Lines
from weft.engine.sections.choose import choose
from weft.engine.sections.levels import levels
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
        lines = text.split("\n")
        ends_with_line = lines[-1] == ""
        if ends_with_line:
            lines.pop()
        if len(text) < MIN_CHARS or len(lines) < MIN_LINES:
            return None
        kind = held_by(text)
        if kind is None:
            return None
        found = units(levels(lines, kind))
        texts = ["\n".join(lines[unit.first : unit.last]) for unit in found]
        chars = None if room is None else room * CHARS_A_TOKEN
        kept = choose(found, texts, block.origin.question, chars, self.scorer)
        ending = "\r\n" if lines[0].endswith("\r") else "\n"
        whole = [line + "\n" for line in lines]
        if not ends_with_line:
            whole[-1] = lines[-1]
        pieces: list[Piece] = []
        done = 0
        for gone in _runs(found, kept, texts):
            first, last = gone[0].first, gone[-1].last
            pieces.append("".join(whole[done:first]))
            pieces.append(Cut(Lines(first + 1, last), _label(gone, lines), after=ending))
            done = last
        pieces.append("".join(whole[done:]))
        pieces = [piece for piece in pieces if piece != ""]
        return pieces if len(pieces) > 1 else None


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
    names: dict[str, None] = {}
    comments = 0
    for unit in gone:
        if unit.comment:
            comments += 1
            continue
        names[_name([line for line in lines[unit.first : unit.last] if line.strip()])] = None
    names.pop("", None)
    label = ""
    for number, name in enumerate(names):
        if len(label) + len(name) > LABEL:
            return f"{label} and {len(names) - number} more"
        label += (", " if label else "") + name
    return label or ("comments" if comments else "")


def _name(lines: Sequence[str]) -> str:
    """What a unit is called: what its name says, where it is an item, or else its first key."""
    line = lines[0].strip() if lines else ""
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


def _indent(named: tuple[int, str]) -> int:
    return named[0]


def _plain(text: str) -> str:
    kept = "".join(char for char in text.translate(_UNFIT) if char.isprintable())
    return kept if len(kept) <= NAME else kept[:NAME].rstrip() + ".."


__all__ = ["KeySections"]
