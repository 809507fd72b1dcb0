"""JSON without white space: what strings hold stays, whatever it looks like."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from weft.engine.json_tight import CHUNK, tight

SIGNS = st.text(alphabet='"\\\\ \t\n{}[]:,aé', max_size=12)
VALUES = st.recursive(
    SIGNS | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SIGNS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_as_a_writer_without_white_space_has_it(value: Any, indent: Any, ascii_only: bool) -> None:
    written = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    short = json.dumps(value, separators=(",", ":"), ensure_ascii=ascii_only)
    assert tight(written.encode()) == short.encode()


def test_strings_longer_than_what_is_looked_at_at_once() -> None:
    value = ["a " * CHUNK, {"b": " " * (CHUNK - 3)}, "c"]
    short = json.dumps(value, separators=(",", ":")).encode()
    assert tight(json.dumps(value, indent=4).encode()) == short
