"""Taken apart as the standard parser takes it apart, or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.dialects.members import Unclear, entries, fields
from weft.dialects.splice import find
from weft.dialects.walk import walk

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.sampled_from(["\ud800", "\\", '"]}']),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
blanks = st.text(" \t\r\n", max_size=2)


@given(st.dictionaries(st.text(), values), blanks, st.booleans())
def test_fields_stand_where_they_are_said_to_stand(
    given_: dict[str, Any], blank: str, ascii_: bool
) -> None:
    written = json.dumps(given_, ensure_ascii=ascii_, separators=(f",{blank}", f"{blank}:{blank}"))
    body = f"{blank}{written}{blank}".encode("utf-8", "surrogatepass")
    try:
        found = fields(body)
    except Unclear:
        assert "\\ud" in written or not ascii_  # halves of characters: the slow way has them
        return
    read = {key: json.loads(body[span.start : span.end]) for key, span in found.items()}
    assert read == given_


@given(st.lists(values), blanks)
def test_entries_stand_where_they_are_said_to_stand(given_: list[Any], blank: str) -> None:
    body = f"{blank}{json.dumps(given_, separators=(f'{blank},{blank}', ':'))}".encode()
    try:
        found = entries(body)
    except Unclear:
        assert b"\\ud" in body
        return
    assert [json.loads(body[span.start : span.end]) for span in found] == given_


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{}x",
        b"[]",
        b'{"a":1,"a":2}',
        b'{"a":1,"b":5,"a":1}',
        b'{"a":{"b":1},"a":{"b":1}}',
        b'{"a":NaN}',
        b'{"a":1}{"a":1}',
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_what_cannot_be_told_for_certain_is_unclear(body: bytes) -> None:
    with pytest.raises(Unclear):
        fields(body)


@given(st.binary(max_size=60) | st.text('{}[]:,"\\ab01 ', max_size=30).map(str.encode))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    for way in (fields, entries):
        try:
            way(body)
        except Unclear:
            continue


@given(st.dictionaries(st.text(max_size=3), values, max_size=4))
def test_both_ways_find_the_same(given_: dict[str, Any]) -> None:
    body = json.dumps(given_).encode()
    expected = dict(texts(given_, ()))
    assert find(body, expected) == walk(body, expected)


def texts(node: Any, path: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], str]]:
    if isinstance(node, str):
        return [(path, node)]
    members = (
        enumerate(node)
        if isinstance(node, list)
        else node.items()
        if isinstance(node, dict)
        else ()
    )
    return [each for key, inner in members for each in texts(inner, (*path, key))]
