"""JSON that breaks off: what is whole, and that all of it comes back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine import verify
from weft.engine.detect import detect
from weft.engine.forms.json_rows import JsonRows
from weft.engine.forms.json_sheet import JsonSheet
from weft.engine.gap import open_gaps
from weft.engine.json_cut import broken_lines, whole_part
from weft.engine.model import Block, Cut, Exactness, Kind

ROWS = [{"id": n, "name": f"row {n}", "tags": ["x", "y"], "in": {"a": n * 7}} for n in range(60)]
ENDS = ["", "\n... (truncated)\n", "\n[output cut at 30000 characters]"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("indent", [None, 2])
def test_what_is_whole_is_rows_and_the_rest_stands(indent: int | None, end: str) -> None:
    text = json.dumps({"rows": ROWS}, indent=indent)
    for at in range(len(text) // 2, len(text) - 3, 97):
        cut = text[:at] + end
        assert detect(cut) is Kind.JSON
        sheet = JsonSheet().fold(cut)
        assert sheet is not None
        assert "breaks off within" in sheet.split("\n", 1)[0]
        verify.same(cut, JsonSheet().unfold(sheet), Exactness.JSON)


@pytest.mark.parametrize("less", [1, 2, 3])
def test_the_very_last_brackets_may_be_missing(less: int) -> None:
    cut = json.dumps({"rows": ROWS})[:-less]
    sheet = JsonSheet().fold(cut)
    assert sheet is not None
    verify.same(cut, JsonSheet().unfold(sheet), Exactness.JSON)


def test_half_a_row_is_no_row() -> None:
    text = json.dumps(ROWS)
    at = text.index('"row 40"') + 4
    whole = whole_part(text[:at])
    assert whole is not None
    assert json.loads(whole.closed(text)) == ROWS[:40]


@pytest.mark.parametrize("end", ["", '{"id": 3, "na', "{", 'Killed\n{"id"', "done in 3 s\n"])
def test_the_last_line_may_be_none(end: str) -> None:
    text = "".join(json.dumps(row) + "\n" for row in ROWS) + end
    assert detect(text) is Kind.JSON_LINES
    assert text[broken_lines(text) :] == end if end else broken_lines(text) is None
    sheet = JsonSheet().fold(text)
    assert sheet is not None
    verify.same(text, JsonSheet().unfold(sheet), Exactness.JSON)


@pytest.mark.parametrize("text", [json.dumps(ROWS)[:-900], json.dumps({"a": {"b": ROWS}})[:-900]])
def test_rows_are_left_out_of_what_is_whole(text: str) -> None:
    pieces = JsonRows().cut(Block(text), None)
    assert pieces is not None
    verify.tiles(text, pieces)
    assert any(isinstance(piece, Cut) for piece in pieces)
    gapped = open_gaps(pieces)
    assert gapped is not None
    assert detect(gapped) is Kind.JSON


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1, 2",
        "[INFO] started\n" * 90,
        "[2024-05-01 10:00:00] GET /\n" * 90,
        "{{ template }}\n" * 90,
        json.dumps(ROWS),
        json.dumps(ROWS) + json.dumps(ROWS)[:200],
        "[" * 5000,
        '{"a":' * 5000,
        '{"text": "' + "x" * 9000,
        json.dumps(ROWS)[:-2].replace('"row 3"', "row 3"),
    ],
)
def test_what_is_none(text: str) -> None:
    assert whole_part(text) is None


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.text(max_size=5), st.text(max_size=30) | st.integers() | st.none()),
        min_size=20,
        max_size=30,
    ),
    st.floats(0.5, 1.0),
    st.sampled_from(ENDS),
)
def test_any_document_that_breaks_off_comes_back(
    rows: list[object], share: float, end: str
) -> None:
    text = json.dumps(rows, ensure_ascii=False)
    cut = text[: int(len(text) * share)] + end
    sheet = JsonSheet().fold(cut)
    if sheet is not None:
        verify.same(cut, JsonSheet().unfold(sheet), Exactness.JSON)
