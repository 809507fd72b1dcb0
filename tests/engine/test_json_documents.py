"""JSON documents one after another: told apart, folded as rows, cut as documents."""

from __future__ import annotations

import json

import pytest

from weft.engine import verify
from weft.engine.detect import detect
from weft.engine.forms.json_rows import JsonRows
from weft.engine.forms.json_sheet import JsonSheet
from weft.engine.gap import open_gaps
from weft.engine.json_documents import documents
from weft.engine.model import Block, Cut, Exactness, Kind

ROWS = [{"id": n, "name": f"pod {n}", "state": "failed" if n == 37 else "ok"} for n in range(60)]
STREAM = "\n".join(json.dumps(row, indent=2) for row in ROWS) + "\n"


def test_where_documents_stand() -> None:
    assert documents('{"a":1}[2]\n{}') == [(0, 7), (7, 10), (11, 13)]


@pytest.mark.parametrize("text", ["", "{}", "1 2", "{} x", "{", "[1]]", '{"a":1},{"b":2}', "x\n{}"])
def test_what_is_no_stream(text: str) -> None:
    assert documents(text) is None
    assert detect(text) is not Kind.JSON_LINES


def test_documents_are_rows() -> None:
    assert detect(STREAM) is Kind.JSON_LINES
    sheet = JsonSheet().fold(STREAM)
    assert sheet is not None
    assert sheet.split("\n")[1:3] == ["60 documents of id,name,state", "0,pod 0,ok"]
    verify.same(STREAM, JsonSheet().unfold(sheet), Exactness.JSON)


def test_pages_are_rows_of_rows() -> None:
    text = "".join(json.dumps(ROWS[at : at + 20 - at // 10]) for at in (0, 20, 40))
    sheet = JsonSheet().fold(text)
    assert sheet is not None
    assert sheet.split("\n")[1:4] == ["3 documents of [](id,name,state)", "20", " 0,pod 0,ok"]
    verify.same(text, JsonSheet().unfold(sheet), Exactness.JSON)


def test_documents_of_no_one_sort_are_items() -> None:
    text = '{"a": 1,\n "b": [2, 3]}\n[{"c": null}]'
    sheet = JsonSheet().fold(text)
    assert sheet is not None
    assert sheet.split("\n")[1:] == [
        "2 documents",
        "-",
        " a:1",
        " b: 2 values of 2,3",
        '- [{"c":null}]',
    ]
    verify.same(text, JsonSheet().unfold(sheet), Exactness.JSON)


def test_documents_that_say_little_go() -> None:
    pieces = JsonRows().cut(Block(STREAM), None)
    assert pieces is not None
    verify.tiles(STREAM, pieces)
    assert any(isinstance(piece, str) and '"failed"' in piece for piece in pieces)
    assert any(isinstance(piece, Cut) for piece in pieces)
    gapped = open_gaps(pieces)
    assert gapped is not None
    assert detect(gapped) is Kind.JSON_LINES


def test_a_stream_that_differs_is_not_the_same() -> None:
    with pytest.raises(verify.Untrue):
        verify.same('{"a":1}\n{"b":2}', '{"a":1}\n{"b":3}', Exactness.JSON)
    verify.same('{"a": 1}{"b":2}', '{"a":1}\n{"b":2}', Exactness.JSON)
