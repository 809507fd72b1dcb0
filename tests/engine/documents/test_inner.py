"""JSON in strings: opened where it gives the very string again."""

from __future__ import annotations

import json

import pytest

from weft.engine.documents.inner import closed, opened
from weft.engine.documents.source import Unfit, compact, parse
from weft.engine.forms.json_sheet import JsonSheet

INSIDE = {"id": 1, "tags": ["a", "b"], "rate": 1.5, "ok": None}


def both_ways(value: object) -> object:
    """What a document is opened to; that it can be closed again is checked."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    made = opened(text, parse(text))
    assert closed(compact(made)) == text
    return made


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (json.dumps(INSIDE, separators=(",", ":")), "(JSON text)"),
        (json.dumps(INSIDE), "(spaced JSON text)"),
        (json.dumps(INSIDE, separators=(",", ":")) + "\n", "(JSON text line)"),
    ],
)
def test_a_string_is_opened_in_its_place(written: str, name: str) -> None:
    assert both_ways({"body": written}) == {"body": {name: parse(written)}}


@pytest.mark.parametrize(
    "written",
    [
        json.dumps(INSIDE, indent=2),
        '{"a":1,"a":"2"}',
        '{"a": 1,"b":"x"}',
        '{"a":"\\u00e9"}',
        '["a","\\/"]',
        '{"a":NaN,"b":"c"}',
        '{"a":"b"',
        '{"a":"b"} ',
        "[]",
    ],
)
def test_what_would_come_back_otherwise_stays_a_string(written: str) -> None:
    assert both_ways({"body": written, "other": '{"x":"y"}'})["body"] == written  # type: ignore[index]


def test_strings_in_strings_are_opened_too() -> None:
    text = json.dumps({"m": json.dumps({"body": json.dumps(INSIDE)})})
    made = opened(text, parse(text))
    assert made["m"]["(spaced JSON text)"]["body"]["(spaced JSON text)"]["id"] == 1
    assert json.loads(closed(compact(made))) == json.loads(text)


def test_a_document_that_has_such_a_name_is_left() -> None:
    value = {"(JSON text)": {"a": 1}, "body": '{"a":"b"}'}
    with pytest.raises(Unfit):
        both_ways(value)
    assert JsonSheet().fold(json.dumps(value)) is None


def test_opened_strings_are_columns() -> None:
    rows = [{"id": n, "body": json.dumps({"n": n, "s": "x"})} for n in range(3)]
    written = JsonSheet().fold(json.dumps(rows))
    assert written is not None
    legend, header, *lines = written.split("\n")
    assert header == "3 rows of id,body.(spaced JSON text).n,body.(spaced JSON text).s=x"
    assert lines == ["0,0", "1,1", "2,2"]
    assert "string that holds JSON" in legend
    assert json.loads(JsonSheet().unfold(written)) == rows
