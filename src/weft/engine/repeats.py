"""Repeats across a conversation: what was read before is said by reference, with what differs.

A file is read again, with other line numbers, another padding or after a small edit; a command is
run again. `Shelf` holds the texts that stand earlier, by name; `repeat` writes a new text as pieces
of those and what is new. Pure: texts in, pieces out. What becomes of a piece in a request is the
gateway's business.

How it is found: every text is undressed (numbers as `cat -n` writes them and carriage returns taken
off), and runs of `SHINGLE` bare lines are looked up in a table of all earlier runs. A hit is
followed as far as the texts agree. That is linear in the new text, however many texts there are. A
text that is indented as a whole is tried without its indentation too. What is found is put together
again and compared before it is offered.
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

_NUMBER = re.compile(r"^( *)(\d{1,9})(\t|→| ?\| ?|: ?| {2})", re.MULTILINE)
_ODD = "\x00"


@dataclass(frozen=True, slots=True)
class Dress:
    """How the lines of a text are numbered: how wide, and what stands behind. No sign: not.

    Lines without numbers may all be indented.
    """

    width: int = 0
    sign: str = ""
    indent: str = ""

    def put_on(self, bare: str, number: int) -> str:
        """The line with its number, or with its blanks."""
        if self.sign:
            return f"{number:>{self.width}}{self.sign}{bare}"
        return self.indent + bare if bare else bare


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
    lines = text.split("\n")
    found = _found(text, lines, _undress(text), shelf)
    indent = _indent(lines)
    if not indent or (found and found.new * 2 < len(text)):
        return found
    moved = _found(text, lines, _undress(text, indent), shelf)
    return min(filter(None, (found, moved)), key=lambda way: way.new, default=None)


def _found(text: str, lines: Sequence[str], new: _Text, shelf: Shelf) -> Repeat | None:
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
            at += max(
                1, length - SHINGLE + 1
            )  # what agrees further on begins with these last lines
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
    most = min(len(new.bare) - at, len(earlier) - start)
    length = 0
    while length < most and new.bare[at + length] == earlier[start + length]:
        if new.numbers and new.numbers[at + length] != new.numbers[at] + length:
            break
        length += 1
    return length


def _runs(bare: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(bare[offset:] for offset in range(SHINGLE)), strict=False))


def _undress(text: str, indent: str = "") -> _Text:
    """The bare lines of a text, and how they were dressed.

    A line that is not dressed like the others is given a sign that no text has, so that it agrees
    with none.
    """
    lines = text.split("\n")
    end = "\r" if text.count("\r\n") * 2 > len(lines) else ""
    numbered = _NUMBER.findall(text)
    if not numbered or len(numbered) < NUMBERED * (len(lines) - (lines[-1] == "")):
        bare = lines if not indent and not end else [_bare(line, indent, end) for line in lines]
        return _Text(tuple(bare), (), Dress(indent=indent), end)
    blanks, digits, _ = numbered[0]
    # A blank behind a colon is part of the line where not every line has one.
    signs = [sign for _, _, sign in numbered]
    sign = min(set(signs), key=len)
    if any(not other.startswith(sign) for other in set(signs)):
        sign = max(set(signs), key=signs.count)
    dress = Dress(len(blanks) + len(digits), sign)
    return _numbered(lines, dress, end)


def _numbered(lines: Sequence[str], dress: Dress, end: str) -> _Text:
    dressed = re.compile(rf"( *)([1-9]\d{{0,8}}|0){re.escape(dress.sign)}(.*)", re.DOTALL).fullmatch
    bare: list[str] = []
    numbers: list[int] = []
    for line in lines:
        head = dressed(line)
        if head is None:
            bare.append(f"{_ODD}{line}")
            numbers.append(-1)
            continue
        blanks, digits, body = head.groups()
        numbers.append(int(digits))
        width = len(blanks) + len(digits)
        fits = width == dress.width or (not blanks and width > dress.width)
        bare.append(_bare(body, "", end) if fits else f"{_ODD}{line}")
    return _Text(tuple(bare), tuple(numbers), dress, end)


def _indent(lines: Sequence[str]) -> str:
    """The blanks that all lines begin with, but for empty ones."""
    full = [line for line in lines if line]
    if not full or full[0][:1] != " ":
        return ""
    first, last = min(full), max(full)  # what begins these two begins all between them
    common = 0
    while common < min(len(first), len(last)) and first[common] == last[common] == " ":
        common += 1
    return " " * common


def _bare(line: str, indent: str, end: str) -> str:
    if end:
        if not line.endswith(end):
            return f"{_ODD}{line}"
        line = line[:-1]
    if not indent or not line:
        return line
    return line[len(indent) :] or f"{_ODD}{line}"


__all__ = ["Dress", "Repeat", "Seen", "Shelf", "repeat", "restore"]
