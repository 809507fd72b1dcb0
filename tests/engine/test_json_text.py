"""The scanner finds the same values that a JSON parser finds, where they stand."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine import json_text
from weft.engine.json_text import NotJsonError, children, document, end_of, resolve

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=6),
    st.sampled_from(['"', "\\", "]", "}", ",", "\\u0041"]),
)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)
styles = st.sampled_from(
    [{}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}, {"indent": "\t"}]
)


@given(st.lists(values), styles)
def test_the_spans_of_an_array_cover_it(rows, style):
    text = json.dumps(rows, **style)
    spans = [(start, end) for _, start, end in children(text, 0)]
    assert [json.loads(text[start:end]) for start, end in spans] == rows
    between = "".join(
        text[end:start]
        for (_, end), (start, _) in zip([(0, 0), *spans], [*spans, (len(text),) * 2], strict=True)
    )
    assert "".join(between.split()) == "[" + "," * (len(rows) - 1) + "]"


@given(st.dictionaries(st.text(max_size=4), values), styles)
def test_members_are_found_with_their_keys(value, style):
    text = f" \n{json.dumps(value, **style)}\t"
    start = document(text)
    found = {json_text.name_of(key): text[a:b] for key, a, b in children(text, start)}
    assert {key: json.loads(source) for key, source in found.items()} == value


@given(st.text(st.sampled_from('[]{}",:\\u0041 truefalsn-1.e+\n\ud800'), max_size=40))
def test_whatever_a_parser_reads_is_read_and_nothing_fails_otherwise(text):
    try:
        parsed = isinstance(json.loads(text, strict=False), (list, dict))
    except ValueError:
        parsed = False
    start = document(text)
    if parsed:
        assert start is not None
    if start is not None:
        try:
            list(children(text, start))
            list(json_text.arrays(text, start))
        except NotJsonError:
            assert not parsed


@given(st.lists(values, max_size=5), st.data())
def test_cut_off_json_is_not_json(rows, data):
    text = json.dumps(rows)
    assert document(text[: data.draw(st.integers(0, len(text) - 1))]) is None


@pytest.mark.parametrize(
    "text",
    ["[01]", "[1.]", "[+1]", "[1 2]", "[1,]", '{"a" 1}', "{a:1}", '["\\x"]', "[}", "[1}", "[tru]"],
)
def test_what_is_no_json_has_no_values(text):
    with pytest.raises(NotJsonError):
        list(children(text, 0))


def test_nesting_of_any_depth_is_read_or_refused():
    deep = "[" * 20_000 + "]" * 20_000
    assert document(deep) == 0
    assert len(list(children(deep, 0))) == 1
    assert len(list(json_text.arrays(deep, 0))) == json_text.MAX_ARRAY_DEPTH + 1
    assert document("[" * 500_000 + "]" * 500_000) is None
    assert document("[" * 1_000_000) is None
    assert document('{"a":' * 20_000 + "1" + "}" * 20_000) == 0
    assert resolve(deep, 0, ("0",) * 20) is not None


def test_hostile_strings_take_linear_time():
    for text in [
        '["' + "\\" * 1_000_001,
        '["' + '\\"' * 500_000,
        "[" + '"",' * 300_000,
        '"' * 10**6,
    ]:
        assert document(text) is None
    assert document("[" + '"\\"",' * 300_000 + "1]") == 0


def test_a_path_is_followed_to_the_last_of_duplicate_keys():
    text = '{"a": 1, "a": {"b.c": 2, "b": {"c": 3}}, "l": [10, 20], "\\u0065": 5}'
    assert found(text, "a", "b", "c") == "2"
    assert found(text, "l", "1") == "20"
    assert found(text, "e") == "5"
    for path in [
        ("x",),
        ("l", "2"),
        ("l", "9" * 5000),
        ("l", "a"),
        ("a", "b", "c", "d"),
        ("l", "²"),
    ]:
        assert resolve(text, 0, path) is None
    assert resolve("[1]", 0, ()) == (0, 3)


def found(text, *path):
    start, end = resolve(text, 0, path)
    assert end_of(text, start) == end
    return text[start:end]


def test_the_arrays_of_a_document_are_found_with_their_sizes():
    text = '{"a": [1, 2], "b": {"c": [{"d": []}, {}]}, "e": "[1]"}'
    assert [(one.path, one.rows, one.objects) for one in json_text.arrays(text, 0)] == [
        (("a",), 2, 0),
        (("b", "c"), 2, 2),
        (("b", "c", "0", "d"), 0, 0),
    ]
