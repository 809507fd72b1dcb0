"""Half characters in a body: other ones of the same length, so that it can be taken apart."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.dialects.halves import made_whole
from weft.dialects.layout import lay_out

WHOLE = rb"\ufffd"


@pytest.mark.parametrize(
    ("came", "whole"),
    [
        (rb'"\ud83e"', b'"%b"' % WHOLE),
        (rb'"\uD83E and more"', b'"%b and more"' % WHOLE),
        (rb'"\udc00"', b'"%b"' % WHOLE),
        (rb'"\ud83e\ud83e\uddf5"', b'"%b\\ud83e\\uddf5"' % WHOLE),
        (rb'"\\\ud83e"', b'"\\\\%b"' % WHOLE),
        (rb'"\\ud83e\udc00"', b'"\\\\ud83e%b"' % WHOLE),
    ],
)
def test_each_half_is_another_character(came: bytes, whole: bytes) -> None:
    assert made_whole(came) == whole
    assert len(whole) == len(came)
    msgspec.json.decode(whole)


@pytest.mark.parametrize("body", [rb'"\ud83e\uddf5"', rb'"\\ud83e"', rb'"\u00e9\n"', b"", b"\xff"])
def test_a_body_without_halves_is_the_same_object(body: bytes) -> None:
    assert made_whole(body) is body


@given(st.text(st.sampled_from('\\"n\ud83e\udc00\U0001f9f5éu'), max_size=30))
def test_the_quick_parser_takes_what_the_slow_one_took(text: str) -> None:
    came = json.dumps({"messages": [{"a": text}, {"b": 1}]}).encode()
    whole = made_whole(came)
    assert len(whole) == len(came)
    assert msgspec.json.decode(whole) == {"messages": [{"a": replaced(text)}, {"b": 1}]}
    items = [came[span.start : span.end] for span in lay_out(came, "messages").items]
    assert [json.loads(item) for item in items] == [{"a": again(text)}, {"b": 1}]


def replaced(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in again(text))


def again(text: str) -> str:
    """As JSON gives it: two halves that stand together are one character."""
    return str(json.loads(json.dumps(text)))
