"""What the addresses of a column have in common, said once in its header.

    url=https://api.host/repos/{full_name}/labels     {full_name} is the cell of that column
    page=https://host/wiki/…                          … is the row's own cell

Only addresses (`https://…`, `arn:…`) are taken apart: what people look for by its name, a path or a
time stays whole in its row. Works on cells as they stand, and only on columns without a quote.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.documents.header import is_pattern
from weft.engine.documents.source import quoted

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

MIN_ROWS = 3
WORTH = 60  # characters that a pattern saves at least
SHORTEST = 8  # characters of a beginning that all share
OWN = "…"

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|git@|arn:|urn:)[^\s,\"…]+")
_ENDS = re.compile(r".*[/:=?&#@]", re.DOTALL)
_BEGINS = re.compile(r"[/:=?&#@.{].*", re.DOTALL)
_BARE_OWN = re.compile(
    r"(?!(?:null|\^)$)[^\s,\"\[\]{}\x00-\x1f\x7f-\x9f\ud800-\udfff\U000f0000-\U000ffffd]+"
)
_HOLE = re.compile(r"…|\{([^{}]*)\}")
_MOST_TRIED = 6  # columns that stand in an address

Parts = list[tuple[str, str | None]]
"""Text and what follows it: the name of a column, `OWN`, or nothing at the end."""


def parts(pattern: str, names: Container[str]) -> Parts:
    """What a pattern is made of. Braces around what is no name of a column are text."""
    found: Parts = []
    text = ""
    at = 0
    for hole in _HOLE.finditer(pattern):
        text += pattern[at : hole.start()]
        at = hole.end()
        if hole[0] == OWN or hole[1] in names:
            found.append((text, hole[1] or OWN))
            text = ""
        else:
            text += hole[0]
    found.append((text + pattern[at:], None))
    return found


def is_address(cells: Sequence[str]) -> bool:
    """Whether a column seems to hold addresses."""
    return _ADDRESS.match(next(filter(None, cells), "")) is not None


def find(
    cells: Sequence[str], others: Mapping[str, Sequence[str]], names: Container[str]
) -> tuple[str, list[str] | None] | None:
    """The pattern of a column, and the cells that stay in its rows, if it has a pattern that pays.

    `others` are the columns whose cells may stand in it; no other of these names may.
    """
    if len(cells) < MIN_ROWS:
        return None
    held = set(cells)
    empty = held & {"", "null"}
    held -= empty
    if len(held) < 2 or not all(map(_ADDRESS.fullmatch, held)):
        return None
    filled = None if empty else _filled(cells, others, names)
    if filled and sum(map(len, cells)) >= WORTH:
        return filled, None
    return _shared(cells, held, names)


def _shared(
    cells: Sequence[str], held: set[str], names: Container[str]
) -> tuple[str, list[str]] | None:
    """The beginning and the end that all have."""
    begins = _ENDS.match(_common(min(held), max(held)))
    begin = begins[0] if begins else ""
    rests = [cell[len(begin) :][::-1] for cell in held]
    ends = _BEGINS.search(_common(min(rests), max(rests))[::-1])
    end = ends[0] if ends else ""
    pattern = begin + OWN + end
    saved = (len(begin) + len(end)) * sum(1 for cell in cells if cell in held)
    if len(begin) < SHORTEST or saved < WORTH or not is_pattern(pattern):
        return None
    if len(parts(pattern, names)) != 2:
        return None
    stop = -len(end) or None
    return pattern, [_own(cell[len(begin) : stop]) if cell in held else cell for cell in cells]


def _common(first: str, second: str) -> str:
    """How two texts begin alike."""
    for at, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return first[:at]
    return min(first, second, key=len)


def _own(text: str) -> str:
    return text if _BARE_OWN.fullmatch(text) else quoted(text)


def _filled(
    cells: Sequence[str], others: Mapping[str, Sequence[str]], names: Container[str]
) -> str | None:
    """A pattern that gives every cell by the cells of other columns."""
    looked = sorted({0, len(cells) // 2, len(cells) - 1})
    inside = [
        name for name, other in others.items() if all(other[row] in cells[row] for row in looked)
    ]
    inside.sort(key=lambda name: (-len(others[name][0]), name))
    tried = [inside[:_MOST_TRIED], *([name] for name in inside[:_MOST_TRIED])]
    for those in tried:
        for most in (-1, 1):
            pattern = _of_first(cells[0], [(name, others[name][0]) for name in those], most)
            if pattern and is_pattern(pattern) and _gives(pattern, cells, others, names):
                return pattern
    return None


def _of_first(cell: str, texts: Sequence[tuple[str, str]], most: int) -> str | None:
    """The first cell with the names of columns for their texts: everywhere, or where it is last."""
    pieces = [cell]
    for name, text in texts:
        made: list[str] = []
        for number, piece in enumerate(pieces):
            if number % 2 or text not in piece:
                made.append(piece)
                continue
            split = piece.split(text) if most < 0 else piece.rsplit(text, most)
            for inner in split[:-1]:
                made += (inner, f"{{{name}}}")
            made.append(split[-1])
        pieces = made
    return "".join(pieces) if len(pieces) > 1 else None


def _gives(
    pattern: str,
    cells: Sequence[str],
    others: Mapping[str, Sequence[str]],
    names: Container[str],
) -> bool:
    read = parts(pattern, names)
    called = [name for _, name in read if name is not None]
    if not called or not all(name in others for name in called):
        return False
    holes = [others[name] for name in called]
    template = "%s".join(text.replace("%", "%%") for text, _ in read)
    return all(
        template % row == cell for row, cell in zip(zip(*holes, strict=True), cells, strict=True)
    )


__all__ = ["OWN", "find", "is_address", "parts"]
