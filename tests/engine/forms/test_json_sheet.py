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


def test_places_of_arrays_of_one_length_are_columns() -> None:
    text = '[{"at":[1,2],"in":[{"p":80}]},{"at":[3,4],"in":[{"p":81}]}]'
    assert folded(text) == "2 rows of at[0],at[1],in[0].p\n1,2,80\n3,4,81"
    assert folded("[[1,2],[3,null],[5,6]]") == "3 rows of [0],[1]\n1,2\n3,null\n5,6"


def test_members_that_are_arrays_of_objects_are_rows_below_their_name() -> None:
    text = '{"a":[{"n":1},{"n":2}],"b":[],"c":[{"n":3}]}'
    assert folded(text).startswith("a: 2 rows of n")
    text = '{"x":{"a":[{"n":1},{"n":2}],"b":[{"n":3}],"c":[{"n":4}]}}'
    assert folded(text) == "x: 3 entries of (key),[](n)\n a,2\n  1\n  2\n b,1\n  3\n c,1\n  4"


CODE = """def f(a, b):
\treturn {

        'x': "y",  # é
    }


print(f(1, 2))  # a comment that is long enough for this text to be a block
"""


def test_a_text_of_several_lines_stands_in_lines() -> None:
    lines = folded(json.dumps({"name": "a", "source": CODE, "n": 1})).split("\n")
    assert lines[:3] == ["name: a", "source: 9 lines of text", " def f(a, b):"]
    assert lines[-1] == "n:1"
    rows = [{"id": n, "patch": CODE if n % 2 else "short"} for n in range(5)]
    lines = folded(json.dumps(rows)).split("\n")
    assert lines[1:4] == ["0,short", "1,9 lines of text", " def f(a, b):"]


def test_an_array_of_lines_stands_in_lines() -> None:
    text = json.dumps({"source": ["import os\n", "\n", "os.getcwd()"], "odd": ["a\n", "b\nc"]})
    assert folded(text) == (
        'source: 3 split lines of text\n import os\n\n os.getcwd()\nodd: 2 values of "a\\n","b\\nc"'
    )


def test_items_of_an_array_that_is_no_table() -> None:
    steps = [{"run": "make all " * 12}, "done", {"uses": "x", "with": {"a": 1, "b": "y" * 60}}, []]
    lines = folded(json.dumps({"steps": steps, "n": 1})).split("\n")
    assert lines[0] == "steps: 4 items"
    assert lines[3:] == [
        " - done",
        " -",
        "  uses: x",
        "  with:",
        "   a:1",
        f"   b: {'y' * 60}",
        " - []",
        "n:1",
    ]


def test_the_legend_says_only_what_is_used() -> None:
    assert SHEET.fold('{"a":1}') == "[JSON as lines and tables]\na:1"
    assert "name=value" in str(SHEET.fold('[{"a":1,"b":2},{"a":1,"b":3}]'))


def test_many_rows() -> None:
    text = json.dumps([{"id": n, "s": "ab"[n % 2], "o": {"x": n / 8}} for n in range(100_000)])
    assert folded(text).startswith("100000 rows of id,s,o.x\n0,a,0.0\n")


@pytest.mark.parametrize("depth", [60, 500, 20_000])
def test_deep_documents(depth: int) -> None:
    for text in ('{"a":' * depth + "1" + "}" * depth, "[" * depth + '{"a":1}' + "]" * depth):
        written = SHEET.fold(text)
        if written is not None:
            assert SHEET.unfold(written) == text


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
        '{"a":"3 lines of text","b":"2 split lines of text","c":"2 items","d":"4 lines","-":"-"}',
        '[{"a":"3 lines of text","[0]":[[1],[2]]},{"a":"3 lines","[0]":[[],[2]]}]',
        '{"-":{"- a":1},"4 items":{"4 lines":[{"(value)":1},{"(value)":2}]}}',
        '[{"u":"https://a.b/{u}/1"},{"u":"https://a.b/{u}/2"},{"u":"https://a.b/{u}/…"}]',
        '{"a":[[{"a":[1]}],[{"a":[]}],[{"a":[{}]}]]}',
        '{"a":[{"x":[]},{"x":[[]]},{"x":[{}]},{"x":{}}]}',
        '[{"a":{"b":{}}},{"a":{}},{"a":{"b":{"c":[null]}}}]',
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
    | st.sampled_from(["https://a.example/x/1", "https://a.example/x/2", "https://a.example/x/id"])
    | st.sampled_from(['{"a":"b"}', '["a", "b"]', '{"a":"b"}\n', "x\n" * 60, " a\n\n  b" * 20])
)
KINDS = st.sampled_from(["a", "b", "c of d"])
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.lists(
            st.fixed_dictionaries({"id": inner}, optional={"x": inner, "y.z": inner}), max_size=5
        )
        | st.lists(st.lists(inner, min_size=2, max_size=2), max_size=5)
        | st.lists(
            st.fixed_dictionaries({"t": KINDS, "v": inner}, optional={"p": inner}), max_size=8
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
