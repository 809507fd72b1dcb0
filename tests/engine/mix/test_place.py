"""A part of a body as a part of the original: the same characters, whatever it is called."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.json_text import document_below
from weft.engine.mix.place import Place
from weft.engine.model import Chars, Cut, Lines, Rows, Whole
from weft.engine.verify import Untrue, spans
from weft.recall.query import Plain, QueryError, Select, ask

DOCUMENT = json.dumps({"items": [{"id": n} for n in range(9)]}, indent=1)
LOG = "a\nb\nc\nd\n"


def place(before: str, body: str, behind: str) -> tuple[str, Place]:
    original = before + body + behind
    return original, Place.of(original, len(before), len(before) + len(body))


@pytest.mark.parametrize(
    ("before", "behind", "part", "wanted"),
    [
        ("x\ny\n", "z\n", Lines(2, 3), Lines(4, 5)),
        ("x\ny\n", "z\n", Lines(1, 4), Lines(3, 6)),
        ("<stdout>", "</stdout>\n", Lines(2, 3), Lines(2, 3)),
        ("<stdout>", "</stdout>\n", Lines(1, 3), Chars(9, 14)),
        ("x\n", "", Whole(), Chars(3, 10)),
        ("x\n", "", Chars(2, 3), Chars(4, 5)),
    ],
)
def test_lines_and_characters(before: str, behind: str, part: object, wanted: object) -> None:
    _, there = place(before, LOG, behind)
    moved = there.part(part, LOG)  # type: ignore[arg-type]
    assert moved == wanted


def test_rows_name_the_line_of_their_document() -> None:
    original, there = place("$ curl\n", DOCUMENT + "\n", "$ ls\n")
    cut = there.cut(Cut(Rows(3, 5, "items"), "open"), DOCUMENT)
    assert cut.what == "open, rows 3-5 of line 2.items"
    start, end = spans(original)(cut.part)
    ids = [2, 3, 4]
    assert [int(number) for number in re.findall(r"\d+", original[start:end])] == ids
    assert isinstance(cut.part, Rows)
    given = ask(Plain(original), Select(3, 5, cut.part.at))
    assert [int(number) for number in re.findall(r"\d+", given.text)] == ids


def test_rows_of_a_document_within_a_line_are_characters() -> None:
    body = json.dumps({"items": [{"id": n} for n in range(9)]})
    original, there = place("10:00 body=", body, "\n")
    part = there.part(Rows(2, 3, "items"), body)
    assert isinstance(part, Chars)
    assert original[part.first - 1 : part.last] == '{"id": 1}, {"id": 2}, '


def test_the_document_below_a_line() -> None:
    text = f"x\n{DOCUMENT}\n"
    assert document_below(text, ("line 2", "items")) == (2, ("items",))
    assert document_below(text, ("line 1",)) == (None, ())
    assert document_below(text, ("line 99",))[0] is None
    assert document_below(text, ("items",)) == (None, ("items",))
    assert document_below(text, ()) == (None, ())


def test_a_line_without_a_document_is_said_so() -> None:
    with pytest.raises(Untrue):
        spans("a\nb\n")(Rows(1, 2, "line 2"))
    with pytest.raises(QueryError):
        ask(Plain("a\nb\n"), Select(1, 2, "line 2.items"))


lines = st.lists(st.sampled_from(["", "a", "bc", "d\r"]), min_size=1, max_size=6)


@given(lines, lines, st.sampled_from(["", "\n"]), lines, st.data())
def test_the_same_characters(
    before: list[str], body: list[str], ending: str, behind: list[str], data: st.DataObject
) -> None:
    text = "\n".join(body) + ending
    if not text:
        return
    original, there = place("\n".join(before), text, "\n".join(behind))
    count = text.count("\n") + (not text.endswith("\n"))
    first = data.draw(st.integers(1, count))
    part = Lines(first, data.draw(st.integers(first, count)))
    start, end = spans(text)(part)
    moved_start, moved_end = spans(original)(there.part(part, text))
    assert original[moved_start:moved_end] == text[start:end]
    assert moved_start == len("\n".join(before)) + start
