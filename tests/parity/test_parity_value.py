"""JSON values: one canonical form, one readable form, and nothing bent."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.parity import value
from weft.parity.value import JsonError

TEXT = st.text(st.characters(codec=None), max_size=40).filter(
    lambda text: not value._SPLIT_PAIR.search(text)
)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_the_readable_form_reads_back_exactly(anything):
    written = value.pretty(anything)
    assert value.canonical(value.parse(written)) == value.canonical(anything)
    written.encode("utf-8")  # lone surrogates are escaped, so a file can hold it


@given(JSON)
def test_a_plain_value_stays_itself(anything):
    assert value.canonical(value.plain(anything)) == value.canonical(anything)


@given(JSON, JSON)
def test_the_same_bytes_mean_the_same_value(one, other):
    assert (value.canonical(one) == value.canonical(other)) == (_typed(one) == _typed(other))


def _typed(anything):
    """Equality that tells 1, 1.0 and true apart."""
    if isinstance(anything, list):
        return [_typed(item) for item in anything]
    if isinstance(anything, dict):
        return {key: _typed(item) for key, item in anything.items()}
    return type(anything).__name__, repr(anything)


def test_the_canonical_form_is_what_the_page_says():
    given_value = {"b": [1, 2.5, None, True], "a": "é \ud800\n", "ｂ": 1e400 > 1}
    assert value.canonical(given_value) == (
        b'{"a":"\\u00e9 \\ud800\\n","b":[1,2.5,null,true],"\\uff42":true}'
    )
    assert value.digest("") == "12ae32cb1ec02d01eda3581b127c1fee3b0dc53572ed6baf239721a03d82e126"


@pytest.mark.parametrize(
    ("anything", "says"),
    [
        (float("nan"), "nan is not a JSON number"),
        (float("-inf"), "-inf is not a JSON number"),
        ({1: 2}, "key 1 is not a string"),
        (b"bytes", "a bytes is not a JSON value"),
        (["\ud83d\ude00"], "surrogate pair in two halves"),
    ],
)
def test_what_json_cannot_say_is_refused(anything, says):
    with pytest.raises(JsonError, match=says):
        value.plain(anything)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": 1, "b": 2, "a": 3}', "key 'a' stands twice"),
        ("[NaN]", "NaN is not a JSON number"),
        ("[-Infinity]", "-Infinity"),
        ("[1,]", "Expecting value|trailing comma"),
        ("9" * 5000, "integer string"),
    ],
)
def test_parsing_is_strict(text, says):
    with pytest.raises(JsonError, match=says):
        value.parse(text)


def test_nothing_hides_in_the_readable_form():
    hidden = "\x7f\x85\xa0\u200b\u202e\u2028\ufeff\ud800\U000e0041"
    shown = value.pretty(hidden)
    assert shown == r'"\u007f\u0085\u00a0\u200b\u202e\u2028\ufeff\ud800\udb40\udc41"'
    assert json.loads(shown) == hidden
    assert value.pretty("日本語 😀 é") == '"日本語 😀 é"'


@given(TEXT)
def test_lines_join_to_the_text(text):
    assert "".join(value.lines(text)) == text
    assert all(line.endswith("\n") for line in value.lines(text)[:-1])
