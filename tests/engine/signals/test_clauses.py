"""A question in parts."""

from __future__ import annotations

import pytest

from weft.engine.signals.clauses import clauses


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What is the default of a.b?", ("What is the default of a.b?",)),
        (
            "Which option caps the body, which validates codes, and what is the xsrf header?",
            ("Which option caps the body", "which validates codes", "and what is the xsrf header"),
        ),
        (
            "When was x.open added and when was x.close removed?",
            ("When was x.open added", "when was x.close removed"),
        ),
        ("既定値は何ですか。いつ追加されましたか？", ("既定値は何ですか", "いつ追加されましたか")),
        ("What is it?", ()),
        ("", ()),
    ],
)
def test_each_part_that_asks_for_something_stands_alone(
    question: str, parts: tuple[str, ...]
) -> None:
    assert clauses(question) == parts


def test_a_long_text_is_one_part() -> None:
    text = "why, and where, " * 5000 + "is it"
    assert len(clauses(text)) <= 8
