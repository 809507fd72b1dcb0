"""The quick guess: near enough for gating, and safe on any text."""

from __future__ import annotations

import json
import statistics
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from weft.engine.estimate import estimate, features
from weft.engine.tokens import count


@given(st.text(st.characters(codec=None)))
def test_any_text_gets_a_guess(text: str) -> None:
    assert estimate(text) >= bool(text)
    assert len(features(text)) == 15


def test_nothing_is_nothing() -> None:
    assert estimate("") == 0


def test_near_on_the_source_of_the_standard_library() -> None:
    texts = [path.read_text() for path in sorted(Path(json.__file__).parents[1].glob("*.py"))[:60]]
    errors = [abs(estimate(text) / count(text) - 1) for text in texts if len(text) > 500]
    assert statistics.median(errors) < 0.08


def test_near_on_json() -> None:
    rows = [{"id": n * 7919, "name": f"user {n}", "active": n % 3 == 0} for n in range(200)]
    for text in (json.dumps(rows), json.dumps(rows, indent=2)):
        assert abs(estimate(text) / count(text) - 1) < 0.2
