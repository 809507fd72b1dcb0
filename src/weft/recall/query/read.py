"""Finding the table in an original: JSON, JSON lines, a drawn table, a delimited one.

Where a JSON document holds several arrays and none is named, the one obvious array is meant: the
document itself if it is one, else the array with the most objects. A document without arrays is
one row. Where a text holds JSON among other lines (a heading, a prompt), the JSON that starts a
line is read.
"""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from weft.engine.json_text import (
    NotJsonError,
    arrays,
    children,
    document,
    document_below,
    end_of,
    resolve,
)
from weft.recall.query.answer import counted
from weft.recall.query.delimited import read_delimited
from weft.recall.query.path import parse_path, write_path
from weft.recall.query.question import QueryError
from weft.recall.query.ruled import read_ruled
from weft.recall.query.table import JsonTable, Spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.engine.json_text import Found
    from weft.recall.query.table import Table

MAX_NAMED_ARRAYS = 12  # arrays that a message names
MAX_EMBEDDED = 5  # places where JSON inside another text is tried

_OPENER = re.compile(r"[\[{](?<=\n.)")
_TYPES = {"{": "an object", "[": "an array", '"': "a string"}


def read(text: str, at: str = "") -> Table:
    """The table in this text, at this path if one is given."""
    start = document(text)
    if start is not None:
        table = _from_json(text, start, at)
        if table is not None:
            return table
    if not at:
        for reader in (_json_lines, read_ruled, read_delimited):
            found = reader(text)
            if found is not None:
                return found
    else:
        below = _below_a_line(text, at) if start is None else None
        if below is not None:
            return below
    embedded = _embedded(text, at) if start is None else None
    if embedded is not None:
        return embedded
    raise QueryError(
        f"no rows{f' at {at!r}' if at else ''}: this text is neither JSON with an array in it nor a"
        " table; ask for lines, a pattern or search words"
    )


def _below_a_line(text: str, at: str) -> JsonTable | None:
    """What stands in the document that a path names by the line in which it begins."""
    start, path = document_below(text, parse_path(at))
    if start is None:
        return None
    try:
        return _array_at(text, start, write_path(path)) if path else _obvious(text, start)
    except NotJsonError:
        return None


def named_arrays(text: str, start: int) -> list[Found]:
    """The arrays of a document worth naming, the largest first."""
    found = sorted(arrays(text, start), key=lambda one: (-one.objects, -one.rows, len(one.path)))
    return [one for one in found if one.rows][:MAX_NAMED_ARRAYS]


def _from_json(text: str, start: int, at: str) -> JsonTable | None:
    try:
        return _array_at(text, start, at) if at else _obvious(text, start)
    except NotJsonError:
        return None


def _array_at(text: str, start: int, at: str) -> JsonTable:
    path = parse_path(at)
    span = resolve(text, start, path)
    if span is not None and text[span[0]] == "[":
        return _array(text, span[0], write_path(path))
    known = ", ".join(
        f"{write_path(one.path) or 'the whole document'} ({counted(one.rows, 'row')})"
        for one in named_arrays(text, start)
    )
    what = "is not there" if span is None else f"is {_type(text[span[0]])}, not an array"
    raise QueryError(f"{at!r} {what}; arrays here: {known or 'none'}")


def _obvious(text: str, start: int) -> JsonTable:
    if text[start] == "[":
        return _array(text, start, "")
    named = named_arrays(text, start)
    if named:
        return _array(text, named[0].start, write_path(named[0].path))
    return JsonTable(text, Spans.of([(start, end_of(text, start))]), "the JSON document")


def _array(text: str, start: int, at: str) -> JsonTable:
    spans = Spans.of((begin, end) for _, begin, end in children(text, start))
    return JsonTable(text, spans, f"{at} (JSON array)" if at else "the JSON array")


def _type(opener: str) -> str:
    return _TYPES.get(opener, "a single value")


def _json_lines(text: str) -> JsonTable | None:
    """Lines that are JSON objects or arrays, if at least half of all lines are."""
    others = 0
    spans = Spans()
    for start, end in _lines(text):
        opener = text[start:end].lstrip("\ufeff \t\r")[:1]
        if opener in ("{", "[") and document(text[start:end]) is not None:
            spans.starts.append(start)
            spans.ends.append(end)
        elif not text[start:end].isspace():
            others += 1
            if others > len(spans) + SLACK_LINES:
                return None
    if not spans or others > len(spans):
        return None
    note = f", beside {counted(others, 'line')} that {'is' if others == 1 else 'are'} none"
    return JsonTable(text, spans, "JSON lines" + (note if others else ""), joint="")


SLACK_LINES = 20  # lines of another kind that a text may begin with


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        feed = text.find("\n", start)
        end = feed + 1 if feed >= 0 else len(text)
        yield start, end
        start = end


def _embedded(text: str, at: str) -> JsonTable | None:
    at_start = [0] if text[:1] in ("[", "{") else []
    openers = chain(at_start, (match.start() for match in _OPENER.finditer(text)))
    for start in islice(openers, MAX_EMBEDDED):
        try:
            end_of(text, start)
        except NotJsonError:
            continue
        table = _from_json(text, start, at)
        if table is not None and len(table.spans):
            return table
    return None
