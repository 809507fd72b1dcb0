"""What passes as true, and what does not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.model import Chars, Cut, Exactness, Lines, Rows, Whole
from weft.engine.verify import Untrue, is_text, pieces_of, same, tiles


@pytest.mark.parametrize(
    ("original", "restored"),
    [
        ('{"a": 1.0, "b": [1e5]}', '{"a":1.0,"b":[1e5]}'),
        ('{"a": 1, "a": 2}', '{"a":1,"a":2}'),
        ("[12345678901234567890, -0.0]", "[12345678901234567890,-0.0]"),
    ],
)
def test_json_that_is_the_same_but_for_white_space(original: str, restored: str) -> None:
    same(original, restored, Exactness.JSON)
    with pytest.raises(Untrue):
        same(original, restored, Exactness.BYTES)


@pytest.mark.parametrize(
    ("original", "restored"),
    [
        ("[1.0]", "[1]"),
        ("[1e5]", "[100000.0]"),
        ("[-0]", "[0]"),
        ('["1"]', "[1]"),
        ("[null]", '["null"]'),
        ("[true]", "[1]"),
        ('{"a":1,"b":2}', '{"b":2,"a":1}'),
        ('{"a":1,"a":2}', '{"a":2}'),
        ("[]", "{}"),
        ('[["number","1"]]', "[1]"),
        ('[["object"]]', "[{}]"),
        ("[1]", "[NaN]"),
    ],
)
def test_json_that_is_not_the_same(original: str, restored: str) -> None:
    with pytest.raises(Untrue):
        same(original, restored, Exactness.JSON)


def test_text_that_cannot_be_sent() -> None:
    with pytest.raises(Untrue, match="bytes"):
        is_text(b"x", "x")
    with pytest.raises(Untrue, match="Unicode"):
        is_text("\ud800", "x")
    assert is_text("\ud800", "was \ud800 before") == "\ud800"


texts = st.text(st.sampled_from("ab\n\r"), min_size=1, max_size=40)


@given(texts, st.data())
def test_pieces_that_tile_the_original_pass(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    pieces = (text[:start], Cut(Chars(start + 1, end)), text[end:])
    tiles(text, pieces)


@given(texts, st.data())
def test_line_cuts_hold_whole_lines_with_their_ends(text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    lines = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    first = data.draw(st.integers(1, len(lines)))
    last = data.draw(st.integers(first, len(lines)))
    pieces = ("".join(lines[: first - 1]), Cut(Lines(first, last)), "".join(lines[last:]))
    tiles(text, pieces)
    with pytest.raises(Untrue):
        tiles(text, (*pieces, "more"))
    with pytest.raises(Untrue, match=f"of {len(lines)}"):
        tiles(text, (Cut(Lines(1, len(lines) + 1)),))


@pytest.mark.parametrize(
    ("at", "pieces"),
    [
        ("", ('[{"n": 1}, ', Cut(Rows(2, 3)), '{"n": 4}]')),
        ("", ('[{"n": 1}, ', Cut(Rows(2, 4)), "]")),
        ("", ("[", Cut(Rows(1, 1)), '{"n": 2}, {"n": 3}, {"n": 4}]')),
        ("items[0].rows", ('{"items": [{"rows": [1, ', Cut(Rows(2, 2, "items[0].rows")), "3]}]}")),
    ],
)
def test_row_cuts_reach_to_the_row_after_them(at: str, pieces: tuple[str | Cut, ...]) -> None:
    rows = '[{"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}]'
    original = '{"items": [{"rows": [1, 2, 3]}]}' if at else rows
    tiles(original, pieces)
    with pytest.raises(Untrue):
        tiles(original, pieces[:-1])


@pytest.mark.parametrize(
    "part", [Rows(1, 9), Rows(0, 1), Rows(2, 1), Rows(1, 1, "items"), Rows(5, 5)]
)
def test_row_cuts_beyond_the_original(part: Rows) -> None:
    for original in ('[{"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}]', "no rows at all", '{"items": 1}'):
        with pytest.raises(Untrue, match="cuts rows"):
            tiles(original, (Cut(part),))


def test_an_excerpt_declares_that_nothing_counts_as_shown() -> None:
    tiles("<p>text</p>", ("text", Cut(Whole())))
    with pytest.raises(Untrue, match="whole and parts"):
        tiles("abc", (Cut(Whole()), Cut(Chars(1, 1))))


def test_an_offer_without_cuts_is_no_lossy_offer() -> None:
    with pytest.raises(Untrue, match="cuts nothing"):
        pieces_of(["text"], "text")


def test_depth_is_an_error_that_the_pipeline_can_record() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    with pytest.raises(RecursionError):
        same(deep, deep + " ", Exactness.JSON)
    assert json.loads("[]") == []
