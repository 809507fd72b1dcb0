"""Rows are given as they stand in the source."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.recall.query import END, Plain, QueryError, Rows, Select, ask, parse_condition

AWKWARD = """[
  {"id": 1.0, "n": 1e5, "big": 12345678901234567890, "z": 1, "a": 2, "a": 3},
  {"id": 2, "s": "caf\\u00e9 \\/ \\ud800", "n": null},
  {"id": 3, "user": {"name": "Ada", "tags": ["x", "y"]}, "n": "1e5"}
]"""


def rows(text, *where, first=1, last=END, at="", fields=(), **bound):
    conditions = tuple(parse_condition(one) for one in where)
    return ask(Plain(text), Select(first, last, at, conditions, fields), **bound)


def ids(text, *where, **more):
    answer = rows(text, *where, fields=("id",), **more)
    return [json.loads(line)["id"] for line in answer.text.splitlines()]


def test_a_row_is_its_own_source():
    answer = ask(Plain(AWKWARD), Rows(1, 2))
    assert answer.text == "\n".join(line.strip().rstrip(",") for line in AWKWARD.split("\n")[1:3])
    assert answer.part == "rows 1-2 of 3 of the JSON array"
    assert answer.remains == "1 of 3 rows not shown: ask for row 3"
    assert answer.parts == (Rows(1, 2),)


def test_chosen_fields_keep_the_spelling_of_their_values():
    answer = rows(AWKWARD, fields=("id", "big", "a", "s", "user.name", "user.tags[1]"))
    assert answer.text == (
        '{"id": 1.0, "big": 12345678901234567890, "a": 3}\n'
        '{"id": 2, "s": "caf\\u00e9 \\/ \\ud800"}\n'
        '{"id": 3, "user.name": "Ada", "user.tags[1]": "y"}'
    )


@given(
    st.lists(st.dictionaries(st.sampled_from("abc"), st.integers() | st.text(max_size=5))),
    st.sampled_from([None, 2]),
    st.integers(1, 12),
    st.integers(1, 12),
)
def test_rows_are_those_of_a_parser(values, indent, first, last):
    text = json.dumps(values, indent=indent)
    first, last = min(first, last), max(first, last)
    if first > len(values):
        return
    answer = ask(Plain(text), Rows(first, last), max_chars=10**6)
    decoder = json.JSONDecoder()
    at, found = 0, []
    while at < len(answer.text):
        value, at = decoder.raw_decode(answer.text, at)
        found.append(value)
        at += 1
    assert found == values[first - 1 : last]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (["id=1"], [1]),
        (["id=1.00"], [1]),
        (['id="1"'], []),
        (["id>=2"], [2, 3]),
        (["id!=2"], [1, 3]),
        (["n=100000"], [1, 3]),
        (['n="1e5"'], [3]),
        (["n=null"], [2]),
        (["n!=null"], [1, 3]),
        (["!user"], [1, 2]),
        (["n"], [1, 2, 3]),
        (["user.name=Ada"], [3]),
        (["user.name>=Aa", "id<9"], [3]),
        (["user.tags~x"], [3]),
        (["user.name~ADA"], [3]),
        (["s~café"], [2]),
        (["big=12345678901234567890"], [1]),
        (["big=12345678901234567891"], []),
        (["big>12345678901234567889.9999999999"], [1]),
        ([".~ADA"], [3]),
    ],
)
def test_conditions(where, expected):
    assert ids(AWKWARD, *where) == expected
    assert rows(AWKWARD, *where).matches == len(expected)


def test_no_match_is_an_answer_that_says_so():
    answer = rows(AWKWARD, "id>7")
    assert (answer.text, answer.matches) == ("", 0)
    assert answer.render() == (
        "[none of rows 1-3 of 3 of the JSON array, where id>7]\n[3 other rows of 3 did not match]\n"
    )


def test_an_unknown_field_is_answered_with_the_nearest():
    with pytest.raises(QueryError, match=r"'user.nam'; nearest: user.name"):
        rows(AWKWARD, "user.nam=Ada")
    with pytest.raises(QueryError, match=r"no row of rows 2-3 has a field 'big'"):
        rows(AWKWARD, fields=("big",), first=2)


def test_the_obvious_array_is_the_one_with_the_most_objects():
    text = json.dumps({"ids": [1, 2, 3, 4], "data": {"items": [{"id": 7}, {"id": 8}]}})
    answer = ask(Plain(text), Rows(2, 2))
    assert answer.text == '{"id": 8}'
    assert answer.part == "row 2 of 2 of data.items (JSON array)"
    assert ask(Plain(text), Rows(4, 4, "ids")).text == "4"


def test_a_path_that_leads_nowhere_is_answered_with_the_arrays_there_are():
    text = json.dumps({"data": {"items": [{}, {}]}, "x": {"y": 1}})
    with pytest.raises(
        QueryError, match=r"'items' is not there; arrays here: data.items \(2 rows\)"
    ):
        ask(Plain(text), Rows(1, 1, "items"))
    with pytest.raises(QueryError, match="'x' is an object, not an array"):
        ask(Plain(text), Rows(1, 1, "x"))


def test_json_lines_are_rows_with_their_line_ends():
    text = '{"id": 1, "ok": true}\r\n\n{"id": 2, "ok": false}\n{"id": 3}'
    assert ask(Plain(text), Rows(1, 2)).text == '{"id": 1, "ok": true}\r\n{"id": 2, "ok": false}\n'
    assert ids(text, "ok=true") == [1]
    assert rows(text, "ok", fields=("ok",)).text == '{"ok": true}\n{"ok": false}\n'


def test_lines_among_json_lines_that_are_none_are_counted():
    text = "starting\n" + '{"id": 1}\n' * 3 + "Traceback:\n"
    assert ask(Plain(text), Rows(1, 3)).part == (
        "rows 1-3 of 3 of JSON lines, beside 2 lines that are none"
    )


def test_a_document_without_an_array_is_one_row():
    text = json.dumps({"id": 1, "user": {"name": "Ada"}}, indent=2)
    assert ask(Plain(text), Rows(1, 1)).text == text
    assert rows(text, fields=("user.name",)).text == '{"user.name": "Ada"}'


def test_json_behind_a_heading_is_found():
    assert ask(Plain('Result:\n[{"id": 1}, {"id": 2}]\nDone.'), Rows(2, 2)).text == '{"id": 2}'
    assert rows('Result:\n{"a": [{"id": 1}]}', "id=1", at="a").text == '{"id": 1}'


def test_a_text_without_rows_says_what_to_ask():
    for text in ["", "plain\nwords\n", "[INFO] starting\n[INFO] done\n"]:
        with pytest.raises(QueryError, match="ask for lines, a pattern or search words"):
            ask(Plain(text), Rows(1, 1))
    assert ask(Plain("[]"), Rows(1, 1)).part == "the JSON array has no rows"


def test_an_answer_ends_behind_a_row_and_says_how_to_go_on():
    text = json.dumps([{"id": number, "even": not number % 2} for number in range(1, 101)])
    answer = rows(text, max_chars=100)
    assert len(answer.text) <= 100
    assert answer.part == "rows 1-4 of 100 of the JSON array"
    assert answer.remains == "96 of 100 rows not shown: ask for rows 5-100"
    answer = rows(text, "even=true", max_chars=100)
    assert answer.part == "rows 2, 4, 6, 8 of 100 of the JSON array, where even=true"
    assert (answer.matches, answer.remains) == (
        50,
        "46 more rows match: ask the same of rows 10-100",
    )
    assert rows(text, "even=true", first=9, max_chars=100).text.startswith('{"id": 10,')


def test_a_row_larger_than_an_answer_is_cut_into_characters():
    text = json.dumps([{"a": "x" * 1000}])
    answer = rows(text, max_chars=100)
    assert answer.text == text[1:101]
    assert answer.remains == "row 1 goes on: ask for chars 102-1010"


def test_rows_that_only_look_like_json_are_refused_where_it_matters():
    text = '[{"a" 1}, {"a": 2}]'
    assert ask(Plain(text), Rows(1, 1)).text == '{"a" 1}'
    with pytest.raises(QueryError, match="broken at char 3"):
        rows(text, "a=2")


def test_rows_nested_beyond_reason_are_rows():
    deep = '{"a":' * 20_000 + "1" + "}" * 20_000
    text = f'[{deep}, {{"id": 1}}]'
    assert rows(text, "id=1").text == '{"id": 1}'
    assert rows(text, "a", fields=("a",)).matches == 1


def test_rows_of_plain_values_and_of_arrays():
    assert rows('["x", "y", 3]', ".=y").text == '"y"'
    assert rows("[[1, 2], [3, 4]]", "1=4").text == "[3, 4]"
    assert rows("[[1, 2], [3, 4]]", "[0]>0", fields=("1",)).text == '{"1": 2}\n{"1": 4}'
