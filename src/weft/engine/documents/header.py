"""The header of a table: its columns, in the order of the members.

    name,owner.login,ports[0].number,type=User,url=https://host/{name}/,tags[](id,label)

A dotted name is a member of a member, `[0]` the first of an array. `name=value` is the same in
every row and stands in none; `{name}` in it is the cell of that column, and `…` the row's own cell
(see `pattern`). `name[](...)` is a table of its own: the cell says how many rows stand below.
`(key)` heads the names of members that are rows, and `(value)` rows that are no objects.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from weft.engine.documents.cell import MISSING, line_value, value_of
from weft.engine.documents.source import Unfit, quoted
from weft.engine.json_text import end_of, name_of

_BARE = re.compile(r"[\w$@/+~^%&;-]+(?: [\w$@/+~^%&;-]+)*")
_BARE_CONSTANT = re.compile(r"[\w.:/@+-]+(?: [\w.:/@+-]+)*|\[\]|\{\}")
_PATTERN = re.compile(r"""(?=[^\[{])(?:[^\s,()"{}…]|\{(?:\(key\)|[^{}",()\n]*)\}|…)+""")
_HELD_TEXT = re.compile(r"\((?:spaced )?JSON text(?: line)?\)")  # see `inner`
_PLACE = re.compile(r"\[(\d{1,4})\]")
KEY = "(key)"
VALUE = "(value)"

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: where its value stands in a row, and what all rows have, or the table below.

    `path` is empty where the row itself is the value, and nothing where it is its key.
    """

    path: Path | None
    constant: Any = MISSING
    below: tuple[Heading, ...] | None = None
    pattern: str = ""

    @property
    def name(self) -> str:
        """How the column is called."""
        if self.path is None:
            return KEY
        name = ""
        for step in self.path:
            if type(step) is int:
                name += f"[{step}]"
            else:
                name += f".{_name(str(step))}" if name else _name(str(step))
        return name or ("" if self.below is not None else VALUE)

    @property
    def standing(self) -> bool:
        """Whether the rows have cells for it."""
        return self.constant is MISSING and (not self.pattern or "…" in self.pattern)


def write_header(headings: tuple[Heading, ...]) -> str:
    """The header as it stands."""
    return ",".join(map(_heading, headings))


def _heading(heading: Heading) -> str:
    if heading.below is not None:
        return f"{heading.name}[]({write_header(heading.below)})"
    if heading.pattern:
        return f"{heading.name}={heading.pattern}"
    if heading.constant is MISSING:
        return heading.name
    value = line_value(heading.constant)
    if value[0] != '"' and not _BARE_CONSTANT.fullmatch(value):
        value = quoted(heading.constant) if type(heading.constant) is str else value
    return f"{heading.name}={value}"


def _name(step: str) -> str:
    bare = _BARE.fullmatch(step) or _HELD_TEXT.fullmatch(step)
    return step if bare else quoted(step)


def is_pattern(text: str) -> bool:
    """Whether this reads as a pattern behind `=`."""
    return _PATTERN.fullmatch(text) is not None and ("…" in text or "{" in text)


def read_header(text: str) -> tuple[Heading, ...]:
    """The columns that a header names."""
    headings, end = _read(text, 0)
    if end != len(text):
        raise Unfit(text)
    return headings


def _read(text: str, at: int) -> tuple[tuple[Heading, ...], int]:
    headings: list[Heading] = []
    while True:
        path, at = _read_path(text, at)
        constant, below, pattern = MISSING, None, ""
        if text.startswith("[](", at):
            below, at = _read(text, at + 3)
            if text[at : at + 1] != ")":
                raise Unfit(text)
            at += 1
        elif text[at : at + 1] == "=":
            at += 1
            found = _PATTERN.match(text, at)
            if found and is_pattern(found[0]):
                pattern, at = found[0], found.end()
            else:
                constant, at = _read_constant(text, at)
        headings.append(Heading(path, constant, below, pattern))
        if text[at : at + 1] != ",":
            return tuple(headings), at
        at += 1


def _read_path(text: str, at: int) -> tuple[Path | None, int]:
    if text.startswith(KEY, at):
        return None, at + len(KEY)
    if text.startswith(VALUE, at):
        return (), at + len(VALUE)
    path: list[str | int] = []
    while True:
        place = _PLACE.match(text, at)
        if place:
            path.append(int(place[1]))
            at = place.end()
        elif not path and text.startswith("[](", at):
            return (), at
        elif not path or text[at : at + 1] == ".":
            step, at = _read_name(text, at + bool(path))
            path.append(step)
        else:
            return tuple(path), at


def _read_name(text: str, at: int) -> tuple[str, int]:
    if text[at : at + 1] == '"':
        end = end_of(text, at)
        return name_of(text[at:end]), end
    found = _BARE.match(text, at) or _HELD_TEXT.match(text, at)
    if found is None:
        raise Unfit(text)
    return found[0], found.end()


def _read_constant(text: str, at: int) -> tuple[Any, int]:
    if text[at : at + 1] in ('"', "[", "{"):
        end = end_of(text, at)
    else:
        found = _BARE_CONSTANT.match(text, at)
        if found is None:
            raise Unfit(text)
        end = found.end()
    return value_of(text[at:end]), end


__all__ = ["KEY", "VALUE", "Heading", "is_pattern", "read_header", "write_header"]
