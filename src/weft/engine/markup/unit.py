"""Unit: a run of lines of a document that stays or goes as one.

Data only. Units tile the lines of a text; blank lines belong to the unit above them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a unit is to a reader."""

    HEADING = "heading"
    TEXT = "paragraph"
    SENTENCE = "sentence"
    NOTE = "note"  # what warns: a deprecation, a caution
    ITEM = "list item"
    ROW = "table row"
    CODE = "code block"
    META = "comment"  # about the text: front matter, comments
    CONTENTS = "table of contents"
    BADGE = "badge"
    TARGET = "link target"


TAGGED = 100  # from this level on a heading is a tag with a text indented below it

# What hardly anyone misses: it stays only where the question asks for it.
TRIFLES = frozenset({Role.META, Role.CONTENTS, Role.BADGE, Role.TARGET})


@dataclass(slots=True)
class Unit:
    """Lines `first` up to `last`, counted from 0, `last` excluded.

    `level` is the depth of a heading, the indentation of anything else. `under` is the number of
    the heading it stands under, `needs` that of the unit without which it cannot be read (the item
    around an item, the header of a row); -1 is none.
    """

    first: int
    last: int
    role: Role
    level: int = 0
    under: int = -1
    needs: int = -1


def place(units: list[Unit]) -> list[Unit]:
    """The units, each told under which heading it stands.

    What stands under a tag is indented more than the tag.
    """
    open_: list[int] = []
    for number, unit in enumerate(units):
        if unit.role is Role.HEADING:
            while open_ and units[open_[-1]].level >= unit.level:
                open_.pop()
            unit.under = open_[-1] if open_ else -1
            open_.append(number)
        else:
            while open_ and unit.level <= units[open_[-1]].level - TAGGED:
                open_.pop()
            unit.under = open_[-1] if open_ else -1
    return units


__all__ = ["TAGGED", "TRIFLES", "Role", "Unit", "place"]
