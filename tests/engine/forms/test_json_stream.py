"""Documents one after another become rows of one table."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.detect import detect
from weft.engine.forms.json_stream import JsonStream
from weft.engine.json_stream import documents_of
from weft.engine.model import Exactness, Kind
from weft.engine.verify import Untrue, same

FORM = JsonStream()
ROWS = [{"id": n, "state": "open" if n % 3 else "shut", "at": {"zone": "eu-1"}} for n in range(12)]
STREAM = "".join(f"{json.dumps(row, indent=2)}\n" for row in ROWS)


def test_a_stream_is_one_table() -> None:
    folded = FORM.fold(STREAM)
    assert folded is not None
    assert "12 lines of id,state,at.zone=eu-1" in folded
    assert "\n7,open\n" in folded
    assert [json.loads(line) for line in FORM.unfold(folded).split("\n")] == ROWS
    same(STREAM, FORM.unfold(folded), Exactness.JSON)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[1]\n", '{"a": 1}\n{"a": 2}\n', f"{STREAM}and more\n", STREAM[:-9], "[1] [2"],
)
def test_what_is_no_stream_of_long_documents(text: str) -> None:
    assert FORM.fold(text) is None


def test_the_kind_of_a_stream() -> None:
    assert detect(STREAM) is Kind.JSON_LINES
    assert detect(STREAM.replace("\n}\n{", "\n}{")) is Kind.JSON_LINES
    assert detect(f"{STREAM}and more\n") is not Kind.JSON_LINES


def test_another_value_is_another_stream() -> None:
    folded = FORM.fold(STREAM)
    assert folded is not None
    with pytest.raises(Untrue):
        same(STREAM, FORM.unfold(folded).replace('"id":3', '"id":3.0'), Exactness.JSON)


values = st.dictionaries(st.text(max_size=4), st.integers() | st.text(max_size=6), max_size=4)


@given(st.lists(values, max_size=6), st.sampled_from([None, 1]), st.sampled_from(["\n", " ", ""]))
def test_any_stream(documents: list[dict[str, object]], indent: int | None, between: str) -> None:
    text = between.join(json.dumps(value, indent=indent) for value in documents)
    found = [json.loads(text[start:end]) for start, end in documents_of(text)]
    assert found == (documents if len(documents) > 1 else [])
    folded = FORM.fold(text)
    if folded is not None:
        same(text, FORM.unfold(folded), Exactness.JSON)


@given(st.text(alphabet='{}[]",: \n1a', max_size=60))
def test_any_text(text: str) -> None:
    documents_of(text)
    FORM.fold(text)
