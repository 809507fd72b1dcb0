"""Answers by row: a range, what satisfies conditions, a choice of fields.

Rows and fields are given as they stand in the source. An answer ends behind a row; only a row
that alone is larger than the bound is cut, and then its characters are named.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from weft.engine.json_text import NotJsonError
from weft.engine.model import Chars, Rows
from weft.recall.query.answer import Answer, clamped, counted, listed, merged, ranged, remaining
from weft.recall.query.question import Operator, QueryError
from weft.recall.query.read import read
from weft.recall.query.value import Sort, holds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.recall.query.original import Original
    from weft.recall.query.question import Select
    from weft.recall.query.table import Table

SAMPLED_ROWS = 1000  # rows in which field names are looked for when one is not known
MAX_NAMED_FIELDS = 20


def select(original: Original, question: Select, max_chars: int) -> Answer:
    """The rows that were asked for."""
    table = read(original.text(), question.at)
    count = len(table.spans)
    if not count:
        return Answer("", f"{table.kind} has no rows", matches=0 if question.where else None)
    first, last, note = clamped("row", question.first, question.last, count)
    try:
        hits = _hits(table, question, first, last)
        page = _page(table, hits, question.fields, max_chars)
    except NotJsonError as error:
        raise QueryError(
            f"the JSON of these rows is broken at char {error.args[0] + 1};"
            " ask for rows without conditions and fields, or for chars"
        ) from error
    shown = hits[: page.rows]
    ranges = merged((row + 1, row + 1) for row in shown)
    which = listed("row", ranges) if ranges else f"none of {ranged('row', first, last)}"
    rest = _rest(question, hits, page, first, last, count)
    path = question.at
    return Answer(
        page.text,
        f"{which} of {count} of {table.kind}{_said(question)}{page.note}{note}",
        rest,
        len(hits) if question.where else None,
        page.parts or tuple(Rows(a, b, path) for a, b in ranges),
    )


def _hits(table: Table, question: Select, first: int, last: int) -> Sequence[int]:
    """The rows, counted from 0, for which every condition holds."""
    rows = range(first - 1, last)
    hits: Sequence[int] = rows
    seen: set[str] = set()
    if question.where:
        hits = []
        for row in rows:
            values = [table.value(row, condition.field) for condition in question.where]
            pairs = list(zip(question.where, values, strict=True))
            seen.update(one.field for one, value in pairs if value.sort is not Sort.MISSING)
            if all(holds(condition, value) for condition, value in pairs):
                hits.append(row)
    asked = [one.field for one in question.where if one.operator is not Operator.ABSENT]
    for name in asked:
        if name not in seen:
            raise _unknown(table, name, rows)
    for name in question.fields:
        if all(table.value(row, name).sort is Sort.MISSING for row in rows):
            raise _unknown(table, name, rows)
    return hits


def _unknown(table: Table, name: str, rows: range) -> QueryError:
    """The error for a field that no row has."""
    known: dict[str, None] = {}
    for row in rows[:SAMPLED_ROWS]:
        known.update(dict.fromkeys(table.names(row)))
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    listing = ", ".join(list(known)[:MAX_NAMED_FIELDS])
    more = len(known) - MAX_NAMED_FIELDS
    return QueryError(
        f"no row of {ranged('row', rows.start + 1, rows.stop)} has a field {name!r};"
        + (f" nearest: {', '.join(near)};" if near else "")
        + f" fields: {listing}"
        + (f" and {more} more" if more > 0 else "")
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """As many rows as fit, and what is to be said where a single one did not."""

    text: str
    rows: int
    note: str = ""
    rest: str = ""
    parts: tuple[Chars, ...] = ()


def _page(table: Table, hits: Sequence[int], fields: tuple[str, ...], max_chars: int) -> _Page:
    if not hits:
        return _Page("", 0)
    written = [table.pick_head(fields) if fields else table.head]
    size = len(written[0])
    shown = 0
    for row in hits:
        text = table.pick(row, fields) if fields else table.source(row)
        if size + len(text) + len(table.joint) > max_chars:
            break
        written.append(text)
        written.append(table.joint)
        size += len(text) + len(table.joint)
        shown += 1
    if shown:
        return _Page("".join(written[:-1]), shown)
    return _large_row(table, hits[0], max_chars)


def _large_row(table: Table, row: int, max_chars: int) -> _Page:
    """The beginning of a row that alone is larger than an answer may be."""
    start, end = table.spans[row]
    stop = min(start + max_chars, end)
    return _Page(
        table.source(row)[:max_chars],
        1,
        f"; only the first {stop - start} of its {counted(end - start, 'char')}",
        f"row {row + 1} goes on: ask for {ranged('char', stop + 1, end)}" if stop < end else "",
        (Chars(start + 1, stop),),
    )


def _rest(
    question: Select, hits: Sequence[int], page: _Page, first: int, last: int, count: int
) -> str:
    said = [page.rest] if page.rest else []
    more = len(hits) - page.rows
    if not question.where:
        shown_last = first + page.rows - 1
        said.append(remaining("row", first, shown_last, count))
    else:
        if more > 0:
            following = ranged("row", hits[page.rows] + 1, last)
            verb = "matches" if more == 1 else "match"
            said.append(f"{counted(more, 'more row')} {verb}: ask the same of {following}")
        outside = remaining("row", first, last, count)
        if outside:
            said.append(outside.replace("not shown", "not looked at"))
        if not said:
            said.append(_unmatched(len(hits), count))
    return "; ".join(part for part in said if part)


def _unmatched(hits: int, count: int) -> str:
    others = count - hits
    return f"{counted(others, 'other row')} of {count} did not match" if others else ""


def _said(question: Select) -> str:
    where = " and ".join(map(str, question.where))
    said = f", where {where}" if where else ""
    return said + (f", fields {', '.join(question.fields)}" if question.fields else "")
