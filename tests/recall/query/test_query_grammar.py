"""How questions are written, and what is made of them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.model import Cut
from weft.recall import marker
from weft.recall.query import (
    END,
    Chars,
    Condition,
    Lines,
    Operator,
    Pattern,
    QueryError,
    Rows,
    Search,
    Select,
    Whole,
    compose,
    parse_condition,
    parse_fields,
    parse_part,
    parse_range,
)
from weft.recall.query.path import parse_path, write_path

numbers = st.integers(1, 10**9)
labels = st.sampled_from(["", "body of parse()", "200 similar lines, mostly ok", "rows 1-3 of x"])
steps = st.one_of(
    st.sampled_from(["items", "data", "0", "12", "a.b", "x,y", "<b>", "$", " ", "", 'q"q', "\\"]),
    st.text(max_size=8),
)
paths = st.lists(steps, min_size=1, max_size=4).map(tuple)
parts = st.one_of(
    st.just(Whole()),
    st.builds(Lines, numbers, numbers),
    st.builds(Chars, numbers, numbers),
    st.builds(Rows, numbers, numbers, paths.map(write_path)),
)


@pytest.mark.parametrize(
    ("written", "range_"),
    [
        ("120-260", (120, 260)),
        ("120:260", (120, 260)),
        ("120..260", (120, 260)),
        ("120 to 260", (120, 260)),
        ("120 – 260", (120, 260)),
        ("L120-L260", (120, 260)),
        ("#L120-L260", (120, 260)),
        ("lines 120-260", (120, 260)),
        ("120", (120, 120)),
        ("120-", (120, END)),
        ("120-end", (120, END)),
        (" 7 ", (7, 7)),
    ],
)
def test_a_range_is_read_however_it_is_written(written, range_):
    assert parse_range(written) == range_


@pytest.mark.parametrize("written", ["", "-20", "a-b", "1-2-3", "1,5", "9" * 5000, "1.5", "٣-٤"])
def test_another_range_is_answered_with_how_to_write_one(written):
    with pytest.raises(QueryError, match="write 120-260"):
        parse_range(written)


@given(parts, labels)
def test_every_part_that_a_cut_names_is_read_back(part, label):
    assert parse_part(Cut(part, label).what) == part


@given(parts, st.text(max_size=200))
def test_a_marker_never_leads_to_another_part(part, label):
    secret = marker.Keyring(b"k" * marker.SECRET_BYTES)
    written = secret.reference("local", "an original").mark(Cut(part, label))
    [found] = marker.parse(written)
    assert not found.what or parse_part(found.what) == part


@pytest.mark.parametrize("what", ["", "lines", "lines x-y", "wholemeal", "lines 1-2 of items"])
def test_another_part_is_answered_with_how_to_write_one(what):
    with pytest.raises(QueryError, match="write whole, lines 120-260"):
        parse_part(what)


@given(paths)
def test_a_path_that_was_written_is_read_back(path):
    assert parse_path(write_path(path)) == path


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("items", ("items",)),
        ("data.rows[0].items", ("data", "rows", "0", "items")),
        ("$.data.rows[]", ("data", "rows")),
        (".items[*]", ("items",)),
        ('data["odd.key"]', ("data", "odd.key")),
        ("data.0.x", ("data", "0", "x")),
        ("", ()),
        (".", ()),
    ],
)
def test_paths_are_read_as_people_write_them(written, path):
    assert parse_path(written) == path


@pytest.mark.parametrize("written", ["a[b]", 'a["b', "a,b", '["\\x"]', "a" * 3000, "a." * 40])
def test_another_path_says_what_is_wrong(written):
    with pytest.raises(QueryError, match="path"):
        parse_path(written)


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ("status>=500", Condition("status", Operator.AT_LEAST, "500")),
        ("status == 500", Condition("status", Operator.EQUAL, "500")),
        ("user.name=Ada", Condition("user.name", Operator.EQUAL, "Ada")),
        ('id="500"', Condition("id", Operator.EQUAL, "500", quoted=True)),
        ("message~timeout = 5", Condition("message", Operator.CONTAINS, "timeout = 5")),
        ('"odd=name"!=3', Condition("odd=name", Operator.DIFFERENT, "3")),
        ('"a.b"=3', Condition('["a.b"]', Operator.EQUAL, "3")),
        ("error", Condition("error", Operator.PRESENT)),
        ("!error", Condition("error", Operator.ABSENT)),
        ("name=", Condition("name", Operator.EQUAL, "")),
        (".~x", Condition(".", Operator.CONTAINS, "x")),
    ],
)
def test_a_condition_is_read(written, condition):
    assert parse_condition(written) == condition


@pytest.mark.parametrize("written", ["", "=5", ">", "a b!", "\n", '"a', '"\\x"=1'])
def test_another_condition_says_what_to_write(written):
    with pytest.raises(QueryError, match=r"write field>=500|not a text in quotes"):
        parse_condition(written)


@given(st.text(max_size=50))
def test_whatever_is_written_is_read_or_refused(written):
    for parse in (parse_range, parse_part, parse_path, parse_condition, parse_fields):
        with suppress(QueryError):
            parse(written)


def test_fields_are_divided_by_commas_outside_of_quotes():
    assert parse_fields('id, user.name,"a,b"') == ("id", "user.name", '["a,b"]')


def test_loose_arguments_become_one_question():
    assert compose() == Whole()
    assert compose(Lines(3, 9)) == Lines(3, 9)
    assert compose(Lines(3, 9), chars="5-8") == Chars(5, 8)
    assert compose(pattern="a", ignore_case=True, context=2, lines="5-") == Pattern(
        "a", True, 2, 2, 5, END
    )
    assert compose(search="two words") == Search("two words")
    assert compose(rows="2-3", where=["a=1"], fields="a,b") == Select(
        2, 3, "", (Condition("a", Operator.EQUAL, "1"),), ("a", "b")
    )


def test_conditions_on_a_marker_of_rows_stay_within_these_rows():
    stands_for = Rows(14, 200, "items")
    assert compose(stands_for, where=["a"]) == Select(
        14, 200, "items", (Condition("a", Operator.PRESENT),)
    )
    assert compose(stands_for, rows="1-5") == Select(1, 5, "items")
    assert compose(stands_for, at="others", fields="a") == Select(at="others", fields=("a",))


@pytest.mark.parametrize(
    "arguments",
    [
        {"lines": "1-2", "rows": "1-2"},
        {"pattern": "a", "search": "b"},
        {"lines": "1", "context": 3},
        {"ignore_case": True},
        {"fields": " , "},
    ],
)
def test_what_does_not_go_together_is_refused(arguments):
    with pytest.raises(QueryError):
        compose(**arguments)
