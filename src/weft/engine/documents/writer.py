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
a row of its own.
"""

from __future__ import annotations

import re
from typing import Any

from weft.engine.documents.cell import block_of, cells_of, line_value
from weft.engine.documents.header import write_header
from weft.engine.documents.source import Unfit, quoted
from weft.engine.documents.table import (
    FLAT,
    MIN_ENTRIES,
    MIN_ROWS,
    entries_table,
    inset,
    rows_table,
)
from weft.engine.gap import is_gap

ROWS, ENTRIES, LINES, VALUES, ITEMS = "rows", "entries", "lines", "values", "items"
BIG = 160  # characters of an array, about, from which its items are lines

_BARE_KEY = re.compile(
    r"(?!- |-$|\d+ (?:(?:rows|entries|lines|values) of |items?$))"
    r"[\w$@/.+~^%&;(-][\w$@/.+~^%&;()-]*(?: [\w$@/.+~^%&;()-]+)*"
)


def write(value: Any, unit: str = ROWS) -> str:
    """The lines of an object or an array."""
    if not value or not isinstance(value, list | dict):
        raise Unfit("no members")
    lines: list[str] = []
    if isinstance(value, dict):
        _members(value, "", lines)
        return "\n".join(lines)
    found = rows_table(value)
    if found is not None:
        table, rows = found
        lines.append(f"{len(value)} {unit} of {write_header(table.headings)}")
        lines += table.lines(rows)
    elif unit == ROWS and _is_big(value):
        lines.append(_many(len(value)))
        _items(value, "", lines)
    else:
        raise Unfit("no table")
    return "\n".join(lines)


def _members(value: dict[str, Any], pad: str, lines: list[str]) -> None:
    for key, member in value.items():
        if member is None and is_gap(key):
            lines.append(pad + key)
        else:
            name = key if _BARE_KEY.fullmatch(key) else quoted(key)
            _member(f"{pad}{name}:", member, pad + " ", lines)


def _items(value: list[Any], pad: str, lines: list[str]) -> None:
    for item in value:
        if type(item) is str and is_gap(item):
            lines.append(pad + item)
        else:
            _member(f"{pad}-", item, pad + " ", lines)


def _member(name: str, member: Any, pad: str, lines: list[str]) -> None:
    """A name with its value behind it, or on the lines below, which are `pad` further in."""
    kind = type(member)
    found, unit = None, ROWS
    if kind is list and len(member) >= MIN_ROWS:
        if all(type(item) in FLAT for item in member):
            lines.append(f"{name} {len(member)} {VALUES} of {','.join(cells_of(member))}")
            return
        found = rows_table(member)
    elif kind is dict and len(member) >= MIN_ENTRIES:
        found, unit = entries_table(member), ENTRIES
    if found is not None:
        table, rows = found
        lines.append(f"{name} {len(member)} {unit} of {write_header(table.headings)}")
        lines += [inset(row, pad) for row in table.lines(rows)]
    elif kind is dict and member:
        lines.append(name)
        _members(member, pad, lines)
    elif kind is list and _is_big(member):
        lines.append(f"{name} {_many(len(member))}")
        _items(member, pad, lines)
    elif kind is str and (block := block_of(member)):
        lines.append(f"{name} {block.cell}")
        lines.append(inset(block.text, pad))
    else:
        written = line_value(member)
        # A blank before a digit is a token of its own.
        bare = written[0].isdigit() and name[-1] == ":"
        lines.append(f"{name}{written}" if bare else f"{name} {written}")


def _many(count: int) -> str:
    return "1 item" if count == 1 else f"{count} {ITEMS}"


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


__all__ = ["ENTRIES", "ITEMS", "LINES", "ROWS", "VALUES", "rows_table", "write"]
