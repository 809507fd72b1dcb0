"""Repeats across a conversation: what was read before is said by reference, with what differs.

A file is read again, with other line numbers, another padding or after a small edit; a command is
run again. `Shelf` holds the texts that stand earlier, by name; `repeat` writes a new text as pieces
of those and what is new. Pure: texts in, pieces out. What becomes of a piece in a request is the
gateway's business.

How it is found: every text is undressed (numbers as `cat -n` writes them, and carriage
returns taken off), and runs of `SHINGLE` bare lines are looked up in a table of all
earlier runs. A hit is followed as far as the texts agree. That is linear in the new text, however
many texts there are. What is found is put together again and compared before it is offered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SHINGLE = 3  # lines that are looked up together
SHORTEST = 160  # characters of a run that is worth a reference
NUMBERED = 0.9  # the share of lines with a number from which on a text is numbered

_NUMBER = re.compile(r"^( *)(\d{1,9})(\t|→|\| ?|: ?| {2})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Dress:
    """How the lines of a text are numbered: how wide, and what stands behind. No sign: not."""

    width: int = 0
    sign: str = ""

    def put_on(self, bare: str, number: int) -> str:
        """The line with its number."""
        return f"{number:>{self.width}}{self.sign}{bare}" if self.sign else bare


@dataclass(frozen=True, slots=True)
class Seen:
    """Lines `first` to `last` of an earlier text come here, dressed as the new text is.

    `number` is that of the first of them, where they are numbered.
    """

    name: str
    first: int
    last: int
    number: int = 0

    def __str__(self) -> str:
        lines = (
            f"line {self.first}" if self.first == self.last else f"lines {self.first}-{self.last}"
        )
        return f"[as in {self.name}, {lines}]"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A text as what is new in it and what stands earlier."""

    pieces: tuple[str | Seen, ...]
    dress: Dress
    end: str  # what ends each line before its line feed, if all have the same

    def write(self) -> str:
        """The text with references in the place of what stands earlier, for a reader."""
        return "\n".join(map(str, self.pieces))

    @property
    def new(self) -> int:
        """Characters that do not stand earlier."""
        return sum(len(piece) for piece in self.pieces if isinstance(piece, str))


@dataclass(frozen=True, slots=True)
class _Text:
    """A text undressed: its bare lines, and the number of the first where it is numbered."""

    bare: tuple[str, ...]
    numbers: tuple[int, ...]
    dress: Dress
    end: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Earlier texts by name, with a table of where every run of lines stands."""

    texts: Mapping[str, _Text] = field(default_factory=dict)
    table: Mapping[tuple[str, ...], tuple[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Iterable[tuple[str, str]]) -> Shelf:
        """A shelf of these names and texts. Of two texts with one name, the later one counts."""
        read = {name: _undress(text) for name, text in texts}
        table: dict[tuple[str, ...], tuple[str, int]] = {}
        for name, text in read.items():
            for at, run in enumerate(_runs(text.bare)):
                table.setdefault(run, (name, at))
        return cls(read, table)


def repeat(text: str, shelf: Shelf) -> Repeat | None:
    """The text by reference to the shelf; nothing where that says no less."""
    new = _undress(text)
    lines = text.split("\n")
    pieces: list[str | Seen] = []
    done = at = 0
    runs = _runs(new.bare)
    while at < len(runs):
        hit = shelf.table.get(runs[at])
        if hit is None:
            at += 1
            continue
        name, start = hit
        earlier = shelf.texts[name].bare
        length = _agree(new, at, earlier, start)
        if sum(map(len, new.bare[at : at + length])) < SHORTEST:
            at += 1
            continue
        if at > done:
            pieces.append("\n".join(lines[done:at]))
        number = new.numbers[at] if new.numbers else 0
        pieces.append(Seen(name, start + 1, start + length, number))
        done = at = at + length
    if not pieces:
        return None
    if done < len(lines):
        pieces.append("\n".join(lines[done:]))
    found = Repeat(tuple(pieces), new.dress, new.end)
    if len(found.write()) >= len(text) or restore(found, shelf) != text:
        return None
    return found


def restore(found: Repeat, shelf: Shelf) -> str:
    """The text again, from what is new in it and what stands on the shelf."""
    written: list[str] = []
    for piece in found.pieces:
        if isinstance(piece, str):
            written.append(piece)
            continue
        bare = shelf.texts[piece.name].bare[piece.first - 1 : piece.last]
        written += [
            found.dress.put_on(line, piece.number + offset) + found.end
            for offset, line in enumerate(bare)
        ]
    return "\n".join(written)


def _agree(new: _Text, at: int, earlier: Sequence[str], start: int) -> int:
    """How many lines are the same from here on, and numbered one after the other."""
    length = 0
    for ours, theirs in zip(new.bare[at:], earlier[start:], strict=False):
        if ours != theirs or (new.numbers and new.numbers[at + length] != new.numbers[at] + length):
            break
        length += 1
    return length


def _runs(bare: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(bare[offset:] for offset in range(SHINGLE)), strict=False))


def _undress(text: str) -> _Text:
    """The bare lines of a text, and how they were dressed.

    A line that is not dressed like the others is given a sign that no text has, so that it agrees
    with none.
    """
    lines = text.split("\n")
    end = "\r" if text.count("\r\n") * 2 > len(lines) else ""
    numbered = _NUMBER.findall(text)
    if not numbered or len(numbered) < NUMBERED * (len(lines) - (lines[-1] == "")):
        return _Text(tuple(_bare(line, end) for line in lines), (), Dress(), end)
    blanks, digits, sign = numbered[0]
    dress = Dress(len(blanks) + len(digits), sign)
    bare, numbers = [], []
    for line in lines:
        head = _NUMBER.match(line)
        number = int(head[2]) if head else -1
        body = line[head.end() :] if head else line
        if head is None or dress.put_on(body, number) != line:
            bare.append(f"\x00{line}")
        else:
            bare.append(_bare(body, end))
        numbers.append(number)
    return _Text(tuple(bare), tuple(numbers), dress, end)


def _bare(line: str, end: str) -> str:
    if end:
        return line[:-1] if line.endswith(end) else f"\x00{line}"
    return line


__all__ = ["Dress", "Repeat", "Seen", "Shelf", "repeat", "restore"]
