"""The header of a table: its columns, in the order of the members.

    name,owner.login,type=User,tags[](id,label)

A dotted name is a member of a member. `name=value` is the same in every row and stands in none.
`name[](...)` is a table of its own: the cell says how many rows stand below.
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
KEY = "(key)"  # heads the names of members that are rows; its path is empty

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: where its value stands in a row, and what all rows have, or the table below."""

    path: Path
    constant: Any = MISSING
    below: tuple[Heading, ...] | None = None


def write_header(headings: tuple[Heading, ...]) -> str:
    """The header as it stands."""
    return ",".join(map(_heading, headings))


def _heading(heading: Heading) -> str:
    name = ".".join(map(_name, heading.path)) or KEY
    if heading.below is not None:
        return f"{name}[]({write_header(heading.below)})"
    if heading.constant is MISSING:
        return name
    value = line_value(heading.constant)
    if value[0] != '"' and not _BARE_CONSTANT.fullmatch(value):
        value = quoted(heading.constant) if type(heading.constant) is str else value
    return f"{name}={value}"


def _name(step: str) -> str:
    return step if _BARE.fullmatch(step) else quoted(step)


def read_header(text: str) -> tuple[Heading, ...]:
    """The columns that a header names."""
    headings, end = _read(text, 0)
    if end != len(text):
        raise Unfit(text)
    return headings


def _read(text: str, at: int) -> tuple[tuple[Heading, ...], int]:
    headings: list[Heading] = []
    while True:
        path = []
        keys = not headings and text.startswith(KEY, at)
        if keys:
            at += len(KEY)
        while not keys:
            step, at = _read_name(text, at)
            path.append(step)
            if text[at : at + 1] != ".":
                break
            at += 1
        constant, below = MISSING, None
        if text.startswith("[](", at):
            below, at = _read(text, at + 3)
            if text[at : at + 1] != ")":
                raise Unfit(text)
            at += 1
        elif text[at : at + 1] == "=":
            constant, at = _read_constant(text, at + 1)
        headings.append(Heading(tuple(path), constant, below))
        if text[at : at + 1] != ",":
            return tuple(headings), at
        at += 1


def _read_name(text: str, at: int) -> tuple[str, int]:
    if text[at : at + 1] == '"':
        end = end_of(text, at)
        return name_of(text[at:end]), end
    found = _BARE.match(text, at)
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


__all__ = ["KEY", "Heading", "read_header", "write_header"]
