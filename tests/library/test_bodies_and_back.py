"""Bytes of a request: only the rewritten strings change; `expand` turns everything back."""

from __future__ import annotations

import json

import pytest
from conversations import LOG, ROWS, SHAPES, Shape

from weft.dialects import splice
from weft.engine.forms.registry import FORMS
from weft.engine.model import Origin
from weft.library import expanding
from weft.library.bodies import bytes_of, compress_bytes, parsed, text_of
from weft.library.setup import TENANT, Setup
from weft.recall.store import from_url
from weft.settings import Settings


@pytest.fixture
def place() -> Setup:
    return Setup(Settings(), from_url("memory:"))


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_bytes_outside_the_texts_stay(place: Setup, shape: Shape, indent: int | None) -> None:
    data = json.dumps(shape.body(), indent=indent).encode() + b"\n"
    new, result = compress_bytes(place, data, Origin())
    assert len(new) < len(data)
    assert json.loads(new) == result.messages
    spans = splice.find(data, result.originals)
    assert len(spans) == len(result.originals) == 3
    back = splice.find(new, {path: _at(result.messages, path) for path in result.originals})
    outside, outside_new = _without(data, spans.values()), _without(new, back.values())
    assert outside == outside_new


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_body_is_expanded(place: Setup, shape: Shape) -> None:
    data = json.dumps(shape.body()).encode()
    new, _ = compress_bytes(place, data, Origin())
    body = parsed(new)
    assert body is not None
    again = expanding.expand_body(new, body, FORMS, place.store, TENANT)
    assert again is not None
    expected = shape.body()
    assert json.loads(_canonical(again)) == json.loads(_canonical(json.dumps(expected).encode()))


@pytest.mark.parametrize("text", [LOG, "a line again and again\n" * 40])
def test_a_lossless_text_is_unfolded_byte_for_byte(text: str) -> None:
    from weft.engine.model import Block
    from weft.engine.pipeline import Terms, render
    from weft.engine.tokens import count

    folded = render(Block(text), FORMS, Terms(count)).candidate.write(lambda _: "")
    assert folded != text
    assert expanding.unfold(folded, FORMS) == text


def test_what_nobody_wrote_is_not_expanded(place: Setup) -> None:
    assert expanding.expand("Just a sentence.", FORMS, place.store, TENANT) is None


def test_an_original_that_is_gone_is_said(place: Setup) -> None:
    new, _ = compress_bytes(place, LOG.encode(), Origin(question="job 417"))
    place.store.purge(everything=True)
    with pytest.raises(expanding.Gone):
        expanding.expand(new.decode(), FORMS, place.store, TENANT)


def test_markers_of_several_originals_are_no_rendering(place: Setup) -> None:
    one, _ = compress_bytes(place, LOG.encode(), Origin(question="job 417"))
    two, _ = compress_bytes(place, LOG[:-400].encode(), Origin(question="job 417"))
    with pytest.raises(expanding.ManyOriginals):
        expanding.expand((one + two).decode(), FORMS, place.store, TENANT)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00 caf\xe9\r\n", b"", "é\n".encode()])
def test_any_bytes_come_through_as_they_are(place: Setup, data: bytes) -> None:
    assert compress_bytes(place, data, Origin())[0] == data
    assert bytes_of(text_of(data)) == data


@pytest.mark.parametrize(
    "data",
    [
        b'{"messages": [{"role": "user", "text": "an export"}]}',  # no model: somebody's data
        b'{"model": "x", "messages": ["a", "b"]}',
        b'{"model": "x"}',
        b"[1]",
        b"not json",
        b"[" * 100_000,
    ],
)
def test_what_is_no_request_is_a_text(data: bytes) -> None:
    assert parsed(data) is None


def test_rows_are_json_of_their_own(place: Setup) -> None:
    new, result = compress_bytes(place, ROWS.encode(), Origin())
    assert result.tokens_saved > 0
    assert new != ROWS.encode()


def _at(node, path):
    for step in path:
        node = node[step]
    return node


def _without(data: bytes, spans) -> bytes:
    return splice.replace(data, [(span, "") for span in spans])


def _canonical(data: bytes) -> bytes:
    """JSON in strings without its white space: what a lossless text gives back of JSON."""
    return data.replace(json.dumps(ROWS).encode(), json.dumps(_compact(ROWS)).encode())


def _compact(text: str) -> str:
    return json.dumps(json.loads(text), separators=(",", ":"))
