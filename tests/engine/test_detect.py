"""What kind of text is this?"""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kind_texts import texts

from weft.engine.detect import MAX_DEPTH, detect, is_json
from weft.engine.detect.order import TESTS
from weft.engine.detect.signs import NEEDS
from weft.engine.model import Kind


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        ' \r\n\t{"a": [1, -0, 1.50, 1e999, 1E+5, true, null]} \n',
        '["\\ud800", "\\uD83D", "\\\\ud800", "\\/"]',
        '["\ud800", "\u2028", "\x7f"]',
        '{"a": 1, "a": 2}',
        "[" + "9" * 10_000 + "]",
        '["' + "[" * 1000 + '"]',
        '["\\\\", "' + '[\\"' * 500 + '", "]]]", [' + "[1]," * 500 + "[]]]",
        "[" * MAX_DEPTH + "]" * MAX_DEPTH,
        '{"a":[' * (MAX_DEPTH // 2) + "]}" * (MAX_DEPTH // 2),
    ],
)
def test_json(text: str) -> None:
    assert detect(text) is Kind.JSON


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        '"a string"',
        "12",
        "null",
        "\ufeff[]",
        "\xa0[]",
        "\x0b[]",
        "[NaN]",
        "[Infinity]",
        "[-Infinity]",
        "[1,]",
        "[01]",
        "[.5]",
        "[1 2]",
        "[] x",
        '["\n"]',
        '["\0"]',
        '["\\x"]',
        '["\\ud8"]',
        "{'a': 1}",
        "[2025-11-20 08:15:00] INFO started",
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "[" * 300 + '"]"' + "]" * 300,
        "[" * 1_000_000 + "]" * 1_000_000,
        '{"a":' * 1_000_000,
    ],
    ids=lambda text: text[:20],
)
def test_text(text: str) -> None:
    assert detect(text) is Kind.TEXT


def strict(text: str) -> bool:
    """What the standard library says, taken by the letter."""

    def refuse(name: str) -> None:
        raise ValueError(name)

    try:
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=refuse)
    except ValueError:
        return False
    return isinstance(value, dict | list)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
fragments = st.lists(
    st.sampled_from([*'[]{},:"\\ \n0123.-+eEu\x00\x1f', '"a"', "true", "nul", "\\ud800", "NaN"])
)


@given(values, st.booleans(), st.sampled_from([None, 2]))
def test_whatever_is_dumped_is_json(value: object, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert (detect(text) is Kind.JSON) == isinstance(value, dict | list)


@given(st.text() | fragments.map("".join) | fragments.map(lambda some: f"[{''.join(some)}]"))
@example('["\\ud800\\"]')
def test_agrees_with_a_strict_reader(text: str) -> None:
    assert is_json(text) == strict(text)


@given(values, st.data())
def test_agrees_with_a_strict_reader_on_damaged_json(value: object, data: st.DataObject) -> None:
    text = json.dumps([value])
    at = data.draw(st.integers(0, len(text)))
    damaged = text[:at] + data.draw(st.sampled_from(["", *'"[]{},\\'])) + text[at + 1 :]
    assert is_json(damaged) == strict(damaged)


def test_json_lines() -> None:
    assert detect('{"a":1}\n{"a":2}\n') is Kind.JSON_LINES
    assert detect('{"a":1}\nnot so\n') is Kind.TEXT
    assert detect('{"a":1}\n') is Kind.JSON


@given(texts())
@settings(max_examples=80)
def test_the_tests_that_are_spared_would_have_said_no(text: str) -> None:
    """A sign that is missing in a few lines is missing in most of them."""
    full = next((kind for kind, test in TESTS if test(text)), Kind.TEXT)
    assert detect(text) is full or full in NEEDS
