"""Compact JSON: the same document, byte for byte, without the white space between its tokens."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine import verify
from weft.engine.detect import detect
from weft.engine.forms.compact_json import CompactJson
from weft.engine.model import Exactness, Kind

FORM = CompactJson()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("[ ]", "[]"),
        (' {"b" : 1.50,\r\n\t"a" : [ 1e5 , -0 ] }\n', '{"b":1.50,"a":[1e5,-0]}'),
        ('{"a": 1, "a": 2}', '{"a":1,"a":2}'),
        ('[ " a  b ", "c\\n d" ]', '[" a  b ","c\\n d"]'),
        ('["\\u00e9 \\/", "é "]', '["\\u00e9 \\/","é "]'),
        ('["\\" , \\"", ": "]', '["\\" , \\"",": "]'),
        ('["\\\\", " \\\\\\" ", "x"]', '["\\\\"," \\\\\\" ","x"]'),
        ('["\ud800 ", "\\ud800 "]', '["\ud800 ","\\ud800 "]'),
        ("[ 12345678901234567890.123456789 ]", "[12345678901234567890.123456789]"),
        ("[ " + "9" * 9999 + " ]", "[" + "9" * 9999 + "]"),
    ],
    ids=range(10),
)
def test_only_white_space_outside_strings_goes(text: str, folded: str) -> None:
    assert FORM.fold(text) == folded


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"a":"b c"}',
        "[ NaN ]",
        "[ 1, ]",
        '"a  b"',
        "\ufeff[ 1 ]",
        "{ not: json }",
        "[\u00a01]",
        '["\0" ]',
        "[ " * 100_000,
        "[ " * 100_000 + "] " * 100_000,
    ],
    ids=lambda text: text[:20],
)
def test_nothing_to_offer(text: str) -> None:
    assert FORM.fold(text) is None


def tokens_of(text: str) -> list[str]:
    """The document token by token, read in another way than the form does."""
    return re.findall(r'"(?:[^"\\]|\\.)*"|[^\s"\[\]{},:]+|[\[\]{},:]', text)


strings = st.text(st.characters(codec=None)) | st.lists(st.sampled_from('"\\ \n[]{}:,a')).map(
    "".join
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | strings,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(strings, inner, max_size=5),
    max_leaves=20,
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """JSON with white space wherever it may stand."""
    white = st.text(" \t\r\n", max_size=3)
    dumped = json.dumps([draw(values)], ensure_ascii=draw(st.booleans()))
    return "".join(draw(white) + token for token in tokens_of(dumped)) + draw(white)


@given(documents())
def test_the_same_tokens_and_nothing_else(text: str) -> None:
    folded = FORM.fold(text)
    compact = "".join(tokens_of(text))
    assert (folded or text) == compact
    assert FORM.unfold(compact) == compact
    assert FORM.fold(compact) is None
    assert detect(compact) is Kind.JSON
    verify.same(text, compact, Exactness.JSON)


@pytest.mark.parametrize("start", range(8))
def test_long_documents(start: int) -> None:
    row = '{"id" : 1, "text" : "a \\"quoted\\" \\\\", "long": "' + " x" * 99 + '"},\n '
    text = "[" + " " * start + row * 2000 + '"' + "  y" * 90_000 + '" , {} ]'
    assert FORM.fold(text) == "".join(tokens_of(text))


@given(st.text('[]{}":, \\n1\n'))
def test_what_is_not_json_is_left_alone(text: str) -> None:
    if detect(text) is not Kind.JSON:
        assert FORM.fold(text) is None
