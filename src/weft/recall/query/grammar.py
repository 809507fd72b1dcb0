"""How questions are written: ranges, parts, conditions.

A range: `120-260`, `120:260`, `120..260`, `L120-L260`, `120` alone, `120-` to the end.
A part, as markers name it: `whole`, `lines 120-260`, `chars 100-5000`, `rows 14-200 of items`,
with or without a label before it: `body of parse(), lines 12-80`.
A condition:

    field=value    equal            field!=value    there, and not equal
    field<value    less             field<=value    at most
    field>value    more             field>=value    at least
    field~value    contains, whatever the case
    field          the field is there (it may be null)
    !field         the field is not there

`field` is a path (`user.name`, `tags[0]`) or a quoted name (`"odd=name"`). A value that reads as
a number is compared as one; `true`, `false` and `null` mean the JSON literals; in quotes it is a
text whatever it looks like. Conditions are joined by "and".
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from weft.recall.query.path import write_path
from weft.recall.query.question import (
    END,
    Chars,
    Condition,
    Lines,
    Operator,
    Pattern,
    QueryError,
    Question,
    Rows,
    Search,
    Select,
    Whole,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Part

_RANGE = re.compile(
    r"(?:(?:lines?|rows?|chars?|characters?)\s+)?#?[lL]?([0-9]{1,18})"
    r"(?:\s*(?:-|–|—|:|\.\.+|\bto\b)\s*[lL]?([0-9]{1,18}|end)?)?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:^|, )(?:(whole)|(line|char|row)s? ([0-9]{1,18})(?:-([0-9]{1,18}))?(?: of (\S.*))?)$",
    re.DOTALL,
)
_PATH = re.compile(r'(?:\[(?:"(?:[^"\\]|\\.)*"|[0-9]+)\]|[^\[\]",])+')
_CONDITION = re.compile(
    r'\s*("(?:[^"\\]|\\.)*"|[^=<>~!"]+?)\s*(==|!=|<=|>=|=|<|>|~)\s*(.*?)\s*', re.DOTALL
)
_FIELD = re.compile(r'\s*(!?)\s*("(?:[^"\\]|\\.)*"|[^=<>~!"\s][^=<>~!"]*?)\s*')
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def parse_range(written: str) -> tuple[int, int]:
    """The first and last number of a range; `END` where it is open."""
    match = _RANGE.fullmatch(written.strip())
    if match is None:
        raise QueryError(f"range {written!r} is not understood; write 120-260, 120 or 120-")
    first = int(match[1])
    if match[2]:
        return first, END if match[2].lower() == "end" else int(match[2])
    return first, first if match.end(1) == match.end() else END


def parse_part(what: str) -> Part:
    """The part that a marker names."""
    for match in _endings(what.strip()):
        whole, unit, first, last, at = match
        if whole:
            return Whole()
        numbers = int(first), int(last or first)
        if unit == "row" and (not at or _PATH.fullmatch(at)):
            return Rows(*numbers, at or "")
        if unit != "row" and not at:
            return Lines(*numbers) if unit == "line" else Chars(*numbers)
    raise QueryError(
        f"part {what!r} is not understood; write whole, lines 120-260, chars 100-5000,"
        " rows 14-200 or rows 14-200 of items"
    )


def _endings(what: str) -> list[tuple[str, ...]]:
    """Every way to read the end of a text as a part, the longest first."""
    starts = [0, *(comma.start() for comma in re.finditer(", ", what))]
    found = (_NAMED.match(what, start) for start in starts)
    # ^ matches only at 0, so a later start always begins with the comma behind a label.
    return [match.groups(default="") for match in found if match]


def parse_condition(written: str) -> Condition:
    """One condition on a field."""
    match = _CONDITION.fullmatch(written)
    if match:
        field, sign, value = match.groups()
        operator = Operator.EQUAL if sign == "==" else Operator(sign)
        if _QUOTED.fullmatch(value):
            return Condition(_field(field), operator, _unquoted(value), quoted=True)
        return Condition(_field(field), operator, value)
    bare = _FIELD.fullmatch(written)
    if bare is None:
        raise QueryError(
            f"condition {written!r} is not understood; write field>=500, user.name=Ada,"
            " message~timeout, field (it is there) or !field (it is not)"
        )
    operator = Operator.ABSENT if bare[1] else Operator.PRESENT
    return Condition(_field(bare[2]), operator)


def _field(written: str) -> str:
    return write_path((_unquoted(written),)) if written.startswith('"') else written


def _unquoted(written: str) -> str:
    try:
        return str(json.loads(written, strict=False))
    except ValueError as error:
        raise QueryError(f"{written} is not a text in quotes: {error}") from error


def parse_fields(written: str) -> tuple[str, ...]:
    """A choice of fields, with commas between them."""
    names = re.findall(r'\s*((?:"(?:[^"\\]|\\.)*"|[^,"])+)', written)
    fields = tuple(_field(name.strip()) for name in names if name.strip())
    if not fields:
        raise QueryError(f"fields {written!r} name nothing; write id,user.name")
    return fields


def compose(
    part: Part | None = None,
    *,
    lines: str = "",
    chars: str = "",
    rows: str = "",
    at: str = "",
    where: Sequence[str] = (),
    fields: str = "",
    pattern: str = "",
    ignore_case: bool = False,
    context: int = 0,
    search: str = "",
) -> Question:
    """One question from the loose arguments of a command or a tool call.

    `part` is what the marker stands for. It is the answer where nothing else is asked.
    """
    select = bool(rows or at or where or fields)
    asked = {
        "lines": bool(lines) and not pattern,
        "chars": bool(chars),
        "rows": select,
        "pattern": bool(pattern),
        "search": bool(search),
    }
    chosen = [name for name, is_asked in asked.items() if is_asked]
    if len(chosen) > 1:
        raise QueryError(f"ask for one thing at a time, not for {' and '.join(chosen)} together")
    if not pattern and (ignore_case or context):
        raise QueryError("ignoring case and context lines belong to a pattern")
    if pattern:
        span = parse_range(lines) if lines else (1, END)
        return Pattern(pattern, ignore_case, context, context, *span)
    if search:
        return Search(search)
    if lines:
        return Lines(*parse_range(lines))
    if chars:
        return Chars(*parse_range(chars))
    if select:
        return _select(part, rows, at, where, fields)
    return part or Whole()


def _select(part: Part | None, rows: str, at: str, where: Sequence[str], fields: str) -> Select:
    """Rows; where neither range nor path is given, those that the marker stands for."""
    first, last = parse_range(rows) if rows else (1, END)
    if isinstance(part, Rows):
        if not rows and not at:
            first, last = part.first, part.last
        at = at or part.at
    conditions = tuple(parse_condition(written) for written in where)
    return Select(first, last, at, conditions, parse_fields(fields) if fields else ())
