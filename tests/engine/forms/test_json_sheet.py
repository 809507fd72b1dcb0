"""JSON sheet: documents as lines and tables, and back, type by type."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.engine import verify
from weft.engine.forms.json_sheet import JsonSheet
from weft.engine.model import Exactness

SHEET = JsonSheet()


def folded(text: str) -> str:
    """What a text becomes, without the note; that it comes back is checked."""
    written = SHEET.fold(text)
    assert written is not None
    verify.same(text, SHEET.unfold(written), Exactness.JSON)
    return written.split("\n", 1)[1]


def test_objects_are_rows_under_one_header() -> None:
    assert folded('[{"id":1,"name":"ann"},{"id":2,"name":"bob, jr"}]') == (
        '2 rows of id,name\n1,ann\n2,"bob, jr"'
    )


def test_what_all_rows_have_is_said_once_in_its_place() -> None:
    assert folded('[{"id":1,"kind":"a b","up":true},{"id":2,"kind":"a b","up":true}]') == (
        "2 rows of id,kind=a b,up=true\n1\n2"
    )


def test_members_of_members_are_dotted_columns() -> None:
    text = '[{"o":{"id":1,"p.q":2}},{"o":{"id":3,"p.q":4}}]'
    assert folded(text) == '2 rows of o.id,o."p.q"\n1,2\n3,4'


def test_arrays_of_objects_stand_below_their_row() -> None:
    text = '{"f":[{"n":"x","m":[{"l":1},{"l":2}]},{"n":"y","m":[]},{"n":"z","m":[{"l":3}]}]}'
    assert folded(text) == "f: 3 rows of n,m[](l)\n x,2\n  1\n  2\n y,[]\n z,1\n  3"


def test_an_object_of_like_objects_is_a_table() -> None:
    text = '{"p":{"a/b":{"v":"1.0"},"c":{"v":"2.0"},"d":{"v":"x"}}}'
    assert folded(text) == 'p: 3 entries of (key),v\n a/b,"1.0"\n c,"2.0"\n d,x'


def test_absent_null_empty_and_words_stay_apart() -> None:
    text = (
        '[{"k":0,"a":null},{"k":1,"a":""},{"k":2,"a":"null"},{"k":3},{"k":4,"a":"1"},{"k":5,"a":1}]'
    )
    assert folded(text).split("\n")[1:] == ["0,null", '1,""', '2,"null"', "3,", '4,"1"', "5,1"]


@pytest.mark.parametrize(
    "text",
    [
        '[{"a":1.0,"b":1e5},{"a":1.00,"b":12345678901234567890}]',
        '[{"a":-0,"b":-0.0},{"a":0,"b":0.0}]',
        '{"":1,"a b":{"":{"":[]}},"x":[[{"a":[]}]],"3 rows of a":"3 rows of a"}',
        '{"a":"- x","- b":"<<x>>","c: d":": ","e":"[JSON"}',
        '[{"(key)":1,"a=b":"*","x[](y)":"é"},{"(key)":2,"a=b":"(","x[](y)":"😀"}]',
        '{"a":{"x":{"(key)":1,"b":2},"y":{"(key)":1,"b":2},"z":{"(key)":3,"b":2}}}',
        '{"a":"\\ud800","b":["\\u2028\\u0000","x\\ny"]}',
    ],
)
def test_odd_documents_come_back(text: str) -> None:
    folded(text)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "[1,2]", '{"a":1,"a":2}', '[{"a":NaN}]', '[{"a":1,"b":2},{"b":1,"a":2}]', "{", "x"],
)
def test_what_has_no_place_is_left(text: str) -> None:
    written = SHEET.fold(text)
    if written is not None:
        verify.same(text, SHEET.unfold(written), Exactness.JSON)


def test_a_row_in_another_order_stands_as_json() -> None:
    text = json.dumps([*[{"a": n, "b": n} for n in range(9)], {"b": 1, "a": 2}])
    assert folded(text).endswith('8,8\n- {"b":1,"a":2}')
    members = {f"k{n}": {"a": n, "b": n} for n in range(9)} | {"odd": {"b": 1, "a": 2}}
    assert folded(json.dumps({"m": members})).endswith('k8,8,8\n - "odd":{"b":1,"a":2}')


def test_our_own_text_is_known() -> None:
    written = SHEET.fold('{"a":1}')
    assert written is not None
    assert SHEET.owns(written)
    assert not SHEET.owns('{"a":1}')


KEYS = st.sampled_from(
    [
        "id",
        "a.b",
        "(key)",
        "",
        " ",
        "a,b",
        "{",
        "x[](y)",
        '"',
        "\n",
        "- a",
        "a=b",
        ":",
        "3 rows of x",
    ]
) | st.text(max_size=6)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["null", "1", "", "a,b", "- a", " x", "[1]", "2 rows of a", "\U000f0000"])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.lists(
            st.fixed_dictionaries({"id": inner}, optional={"x": inner, "y.z": inner}), max_size=5
        )
        | st.dictionaries(
            KEYS, st.fixed_dictionaries({"v": inner}, optional={"w": inner}), max_size=5
        )
    ),
    max_leaves=40,
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(KEYS, VALUES, max_size=5)
    | st.lists(st.dictionaries(KEYS, VALUES, max_size=4), max_size=5)
)
def test_any_document_comes_back(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    written = SHEET.fold(text)
    if written is not None:
        verify.same(text, SHEET.unfold(written), Exactness.JSON)
