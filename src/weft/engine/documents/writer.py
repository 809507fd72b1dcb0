"""A document as lines.

    total: 2
    items: 2 rows of id,owner.login,kind=repo
     1,ann
     2,bob
    limits:
     core: 60
    steps: 2 items
     -
      run: make
     - done

Members are lines; what is inside a member is indented by one more space. An array of like values is
a table, and so is an object whose members are all alike; other arrays are items behind hyphens. A
row that does not fit its table (another order of members) stands as JSON behind a hyphen. A gap is
a row of its own. What stands above already is named, not written again (`again`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weft.engine.documents import runs
from weft.engine.documents.again import SAME, Seen
from weft.engine.documents.cell import block_of, cells_of, line_value, lines_of
from weft.engine.documents.header import write_header
from weft.engine.documents.kinds import BETWEEN, NO_TABLE, is_uneven, kinds_of
from weft.engine.documents.source import ROWS, Unfit, quoted
from weft.engine.documents.table import (
    FLAT,
    MIN_ENTRIES,
    MIN_ROWS,
    entries_table,
    inset,
    rows_table,
)
from weft.engine.documents.ways import DOTTED
from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from weft.engine.documents.header import Heading
    from weft.engine.documents.table import Table

ENTRIES, VALUES, ITEMS = "entries", "values", "items"
LONG_RUN = 12  # members
BIG = 160  # characters of an array, about, from which its items are lines

_BARE_KEY = re.compile(
    r"(?!- |-$|\d+ (?:(?:rows|entries|lines|documents|values) of |items?$))"
    r"[\w$@/.+~^%&;(-][\w$@/.+~^%&;()-]*(?: [\w$@/.+~^%&;()-]+)*"
)

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a document, and the headers of its tables."""

    lines: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    dotted: bool = False  # a member that is alone in its object stands on one line with it
    seen: Seen = field(default_factory=Seen)
    remarks: set[str] = field(default_factory=set)  # what the legend has to say of this page

    def document(self, value: Any, unit: str = ROWS) -> None:
        """An object or an array."""
        if self.dotted:
            self.remarks.add(DOTTED)
        if not value or not isinstance(value, list | dict):
            raise Unfit("no members")
        if isinstance(value, dict):
            self._members(value, "", ())
        elif self._rows("", value, unit, ""):
            return
        elif unit != ROWS or _is_big(value):
            self.lines.append(_many(len(value)) if unit == ROWS else f"{len(value)} {unit}")
            self._items(value, "", ())
        else:
            raise Unfit("no table")

    def _members(self, value: dict[str, Any], pad: str, steps: Steps) -> None:
        for key, member in value.items():
            if member is None and is_gap(key):
                self.lines.append(pad + key)
            else:
                name, last, inside = self._named(key, member, steps)
                self._member(f"{pad}{name}:", last, pad + " ", inside)

    def _named(self, key: str, member: Any, steps: Steps) -> tuple[str, Any, Steps]:
        """The name of a member, or of the one that is alone in it, that member, and its steps."""
        name, inside = self._key(key), (*steps, key)
        while self.dotted and (alone := _alone(member)) and not self.seen.place(member, inside):
            inner, member = alone
            name, inside = f"{name}.{self._key(inner)}", (*inside, inner)
        return name, member, inside

    def _key(self, key: str) -> str:
        bare = _BARE_KEY.fullmatch(key) and not (self.dotted and "." in key)
        return key if bare else quoted(key)

    def _items(self, value: list[Any], pad: str, steps: Steps) -> None:
        for place, item in enumerate(value):
            if type(item) is str and is_gap(item):
                self.lines.append(pad + item)
            else:
                self._member(f"{pad}-", item, pad + " ", (*steps, place))

    def _member(self, name: str, member: Any, pad: str, steps: Steps) -> None:
        """A name with its value behind it, or on the lines below, which are `pad` further in."""
        if place := self.seen.place(member, steps):
            self.lines.append(f"{name} {SAME}{place}")
        else:
            self._value(name, member, pad, steps)

    def _value(self, name: str, member: Any, pad: str, steps: Steps) -> None:
        kind = type(member)
        found = None
        if kind is list and len(member) >= MIN_ROWS:
            if block := lines_of(member):
                self.lines.append(f"{name} {block.cell}")
                self.lines.append(inset(block.text, pad))
                return
            if all(type(item) in FLAT for item in member):
                self.lines.append(f"{name} {len(member)} {VALUES} of {','.join(cells_of(member))}")
                return
            if self._rows(name + " ", member, ROWS, pad):
                return
        elif kind is dict and len(member) >= MIN_ENTRIES:
            found = entries_table(member)
        if found is not None:
            self._table(name + " ", len(member), ENTRIES, found, pad)
        elif kind is dict and member and not _is_run(member):
            self.lines.append(name)
            self._members(member, pad, steps)
        elif kind is list and _is_big(member):
            self.lines.append(f"{name} {_many(len(member))}")
            self._items(member, pad, steps)
        elif kind is str and (block := block_of(member)):
            self.lines.append(f"{name} {block.cell}")
            self.lines.append(inset(block.text, pad))
        else:
            written = line_value(member)
            # A blank before a digit is a token of its own.
            bare = written[0].isdigit() and name[-1] == ":"
            self.lines.append(f"{name}{written}" if bare else f"{name} {written}")

    def _rows(self, name: str, value: list[Any], unit: str, pad: str) -> bool:
        """Rows of one table, or of several kinds, if they are either."""
        found = rows_table(value)
        if found is None or is_uneven(found[0], len(value)):
            several = kinds_of(value) if found else kinds_of(value, NO_TABLE)
            if several is not None:
                kinds, rows = several
                self.lines.append(
                    f"{name}{len(value)} {unit} of {len(kinds.tables)} kinds"
                    f" by {quoted(kinds.member)}"
                )
                for kind, table in kinds.tables.items():
                    self.headings.extend(table.headings)
                    self.lines.append(f"{pad}{kind}{BETWEEN}{write_header(table.headings)}")
                self.lines.extend([inset(row, pad) for row in rows] if pad else rows)
                return True
        if found is None:
            return False
        self._table(name, len(value), unit, found, pad)
        return True

    def _table(
        self, name: str, count: int, unit: str, found: tuple[Table, list[Any]], pad: str
    ) -> None:
        table, rows = found
        self.headings.extend(table.headings)
        self.lines.append(f"{name}{count} {unit} of {write_header(table.headings)}")
        if not any(type(row) is str for row in rows) and (short := runs.shortened(table)):
            table = short
            self.remarks.add(runs.SAID)
        lines = table.lines(rows)
        self.lines.extend([inset(line, pad) for line in lines] if pad else lines)


def _many(count: int) -> str:
    return "1 item" if count == 1 else f"{count} {ITEMS}"


def _alone(value: Any) -> tuple[str, Any] | None:
    """The member of an object that has one."""
    if type(value) is not dict or len(value) != 1:
        return None
    ((key, member),) = value.items()
    return None if member is None and is_gap(key) else (key, member)


def _is_run(value: dict[str, Any]) -> bool:
    """Whether an object is a long run of numbered things, which lines make no shorter."""
    if len(value) < LONG_RUN or not all(type(member) in FLAT for member in value.values()):
        return False
    return sum(1 for key in value if key[:1].isdigit()) > len(value) / 2


def _is_big(value: list[Any]) -> bool:
    """Whether an array has items that are better read on lines of their own."""
    if all(type(item) in FLAT or not item for item in value):
        return False
    left = BIG
    waiting: list[Any] = [value]
    while waiting and left > 0:
        one = waiting.pop()
        kind = type(one)
        if kind is dict:
            waiting += one.values()
            left -= sum(map(len, one)) + 4 * len(one)
        elif kind is list:
            waiting += one
            left -= len(one)
        else:
            left -= len(one) if kind is str else 4
    return left <= 0


__all__ = ["ENTRIES", "ITEMS", "VALUES", "Page"]
