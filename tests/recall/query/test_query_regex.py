"""Expressions are bounded in program and work, whatever they are and whatever they meet."""

from __future__ import annotations

import pytest

from weft.recall.query import QueryError
from weft.recall.query.regex import MAX_HITS, MAX_WORK, boundary, encode, find


def places(expression, text, **more):
    data = encode(text)
    return [data[hit.start : hit.end].decode() for hit in find(expression, data, **more).hits]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("a(b", r"at character 1, 'a\(b': missing \)"),
        ("a)(b", "unexpected"),
        ("*a", r"at character 1, '\*': no argument for repetition"),
        ("(?=a)b", "look-around and back-references do not exist"),
        (r"(a)\1", "look-around and back-references do not exist"),
        ("[b-a]", "at character 2, 'b-a': invalid character class range"),
        ("a{1001}", "count no higher than 1000"),
        ("((a{100}){100}){100}", "count no higher than 1000"),
        ("(?P<n", "invalid named capture group"),
        ("x" * 2001, "the most is 2000"),
        ("(" * 1500 + ")" * 400, "not valid"),
        ("\\", "trailing"),
    ],
)
def test_a_wrong_expression_is_told_what_is_wrong_and_where(expression, said):
    with pytest.raises(QueryError, match=said):
        find(expression, b"text")


def test_an_expression_too_large_is_refused():
    with pytest.raises(QueryError, match=r"too large|not valid"):
        find(r"(\pL{1,40}\pN{1,40}){1,20}", b"text")


@pytest.mark.parametrize(
    "expression",
    [
        "(a+)+$",
        "(a|aa)+b",
        "(x+x+)+y",
        "[ab]*a[ab]{100}c",
        "(a?){500}a{500}",
        ".*.*.*.*=",
        "x*",
        "",
    ],
)
def test_hostile_expressions_end(expression):
    data = b"ab" * 50_000 + b"a" * 100_000
    found = find(expression, data)
    assert len(found.hits) <= MAX_HITS
    assert found.looked <= len(data)


def test_a_costly_search_stops_behind_a_line_and_says_where():
    line = "ab" * 50 + "\n"
    data = (line * 20_000).encode()
    found = find("[ab]{900}c|needle", data)
    assert found.looked < len(data)
    assert found.looked % len(line) == 0
    assert found.looked > MAX_WORK / 10_000


def test_in_a_long_line_every_place_counts():
    assert places("needle", "x" * 3000 + "needle" + "y" * 30_000 + "needle") == ["needle"] * 2
    assert places("é+", "é" * 3 + "x" * 40_000 + "éé") == ["ééé", "éé"]
    assert places("needle", "needle needle") == ["needle"]


def test_places_in_a_long_line_lie_between_characters():
    data = encode("é漢😀" * 5_000)
    found = find(r"\B|x*", data)
    assert len(found.hits) > 500
    for hit in found.hits:
        data[hit.start : hit.end].decode()
    assert boundary("é".encode(), 1) == 0


def test_lone_surrogates_are_one_character_each():
    text = "a\ud800b\n\udfff"
    assert len(encode(text)) == len(text.encode("utf-8", "surrogatepass"))
    assert places("^a.b$", text) == ["a\ufffdb"]
    assert places("\ud800", text) == ["\ufffd", "\ufffd"]


def test_case_is_ignored_in_every_script():
    assert places("straße|İ|σ", "STRASSE\nSTRAßE\nΣ", ignore_case=True) == ["STRAßE", "Σ"]


def test_no_more_matches_than_can_be_counted():
    found = find("a", b"a\n" * (MAX_HITS + 5))
    assert len(found.hits) == MAX_HITS
    assert found.looked == 2 * MAX_HITS
