"""Rows of several kinds: a header for each, the rows in their order."""

from __future__ import annotations

import json

from weft.engine import verify
from weft.engine.forms.json_sheet import JsonSheet
from weft.engine.model import Exactness

SHEET = JsonSheet()


def event(number: int) -> dict[str, object]:
    """One of three kinds of events."""
    if number % 3 == 0:
        return {"id": number, "type": "push", "branch": f"b{number}", "forced": False}
    if number % 3 == 1:
        return {"type": "issue", "id": number, "title": f"No {number}, again", "by": {"name": "a"}}
    return {"id": number, "type": "watch"}


def sheet(text: str) -> list[str]:
    """The lines of a document, which come back."""
    written = SHEET.fold(text)
    assert written is not None
    verify.same(text, SHEET.unfold(written), Exactness.JSON)
    return written.split("\n")[1:]


def test_each_kind_has_a_header_and_each_row_its_kind() -> None:
    lines = sheet(json.dumps([event(number) for number in range(9)]))
    assert lines[:4] == [
        '9 rows of 3 kinds by "type"',
        "push of id,type=push,branch,forced=false",
        "issue of type=issue,id,title,by.name=a",
        "watch of id,type=watch",
    ]
    assert lines[4:7] == ["push,0,b0", 'issue,1,"No 1, again"', "watch,2"]


def test_lines_have_kinds_too() -> None:
    text = "\n".join(json.dumps(event(number)) for number in range(9)) + "\n"
    assert sheet(text)[0] == '9 lines of 3 kinds by "type"'


def test_kinds_below_a_member_and_with_rows_below() -> None:
    rows = [event(number) | {"files": [{"n": 1}, {"n": 2}]} for number in range(9)]
    lines = sheet(json.dumps({"events": rows}))
    assert lines[0] == 'events: 9 rows of 3 kinds by "type"'
    assert lines[4:7] == [" push,0,b0,2", "  1", "  2"]


def test_a_row_without_a_kind_and_a_gap_stand_as_they_are() -> None:
    rows: list[object] = [event(number) for number in range(20)]
    rows.insert(7, {"id": "x", "other": None})
    rows.insert(3, "\U000f0000")
    lines = sheet(json.dumps(rows, ensure_ascii=False))
    assert '- {"id":"x","other":null}' in lines
    assert "\U000f0000" in lines


def test_kinds_with_odd_names() -> None:
    names = ["a of b", "a,b", '"', "", "1", "null"]
    rows = [
        {"kind": name, f"only {names.index(name)}": n, f"more {names.index(name)}": n}
        for n in range(5)
        for name in names
    ]
    sheet(json.dumps(rows))


def test_lines_of_no_kind_are_items() -> None:
    text = '{"a":1,"b":2}\n{"b":{"c":[1,2]},"a":0}'
    assert sheet(text) == [
        "2 lines",
        "-",
        " a:1",
        " b:2",
        "-",
        " b:",
        "  c: 2 values of 1,2",
        " a:0",
    ]


def test_like_rows_are_one_table() -> None:
    rows = [{"type": "ab"[number % 2], "n": number} for number in range(10)]
    assert sheet(json.dumps(rows))[0] == "10 rows of type,n"
