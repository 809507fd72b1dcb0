"""What addresses share: said once, and each cell still there."""

from __future__ import annotations

import json

import pytest

from weft.engine import verify
from weft.engine.documents.pattern import find, parts
from weft.engine.forms.json_sheet import JsonSheet
from weft.engine.model import Exactness

SHEET = JsonSheet()
NAMES = ["ann/tool", "bob/lib", "cyd/app", "dan/site"]


def sheet(value: object) -> list[str]:
    """The lines of a document, which come back."""
    text = json.dumps(value, ensure_ascii=False)
    written = SHEET.fold(text)
    assert written is not None
    verify.same(text, SHEET.unfold(written), Exactness.JSON)
    return written.split("\n")


def test_an_address_of_another_column_is_in_the_header() -> None:
    rows = [{"name": name, "url": f"https://host.example/repos/{name}/tags"} for name in NAMES]
    legend, header, *lines = sheet(rows)
    assert header == "4 rows of name,url=https://host.example/repos/{name}/tags"
    assert lines == NAMES
    assert "{name} in it is that cell of the row" in legend


def test_a_shared_beginning_and_end_leave_the_own_part() -> None:
    rows = [
        {"id": n, "page": f"https://host.example/wiki/{end}/view"} for n, end in enumerate("xyz")
    ]
    _, header, first, *_ = sheet(rows)
    assert header == "3 rows of id,page=https://host.example/wiki/…/view"
    assert first == "0,x"


def test_braces_of_a_template_stay_text() -> None:
    rows = [{"name": n, "url": f"https://h.example/repos/{n}/labels{{/name}}"} for n in NAMES]
    assert "url=https://h.example/repos/{name}/labels{/name}" in sheet(rows)[1]


def test_braces_that_name_a_column_are_no_pattern() -> None:
    rows = [{"name": n, "url": f"https://h.example/repos/{{name}}/x/{n}"} for n in NAMES]
    assert "=" not in sheet(rows)[1]


@pytest.mark.parametrize(
    "values",
    [
        ["/home/a/src/one.py", "/home/a/src/two.py", "/home/a/src/three.py"],
        ["2024-05-01T10:00:00Z", "2024-05-01T10:00:01Z", "2024-05-01T10:00:02Z"],
        ["error at line 1", "error at line 2", "error at line 3"],
    ],
)
def test_paths_times_and_sentences_stay_whole(values: list[str]) -> None:
    lines = sheet([{"value": value, "n": n} for n, value in enumerate(values)])
    assert all(value in "\n".join(lines) for value in values)


@pytest.mark.parametrize(
    "own", ["1", "null", "true", "", "a,b", "é", "…", '"', "{id}", "[x", "a b", "\U000f0000"]
)
def test_any_own_part_comes_back(own: str) -> None:
    rows = [
        {"id": n, "u": f"https://host.example/a/{end}"} for n, end in enumerate(["x", "y", own])
    ]
    sheet(rows)
    sheet([*rows, {"id": 9, "u": None}, {"id": 10}])


def test_nested_rows_have_patterns_of_their_own() -> None:
    labels = [{"n": n, "u": f"https://host.example/labels/{n}"} for n in ("bug", "new", "old")]
    _, header, *_ = sheet([{"id": 1, "l": labels}, {"id": 2, "l": labels[:1]}])
    assert header == "2 rows of id,l[](n,u=https://host.example/labels/{n})"


def test_a_column_with_gaps_in_it_has_no_cell_in_a_pattern() -> None:
    cells = ["https://host.example/a", "", "https://host.example/b", "https://host.example/c"]
    found = find(cells * 4, {"id": ["a", "x", "b", "c"] * 4}, ("id", "u"))
    assert found == ("https://host.example/…", ["a", "", "b", "c"] * 4)


def test_parts_of_a_pattern() -> None:
    assert parts("a/{b}/{c}…", ("b",)) == [("a/", "b"), ("/{c}", "…"), ("", None)]
