"""JSON changed member by member: what is not meant keeps every byte."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.dialects.members import Unclear
from weft.dialects.recalling.editing import changed, edited, listed, parsed, parts, written
from weft.engine.model import Span

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
objects = st.dictionaries(st.text(max_size=4), values, max_size=5)
changes = st.dictionaries(st.text(max_size=4), st.none() | st.integers(), max_size=3)


@given(objects, changes, st.sampled_from([None, 1, 3]))
def test_changes_are_what_a_dictionary_would_do(
    given_: dict[str, object], new: dict[str, int | None], indent: int | None
) -> None:
    data = json.dumps(given_, indent=indent).encode()
    made = changed(data, {k: None if v is None else written(v) for k, v in new.items()})
    kept = {key: value for key, value in given_.items() if new.get(key, 0) is not None}
    assert json.loads(made) == {**kept, **{k: v for k, v in new.items() if v is not None}}


def test_a_replaced_member_leaves_every_other_byte() -> None:
    data = b'{ "a" : 1.50,\n "index":3 , "b": {"x" : [ ] } }'
    assert changed(data, {"index": b"12"}) == data.replace(b"3 ,", b"12 ,")


def test_values_that_are_not_named_keep_their_bytes() -> None:
    data = b'{"big": 12345678901234567890.10, "gone": 1}'
    assert changed(data, {"gone": None}) == b'{"big":12345678901234567890.10}'


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"a":1,"a":2}'])
def test_what_is_not_clear_is_not_changed(data: bytes) -> None:
    with pytest.raises(Unclear):
        changed(data, {"a": b"1"})


@given(st.binary(max_size=30))
def test_reading_never_fails(data: bytes) -> None:
    assert parsed(data) is None or isinstance(parsed(data), dict)


def test_edits_must_not_overlap() -> None:
    assert edited(b"abcd", [(Span(3, 3), b"!"), (Span(0, 1), b"")]) == b"bc!d"
    with pytest.raises(ValueError, match="overlap at byte 1"):
        edited(b"abcd", [(Span(0, 2), b""), (Span(1, 3), b"")])


def test_half_a_character_is_written_as_an_escape() -> None:
    assert written({"a": "\ud83d"}) == b'{"a":"\\ud83d"}'
    assert written({"a": "\ud83d\ude00"}) == b'{"a":"\\ud83d\\ude00"}'


def test_members_and_entries_go_together_again() -> None:
    assert parts(b'{"a": [1, 2]}') == {"a": b"[1, 2]"}
    assert listed([b"1", b"2"]) == b"[1,2]"
