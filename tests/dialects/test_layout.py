"""Where fields and items stand; and that a body laid out from within is laid out the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.dialects.layout import Layout, Unclear, lay_out, lay_out_behind, value

if TYPE_CHECKING:
    from weft.engine.model import Span

KEYS = ("messages", "input", "contents")
BODY = b'{"model": "m", "messages": [ {"a": 1} ,{"b": [2]}], "stream": true}'


def said(body: bytes, span: Span) -> bytes:
    return body[span.start : span.end]


def test_fields_and_items_are_byte_ranges() -> None:
    layout = lay_out(BODY, "messages")
    assert {name: said(BODY, span) for name, span in layout.fields.items()} == {
        "model": b'"m"',
        "stream": b"true",
    }
    assert [said(BODY, span) for span in layout.items] == [b'{"a": 1}', b'{"b": [2]}']
    assert BODY[layout.begin - 1 : layout.begin] == b"["
    assert BODY[layout.end : layout.end + 1] == b"]"


def test_a_field_is_read_as_json_gives_it() -> None:
    layout = lay_out(BODY, "messages")
    assert value(BODY, layout, "model") == "m"
    assert value(BODY, layout, "stream") is True
    assert value(BODY, layout, "system") is None


def test_from_within_only_what_is_behind_is_looked_at() -> None:
    whole = lay_out(BODY, "messages")
    behind = lay_out_behind(BODY, "messages", whole, whole.items[0].end)
    assert behind.items == whole.items[1:]
    assert (behind.fields, behind.begin, behind.end) == (whole.fields, whole.begin, whole.end)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"model":"m"}',
        b'{"messages":{}}',
        b'{"messages":null}',
        b'{"messages":"[]"}',
        b'{"messages":[],"messages":[]}',
        b'{"messages":[{}],"model":1,"model":1}',
        b'{"messages":[{}]',
        b'{"messages":[{}]} x',
        b'{"mess\\u0061ges":[1],"messages":[2]}',
    ],
)
def test_what_is_no_object_with_one_such_list_is_unclear(body: bytes) -> None:
    with pytest.raises(Unclear):
        lay_out(body, "messages")


def test_of_a_number_nothing_can_be_the_continuation() -> None:
    """Behind an item only what JSON allows there may stand, also where its beginning is unseen."""
    before = b'{"messages":[{}'
    known = lay_out(before + b"]}", "messages")
    for rest in (b".5]}", b"1]}", b"e5]}", b'"x"]}', b"{}]}", b""):
        with pytest.raises(Unclear):
            lay_out_behind(before + rest, "messages", known, len(before))


# ── The law, for any body ────────────────────────────────────────────────────────────────

_BLANKS = st.text(" \t\r\n", max_size=3).map(str.encode)
_NAMES = st.sampled_from(
    ["model", "system", "tools", "stream", "m\\u0061x", "é", "x]y", 'q\\"', ""]
)
_HALVES = st.text('\ud83e\udc00\\"a', max_size=4)
_SCALARS = (
    _HALVES
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["messages", "a", "]", '"', "\\"]), inner, max_size=3)
    ),
    max_leaves=6,
)
_ASCII = st.booleans()
_JSON = st.builds(
    lambda value, plain: json.dumps(value, ensure_ascii=plain).encode("utf-8", "surrogatepass"),
    _VALUES,
    _ASCII,
)
_ITEMS = st.builds(
    lambda value, indent: json.dumps({"role": value}, indent=indent).encode(),
    _VALUES,
    st.sampled_from([None, 1]),
)


@st.composite
def bodies(draw: st.DrawFn, key: str) -> bytes:
    """An object with this list somewhere in it; names may stand twice, also beside the list."""

    def blank() -> bytes:
        return draw(_BLANKS)

    def member(name: str, raw: bytes) -> bytes:
        return b"%b%b%b:%b%b%b" % (blank(), f'"{name}"'.encode(), blank(), blank(), raw, blank())

    items = [blank() + each + blank() for each in draw(st.lists(_ITEMS, max_size=6))]
    listed = b"[%b]" % (b",".join(items) if items else blank())
    names = draw(st.lists(_NAMES | st.just(key), max_size=4).map(tuple))
    names = names if draw(st.booleans()) else tuple(dict.fromkeys(n for n in names if n != key))
    members = [member(name, draw(_JSON)) for name in names]
    members.insert(draw(st.integers(0, len(members))), member(key, listed))
    return blank() + b"{" + b",".join(members) + b"}" + blank()


def laid_out(body: bytes, key: str) -> Layout | None:
    try:
        return lay_out(body, key)
    except Unclear:
        return None


def behind(body: bytes, key: str, known: Layout, at: int) -> Layout | None:
    try:
        return lay_out_behind(body, key, known, at)
    except Unclear:
        return None


@given(key=st.sampled_from(KEYS), data=st.data())
def test_from_each_item_on_it_is_the_same(key: str, data: st.DataObject) -> None:
    body = data.draw(bodies(key))
    whole = laid_out(body, key)
    if whole is None:
        return
    for number, item in enumerate(whole.items):
        rest = behind(body, key, whole, item.end)
        assert rest is not None
        assert rest.items == whole.items[number + 1 :]
        assert dict(rest.fields) == dict(whole.fields)
        assert (rest.begin, rest.end) == (whole.begin, whole.end)


@given(key=st.sampled_from(KEYS), data=st.data())
def test_another_ending_is_read_as_it_is_or_not_at_all(key: str, data: st.DataObject) -> None:
    """The body goes on with anything: with another body's end, cut off, with noise."""
    first, second = data.draw(bodies(key)), data.draw(bodies(key))
    known = laid_out(first, key)
    if known is None or not known.items:
        return
    at = data.draw(st.sampled_from(known.items)).end
    other = laid_out(second, key)
    ends = [first[at:], data.draw(st.binary(max_size=8)), b',"x":1]}', b'],"messages":[{}]}']
    if other is not None and other.items:
        ends.append(second[data.draw(st.sampled_from(other.items)).end :])
    rest = data.draw(st.sampled_from(ends))
    rest = rest[: data.draw(st.integers(0, len(rest)))] + data.draw(st.sampled_from([b"", b"]}"]))
    body = first[:at] + rest
    found, right = behind(body, key, known, at), laid_out(body, key)
    if found is None:
        return  # whoever is unsure looks at the whole body, or at none of it
    assert right is not None, "what is no such object was taken for one"
    assert found.items == right.items[-len(found.items) or len(right.items) :]
    assert dict(found.fields) == dict(right.fields)
    assert (found.begin, found.end) == (right.begin, right.end)


@given(st.binary(max_size=60), st.sampled_from(KEYS))
def test_no_bytes_raise_anything_else(body: bytes, key: str) -> None:
    known = laid_out(b'{"model":1,"%b":[{}]}' % key.encode(), key)
    assert known is not None
    laid_out(body, key)
    behind(b'{"model":1,"%b":[{}' % key.encode() + body, key, known, known.items[0].end)
