"""Only the ranges that are replaced change; every other byte stays the client's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.dialects.splice import find, quoted, replace
from weft.dialects.walk import MAX_DEPTH
from weft.engine.model import Span

if TYPE_CHECKING:
    from weft.dialects.slot import Path


def put(body: bytes, path: Path, old: str, new: str) -> bytes:
    return replace(body, [(span, new) for span in find(body, {path: old}).values()])


@pytest.mark.parametrize(
    ("body", "path", "old", "expected"),
    [
        (b'{"a":"x"}', ("a",), "x", b'{"a":"NEW"}'),
        (b' { "a" :\t"x" , "b":1.0e5}\n', ("a",), "x", b' { "a" :\t"NEW" , "b":1.0e5}\n'),
        (b'{"a":[1,{"b":"x"},"x"]}', ("a", 1, "b"), "x", b'{"a":[1,{"b":"NEW"},"x"]}'),
        (b'["x","x"]', (1,), "x", b'["x","NEW"]'),
        (b'{"\\u0061":"\\ud83d\\ude00\\n"}', ("a",), "\U0001f600\n", b'{"\\u0061":"NEW"}'),
        (b'{"a":"1","a":"2"}', ("a",), "2", b'{"a":"1","a":"NEW"}'),
        (b'{"a":"{\\"b\\":\\"x\\"}","b":"x"}', ("b",), "x", b'{"a":"{\\"b\\":\\"x\\"}","b":"NEW"}'),
        (
            b'{"n":123456789012345678901234567890,"a":"x"}',
            ("a",),
            "x",
            b'{"n":123456789012345678901234567890,"a":"NEW"}',
        ),
        (b'"x"', (), "x", b'"NEW"'),
    ],
)
def test_one_text_is_replaced(body: bytes, path: Path, old: str, expected: bytes) -> None:
    assert put(body, path, old, "NEW") == expected


@pytest.mark.parametrize(
    ("body", "path", "old"),
    [
        (b'{"a":"x"}', ("b",), "x"),  # leads nowhere
        (b'{"a":"x"}', ("a",), "y"),  # says something else
        (b'{"a":1}', ("a",), "1"),  # no string
        (b'{"a":"x', ("a",), "x"),  # cut off
        (b'{"a":"\\x"}', ("a",), "x"),  # no JSON
        (b"", (), ""),
        (b"\xff\xfe", ("a",), "x"),
        (b'{"a":"1","a":"2"}', ("a",), "1"),  # of duplicate keys the last one counts
    ],
)
def test_what_is_not_there_is_left_as_it_is(body: bytes, path: Path, old: str) -> None:
    assert put(body, path, old, "NEW") == body


def test_ranges_may_not_overlap() -> None:
    with pytest.raises(ValueError, match="overlap"):
        replace(b'"abc"', [(Span(0, 5), "x"), (Span(2, 3), "y")])


def test_what_lies_deeper_than_any_request_is_not_looked_into() -> None:
    depth = MAX_DEPTH + 10
    bomb = b"[" * depth + b'"x"' + b"]" * depth
    assert put(bomb, (0,) * depth, "x", "NEW") == bomb
    shallow = b"[" * 9 + b'"x"' + b"]" * 9
    assert put(shallow, (0,) * 9, "x", "NEW") == shallow.replace(b"x", b"NEW")


TEXTS = st.text(st.characters(), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)


def strings(value: Any, path: Path = ()) -> dict[Path, str]:
    """Every string in a value, by the way to it."""
    if isinstance(value, str):
        return {path: value}
    steps = enumerate(value) if isinstance(value, list) else ()
    steps = value.items() if isinstance(value, dict) else steps
    found: dict[Path, str] = {}
    for step, inner in steps:
        found |= strings(inner, (*path, step))
    return found


@given(JSON, st.sampled_from([None, 1, "\t"]), st.booleans(), TEXTS)
def test_every_string_of_any_document_is_found_and_replaced(
    value: Any, indent: int | str | None, ascii_only: bool, new: str
) -> None:
    body = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode(
        "utf-8", "surrogatepass"
    )
    texts = strings(value)
    found = find(body, texts)
    if ascii_only:  # half characters as bytes are no JSON, and are left alone
        assert set(found) == set(texts)
    spliced = replace(body, [(span, new) for span in found.values()])
    again = strings(json.loads(spliced.decode("utf-8", "surrogatepass")))
    assert again == {path: new if path in found else text for path, text in texts.items()}
    assert replace(body, [(span, texts[path]) for path, span in found.items()]).count(
        b'"'
    ) == body.count(b'"')


@given(st.binary(max_size=60))
def test_any_bytes_at_all(body: bytes) -> None:
    assert put(body, ("a", 0, "b"), "no such text", "NEW") == body


@given(TEXTS)
def test_quoted_is_json(text: str) -> None:
    assert json.loads(quoted(text)) == text


def test_long_strings_and_many_tokens_take_linear_time() -> None:
    body = b'{"a":"' + b"\\" * 2_000_000 + b'","b":[' + b"1," * 200_000 + b'1],"c":"x"}'
    assert put(body, ("c",), "x", "y") == body.replace(b'"x"', b'"y"')
